from __future__ import annotations

import pytest

from ..edited import errors, sound

REACH = "{week 1: 5 minutes, week 2: 8 minutes, weeks 3 to 4: 10 minutes}"


NO_VALUE = "has no value. Write one, or remove the line."
GAP = "every week needs one, e.g."


@pytest.mark.parametrize(
    ("weeks", "message"),
    [
        ("{week 1: 5 minutes}", f"weeks 2 to 4 have no value; {GAP} 'weeks 1 to 4: ...'."),
        ("{weeks 2 to 4: 5 minutes}", f"week 1 has no value; {GAP} 'week 1: ...'."),
        (
            "{weeks 1 to 4: 5 minutes, week 2: 6 minutes}",
            "week 2 has two values ('weeks 1 to 4' and 'week 2'). Keep one.",
        ),
        (
            "{weeks 1 to 4: 5 minutes, week 5: 6 minutes}",
            "'week 5' does not exist: the challenge has 4 weeks.",
        ),
        ("{weeks 1 to 4: 5min}", "'5min' is not an amount with its unit. Did you mean '5 minutes'?"),
        (
            "{weeks 1 to 3: 5 minutes, week four: 6 minutes}",
            "'week four' does not name weeks. Write 'week 1' or 'weeks 2 to 4'.",
        ),
        ("{}", f"'reach' {NO_VALUE}"),
        ("{week 1: , weeks 2 to 4: 5 minutes}", f"'week 1' {NO_VALUE}"),
    ],
)
def test_every_week_has_exactly_one_value(weeks, message):
    (found,) = errors((REACH, weeks))
    assert found.partition(": ")[2] == message


def test_the_last_week_may_be_a_part_of_one():
    challenge = sound(
        ("length: 4 weeks", "length: 10 days"),
        (REACH, "{week 1: 5 minutes, week 2: 8 minutes}"),
        (", week 3: 15 minutes, week 4: 20 minutes", ""),
        ("  weeks 3 to 4:\n    theme: Enjoy it\n", ""),
    )
    assert challenge.schedule.weeks == 2
    assert challenge.goals["good_day"].reach.at(2).value == 8


def test_a_theme_may_be_left_out():
    assert sorted(sound(("  weeks 3 to 4:\n    theme: Enjoy it\n", "")).weeks) == [1, 2]
