"""What makes up a team's score: its members, its own bonuses with reasons, and what the ranking does."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

import numpy as np

from moonwalk.api.context import Reads
from moonwalk.api.days import Award
from moonwalk.api.teams import Summary, TeamTimeline
from moonwalk.scoring.boards import Field, parts_of, scores_of, summaries_of
from moonwalk.scoring.explain import ExplainedAward
from moonwalk.scoring.leagues import field_awards
from moonwalk.scoring.lots import no_lots
from moonwalk.scoring.people import PeopleScores, ask, index_of
from moonwalk.scoring.plan import AnyRulePlan, BoardPlan, Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.team_days import team_timelines
from moonwalk.scoring.teams import crowd_of, places, takes_part


@dataclass(frozen=True, slots=True)
class MemberShare:
    """What one person brings to a team: points, days that count toward its size, and days logged.

    `row` is the person's in the frame; `first` and `last` are the days (indices) in the team so far,
    both -1 for who was not in it yet. `here` says whether the person is in it on the last day.
    """

    row: int
    points: int
    days: int
    logged: int
    first: int
    last: int
    here: bool


@dataclass(frozen=True, slots=True)
class RowScore:
    """One row's exact score on a board, before its bonus and with it; None where there is none yet.

    The two are equal where a ranking takes no bonus.
    """

    summary: Summary
    before: Fraction | None
    score: Fraction | None


def row_score(plan: Plan, which: BoardPlan, field: Field, row: int) -> RowScore:
    """How a board comes to a row's score. RuleFailed where the ranking does not answer."""
    whole = summaries_of(plan, which, field)
    bare = replace(whole, bonus=np.zeros_like(whole.bonus))
    parts = parts_of(plan, which, field)
    before = scores_of(plan, which, bare, parts).exact(row)
    return RowScore(whole.row(row), before, scores_of(plan, which, whole, parts).exact(row))


def member_shares(scored: Scored, team: int, rules: tuple[str, ...]) -> tuple[MemberShare, ...]:
    """What everyone brings who was ever in a team (an index), by some rules (none named: all).

    The points add up to those of the team, and so do the days and the logged ones.
    """
    plan, last = scored.plan, scored.last_day
    rows = scored.people.frame.members_of(np.array([team], np.int64))
    people = scored.people.only(rows)
    where = places(plan, people.frame, people.logged, last)
    days, begun = slice(0, max(last + 1, 0)), slice(0, max(min(last, plan.today) + 1, 0))
    total = np.where(where.points == team, people.of_rules(rules), 0)[:, days].sum(axis=1)
    ours = (where.member == team)[:, begun]
    counted = (ours & takes_part(plan, people.frame, where)[:, begun]).sum(axis=1)
    logged = (ours & people.logged[:, begun]).sum(axis=1)
    there = (people.frame.team == team)[:, days]
    shares = []
    for at, row in enumerate(rows.tolist()):
        in_it = np.flatnonzero(there[at]).tolist()
        first, final = (in_it[0], in_it[-1]) if in_it else (-1, -1)
        figures = int(total[at]), int(counted[at]), int(logged[at])
        shares.append(MemberShare(row, *figures, first, final, bool(where.now[at] == team)))
    return tuple(shares)


def team_awards(
    scored: Scored, team: int, team_ids: tuple[str, ...], rules: Collection[str] = ()
) -> tuple[ExplainedAward, ...]:
    """A team's own awards by their rules' meaning, in order of day; `rules` picks rules by id (none: all).

    RuleFailed where a rule's fast form says otherwise than its meaning.
    """
    plan = scored.plan
    given = [*_of_team_rules(scored, team), *_of_field_rules(scored, team, team_ids)]
    found = [
        ExplainedAward(rule, award)
        for rule, award in given
        if (not rules or rule.id in rules) and plan.calendar.index(award.day) <= scored.last_day
    ]
    return tuple(sorted(found, key=lambda one: (one.award.day, one.rule.id)))


def _of_team_rules(scored: Scored, team: int) -> Iterator[tuple[AnyRulePlan, Award]]:
    plan = scored.plan
    for rule in plan.team_rules:
        days = _timeline(plan, scored.people, team, Reads.LOT in rule.adapter.reads)
        awards = () if days is None else ask(rule, rule.adapter.awards, days, plan.context)
        paid = [award for award in awards if _pays(plan, rule, award)]
        slow = np.zeros(plan.calendar.length, np.int64)
        for award in paid:
            slow[index_of(plan, rule, award.day)] += award.points
        fast = scored.teams.bonus[rule.id][team]
        if (slow != fast).any():
            day = plan.calendar.dates[int(np.flatnonzero(slow != fast)[0])]
            raise RuleFailed(rule.id, rule.at, f"its fast form and its awards disagree on {day}")
        yield from ((rule, award) for award in paid)


def _of_field_rules(
    scored: Scored, team: int, team_ids: tuple[str, ...]
) -> Iterator[tuple[AnyRulePlan, Award]]:
    plan = scored.plan
    for rule, awards in field_awards(scored.league(team_ids, scored.last_day)):
        for given in awards:
            if given.team == team_ids[team] and _pays(plan, rule, given.award):
                yield rule, given.award


def _timeline(plan: Plan, everyone: PeopleScores, team: int, lots: bool) -> TeamTimeline | None:
    """The days of one team, with members' lots or without; None for one that nobody was ever in."""
    people = everyone.only(everyone.frame.members_of(np.array([team], np.int64)))
    # Teams that members have come from or gone to are there as well, but without their other members.
    frame, known = people.frame.compact()
    at = np.flatnonzero(known == team)
    if not len(at):
        return None
    frame = frame if lots else replace(frame, lots=no_lots())
    crowd = crowd_of(plan, replace(people, frame=frame), len(known))
    return next(islice(team_timelines(plan, crowd, frame.teams), int(at[0]), None))


def _pays(plan: Plan, rule: AnyRulePlan, award: Award) -> bool:
    return rule.during is None or bool(rule.during[index_of(plan, rule, award.day)])
