from __future__ import annotations

import pytest

from ..edited import errors, errors_in, sound

ONE_FOR_ONE = "counts_as: backward_walk          # one for one"


def test_the_only_activity_that_stands_for_itself_is_filled_in():
    challenge = sound()
    assert challenge.rules[0].config["activity"] == "backward_walk"
    assert challenge.goals["good_day"].activity == "backward_walk"
    assert challenge.goals["good_week"].activity is None


def test_an_activity_cannot_count_as_itself():
    assert errors((ONE_FOR_ONE, "counts_as: my_own_version")) == [
        "26:16: an activity cannot count as itself. Remove the line."
    ]


def test_an_activity_counts_as_one_that_stands_for_itself():
    third = "third: {label: Third, unit: minutes, counts_as: my_own_version}"
    third = f"{ONE_FOR_ONE}\n  {third}\n  fourth:\n    label: x\n    unit: minutes"
    assert errors((ONE_FOR_ONE, third))[0] == (
        "27:51: 'my_own_version' itself counts as 'backward_walk'. Name one that stands for itself."
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "unit: steps\n    counts_as: backward_walk",
            (
                "'rate' is missing: how many minutes one step is. "
                "Write for example 'rate: 100 minutes per step'."
            ),
        ),
        (
            "unit: hours\n    counts_as: backward_walk\n    rate: 60 minutes per hour",
            "'rate' has no effect here: hours and minutes are converted automatically. Remove it.",
        ),
        (
            "unit: steps\n    counts_as: backward_walk\n    rate: 100 steps per minute",
            (
                "'100 steps per minute' does not turn steps into minutes. "
                "Write for example 'rate: 100 minutes per step'."
            ),
        ),
    ],
)
def test_a_rate_is_needed_exactly_where_units_do_not_convert(written, message):
    (found,) = errors(("unit: minutes\n    counts_as: backward_walk          # one for one", written))
    assert found.partition(": ")[2] == message


def test_hours_count_as_minutes_without_a_rate():
    changed = ("unit: minutes\n    counts_as: backward_walk ", "unit: hours\n    counts_as: backward_walk ")
    assert sound(changed).activities["my_own_version"].unit == "hours"


def test_a_rate_without_a_target_has_no_use():
    assert errors(("reject_entry_above: 60 minutes", "rate: 2 minutes per minute"))[0] == (
        "21:5: 'rate' has no effect here: the activity stands for itself. Remove it, or add 'counts_as'."
    )


def test_a_rule_that_measures_names_the_activity_that_stands_for_itself():
    assert errors(("    per: 1 minute\n", "    per: 1 minute\n    activity: my_own_version\n")) == [
        (
            "60:15: 'my_own_version' counts as 'backward_walk', so its amounts are in that one. "
            "Write 'activity: backward_walk'."
        )
    ]


def test_a_file_of_two_activities_says_which_is_meant_in_goals_too():
    found = errors((f"    {ONE_FOR_ONE}\n", ""))
    assert [message.partition(": ")[0] for message in found] == ["33:5", "54:5"]
    assert all("Add 'activity:'." in message for message in found)


def test_a_file_without_activities_is_no_challenge():
    assert errors_in(
        "moonwalk: 1\nchallenge: x\nactivities: {}\nrules: []\n"
        "schedule: {length: 1 week, timezone: Asia/Tokyo}\n"
    ) == [
        "3:13: there is no activity yet, so nobody could log anything. Add one.",
        "4:8: there is no rule yet, so nobody could earn anything. Add one.",
    ]
