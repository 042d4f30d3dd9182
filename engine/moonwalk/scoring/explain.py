"""A person's or team's awards with reasons, computed by the scalar forms and compared with the points."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import islice

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.teams import Summary, TeamTimeline
from moonwalk.api.timeline import Award, AwardPeriod, Context, Inputs, Timeline
from moonwalk.registry import TeamRuleAdapter
from moonwalk.scoring.absence import note_absence, show_pauses
from moonwalk.scoring.amended import codes_in
from moonwalk.scoring.asking import RuleFailed, ask, award_period_of, index_of
from moonwalk.scoring.badges import RuleBadges, badges_from, rule_badges
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, sections_of, summaries_of
from moonwalk.scoring.conditions import for_people, paying
from moonwalk.scoring.day_rules import apply_day_rule, apply_day_rule_scalar, awards_missed, timeline_for
from moonwalk.scoring.facts import FOREVER, BoolArray, EntryFacts, Int32Array, Int64Array, days_until
from moonwalk.scoring.grid import CountedEntries
from moonwalk.scoring.leagues import league_awards
from moonwalk.scoring.membership import Membership, no_lots
from moonwalk.scoring.people import PeopleScores, score_people, settle_goals
from moonwalk.scoring.plan import AnyRulePlan, BoardPlan, Plan, RulePlan
from moonwalk.scoring.score import Scored, grid_from_entries
from moonwalk.scoring.teams import attribute_days, can_take_part, team_grid_of, team_timelines
from moonwalk.scoring.verdicts import Codes, Judged, only


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
    context: Context

    @property
    def total(self) -> int:
        """The person's points."""
        return self.context.points(sum(explained.award.points for explained in self.awards))


