"""A team's score with reasons: what members bring, its own awards, and what a board makes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

import numpy as np

from moonwalk.api.teams import Summary, TeamTimeline
from moonwalk.api.timeline import Award, Inputs
from moonwalk.registry import TeamRuleAdapter
from moonwalk.scoring.asking import RuleFailed, ask, index_of
from moonwalk.scoring.attribution import attribute_days, can_take_part
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, sections_of, summaries_of
from moonwalk.scoring.explain import ExplainedAward, counted_award
from moonwalk.scoring.facts import Int64Array, days_until
from moonwalk.scoring.leagues import league_awards
from moonwalk.scoring.membership import no_lots
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import AnyRulePlan, BoardPlan, Plan, RulePlan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.teams import team_grid_of, team_timelines


@dataclass(frozen=True, slots=True)
class MemberShare:
    """What one person brings to a team: points, days that count toward its size, and days logged.

    `row` is the person's in the membership; `first` and `last` are the days (indices) in the team so far,
    both -1 before the first of them. `here` says whether the person is in it on the last day.
    """

    row: int
    points: int
    days: int
    logged: int
    first: int
    last: int
    here: bool


def member_shares(scored: Scored, team: int, rules: tuple[str, ...]) -> tuple[MemberShare, ...]:
    """Return what everyone brings who was ever in a team (an index), by some rules (none named: all).

    The points add up to those of the team, and so do the days and the days logged.
    """
    plan, last = scored.plan, scored.last_day
    rows = scored.people.membership.members_of(np.array([team], np.int64))
    people = scored.people.only(rows)
    attribution = attribute_days(plan, people.membership, people.logged, last)
    days, begun = days_until(last), days_until(min(last, plan.today))
    total = np.where(attribution.points == team, people.of_rules(rules), 0)[:, days].sum(axis=1)
    ours = (attribution.member == team)[:, begun]
    counting = (ours & can_take_part(plan, people.membership, attribution)[:, begun]).sum(axis=1)
    logged = (ours & people.logged[:, begun]).sum(axis=1)
    there = (people.membership.team == team)[:, days]
    shares = []
    for at, row in enumerate(rows.tolist()):
        in_it = np.flatnonzero(there[at]).tolist()
        first, final = (in_it[0], in_it[-1]) if in_it else (-1, -1)
        brought = int(total[at]), int(counting[at]), int(logged[at])
        shares.append(MemberShare(row, *brought, first, final, bool(attribution.now[at] == team)))
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class RowScore:
    """One row's exact score on a board, before its bonus and with it; None where it has none yet.

    The two are equal where a ranking takes no bonus.
    """

    summary: Summary
    before: Fraction | None
    score: Fraction | None


def row_score(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot, row: int) -> RowScore:
    """Return how a board comes to a row's score. RuleFailed where the ranking does not answer."""
    whole = summaries_of(plan, board, snapshot)
    # Ranked once more without bonuses instead of subtracting one: whether a bonus was added at all is up
    # to the ranking.
    bare = replace(whole, bonus=np.zeros_like(whole.bonus))
    parts = sections_of(plan, board, snapshot)
    before = scores_of(plan, board, bare, parts).exact(row)
    return RowScore(whole.row(row), before, scores_of(plan, board, whole, parts).exact(row))


def team_awards(
    scored: Scored, team: int, team_ids: tuple[str, ...], rules: Collection[str] = ()
) -> tuple[ExplainedAward, ...]:
    """Return a team's own awards by their scalar forms, in order of day; `rules` picks ids (none: all).

    RuleFailed where the vectorised form of a rule disagrees.
    """
    plan = scored.plan
    awards = [
        *_of_team_rules(scored, team),
        *_of_totals(scored, team),
        *_of_league_rules(scored, team, team_ids),
    ]
    explained = [
        counted_award(plan, ExplainedAward(rule, award))
        for rule, award in awards
        if (not rules or rule.id in rules) and plan.calendar.index(award.day) <= scored.last_day
    ]
    return tuple(sorted(explained, key=lambda known: (known.award.day, known.rule.id)))


def _of_team_rules(scored: Scored, team: int) -> Iterator[tuple[AnyRulePlan, Award]]:
    for plan, applies in scored.plan.spans:
        on = range(*applies.indices(plan.calendar.length))
        for rule in plan.team_rules:
            paid = [
                award
                for award in _team_awards(scored, plan, rule, team)
                if index_of(plan, rule, award.day) in on
            ]
            scalar = np.zeros(plan.calendar.length, np.int64)
            for award in paid:
                scalar[index_of(plan, rule, award.day)] += award.points
            _check_team(plan, rule, scalar[applies], scored.teams.bonus[rule.id][team][applies], on)
            yield from ((rule, award) for award in paid)


def _team_awards(scored: Scored, plan: Plan, rule: RulePlan[TeamRuleAdapter], team: int) -> list[Award]:
    days = _timeline(plan, scored.people, team, Inputs.LOT in rule.adapter.inputs)
    awards = () if days is None else ask(rule, rule.adapter.awards, days, plan.context)
    return [award for award in awards if _pays(plan, rule, award)]


def _check_team(plan: Plan, rule: AnyRulePlan, scalar: Int64Array, vectorised: Int64Array, on: range) -> None:
    if (scalar != vectorised).any():
        day = plan.calendar.dates[on[int(np.flatnonzero(scalar != vectorised)[0])]]
        raise RuleFailed(rule.id, rule.at, f"its vectorised form and its awards disagree on {day}")


def _of_totals(scored: Scored, team: int) -> Iterator[tuple[AnyRulePlan, Award]]:
    """Yield what a team has for what its total has reached; the total is that of the board."""
    for plan, applies in scored.plan.spans:
        on = range(*applies.indices(plan.calendar.length))
        for rule in plan.team_totals:
            totals = scored.teams.totals[rule.id][team].tolist()
            for step in ask(rule, rule.adapter.milestones, totals, plan.context):
                if step.points and index_of(plan, rule, step.day) in on:
                    yield rule, Award(day=step.day, points=step.points, reason=step.text)


def _of_league_rules(
    scored: Scored, team: int, team_ids: tuple[str, ...]
) -> Iterator[tuple[AnyRulePlan, Award]]:
    plan = scored.plan
    for rule, awards in league_awards(scored.league(team_ids, scored.last_day)):
        for team_award in awards:
            if team_award.team == team_ids[team] and _pays(plan, rule, team_award.award):
                yield rule, team_award.award


def _timeline(plan: Plan, everyone: PeopleScores, team: int, lots: bool) -> TeamTimeline | None:
    """Return the days of one team, with members' lots or without; None for one that nobody was ever in."""
    people = everyone.only(everyone.membership.members_of(np.array([team], np.int64)))
    # The teams that members came from or went to are there too, but lack their other members; only the
    # days of `team` are whole.
    membership, known = people.membership.compact()
    at = np.flatnonzero(known == team)
    if not len(at):
        return None
    membership = membership if lots else replace(membership, lots=no_lots())
    team_grid = team_grid_of(plan, replace(people, membership=membership), len(known))
    return next(islice(team_timelines(plan, team_grid, membership.team_names), int(at[0]), None))


def _pays(plan: Plan, rule: AnyRulePlan, award: Award) -> bool:
    return rule.during is None or bool(rule.during[index_of(plan, rule, award.day)])
