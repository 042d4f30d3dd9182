"""Doubts about teams without a place, deadlines and bodies: where, in which words, and with which way out."""

from __future__ import annotations

from datetime import date

import pytest

from moonwalk.definitions import read_challenge

from .edited import edited, read, warnings
from .installed import WITH_STRANGERS

SIZE = "  size: 5 to 7 people"
NEEDS = "    place_needs: [at least 3 members]\n"
SMALL = ("privacy:\n", "accepted:\n  small_groups: Meant.\n\nprivacy:\n")
UNTIL = "  log_until: Tuesday 12:00            # closes the week before\n"
STARTS = "  starts: 2027-02-01                  # a Monday\n"
HOUSE = "needs: [at least 80% of members met good_week]"


def places(*changes) -> list[tuple[int, str]]:
    return [(one.place.line, one.message) for one in read(edited(*changes)).problems]


@pytest.mark.parametrize(
    ("size", "needs", "says", "way_out"),
    [
        ("2 people", "", "no team can have so many, so none ever takes a place", "[at least 2 members]"),
        ("2 to 4 people", "", "a team of 2 never takes a place", "[at least 2 members]"),
        (
            "5 people",
            "    place_needs: [at least 6 members met good_day]\n",
            "no team can have so many",
            "[at least 5 members met good_day]",
        ),
    ],
)
def test_teams_that_can_never_have_a_place_are_told(size, needs, says, way_out):
    changes = ((SIZE, f"  size: {size}"), (NEEDS, needs), SMALL)
    (message,) = warnings(*changes)

    assert says in message
    assert f"Write 'place_needs: {way_out}'." in message
    mended = (*changes[:1], (NEEDS, f"    place_needs: {way_out}\n"), SMALL)
    assert warnings(*mended) == []


def test_what_no_team_can_meet_is_told_where_it_stands():
    ((line, message),) = places((HOUSE, "needs: [at least 9 members met good_week]"))

    assert line == 99
    assert message.startswith("'at least 9 members met good_week' is asked for: no team can have so many, so")


@pytest.mark.parametrize("needs", ["at least 5 members", "all members met good_day"])
def test_what_every_team_can_have_is_no_doubt(needs):
    assert warnings((NEEDS, f"    place_needs: [{needs}]\n")) == []


def test_a_start_on_the_day_of_the_deadline_is_told_with_a_way_out():
    tuesday = (STARTS, "  starts: 2027-02-02\n")
    ((line, message),) = places(tuesday)

    assert line == 13
    assert message.startswith(
        "weeks begin on a Tuesday, and each closes on 'Tuesday 12:00', 12 hours after its last evening"
    )
    assert "Write 'log_until: Wednesday 12:00'" in message
    assert warnings(tuesday, (UNTIL, "  log_until: Wednesday 12:00\n")) == []
    ((line, _),) = places(tuesday, (UNTIL, ""))
    assert line == 9


def test_a_weekend_that_does_not_count_is_time_enough_to_log_a_friday():
    mondays = ((STARTS, "  starts: 2027-02-01\n"), (UNTIL, "  log_until: Monday 12:00\n"))
    workdays = ("  length: 4 weeks\n", "  length: 4 weeks\n  counted_days: workdays\n")
    tuesdays = ((STARTS, "  starts: 2027-02-02\n"), (UNTIL, "  log_until: Tuesday 12:00\n"))

    assert len(warnings(*mondays)) == 1
    assert warnings(*mondays, workdays) == []
    assert "its last evening" in "".join(warnings(*tuesdays, workdays))


def test_the_first_day_of_the_launch_decides():
    text = edited((STARTS, "")).encode()

    assert not read_challenge(text, "x.yaml", WITH_STRANGERS).problems
    assert not read_challenge(text, "x.yaml", WITH_STRANGERS, date(2027, 2, 1)).problems
    (problem,) = read_challenge(text, "x.yaml", WITH_STRANGERS, date(2027, 2, 2)).problems
    assert "12 hours after its last evening" in problem.message


def test_a_deadline_at_night_is_told():
    (message,) = warnings((UNTIL, "  log_until: Wednesday 03:30\n"))

    assert message.startswith("'Wednesday 03:30' is in the night from Tuesday to Wednesday.")


