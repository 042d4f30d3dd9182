"""A person's or team's awards with reasons, derived afresh and held equal to the vectorised figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import islice

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.teams import Summary, TeamTimeline
from moonwalk.api.timeline import Award, AwardPeriod, Inputs, Timeline
from moonwalk.scoring.arrays import Int32Array
from moonwalk.scoring.badges import RuleBadges, badges_from, given_badges
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, sections_of, summaries_of
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.grid import CountedEntries, note_average, show_pauses
from moonwalk.scoring.leagues import league_awards
from moonwalk.scoring.membership import Membership, no_lots
from moonwalk.scoring.people import PeopleScores, apply_day_rule, apply_day_rule_scalar, score_people
from moonwalk.scoring.plan import AnyRulePlan, BoardPlan, Plan
from moonwalk.scoring.rules import RuleFailed, ask, award_period_of, index_of
from moonwalk.scoring.score import Scored, grid_from_entries
from moonwalk.scoring.teams import attribute_days, can_take_part, team_grid_of, team_timelines
from moonwalk.scoring.verdicts import Codes, Judged


@dataclass(frozen=True, slots=True)
class ExplainedAward:
    """An award and the rule that gave it."""

    rule: AnyRulePlan
    award: Award


@dataclass(frozen=True, eq=False)
class Explanation:
    """Everything about one person: the days, the awards in order of day, and every entry's verdict.

    What day rules changed stands among the awards, with no points and its reason.
    """

    timeline: Timeline
    awards: tuple[ExplainedAward, ...]
    judged: Judged

    @property
    def total(self) -> int:
        """The person's points."""
        return sum(one.award.points for one in self.awards)


