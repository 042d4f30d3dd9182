from __future__ import annotations

import pytest

from .edited import errors, sound, warnings

RULES = "rules:\n"
SIZE = "size: 5 to 7 people"
MEAN = "    ranking: mean\n"
CAPS = "{week 1: 10 minutes, week 2: 12 minutes, week 3: 15 minutes, week 4: 20 minutes}"
DOUBTS = {
    "uneven_teams": [(MEAN, "    ranking: sum\n")],
    "lucky_small_teams": [(SIZE, "size: 5 to 30 people")],
    "best_few": [(MEAN, "    ranking: top_k\n    best: 3\n")],
    "benched_members": [(MEAN, "    ranking: mean_active\n")],
    "capped_targets": [
        (
            "reach: {week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}",
            "own_target: {lowest: 5 minutes, highest: 30 minutes, unless_chosen: 9 minutes}",
        )
    ],
    "small_groups": [(SIZE, "size: 3 people")],
    "no_cap": [
        (
            f"    cap_per_day: {CAPS}\n",
            "",
        ),
        (
            (
                "  - rule: limit\n    label: Most in a day and week\n"
                "    cap_per_day: 25 points\n    cap_per_week: 120 points\n"
            ),
            "",
        ),
    ],
    "pressure_on_one": [
        (
            "    - rule: full_house\n",
            "    - {rule: representative, goal: good_day, lose_points: 10}\n    - rule: full_house\n",
        )
    ],
    "named_people": [("    seen_by: own row\n", "")],
    "teams_without_place": [("place_needs: [at least 3 members]", "place_needs: [at least 8 members]")],
    "short_deadline": [("log_until: Tuesday 12:00", "log_until: Monday 12:00")],
    "night_deadline": [("log_until: Tuesday 12:00", "log_until: Wednesday 00:00")],
    "paid_absence": [("  personal: 7 days\n", "  personal: 7 days\n  a_missed_day: counts as 12 minutes\n")],
    "scored_bodies": [("label: My own version", "label: Weight loss")],
    "rules_for_some": [
        (
            RULES,
            (
                f"{RULES}  - {{rule: goal_met, id: some, goal: good_day, points: 1, "
                "only_where: {status: [new]}}\n"
            ),
        )
    ],
    "points_for_nothing": [
        (RULES, f"{RULES}  - {{rule: bank, goal: good_day, points: 70, lose_points: 9}}\n")
    ],
    "made_up_comebacks": [(RULES, f"{RULES}  - {{rule: makeup, goal: good_day, weekdays: [Sunday]}}\n")],
}


def test_the_sound_challenge_raises_no_doubt():
    assert warnings() == []


@pytest.mark.parametrize("name", DOUBTS)
def test_what_looks_unfair_is_doubted_once_by_its_name(name):
    (message,) = warnings(*DOUBTS[name])
    assert message.endswith(f"If you mean it, write it under 'accepted': '{name}: why'.")


@pytest.mark.parametrize("name", DOUBTS)
def test_a_doubt_that_is_accepted_is_not_raised(name):
    accepted = ("privacy:\n", f"accepted:\n  {name}: We mean it.\n\nprivacy:\n")
    assert warnings(*DOUBTS[name], accepted) == []
    assert sound(*DOUBTS[name], accepted).accepted == {name: "We mean it."}


def test_a_doubt_that_does_not_exist_cannot_be_accepted():
    assert errors(("privacy:\n", "accepted:\n  small_group: x\n\nprivacy:\n")) == [
        (
            "138:3: there is no warning 'small_group' to accept. Did you mean 'small_groups'? There are: "
            f"{', '.join(sorted(DOUBTS))}."
        )
    ]


def test_a_limit_is_a_cap():
    assert warnings(DOUBTS["no_cap"][0]) == []


GROUPS = ("    ranks: people\n", "    ranks: roster column\n    column: site\n")


@pytest.mark.parametrize(
    ("ranking", "name"),
    [("sum", "uneven_teams"), ("top_k\n    best: 3", "best_few"), ("mean_active", "benched_members")],
)
def test_groups_of_the_roster_are_of_different_size(ranking, name):
    (message,) = warnings(GROUPS, ("    ranking: sum\n", f"    ranking: {ranking}\n"))
    assert f"'{name}: why'" in message


def test_a_steadied_mean_of_groups_is_fair():
    assert warnings(GROUPS, ("    ranking: sum\n", "    ranking: shrunk\n")) == []


def test_a_steadied_mean_of_very_different_teams_is_fair():
    assert warnings((SIZE, "size: 5 to 30 people"), (MEAN, "    ranking: shrunk\n")) == []


def test_a_sum_of_what_teams_earn_themselves_is_fair():
    assert warnings((MEAN, "    ranking: sum\n    of_rules: [full_house]\n")) == []


def bank(points: str, loses: str, *others: tuple[str, str]) -> list[str]:
    rule = f"{RULES}  - {{rule: bank, goal: good_day, points: {points}, lose_points: {loses}}}\n"
    return warnings((RULES, rule), *others)


def test_a_bank_that_empties_in_a_week_is_fair():
    assert bank("70", "10") == []
    assert bank("{week 1: 7, weeks 2 to 4: 70}", "{week 1: 1, weeks 2 to 4: 10}") == []


@pytest.mark.parametrize(
    ("points", "loses", "told"),
    [
        ("70", "9", "keeps 7 of the 70 points of a week. Take at least 10 for each missed day."),
        ("{week 1: 7, weeks 2 to 4: 71}", "10", "keeps 1 of the 71 points of a week. Take at least 11"),
        ("50", "{week 1: 0, weeks 2 to 4: 10}", "keeps 50 of the 50 points of a week. Take at least 8"),
    ],
)
def test_a_bank_that_leaves_points_to_who_does_nothing_is_doubted(points, loses, told):
    (message,) = bank(points, loses)
    assert told in message


def test_points_at_every_milestone_need_a_limit():
    (uncapped,) = DOUBTS["no_cap"][1:]
    hour = "  - {rule: milestone, every: 1 hour, points: 5}\n"
    assert warnings((RULES, RULES + hour)) == []
    (told,) = warnings((RULES, RULES + hour), uncapped)
    assert told.startswith("'milestone' pays without end")
    assert warnings((RULES, RULES + hour.replace("points: 5", "badge: Hour")), uncapped) == []
