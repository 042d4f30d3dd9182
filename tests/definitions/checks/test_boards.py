from __future__ import annotations

import pytest

from ..edited import edited, errors, errors_in

TIES = "[participation, met good_week, improvement, shared place]"


@pytest.mark.parametrize(
    ("ties", "message"),
    [
        ("[lot, shared place]", "106:12: 'lot' always decides, so nothing after it is applied. Put it last."),
        ("[participation, participation, lot]", "106:27: 'participation' appears twice. Keep one."),
        ("[]", "106:11: the last tie rule must decide: write [shared place] or [lot]."),
        (
            "[coin]",
            (
                "106:12: 'coin' is not a tie rule. "
                "There are: participation, improvement, lot, shared place, met GOAL."
            ),
        ),
    ],
)
def test_tie_rules_decide_at_the_end_and_only_there(ties, message):
    assert message.replace("106:", "108:") in errors((TIES, ties))


def test_a_board_of_people_has_no_members():
    assert errors(("    seen_by: own row\n", "    place_needs: [at least 3 members]\n")) == [
        (
            "114:5: 'place_needs' has no effect here: it speaks of members, and the board ranks people. "
            "Remove it, or write 'ranks: teams'."
        )
    ]


def test_a_board_of_people_does_not_count_what_teams_earn():
    assert errors(("    seen_by: own row\n", "    of_rules: [full_house]\n    seen_by: own row\n")) == [
        "114:16: 'full_house' pays teams, and this board ranks people. Remove it."
    ]


def test_a_board_of_teams_needs_teams():
    text = edited()
    before, _, rest = text.partition("teams:\n  formed")
    without = before + "boards:\n" + rest.partition("boards:\n")[2]
    assert any(
        message.endswith("there are no teams in this file. Add the section 'teams', or rank people.")
        for message in errors_in(without)
    )


def test_an_unknown_key_of_a_board_names_its_ranking():
    assert errors(("    ranking: mean\n", "    ranking: mean\n    wieght: 5\n")) == [
        (
            "108:5: there is no key 'wieght' in a board with 'mean'. There are: "
            "label, ranks, column, of_rules, split_by, inside, period, during, ties, numbering, place_needs, "
            "without_place, seen_by, ranking."
        )
    ]


LEAGUE = (
    "    - rule: full_house\n",
    (
        "    - {rule: fixtures, id: league, compare: form}\n    - {rule: fixtures, id: cup, compare: table}\n"
        "    - rule: full_house\n"
    ),
)
FORM = "  form: {{label: Form, ranks: {ranks}, ranking: mean, of_rules: [{rules}]}}\n"


def leagues(form_rules, ranks="teams", table_rules="minutes"):
    boards = FORM.format(rules=form_rules, ranks=ranks)
    boards += FORM.format(rules=table_rules, ranks="teams").replace("form", "table")
    return errors(LEAGUE, ("  my_points:\n", f"{boards}  my_points:\n"))


def test_two_leagues_may_compare_what_neither_pays():
    assert leagues("minutes", table_rules="minutes, full_house") == []


def test_a_league_compares_no_board_that_another_league_pays():
    (found,) = leagues("minutes, cup")
    assert found.endswith(
        "'form' counts the points of 'cup', which compares teams as well. "
        "Give that board 'of_rules:' without 'cup'."
    )


def test_a_league_compares_a_board_of_teams():
    (found,) = leagues("minutes", ranks="people")
    assert found.endswith("'form' ranks people, and 'league' compares teams. Name a board that ranks teams.")


COLUMN = "    ranks: roster column\n    column: site\n"
PEOPLE = "    ranks: people\n"


def test_a_board_of_a_roster_column_names_it():
    assert errors((PEOPLE, "    ranks: roster column\n")) == [
        "112:12: 'column' is missing: which roster column is ranked."
    ]
    assert errors((PEOPLE, COLUMN)) == []


def test_a_board_of_groups_does_not_count_what_teams_earn():
    (found,) = errors(
        (PEOPLE, COLUMN), ("    seen_by: own row\n", "    of_rules: [full_house]\n    seen_by: own row\n")
    )
    assert found.endswith("'full_house' pays teams, and this board ranks a roster column. Remove it.")


def test_a_board_is_not_split_by_what_its_rows_are():
    told = "each board would hold a single row: 'site' is what the rows themselves stand for."
    (found,) = errors((PEOPLE, f"{COLUMN}    split_by: site\n"))
    assert told in found
    of_roster = ("  formed: drawn\n", "  formed: from the roster\n  column: site\n")
    (found,) = errors(of_roster, ("    ranking: mean\n", "    ranking: mean\n    split_by: site\n"))
    assert told in found
    assert errors(of_roster, ("    ranking: mean\n", "    ranking: mean\n    split_by: country\n")) == []


def test_a_rule_for_everyone_pays_no_board():
    company = (
        "company:\n  rules:\n"
        "    - {rule: collective_goal, id: lake, total: 9 minutes, unlocks: {100%: Tea}}\nboards:\n"
    )
    (found,) = errors(
        ("boards:\n", company),
        ("  my_points:\n", f"{FORM.format(ranks='teams', rules='lake')}  my_points:\n"),
    )
    assert found.endswith("'lake' is about everyone together and pays nobody points. Remove it.")
