"""A person's awards with reasons, computed by the scalar forms and compared with the points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.timeline import Award, AwardPeriod, Context, Timeline
from moonwalk.scoring.absence import note_absence, show_pauses
from moonwalk.scoring.amended import codes_in
from moonwalk.scoring.asking import RuleFailed, ask, award_period_of, index_of
from moonwalk.scoring.badges import RuleBadges, badges_from, rule_badges
from moonwalk.scoring.conditions import for_people, paying
from moonwalk.scoring.day_rules import apply_day_rule, apply_day_rule_scalar, awards_missed, timeline_for
from moonwalk.scoring.facts import FOREVER, BoolArray, EntryFacts, Int32Array
from moonwalk.scoring.grid import CountedEntries
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import score_people, settle_goals
from moonwalk.scoring.plan import AnyRulePlan, Plan
from moonwalk.scoring.score import grid_from_entries
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
    awards_by_rule = _awards(plan, changed, counted_entries, days)
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
    shown = tuple(counted_award(plan, known) for known in awards)
    return Explanation(
        show_pauses(plan, membership, days), shown, counted_entries.settled.judged, plan.context
    )


def counted_award(plan: Plan, explained: ExplainedAward) -> ExplainedAward:
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


def _awards(
    plan: Plan, grid: Grid, counted_entries: CountedEntries, days: Timeline
) -> dict[str, list[Award]]:
    """Return what each rule gives the only person of a grid, whose days are `days`."""
    awards_by_rule: dict[str, list[Award]] = {}
    award_periods: dict[str, AwardPeriod] = {}
    for rule in plan.earning:
        # Days are read-only, so rules that see the same ones are given the same ones.
        seen = days if rule.logged_within is None else timeline_for(plan, rule, grid, counted_entries)
        answer = ask(rule, rule.adapter.awards, seen, plan.context)
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
