"""Rules that see only what was logged soon enough, up to the instant and with every reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import CALENDAR, LONG_AFTER, MINUTES, a_challenge, rule
from tests.scoring.facts import CODES, Line, Member, entry_facts, member_facts, pause_facts
from tests.scoring.scoring import examples

from moonwalk.api.values import EndOfChallenge
from moonwalk.scoring.explain import explain
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.projections import open_weeks, project_people
from moonwalk.scoring.score import score
from moonwalk_plugins.amounts.per_unit import PerUnit
from moonwalk_plugins.bonus_days import BonusDays
from moonwalk_plugins.goals import GoalMet

OPEN = replace(CALENDAR, log_until=EndOfChallenge())
SOON = replace(MINUTES, id="soon", logged_within=0)


def plan_of(calendar=OPEN, **changes):
    return replace(a_challenge(calendar), **{"person_rules": (MINUTES, SOON)} | changes)


def scored(plan, *lines):
    """The points of the only person, and why; the two agree or it fails."""
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    facts = entry_facts(lines)
    people = score(plan, whole, facts, CODES, 27).people
    why = explain(plan, whole, facts, CODES, 27)
    assert why.total == people.total.sum()
    return people, why


def paid(people, name="soon"):
    return {day: points for day, points in enumerate(people.points[name][0].tolist()) if points}


def line(day, minutes, logged, number=1, **more):
    return Line(number, 1, day, 0, minutes * 1000, logged, **more)


def over(day, later=0, calendar=OPEN):
    return int(calendar.over_everywhere(later)[day])


def test_what_is_logged_by_the_end_of_its_day_pays_and_a_millisecond_later_does_not():
    lines = (line(3, 10, over(3), 1), line(3, 7, over(3) + 1, 2), line(4, 5, over(4) + 1, 3))
    people, why = scored(plan_of(), *lines)

    assert paid(people) == {3: 10}
    assert paid(people, "minutes") == {3: 17, 4: 5}
    reasons = [each.award.reason for each in why.awards if each.rule.id == "soon" and not each.award.points]
    assert reasons == [
        "17 minutes; only what is logged the same day counts here",
        "5 minutes; only what is logged the same day counts here",
    ]


def test_days_after_and_the_zone_furthest_west():
    west = replace(OPEN, zones=("America/Los_Angeles", "Asia/Tokyo"))
    two = replace(SOON, logged_within=2)
    assert over(3, 2, west) - over(3, 2) == 9 * 3_600_000
    people, _ = scored(
        plan_of(west, person_rules=(two,)),
        line(3, 4, over(3, 2, west), 1),
        line(3, 2, over(3, 2, west) + 1, 2),
    )
    assert paid(people) == {3: 4}


def test_a_correction_counts_as_of_the_entry_that_it_corrects():
    late = line(3, 30, over(3) + 10, 2, on_time=over(3) - 10, supersedes=1)
    people, _ = scored(plan_of(), line(3, 10, over(3) - 10, 1), late)
    assert paid(people) == {3: 30}


def test_goals_of_such_a_rule_are_met_by_what_was_logged_soon_enough():
    met = replace(rule("soon", GoalMet, goal="good_day", points="8"), logged_within=0)
    enough, late = line(1, 5, over(1), 1), line(2, 5, over(2) + 1, 2)
    people, why = scored(
        plan_of(person_rules=(met,)), enough, late, line(3, 4, over(3), 3), line(3, 9, over(3) + 1, 4)
    )
    assert paid(people) == {1: 8}
    assert people.met["good_day"][0, 1:4].all()
    assert sum(each.rule.id == "soon" for each in why.awards) == 3


def test_bonus_days_multiply_what_was_logged_soon_enough():
    bonus = rule("bonus", BonusDays, activity="walk", multiply_by="3")
    people, _ = scored(plan_of(day_rules=(bonus,)), line(1, 5, over(1), 1), line(1, 2, over(1) + 1, 2))
    assert (paid(people), paid(people, "minutes")) == ({1: 15}, {1: 21})


def test_such_a_rule_may_still_pay_all_or_nothing():
    plan = plan_of(person_rules=(SOON,))
    limited = tuple(replace(each, reject_day_above=20_000) for each in plan.activities)
    plan = replace(plan, activities=limited)
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), 0)
    people = score(plan, whole, entry_facts(()), CODES, 27).people
    bounds = project_people(plan, people, open_weeks(plan, 0))
    assert (bounds.least.tolist(), bounds.most.tolist()[0] >= 28 * 20) == ([0], True)


@examples(60)
@given(
    st.lists(
        st.tuples(st.integers(0, 27), st.integers(1, 40), st.integers(-1, 5), st.integers(0, 1)), max_size=12
    ),
    st.integers(0, 4),
)
def test_each_day_pays_what_was_logged_within_so_many_days(walks, within):
    soon = replace(rule("soon", PerUnit, activity="walk", points="1", per="1 minute"), logged_within=within)
    lines = [
        line(day, minutes, over(day, later) + just if later >= 0 else int(OPEN.begins[day]), number)
        for number, (day, minutes, later, just) in enumerate(walks, 1)
    ]
    people, _ = scored(plan_of(person_rules=(soon,)), *lines)
    expected: Counter[int] = Counter()
    for day, minutes, later, just in walks:
        closed = later >= 0 and over(day, later) + just > OPEN.closes[day]
        expected[day] += minutes if later + just <= within and not closed else 0
    assert paid(people) == {day: minutes for day, minutes in expected.items() if minutes}
