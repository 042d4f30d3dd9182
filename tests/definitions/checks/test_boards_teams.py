from __future__ import annotations

from moonwalk.definitions.describe import rules_in_words

from ..edited import edited, errors, errors_in, sound, warnings
from ..installed import WITH_STRANGERS

FORMED = "  formed: drawn\n"


def test_a_column_has_no_use_where_members_form_the_teams():
    assert errors(("  formed: drawn\n", "  formed: by the members\n  column: team\n")) == [
        (
            "94:3: 'column' says where teams come from, but the members form them. "
            "Remove it, or write 'formed: from the roster'."
        )
    ]


def test_an_empty_section_misses_its_keys():
    text = edited()
    before, _, rest = text.partition("teams:\n")
    changed = before + "teams: {}\n\nboards:\n" + rest.partition("boards:\n")[2]
    assert (
        "92:8: 'formed' is missing in 'teams': who decides: drawn, from the roster, or by the members."
        in errors_in(changed)
    )


SHARED = "    - {{rule: shared_days, goal: good_day, together: {days}, points: 20}}\n    - rule: full_house\n"


def shared(days):
    return ("    - rule: full_house\n", SHARED.format(days=days))


def test_a_team_cannot_have_more_days_together_than_its_largest_has():
    assert warnings(shared("49 days")) == []
    assert warnings(shared("50 days")) == [
        "50 days are more than a team of 7 has in a week, which is 49. Write fewer."
    ]
    assert warnings(
        shared("36 days"),
        ("counted_days: every day", "counted_days: workdays"),
        ("4 of 7", "4 of 5"),
        ("first 5 of 7", "first 4 of 5"),
    ) == ["36 days are more than a team of 7 has in a week, which is 35. Write fewer."]


def test_no_days_together_are_no_goal():
    assert errors(shared("0 days")) == ["97:53: 'together' cannot be 0. Write a larger value."]


def test_only_a_daily_goal_has_days():
    (found,) = errors((shared("9 days")[0], shared("9 days")[1].replace("good_day", "good_week")))
    assert found.startswith(
        "97:33: 'good_week' is a goal of each week, and 'shared_days' needs one of each day."
    )


def test_an_open_team_is_for_teams_of_the_roster():
    (found,) = errors((FORMED, f"{FORMED}  open_team: Lone riders\n"))
    assert "Remove it, or write 'formed: from the roster'." in found
    roster = (FORMED, "  formed: from the roster\n  open_team: Lone riders\n")
    assert errors(roster) == []
    assert "Whoever has no team is in 'Lone riders'." in rules_in_words(sound(roster), WITH_STRANGERS)
