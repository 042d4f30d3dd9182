"""What rules see of a person beside figures: entries in their order, and the days before day 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import permutations
from typing import ClassVar

from tests.scoring.challenges import (
    A_DAY,
    CALENDAR,
    DAY_1,
    LONG_AFTER,
    STARTS,
    a_challenge,
    an_activity,
    entry,
    rule,
)
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts

from moonwalk.api import Award, Entry, Inputs, PersonRule, Status
from moonwalk.scoring.explain import explain
from moonwalk.scoring.grid import CountedEntries, build_grid
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score, settle_entries
from moonwalk.scoring.verdicts import converted


class Better(PersonRule):
    """A point for each day that is above every day before the challenge."""

    name: ClassVar[str] = "better"
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.SELF, Inputs.BASELINE})

    def awards(self, timeline, context):
        most = max((day.amounts["walk"] for day in timeline.before), default=0)
        return [
            Award(day=day.date, points=1, reason="better")
            for day in timeline.days
            if day.amounts["walk"] > most
        ]


BETTER = rule("better", Better)


def seen(*lines, members=(1, 2), **changes):
    """What is known of everybody, and a timeline of each."""
    plan = a_challenge(**changes)
    people = member_facts(*(Member(number) for number in members))
    whole = build_membership(plan.calendar, people, pause_facts(), LONG_AFTER)
    settled = settle_entries(plan, whole, entry_facts(lines), CODES, 27)
    counted = CountedEntries(plan, settled, whole)
    grid = build_grid(plan, whole, settled.raw, converted(plan, settled.raw))
    return counted, [counted.timeline(grid, row) for row in range(len(members))]


def before(*lines, **changes):
    """Minutes of the first person on the days before, by index."""
    _, timelines = seen(*lines, person_rules=(BETTER,), **changes)
    return {day.index: day.amounts["walk"] / 1000 for day in timelines[0].before if day.amounts["walk"]}


def test_entries_stand_in_the_order_logged_whatever_the_order_of_the_facts():
    first = entry(1, 0, 5)
    # Logged later, but with smaller and smaller ids.
    lines = [entry(1, 0, 5 + more, logged=first.logged - more) for more in range(3)][::-1]

    for order in permutations(lines):
        counted, _ = seen(*order)
        assert counted.of(0) == {
            0: tuple(Entry(id=str(line.id), activity="walk", amount=line.amount) for line in lines)
        }


def test_who_has_no_entries_has_none():
    counted, _ = seen(entry(2, 0, 5))

    assert counted.of(0) == {}
    assert list(counted.of(1)) == [0]


def test_entries_that_do_not_count_are_not_seen():
    counted, _ = seen(entry(1, 0, 5, logged=LONG_AFTER), entry(1, 1, 5))

    assert list(counted.of(0)) == [1]


def test_four_weeks_before_are_there_for_rules_that_read_them():
    _, (timeline, other) = seen(entry(1, -1, 5), entry(1, -28, 7), entry(1, -29, 9), person_rules=(BETTER,))

    assert len(timeline.before) == 28
    assert (timeline.before[0].date, timeline.before[-1].date) == (
        STARTS - timedelta(28),
        STARTS - timedelta(1),
    )
    assert [(day.index, day.week) for day in timeline.before[20:22]] == [(-8, -1), (-7, 0)]
    assert [day.amounts["walk"] for day in timeline.before if day.amounts["walk"]] == [7000, 5000]
    assert not any(day.amounts["walk"] for day in other.before)


def test_no_day_before_is_there_where_no_rule_reads_it():
    _, timelines = seen(entry(1, -1, 5))

    assert timelines[0].before == ()


def test_a_day_before_is_settled_as_any_other():
    walk = an_activity("walk", reject_entry_above=60000)
    steps = an_activity("steps", "walk", "steps", rate=Fraction(1, 100))
    old = entry(1, -3, 30)
    lines = (
        *(entry(1, -1, minutes, source=source) for minutes, source in ((9, 0), (5, 1), (6, 1))),
        *(entry(1, -2, minutes, kind=kind) for minutes, kind in ((4, 1), (300, 2), (61, 0))),
        old,
        entry(1, -3, 20, supersedes=old.id),
    )

    assert before(*lines, activities=(walk, an_activity("own"), steps)) == {-1: 11, -2: 7, -3: 20}


def test_days_off_before_are_off_as_well():
    calendar = replace(CALENDAR, workdays_only=True)
    _, timelines = seen(person_rules=(BETTER,), calendar=calendar)

    assert [day.status for day in timelines[0].before[-3:]] == [Status.DUE, Status.OFF, Status.OFF]
    assert before(entry(1, -2, 9), entry(1, -3, 5), calendar=calendar) == {-3: 5}


def test_the_grid_has_the_same_days_before_for_rules_that_read_them_and_none_for_others():
    lines = entry(1, -1, 5), entry(2, -28, 7, kind=1)
    counted, timelines = seen(*lines, person_rules=(BETTER,))
    plan = counted.plan
    people = member_facts(Member(1), Member(2))
    grid = build_grid(
        plan,
        build_membership(plan.calendar, people, pause_facts(), LONG_AFTER),
        counted.settled.raw,
        converted(plan, counted.settled.raw),
    )

    earlier = counted.with_days_before(grid).before
    assert earlier["walk"].tolist() == [[day.amounts["walk"] for day in one.before] for one in timelines]
    plain, _ = seen(*lines)
    assert plain.with_days_before(grid).before == {}


def test_a_rule_that_reads_the_days_before_is_paid_and_explained_alike():
    plan = a_challenge(person_rules=(BETTER,))
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    lines = entry(1, -5, 10, logged=DAY_1 - 5 * A_DAY), entry(1, 0, 9), entry(1, 1, 11)
    scores = score(plan, whole, entry_facts(lines), CODES, 27)

    assert scores.people.points["better"][0, :3].tolist() == [0, 1, 0]
    assert explain(plan, whole, entry_facts(lines), CODES, 27).total == 1
