"""A rule is a pure function of what it is given.

Needs hypothesis, which is not a dependency of Moonwalk: install it for tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from moonwalk.api import Award, Change, Context, DayRule, PersonRule, Rule, TeamRule, TeamTimeline, Timeline
from moonwalk.testing.days import context_for
from moonwalk.testing.goals import GOOD_DAY, GOOD_WEEK, KitGoal
from moonwalk.testing.grids import Roster, grid_for
from moonwalk.testing.plain import badge_number
from moonwalk.testing.strategies import crowds, days_before, random_people

AnyTimeline = Timeline | TeamTimeline
Answer = Award | Change
Awards = Callable[[AnyTimeline, Context], tuple[Answer, ...]]


def assert_pure(
    rule: PersonRule | DayRule | TeamRule,
    *,
    examples: int = 50,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """That a rule gives the same twice, leaves what it is given alone, and does not mind the order of people.

    Also that later days change no earlier award, unless the rule declares `later_days_may_change`.
    """
    from hypothesis import given

    def awards(days: AnyTimeline, context: Context) -> tuple[Answer, ...]:
        changes = rule.changes(days, context) if isinstance(rule, DayRule) else ()  # type: ignore[arg-type]
        given = tuple(rule.awards(days, context))  # type: ignore[arg-type]
        if isinstance(rule, PersonRule):
            assert all(badge_number(rule, award) >= 0 for award in given)
        return (*changes, *given)

    def check(roster: Roster) -> None:
        context = context_for(roster.timelines[0], goals=goals, units=units)
        if isinstance(rule, TeamRule):
            _order_of_members(awards, roster.teams(), context)
        else:
            _order_of_rows(rule, roster.timelines, context)
        for one in roster.teams() if isinstance(rule, TeamRule) else roster.timelines:
            _same_twice(awards, one, context)
            if not rule.later_days_may_change:
                _later_days_change_nothing(awards, one, context)

    people = crowds(goals=goals, activities=activities, people=3, longest=16, before=days_before(rule))
    random_people(examples)(given(people)(check))()


def _same_twice(awards: Awards, days: AnyTimeline, context: Context) -> None:
    before = repr((days, context))
    first, second = awards(days, context), awards(days, context)
    assert first == second, f"The same days were paid differently the second time: {first} / {second}"
    assert repr((days, context)) == before, "The rule changed the days or the context it was given."


def _later_days_change_nothing(awards: Awards, days: AnyTimeline, context: Context) -> None:
    whole = awards(days, context)
    for count in range(1, len(days.days)):
        shorter = replace(days, days=days.days[:count])  # type: ignore[arg-type]
        as_of = days.days[count - 1].date
        then = awards(shorter, replace(context, as_of=as_of))
        now = [award for award in whole if award.day <= as_of]
        assert sorted(map(str, then)) == sorted(map(str, now)), (
            f"Later days changed an award of {as_of} or before: {then} became {now}. "
            "If that is meant, declare later_days_may_change = True."
        )


def _order_of_members(awards: Awards, teams: Sequence[TeamTimeline], context: Context) -> None:
    for team in teams:
        turned = tuple(replace(day, members=day.members[::-1]) for day in team.days)
        one, other = awards(team, context), awards(replace(team, days=turned), context)
        assert one == other, f"The order of the members changed the awards: {one} / {other}"


def _order_of_rows(rule: Rule, people: Sequence[Timeline], context: Context) -> None:
    if not isinstance(rule, PersonRule | DayRule):
        return
    fast = rule.grid_points(grid_for(rule, people), context)
    turned = rule.grid_points(grid_for(rule, people[::-1]), context)
    if fast is not None and turned is not None:
        assert np.array_equal(fast[::-1], turned), (
            "The order of the people changed the points of the fast form."
        )