@pytest.mark.parametrize(
    "label",
    [
        "Body weight",
        "Weight lost",
        "BMI",
        "Waist",
        "Resting heart rate",
        "Blood pressure",
        "K\u00f6rpergewicht",
    ],
)
def test_what_looks_like_a_body_is_answered_with_the_action(label):
    (message,) = warnings(("label: My own version", f"label: {label}"))

    assert "Score what people do instead" in message


@pytest.mark.parametrize(
    "label", ["Weight training", "Lifting weights", "Waiting in peace", "Heart-to-heart talk", "Stairs"]
)
def test_what_people_do_is_no_body(label):
    assert warnings(("label: My own version", f"label: {label}")) == []


def test_a_unit_and_a_column_may_look_like_a_body_too():
    (message,) = warnings(
        (
            "    unit: minutes\n    counts_as: backward_walk          # one for one\n",
            "    unit: kg\n    counts_as: backward_walk\n    rate: 5 minutes per kg\n",
        )
    )
    assert "looks like a measure of somebody's body" in message
    ((line, message),) = places(("  ranking: mean\n", "  ranking: mean\n    split_by: body_weight\n"))
    assert message.startswith("the column 'body_weight' looks like a measure of somebody's body")
    assert line == 108


REJECT = "    reject_day_above: 90 minutes\n"
OWN = "    counts_as: backward_walk          # one for one\n"
CAPS = "{week 1: 10 minutes, week 2: 12 minutes, week 3: 15 minutes, week 4: 20 minutes}"
ALONE = (OWN, "")
PER_UNIT = ("    per: 1 minute\n", "    per: 1 minute\n    activity: backward_walk\n")
GOALS = ("    each: day\n    reach", "    each: day\n    activity: backward_walk\n    reach")


def test_a_cap_above_what_a_day_may_have_is_never_reached():
    higher = (CAPS, CAPS.replace("20 minutes", "2 hours"))
    (message,) = warnings(higher, ALONE, PER_UNIT, GOALS)

    assert message == (
        "2 hours is never reached: a day above 90 minutes is refused ('reject_day_above'). Lower this, or "
        "raise that."
    )
    assert warnings(higher, ALONE, PER_UNIT, GOALS, (REJECT, "    reject_day_above: 120 minutes\n")) == []


def test_a_step_above_what_a_day_may_have_is_never_reached():
    tiers = (
        "rules:\n",
        "rules:\n  - rule: tiers\n    activity: backward_walk\n    pays: {5 minutes: 1, 91 minutes: 2}\n",
    )
    (message,) = warnings(tiers, ALONE, PER_UNIT, GOALS)

    assert message.startswith("91 minutes is never reached")


WEEKLY = "goals:\n  long: {{label: long, each: {each}, activity: backward_walk, reach: {reach}}}\n"


@pytest.mark.parametrize(
    ("each", "reach", "says"),
    [
        ("day", "91 minutes", "91 minutes is never reached: a day above 90 minutes is refused"),
        ("week", "10.6 hours", "('reject_day_above'), so 7 days have no more than 630 minutes."),
        ("challenge", "43 hours", "so 28 days have no more than 2520 minutes."),
        ("week", "630 minutes", ""),
        ("challenge", "42 hours", ""),
    ],
)
def test_a_goal_above_what_its_days_may_have_is_never_reached(each, reach, says):
    goal = ("goals:\n", WEEKLY.format(each=each, reach=reach))
    found = [one for one in warnings(goal, ALONE, PER_UNIT, GOALS) if "never reached" in one]
    assert len(found) == bool(says)
    assert all(says in one for one in found)


def test_a_milestone_that_no_days_add_up_to_is_never_reached():
    rule = (
        "rules:\n",
        "rules:\n  - {rule: milestone, activity: backward_walk, every: 43 hours, badge: Far}\n",
    )
    (found,) = [one for one in warnings(rule, ALONE, PER_UNIT, GOALS) if "never reached" in one]
    assert found.startswith("43 hours is never reached")


def test_what_counts_as_an_activity_may_bring_its_day_above_the_limit():
    assert warnings((CAPS, CAPS.replace("20 minutes", "2 hours"))) == []