def explain(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> Explanation:
    """Return why the only person of `membership` has these points, up to `last_day`.

    RuleFailed where a rule does not answer, or where its vectorised and scalar forms disagree.
    """
    by_text = [
        (_explain(each, membership, entries, codes_in(each, plan, codes), last_day), days)
        for each, days in plan.spans
    ]
    return _joined(plan, by_text) if plan.earlier else by_text[0][0]


def _joined(plan: Plan, by_text: Sequence[tuple[Explanation, slice]]) -> Explanation:
    """Return an explanation of each day by the text that applies on it."""
    newest, _ = by_text[-1]
    judged, rank = newest.judged, {activity.name: at for at, activity in enumerate(plan.activities)}
    verdict = judged.verdict.copy()
    shown = np.ones(len(verdict), np.bool_)
    of_day = [day for explanation, days in by_text for day in explanation.timeline.days[days]]
    for (explanation, days), (each, _) in zip(by_text[:-1], plan.spans, strict=False):
        earlier = explanation.judged
        names = [each.activities[at].name for at in earlier.activity.tolist()]
        known = dict(
            zip(earlier.entries.id.tolist(), zip(earlier.verdict.tolist(), names, strict=True), strict=True)
        )
        mine = (judged.entries.day < days.stop) & (judged.entries.day >= (days.start or -FOREVER))
        for at in np.flatnonzero(mine).tolist():
            verdict_then, name = known.get(int(judged.entries.id[at]), (None, ""))
            # An activity that came with the amendment: such an entry is none of the days before it.
            shown[at] = verdict_then is not None and rank.get(name) == judged.activity[at]
            verdict[at] = verdict[at] if verdict_then is None else verdict_then
    return replace(
        newest,
        timeline=replace(newest.timeline, days=tuple(of_day)),
        awards=tuple(
            known
            for explanation, days in by_text
            for known in explanation.awards
            if plan.calendar.index(known.award.day) in range(*days.indices(plan.calendar.length))
        ),
        judged=_shown(replace(judged, verdict=verdict), shown),
    )


def _shown(judged: Judged, rows: BoolArray) -> Judged:
    return Judged(
        only(judged.entries, rows),
        judged.row[rows],
        judged.activity[rows],
        judged.rank[rows],
        judged.verdict[rows],
    )


def _explain(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> Explanation:
    plan = for_people(plan, membership)
    grid, counted_entries = grid_from_entries(plan, membership, entries, codes, last_day)
    vectorised = score_people(plan, membership, grid, counted_entries)
    changed, explained = _apply_day_rules(plan, grid, counted_entries)
    if plan.goals_on_points:
        changed = settle_goals(plan, membership, grid, counted_entries)[1]
    days = counted_entries.timeline(changed, 0)
    awards_by_rule = _awards(plan, changed, counted_entries)
    rules = {rule.id: rule for rule in (*plan.earning, *plan.adjustment_rules)}
    # An explanation that adds up to other points than the board shows is worse than none, so a
    # disagreement is an error.
    for name, rule in rules.items():
        _check_equal(plan, rule, awards_by_rule[name], vectorised.points[name][0])
    for badges in rule_badges(plan, changed, counted_entries):
        _check_badges_equal(plan, badges, awards_by_rule[badges.rule.id])
    earned = [ExplainedAward(rule, award) for rule in plan.earning for award in awards_by_rule[rule.id]]
    explained += [
        replace(earning, award=note_absence(plan, membership, grid.logged, earning.award))
        for earning in earned
    ]
    explained += [
        ExplainedAward(rule, award) for rule in plan.adjustment_rules for award in awards_by_rule[rule.id]
    ]
    explained += [
        ExplainedAward(rule, award)
        for rule in plan.person_rules
        for award in _paid(
            plan,
            rule,
            awards_missed(plan, rule, changed, counted_entries, awards_by_rule[rule.id]),
            changed.met,
        )
    ]
    # Cut only here: rules answer for the whole challenge, as they do for the board.
    awards = [known for known in explained if plan.calendar.index(known.award.day) <= last_day]
    awards.sort(key=lambda known: known.award.day)
    shown = tuple(_counted(plan, known) for known in awards)
    return Explanation(
        show_pauses(plan, membership, days), shown, counted_entries.settled.judged, plan.context
    )


def _counted(plan: Plan, explained: ExplainedAward) -> ExplainedAward:
    """Return an award whose points print as the challenge counts them."""
    award = explained.award
    return replace(explained, award=replace(award, points=plan.context.points(int(award.points))))


def _apply_day_rules(
    plan: Plan, grid: Grid, counted_entries: CountedEntries
) -> tuple[Grid, list[ExplainedAward]]:
    """Return the grid as the scalar forms of the day rules leave it, and their reasons."""
    explained: list[ExplainedAward] = []
    for rule in plan.day_rules:
        changes = ask(rule, rule.adapter.changes, counted_entries.timeline(grid, 0), plan.context)
        reasons = [Award(day=change.day, points=0, reason=change.reason) for change in changes]
        explained += [ExplainedAward(rule, reason) for reason in _paid(plan, rule, reasons, grid.met)]
        # Both forms start from the same grid, so that the rule which disagrees is blamed and not one
        # before it.
        vectorised = apply_day_rule(plan, rule, grid, counted_entries)
        grid = apply_day_rule_scalar(plan, rule, grid, counted_entries)
        for name, amounts in grid.amounts.items():
            if (amounts != vectorised.amounts[name]).any():
                cause = f"its vectorised form and its changes disagree on {name}"
                raise RuleFailed(rule.id, rule.at, cause)
        for goal, flags in grid.met.items():
            if (flags != vectorised.met[goal]).any():
                cause = f"its vectorised form and its changes disagree on which days count for {goal}"
                raise RuleFailed(rule.id, rule.at, cause)
    return grid, explained


def _awards(plan: Plan, grid: Grid, counted_entries: CountedEntries) -> dict[str, list[Award]]:
    awards_by_rule: dict[str, list[Award]] = {}
    award_periods: dict[str, AwardPeriod] = {}
    for rule in plan.earning:
        days = timeline_for(plan, rule, grid, counted_entries)
        answer = ask(rule, rule.adapter.awards, days, plan.context)
        awards_by_rule[rule.id] = _paid(plan, rule, answer, grid.met)
        award_periods[rule.id] = award_period_of(plan, rule)
    for adjustment in plan.adjustment_rules:
        summed = {name: _by_day(awards) for name, awards in awards_by_rule.items()}
        answer = ask(adjustment, adjustment.adapter.adjustments, summed, award_periods, plan.context)
        awards_by_rule[adjustment.id] = _paid(plan, adjustment, answer, grid.met)
        award_periods[adjustment.id] = award_period_of(plan, adjustment)
    return awards_by_rule


def _by_day(awards: Iterable[Award]) -> list[Award]:
    """Return one award a day, none without points: an adjustment must not see more than points by day."""
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
    # In an array an award of 0 points and no award are the same, so the scalar form must not see a
    # difference either.
    return [award for award in summed if award.points]


def _paid(
    plan: Plan, rule: AnyRulePlan, awards: Iterable[Award], met: Mapping[str, BoolArray]
) -> list[Award]:
    """Return those awards of the only person that lie on days on which the rule pays."""
    pays = paying(plan, rule, met)
    if pays is None:
        return list(awards)
    mask = np.broadcast_to(pays, (1, plan.calendar.length))[0]
    return [award for award in awards if mask[index_of(plan, rule, award.day)]]


def _check_equal(plan: Plan, rule: AnyRulePlan, awards: list[Award], vectorised: Int32Array) -> None:
    scalar = np.zeros(plan.calendar.length, np.int64)
    for award in awards:
        scalar[index_of(plan, rule, award.day)] += award.points
    if (scalar != vectorised).any():
        day = plan.calendar.dates[int(np.flatnonzero(scalar != vectorised)[0])]
        raise RuleFailed(rule.id, rule.at, f"its vectorised form and its awards disagree on {day}")


def _check_badges_equal(plan: Plan, badges: RuleBadges, awards: list[Award]) -> None:
    scalar = badges_from(plan, badges.rule, badges.names, awards)
    if (scalar != badges.numbers[0]).any():
        day = plan.calendar.dates[int(np.flatnonzero(scalar != badges.numbers[0])[0])]
        raise RuleFailed(
            badges.rule.id,
            badges.rule.at,
            f"its vectorised form and its awards disagree on the badge of {day}",
        )


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
    awards = [*_of_team_rules(scored, team), *_of_league_rules(scored, team, team_ids)]
    explained = [
        _counted(plan, ExplainedAward(rule, award))
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
