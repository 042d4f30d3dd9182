"""A rule is a pure function of what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Award,
    Change,
    CompanyRule,
    Context,
    DayRule,
    League,
    LeagueRule,
    LeagueWeek,
    Milestone,
    PersonRule,
    Rule,
    TeamAward,
    TeamRule,
    TeamTimeline,
    Timeline,
)
from moonwalk.api.arrays import Scores
from moonwalk.testing.awards import boards_of
from moonwalk.testing.days import GOOD_DAY, GOOD_WEEK, KitGoal, context_for
from moonwalk.testing.grids import Roster, badge_number, grid_for
from moonwalk.testing.strategies import days_before, groups, leagues_with_context, random_people, rosters


def shares_of(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> NDArray[np.int64]:
    """What each person's days add, people x days."""
    return np.array([[rule.share(day, context) for day in person.days] for person in people], np.int64)


def milestones_of(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> list[Milestone]:
    """What these people reach together, by the end of the last of their days."""
    return list(rule.milestones(shares_of(rule, people, context).sum(axis=0).tolist(), context))


def assert_company_pure(
    rule: CompanyRule,
    *,
    examples: int | None = None,
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """That a rule says the same twice, and that later days take no step back or date it otherwise."""
    from hypothesis import given

    def check(people: tuple[Timeline, ...]) -> None:
        context = context_for(people[0], units=units)
        totals = shares_of(rule, people, context).sum(axis=0).tolist()
        steps = list(rule.milestones(totals, context))
        assert steps == list(rule.milestones(totals, context)), "The second time it reached other steps."
        for count in range(1, len(totals)):
            last = context.starts + timedelta(days=count - 1)
            earlier = list(rule.milestones(totals[:count], replace(context, as_of=last)))
            now = [step for step in steps if step.day <= last]
            assert earlier == now, f"Later days changed what was reached by {last}: {earlier} became {now}."
        together = rule.progress(sum(totals), context)
        assert together == rule.progress(sum(totals), context), "It is not always as far."
        assert together.goal > 0, "A goal for everyone must be more than nothing."

    random_people(examples, share=2)(given(groups(activities=activities))(check))()


AnyTimeline = Timeline | TeamTimeline
Answer = Award | Change
Awards = Callable[[AnyTimeline, Context], tuple[Answer, ...]]


def assert_pure(
    rule: PersonRule | DayRule | TeamRule,
    *,
    examples: int | None = None,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """That a rule gives the same twice, leaves what it is given alone, and does not mind the order of people.

    Also that later days change no earlier award, unless the rule declares `later_days_may_change`. `examples`
    is how many random groups are tried; without a number, half of what the loaded profile of Hypothesis says.
    """
    from hypothesis import given

    def awards(days: AnyTimeline, context: Context) -> tuple[Answer, ...]:
        changes = rule.changes(days, context) if isinstance(rule, DayRule) else ()  # type: ignore[arg-type]
        paid = tuple(rule.awards(days, context))  # type: ignore[arg-type]
        if isinstance(rule, PersonRule):
            assert all(badge_number(rule, award) >= 0 for award in paid)
        return (*changes, *paid)

    def check(roster: Roster) -> None:
        context = context_for(roster.timelines[0], goals=goals, units=units)
        if isinstance(rule, TeamRule):
            _order_of_members(awards, roster.teams(), context)
        else:
            _order_of_rows(rule, roster.timelines, context)
        for days in roster.teams() if isinstance(rule, TeamRule) else roster.timelines:
            _same_twice(awards, days, context)
            if not rule.later_days_may_change:
                _later_days_change_nothing(awards, days, context)

    people = rosters(goals=goals, activities=activities, people=3, longest=16, before=days_before(rule))
    random_people(examples, share=2)(given(people)(check))()


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
        as_listed, reversed_ = awards(team, context), awards(replace(team, days=turned), context)
        assert as_listed == reversed_, (
            f"The order of the members changed the awards: {as_listed} / {reversed_}"
        )


def _order_of_rows(rule: Rule, people: Sequence[Timeline], context: Context) -> None:
    if not isinstance(rule, PersonRule | DayRule):
        return
    fast = rule.grid_points(grid_for(rule, people), context)
    turned = rule.grid_points(grid_for(rule, people[::-1]), context)
    if fast is not None and turned is not None:
        assert np.array_equal(fast[::-1], turned), (
            "The order of the people changed the points of the vectorised form."
        )


def assert_league_pure(rule: LeagueRule, *, examples: int | None = None) -> None:
    """That a rule gives the same twice, and does not mind the order of the teams.

    Also that later weeks change no earlier award, unless the rule declares `later_days_may_change`.
    """
    from hypothesis import given

    def check(drawn: tuple[League, Context]) -> None:
        league, context = drawn
        first = _awards(rule, league, context)
        assert first == _awards(rule, league, context), (
            "The same teams were paid differently the second time."
        )
        assert first == _awards(rule, _turned(league), context), "The order of the teams changed the awards."
        if rule.later_days_may_change:
            return
        for count in range(len(league.weeks)):
            shorter = replace(league, weeks=league.weeks[:count])
            last = league.weeks[count].last_day
            earlier = [award for award in first if (last - award.award.day).days >= 7]
            assert _awards(rule, shorter, context) == earlier, "Later weeks changed an earlier award."

    random_people(examples, share=2)(given(leagues_with_context(boards_of(rule)))(check))()


def _awards(rule: LeagueRule, league: League, context: Context) -> list[TeamAward]:
    return sorted(
        rule.awards(league, context), key=lambda award: (award.award.day, award.team, str(award.award))
    )


def _turned(league: League) -> League:
    rows = np.arange(len(league.teams))[::-1]
    return League(
        teams=league.teams.take(rows), weeks=tuple(_turned_week(week, rows) for week in league.weeks)
    )


def _turned_week(week: LeagueWeek, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> LeagueWeek:
    scores = {
        name: Scores(numerators=scores.numerators[rows], denominators=scores.denominators[rows])
        for name, scores in week.scores.items()
    }
    return replace(week, present=week.present[rows], scores=scores)
