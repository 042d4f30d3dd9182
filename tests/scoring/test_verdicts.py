"""Whether each entry counts; the first verdict that applies is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.scoring.challenges import (
    CALENDAR,
    LONG_AFTER,
    a_challenge,
    an_activity,
    entry,
    rule,
)
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts
from tests.scoring.rules import PerEntry

from moonwalk.api import Inputs
from moonwalk.scoring.calendar import milliseconds
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.verdicts import Verdict, judge

ALONE = (Member(1),)
CLOSES = CALENDAR.week_closes(1)


def verdicts(*lines, plan=None, members=ALONE, pauses=(), last_day=27):
    plan = plan or a_challenge()
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(*pauses), LONG_AFTER)
    judged = judge(plan, whole, entry_facts(lines), CODES, last_day)
    return [Verdict(int(one)).name for one in judged.verdict]


def test_an_entry_in_time_counts():
    assert verdicts(entry(1, 0, 5)) == ["COUNTED"]


def test_a_millisecond_too_late_is_late():
    lines = [entry(1, 6, 5, logged=CLOSES + late) for late in (-1, 0, 1)]

    assert verdicts(*lines) == ["COUNTED", "COUNTED", "LATE"]


def test_a_correction_is_as_late_as_what_it_corrects():
    first = entry(1, 0, 5)
    in_time = entry(1, 0, 6, logged=CLOSES + 9, on_time=first.logged, supersedes=first.id)

    assert verdicts(first, in_time) == ["SUPERSEDED", "COUNTED"]


def test_a_late_row_supersedes_nothing():
    first = entry(1, 0, 5)
    late = entry(1, 0, 6, logged=CLOSES + 1, supersedes=first.id)

    assert verdicts(first, late) == ["COUNTED", "LATE"]
    assert verdicts(first, replace(late, logged=CLOSES)) == ["SUPERSEDED", "COUNTED"]


def test_of_a_chain_of_corrections_the_last_counts():
    first = entry(1, 0, 5)
    second = entry(1, 0, 6, supersedes=first.id)
    third = entry(1, 0, 7, supersedes=second.id)

    assert verdicts(third, first, second) == ["COUNTED", "SUPERSEDED", "SUPERSEDED"]


def test_a_voided_entry_leaves_nothing():
    first = entry(1, 0, 5)

    assert verdicts(first, entry(1, 0, 5, supersedes=first.id, void=True)) == ["SUPERSEDED", "VOID"]


def test_days_outside_are_outside_even_where_corrected():
    first = entry(1, -1, 5)

    assert verdicts(entry(1, -1, 5), entry(1, 28, 5), entry(1, 27, 5)) == ["OUTSIDE", "OUTSIDE", "COUNTED"]
    assert verdicts(first, entry(1, -1, 6, supersedes=first.id)) == ["SUPERSEDED", "OUTSIDE"]


def test_days_after_the_last_one_that_is_looked_at_are_outside():
    assert verdicts(entry(1, 3, 5), entry(1, 4, 5), last_day=3) == ["COUNTED", "OUTSIDE"]
    assert verdicts(entry(1, 0, 5), last_day=-1) == ["OUTSIDE"]


def test_a_day_off_is_outside_for_members_and_for_everybody_else():
    plan = a_challenge(replace(CALENDAR, workdays_only=True))
    saturday = [entry(who, 5, 5) for who in (1, 2, 9)]

    # Whoever happens to be the last of the people must make no difference.
    assert verdicts(*saturday, plan=plan, members=[Member(1), Member(2, 1, 10)]) == ["OUTSIDE"] * 3
    assert verdicts(*saturday, plan=plan, members=[Member(1, 1, 10), Member(2)]) == ["OUTSIDE"] * 3


def test_who_is_no_member_on_the_day_is_none():
    lines = [entry(1, 9, 5), entry(1, 10, 5), entry(2, 10, 5)]

    assert verdicts(*lines, members=[Member(1, 1, 10)]) == ["NOT_A_MEMBER", "COUNTED", "NOT_A_MEMBER"]


def test_nobody_in_the_challenge_means_no_member_for_every_entry():
    assert verdicts(entry(1, 0, 5), entry(1, 99, 5), members=[]) == ["NOT_A_MEMBER", "OUTSIDE"]


def test_paused_days_and_days_that_count_for_nobody_are_paused():
    plan = a_challenge(replace(CALENDAR, excused=frozenset({date(2027, 1, 5)})))

    assert verdicts(entry(1, 0, 5), entry(1, 1, 5), plan=plan, pauses=[Pause(1, 0, 0)]) == ["PAUSED"] * 2


def test_a_day_that_has_begun_nowhere_is_implausible():
    begins = int(CALENDAR.begins[3])

    assert verdicts(entry(1, 3, 5, logged=begins - 1), entry(1, 3, 5, logged=begins)) == [
        "IMPLAUSIBLE",
        "COUNTED",
    ]


def test_an_entry_above_the_limit_is_implausible():
    plan = a_challenge(activities=(an_activity("walk", reject_entry_above=60000),))

    assert verdicts(entry(1, 0, 60), entry(1, 0, 60.001), plan=plan) == ["COUNTED", "IMPLAUSIBLE"]


def test_the_first_verdict_that_applies_is_given():
    plan = a_challenge(activities=(an_activity("walk", reject_entry_above=1),))
    bad = entry(1, 0, 5, logged=CLOSES + 1)
    newer = entry(1, 0, 5, supersedes=bad.id)

    assert verdicts(bad, plan=plan) == ["LATE"]
    assert verdicts(bad, plan=plan, pauses=[Pause(1, 0, 0)]) == ["PAUSED"]
    assert verdicts(bad, plan=plan, members=[Member(1, 1, 9)]) == ["NOT_A_MEMBER"]
    assert verdicts(replace(bad, day=99), plan=plan, members=[]) == ["OUTSIDE"]
    assert verdicts(replace(bad, void=True, supersedes=77), plan=plan) == ["VOID"]
    assert verdicts(replace(bad, void=True, supersedes=77), newer, plan=plan)[0] == "SUPERSEDED"


def test_what_the_challenge_does_not_know_is_left_out():
    assert verdicts(entry(1, 0, 5, kind=3), entry(1, 0, 5)) == ["COUNTED"]


@pytest.mark.parametrize(("day", "verdict"), [(-1, "BASELINE"), (-28, "BASELINE"), (-29, "OUTSIDE")])
def test_days_before_are_a_baseline_where_a_rule_reads_one(day, verdict):
    class Improving(PerEntry):
        """Reads the days before."""

        inputs = frozenset({Inputs.SELF, Inputs.BASELINE})

    plan = a_challenge(person_rules=(rule("better", Improving),))

    assert verdicts(entry(1, day, 5), plan=plan) == [verdict]
    assert verdicts(entry(1, day, 5)) == ["OUTSIDE"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"])
def test_a_minute_before_and_after_midnight_are_two_days_wherever_one_is(zone):
    midnight = datetime(2027, 1, 7, tzinfo=ZoneInfo(zone))
    before, after = (milliseconds(midnight + timedelta(minutes=minutes)) for minutes in (-1, 1))

    assert verdicts(entry(1, 2, 5, logged=before), entry(1, 3, 5, logged=after)) == ["COUNTED"] * 2
