"""League rules: what they see of all teams, week by week, and what they award."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moonwalk.api.arrays import Scores
from moonwalk.api.teams import League, LeagueWeek, TeamAward
from moonwalk.api.timeline import Context, Status
from moonwalk.registry import LeagueRuleAdapter
from moonwalk.scoring import boards
from moonwalk.scoring.asking import RuleFailed, ask, during, index_of
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.periods import people_of_days, plan_of_days
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan
from moonwalk.scoring.team_blocks import score_teams_in_blocks
from moonwalk.scoring.teams import TeamScores, team_summaries


@dataclass(frozen=True, eq=False)
class LeagueScores:
    """All that league rules rest on: people, teams, the weeks of teams, and the last day included."""

    plan: Plan
    people: PeopleScores
    teams: TeamScores
    weeks: tuple[TeamScores, ...]
    ids: tuple[str, ...]
    last_day: int

    @property
    def context(self) -> Context:
        """The context of the challenge as of the last day."""
        calendar = self.plan.calendar
        last = calendar.dates[min(max(self.last_day, 0), calendar.length - 1)]
        # An earlier board must not be computed with knowledge of later days.
        return replace(self.plan.context, as_of=min(last, self.plan.context.as_of))


def with_league_bonus(league: LeagueScores) -> TeamScores:
    """Return the teams with what league rules give them."""
    if not league.plan.league_rules:
        return league.teams
    bonus = dict(league.teams.bonus)
    for rule in league.plan.league_rules:
        view = league_view(league, rule)
        vectorised = ask(rule, rule.adapter.grid_points, view, league.context)
        if vectorised is None:
            vectorised = award_points(league, rule, _awards(league, rule, view))
        bonus[rule.id] = during(rule, vectorised)
    return replace(league.teams, bonus=bonus)


def league_awards(league: LeagueScores) -> Iterator[tuple[RulePlan[LeagueRuleAdapter], Sequence[TeamAward]]]:
    """Yield what each league rule gives by its scalar form, also on days on which it does not pay.

    RuleFailed where a rule does not answer, or where its vectorised form disagrees.
    """
    for rule in league.plan.league_rules:
        view = league_view(league, rule)
        awards = _awards(league, rule, view)
        vectorised = ask(rule, rule.adapter.grid_points, view, league.context)
        # Compared before `during` is applied, or a disagreement on a day that does not pay would stay
        # hidden until the definition changes.
        if vectorised is not None and (vectorised != award_points(league, rule, awards)).any():
            raise RuleFailed(rule.id, rule.at, "its vectorised form and its awards disagree")
        yield rule, awards


def award_points(league: LeagueScores, rule: AnyRulePlan, awards: Sequence[TeamAward]) -> Int64Array:
    """Return the points of awards, teams x days. RuleFailed for a team or day that is not there."""
    index = {name: at for at, name in enumerate(league.ids)}
    points = np.zeros(league.teams.due.shape, np.int64)
    for team_award in awards:
        if team_award.team not in index:
            raise RuleFailed(
                rule.id, rule.at, f"it gave points to '{team_award.team}', which is not a team here"
            )
        points[index[team_award.team], index_of(league.plan, rule, team_award.award.day)] += (
            team_award.award.points
        )
    return points


def league_view(league: LeagueScores, rule: AnyRulePlan) -> League:
    """Return all teams as a rule sees them: what they have, and each week on the boards that it names."""
    summaries = team_summaries(league.plan, league.teams, league.last_day, names=league.ids)
    # Only rules that compare teams look at weeks, and ranking every week again is expensive.
    numbers = weeks_begun(league.plan, league.last_day) if rule.compares else range(0)
    return League(teams=summaries, weeks=tuple(_week(league, rule, number) for number in numbers))


def _awards(league: LeagueScores, rule: RulePlan[LeagueRuleAdapter], view: League) -> Sequence[TeamAward]:
    return ask(rule, rule.adapter.awards, view, league.context)


def _week(league: LeagueScores, rule: AnyRulePlan, number: int) -> LeagueWeek:
    days = days_of_week(league.plan, number)
    return LeagueWeek(
        week=number,
        last_day=league.plan.calendar.dates[days.stop - 1],
        closed=week_is_over(league.plan, league.people.membership, number, league.last_day),
        present=teams_present(league.people.membership, days),
        scores={name: _scores(league, name, number) for name in rule.compares},
    )


def _scores(league: LeagueScores, name: str, number: int) -> Scores:
    """Return every team's score on a board, from the points of one week alone."""
    days = days_of_week(league.plan, number)
    # Of the whole challenge, since the scores of single weeks are made without bonuses (`plan_of_days`).
    bonus = {rule: values[:, days] for rule, values in league.teams.bonus.items()}
    plan = plan_of_days(league.plan, days)
    last = days.stop - days.start - 1
    view = boards.ScoreSnapshot(
        league.ids,
        (),
        people_of_days(league.people, days),
        replace(league.weeks[number - 1], bonus=bonus),
        last,
        last,
    )
    board = league.plan.board(name)
    return boards.scores_of(plan, board, boards.summaries_of(plan, board, view))


def score_weeks(plan: Plan, people: PeopleScores, teams: int, last_day: int) -> tuple[TeamScores, ...]:
    """Return every team's scores of each week, where a rule compares teams by their weeks.

    Teams are those of the week's last day, so what members do later changes no week that is over. The
    teams' own bonuses are left out.
    """
    if not any(rule.compares for rule in plan.league_rules):
        return ()
    return tuple(
        score_teams_in_blocks(
            plan_of_days(plan, days_of_week(plan, week)),
            people_of_days(people, days_of_week(plan, week)),
            teams,
            last_day - days_of_week(plan, week).start,
        )
        for week in weeks_begun(plan, last_day)
    )


def days_of_week(plan: Plan, week: int) -> slice:
    """Return the indices of a week's days."""
    return slice(7 * (week - 1), min(7 * week, plan.calendar.length))


def weeks_begun(plan: Plan, last_day: int) -> range:
    """Return the weeks that have begun by the last day included."""
    # Adding 7 rounds up: day 0 is in week 1, and the day before it in none.
    return range(1, min(max(last_day + 7, 0) // 7, plan.calendar.weeks) + 1)


def week_is_over(plan: Plan, membership: Membership, week: int, last_day: int) -> bool:
    """Return whether a week can no longer be logged and all of its days are included."""
    days = days_of_week(plan, week)
    return days.stop - 1 <= last_day and not bool((membership.status[:, days] == Status.OPEN).any())


def teams_present(membership: Membership, days: slice) -> BoolArray:
    """Return the teams that had a member on one of these days, whatever they did."""
    there = np.zeros(len(membership.teams) + 1, np.bool_)
    # The spare last element takes the days of people without a team, whose index is -1.
    there[membership.team[:, days]] = True
    return there[:-1]