def explain(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> Explanation:
    """Why the one person of `frame` has these points, up to `last_day`.

    RuleFailed where a rule does not answer, or where its fast form says otherwise than its meaning.
    """
    grid, counted_entries = grid_from_entries(plan, membership, entries, codes, last_day)
    vectorised = score_people(plan, membership, grid, counted_entries)
    changed, told = _changed(plan, grid, counted_entries)
    days = counted_entries.timeline(changed, 0)
    given = _awards(plan, days)
    rules = {rule.id: rule for rule in (*plan.earning, *plan.adjustment_rules)}
    for name, rule in rules.items():
        _check_equal(plan, rule, given[name], vectorised.points[name][0])
    for badges in given_badges(plan, changed, counted_entries):
        _check_badges_equal(plan, badges, given[badges.rule.id])
    earned = [ExplainedAward(rule, award) for rule in plan.earning for award in given[rule.id]]
    told += [replace(one, award=note_average(plan, membership, one.award)) for one in earned]
    told += [ExplainedAward(rule, award) for rule in plan.adjustment_rules for award in given[rule.id]]
    awards = [one for one in told if plan.calendar.index(one.award.day) <= last_day]
    awards.sort(key=lambda one: one.award.day)
    return Explanation(show_pauses(plan, membership, days), tuple(awards), counted_entries.settled.judged)


def _changed(plan: Plan, grid: Grid, counted_entries: CountedEntries) -> tuple[Grid, list[ExplainedAward]]:
    """The grid as the day rules leave it by their meaning, and their reasons."""
    told: list[ExplainedAward] = []
    for rule in plan.day_rules:
        changes = ask(rule, rule.adapter.changes, counted_entries.timeline(grid, 0), plan.context)
        reasons = [Award(day=change.day, points=0, reason=change.reason) for change in changes]
        told += [ExplainedAward(rule, reason) for reason in _during(plan, rule, reasons)]
        vectorised = apply_day_rule(plan, rule, grid, counted_entries)
        grid = apply_day_rule_scalar(plan, rule, grid, counted_entries)
        for name, amounts in grid.amounts.items():
            if (amounts != vectorised.amounts[name]).any():
                cause = f"its fast form and its changes disagree on {name}"
                raise RuleFailed(rule.id, rule.at, cause)
        for goal, flags in grid.met.items():
            if (flags != vectorised.met[goal]).any():
                cause = f"its fast form and its changes disagree on which days stand for {goal}"
                raise RuleFailed(rule.id, rule.at, cause)
    return grid, told


def _awards(plan: Plan, days: Timeline) -> dict[str, list[Award]]:
    given: dict[str, list[Award]] = {}
    award_periods: dict[str, AwardPeriod] = {}
    for rule in plan.earning:
        given[rule.id] = _during(plan, rule, ask(rule, rule.adapter.awards, days, plan.context))
        award_periods[rule.id] = award_period_of(plan, rule)
    for adjustment in plan.adjustment_rules:
        summed = {name: _by_day(awards) for name, awards in given.items()}
        answer = ask(adjustment, adjustment.adapter.adjustments, summed, award_periods, plan.context)
        given[adjustment.id] = _during(plan, adjustment, answer)
        award_periods[adjustment.id] = award_period_of(plan, adjustment)
    return given


def _by_day(awards: Iterable[Award]) -> list[Award]:
    """One award a day, none without points: an adjustment must not see more than points by day."""
    by_day: dict[date, list[Award]] = {}
    for award in awards:
        by_day.setdefault(award.day, []).append(award)
    summed = [
        Award(
            day=day,
            points=sum(award.points for award in several),
            reason="; ".join(award.reason for award in several),
            entries=tuple(entry for award in several for entry in award.entries),
        )
        for day, several in sorted(by_day.items())
    ]
    return [award for award in summed if award.points]


def _during(plan: Plan, rule: AnyRulePlan, awards: Iterable[Award]) -> list[Award]:
    during = rule.during
    return [award for award in awards if during is None or during[index_of(plan, rule, award.day)]]


def _check_equal(plan: Plan, rule: AnyRulePlan, awards: list[Award], vectorised: Int32Array) -> None:
    scalar = np.zeros(plan.calendar.length, np.int64)
    for award in awards:
        scalar[index_of(plan, rule, award.day)] += award.points
    if (scalar != vectorised).any():
        day = plan.calendar.dates[int(np.flatnonzero(scalar != vectorised)[0])]
        raise RuleFailed(rule.id, rule.at, f"its fast form and its awards disagree on {day}")


def _check_badges_equal(plan: Plan, one: RuleBadges, awards: list[Award]) -> None:
    scalar = badges_from(plan, one.rule, one.names, awards)
    if (scalar != one.given[0]).any():
        day = plan.calendar.dates[int(np.flatnonzero(scalar != one.given[0])[0])]
        raise RuleFailed(
            one.rule.id, one.rule.at, f"its fast form and its awards disagree on the badge of {day}"
        )


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


def row_score(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot, row: int) -> RowScore:
    """How a board comes to a row's score. RuleFailed where the ranking does not answer."""
    whole = summaries_of(plan, board, snapshot)
    bare = replace(whole, bonus=np.zeros_like(whole.bonus))
    parts = sections_of(plan, board, snapshot)
    before = scores_of(plan, board, bare, parts).exact(row)
    return RowScore(whole.row(row), before, scores_of(plan, board, whole, parts).exact(row))


def member_shares(scored: Scored, team: int, rules: tuple[str, ...]) -> tuple[MemberShare, ...]:
    """What everyone brings who was ever in a team (an index), by some rules (none named: all).

    The points add up to those of the team, and so do the days and the logged ones.
    """
    plan, last = scored.plan, scored.last_day
    rows = scored.people.membership.members_of(np.array([team], np.int64))
    people = scored.people.only(rows)
    attribution = attribute_days(plan, people.membership, people.logged, last)
    days, begun = slice(0, max(last + 1, 0)), slice(0, max(min(last, plan.today) + 1, 0))
    total = np.where(attribution.points == team, people.of_rules(rules), 0)[:, days].sum(axis=1)
    ours = (attribution.member == team)[:, begun]
    counted_entries = (ours & can_take_part(plan, people.membership, attribution)[:, begun]).sum(axis=1)
    logged = (ours & people.logged[:, begun]).sum(axis=1)
    there = (people.membership.team == team)[:, days]
    shares = []
    for at, row in enumerate(rows.tolist()):
        in_it = np.flatnonzero(there[at]).tolist()
        first, final = (in_it[0], in_it[-1]) if in_it else (-1, -1)
        figures = int(total[at]), int(counted_entries[at]), int(logged[at])
        shares.append(MemberShare(row, *figures, first, final, bool(attribution.now[at] == team)))
    return tuple(shares)


def team_awards(
    scored: Scored, team: int, team_ids: tuple[str, ...], rules: Collection[str] = ()
) -> tuple[ExplainedAward, ...]:
    """A team's own awards by their rules' meaning, in order of day; `rules` picks rules by id (none: all).

    RuleFailed where a rule's fast form says otherwise than its meaning.
    """
    plan = scored.plan
    given = [*_of_team_rules(scored, team), *_of_league_rules(scored, team, team_ids)]
    found = [
        ExplainedAward(rule, award)
        for rule, award in given
        if (not rules or rule.id in rules) and plan.calendar.index(award.day) <= scored.last_day
    ]
    return tuple(sorted(found, key=lambda one: (one.award.day, one.rule.id)))


def _of_team_rules(scored: Scored, team: int) -> Iterator[tuple[AnyRulePlan, Award]]:
    plan = scored.plan
    for rule in plan.team_rules:
        days = _timeline(plan, scored.people, team, Inputs.LOT in rule.adapter.inputs)
        awards = () if days is None else ask(rule, rule.adapter.awards, days, plan.context)
        paid = [award for award in awards if _pays(plan, rule, award)]
        scalar = np.zeros(plan.calendar.length, np.int64)
        for award in paid:
            scalar[index_of(plan, rule, award.day)] += award.points
        vectorised = scored.teams.bonus[rule.id][team]
        if (scalar != vectorised).any():
            day = plan.calendar.dates[int(np.flatnonzero(scalar != vectorised)[0])]
            raise RuleFailed(rule.id, rule.at, f"its fast form and its awards disagree on {day}")
        yield from ((rule, award) for award in paid)


def _of_league_rules(
    scored: Scored, team: int, team_ids: tuple[str, ...]
) -> Iterator[tuple[AnyRulePlan, Award]]:
    plan = scored.plan
    for rule, awards in league_awards(scored.league(team_ids, scored.last_day)):
        for given in awards:
            if given.team == team_ids[team] and _pays(plan, rule, given.award):
                yield rule, given.award


def _timeline(plan: Plan, everyone: PeopleScores, team: int, lots: bool) -> TeamTimeline | None:
    """The days of one team, with members' lots or without; None for one that nobody was ever in."""
    people = everyone.only(everyone.membership.members_of(np.array([team], np.int64)))
    # Teams that members have come from or gone to are there as well, but without their other members.
    membership, known = people.membership.compact()
    at = np.flatnonzero(known == team)
    if not len(at):
        return None
    membership = membership if lots else replace(membership, lots=no_lots())
    team_grid = team_grid_of(plan, replace(people, membership=membership), len(known))
    return next(islice(team_timelines(plan, team_grid, membership.teams), int(at[0]), None))


def _pays(plan: Plan, rule: AnyRulePlan, award: Award) -> bool:
    return rule.during is None or bool(rule.during[index_of(plan, rule, award.day)])
