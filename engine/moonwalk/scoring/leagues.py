"""What field rules see of all teams, and what they give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.context import Context
from moonwalk.api.leagues import Field, FieldWeek
from moonwalk.api.scores import Scores
from moonwalk.api.teams import TeamAward
from moonwalk.host import LeagueRuleAdapter
from moonwalk.scoring import boards
from moonwalk.scoring.people import PeopleScores, ask, during, index_of
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.teams import TeamScores, team_summaries
from moonwalk.scoring.weeks import (
    days_of,
    is_over,
    people_of_week,
    plan_of_week,
    teams_there,
    weeks_begun,
)


@dataclass(frozen=True, eq=False)
class League:
    """All that field rules rest on: people, teams, the weeks of teams, and the last day to look at."""

    plan: Plan
    people: PeopleScores
    teams: TeamScores
    weeks: tuple[TeamScores, ...]
    ids: tuple[str, ...]
    last_day: int

    @property
    def context(self) -> Context:
        """The challenge as of the last day."""
        calendar = self.plan.calendar
        last = calendar.dates[min(max(self.last_day, 0), calendar.length - 1)]
        return replace(self.plan.context, as_of=min(last, self.plan.context.as_of))


def with_field_bonus(league: League) -> TeamScores:
    """The teams with what field rules give them."""
    if not league.plan.field_rules:
        return league.teams
    bonus = dict(league.teams.bonus)
    for rule in league.plan.field_rules:
        field = field_of(league, rule)
        fast = ask(rule, rule.adapter.grid_points, field, league.context)
        if fast is None:
            fast = points_of(league, rule, _awards(league, rule, field))
        bonus[rule.id] = during(rule, fast)
    return replace(league.teams, bonus=bonus)


def field_awards(league: League) -> Iterator[tuple[RulePlan[LeagueRuleAdapter], Sequence[TeamAward]]]:
    """What each field rule gives by its meaning, also on days on which it does not pay.

    RuleFailed where a rule does not answer, or where its fast form says otherwise.
    """
    for rule in league.plan.field_rules:
        field = field_of(league, rule)
        awards = _awards(league, rule, field)
        fast = ask(rule, rule.adapter.grid_points, field, league.context)
        if fast is not None and (fast != points_of(league, rule, awards)).any():
            raise RuleFailed(rule.id, rule.at, "its fast form and its awards disagree")
        yield rule, awards


def points_of(league: League, rule: AnyRulePlan, awards: Sequence[TeamAward]) -> NDArray[np.int64]:
    """The points of awards, teams x days."""
    index = {name: at for at, name in enumerate(league.ids)}
    points = np.zeros(league.teams.due.shape, np.int64)
    for given in awards:
        if given.team not in index:
            raise RuleFailed(rule.id, rule.at, f"it gave points to '{given.team}', which is no team here")
        points[index[given.team], index_of(league.plan, rule, given.award.day)] += given.award.points
    return points


def field_of(league: League, rule: AnyRulePlan) -> Field:
    """All teams as a rule sees them: what they have, and each week on the boards that it names."""
    summaries = team_summaries(league.plan, league.teams, league.last_day, names=league.ids)
    numbers = weeks_begun(league.plan, league.last_day) if rule.compares else range(0)
    return Field(summaries, tuple(_week(league, rule, number) for number in numbers))


def _awards(league: League, rule: RulePlan[LeagueRuleAdapter], field: Field) -> Sequence[TeamAward]:
    return ask(rule, rule.adapter.awards, field, league.context)


def _week(league: League, rule: AnyRulePlan, number: int) -> FieldWeek:
    days = days_of(league.plan, number)
    return FieldWeek(
        week=number,
        last_day=league.plan.calendar.dates[days.stop - 1],
        over=is_over(league.plan, league.people.frame, number, league.last_day),
        there=teams_there(league.people.frame, days),
        scores={name: _scores(league, name, number) for name in rule.compares},
    )


def _scores(league: League, board: str, number: int) -> Scores:
    """Every team's score on a board, of the points of one week."""
    days = days_of(league.plan, number)
    bonus = {rule: values[:, days] for rule, values in league.teams.bonus.items()}
    plan = plan_of_week(league.plan, number)
    last = days.stop - days.start - 1
    field = boards.Field(
        league.ids,
        (),
        people_of_week(league.plan, league.people, number),
        replace(league.weeks[number - 1], bonus=bonus),
        last,
        last,
    )
    which = league.plan.board(board)
    return boards.scores_of(plan, which, boards.summaries_of(plan, which, field))
