"""What many seasons have in common: the answer of a rehearsal, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from moonwalk.api.points import points_in
from moonwalk.scoring.facts import Int64Array
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.verdicts import Verdict
from moonwalk.services.simulation.company import Company
from moonwalk.services.simulation.correspondence import Correspondence
from moonwalk.services.simulation.figures import SeasonFigures, Winners

_BINS = 12
_PERCENTILES = (0, 10, 25, 50, 75, 90, 100)


@dataclass(frozen=True, slots=True)
class Spread:
    """How points are spread over people: percentiles by their number, and how many people there are.

    `bins` are the least and the most points of each bin, in which `counts` count people, in percent of all.
    """

    percentiles: Mapping[str, int]
    zero_percent: float
    bins: tuple[tuple[int, int], ...]
    counts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RuleFigures:
    """What a rule brings: its share of all points, and of the differences between people, in percent.

    `people_percent` is who gets anything from it; `limited_percent` is on how many days with something on
    them it limits what counts, None where it has no limit. What rules of teams bring is no person's: for
    them both shares of people are None. `pays` says whether it is there to pay points, as rules are not that
    change amounts or give badges.
    """

    rule: str
    label: str
    points_percent: float
    differences_percent: float | None
    people_percent: float | None
    limited_percent: float | None
    pays: bool = True


@dataclass(frozen=True, slots=True)
class SizeFigures:
    """How often teams of a size win, in percent of the seasons, and how often they would by lot."""

    size: int
    teams: int
    wins_percent: float
    by_lot_percent: float


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """Who wins a board: ties on the first place, the median lead, and for teams how often by size.

    `lead_percent` is None where nobody else takes a place.

    `decides` says whether anything hangs on its first place: a prize, or the honour of a team or group.
    """

    board: str
    label: str
    ranks: str
    tied_percent: float
    lead_percent: float | None
    empty_percent: float
    decides: bool = True
    sizes: tuple[SizeFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalFigures:
    """How often a goal is met, in percent, by week: of the days for a daily goal, of the people otherwise."""

    goal: str
    label: str
    each: str
    percent: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a challenge would be like. Everything in it is about made-up behaviour, and says so.

    With `entries_of` it is about what people did in the challenge of that name, and `scenario` is empty.
    """

    challenge: str
    title: str
    scenario: str
    seasons: int
    seed: int
    people: int
    teams: int
    from_roster: bool
    points: Spread
    rules: tuple[RuleFigures, ...]
    boards: tuple[BoardFigures, ...]
    goals: tuple[GoalFigures, ...]
    active_percent: tuple[float, ...]
    entries: float
    late_percent: float
    refused_percent: float
    remarks: tuple[str, ...] = ()
    entries_of: str = ""
    correspondence: Correspondence | None = None


@dataclass(frozen=True, slots=True)
class Described:
    """What was rehearsed: the challenge, the scenario, and the boards on whose places a prize hangs.

    `entries_of` is the challenge whose entries were played, where they were not made up.
    """

    challenge: str
    title: str
    scenario: str
    contested: frozenset[str]
    entries_of: str = ""


def percent(share: float) -> float:
    """Return a share as percent, to a tenth: more would promise what a rehearsal cannot know."""
    return round(100 * float(share), 1)


def spread_of(totals: Int64Array, decimals: int = 0) -> Spread:
    """Return the spread of everyone's points, which count in whole points or have so many decimals."""
    # Percentiles that somebody really has: no points between two people's.
    values = np.percentile(totals, _PERCENTILES, method="nearest")
    high = max(int(totals.max(initial=0)), 1)
    low = min(int(totals.min(initial=0)), 0)
    # Whole numbers of points, so that each belongs to one bin and its label says which.
    edges = low + np.arange(_BINS + 1) * -(-(high - low + 1) // _BINS)
    edges = edges[: np.searchsorted(edges, high, side="right") + 1]
    counts, _ = np.histogram(totals, edges)
    return Spread(
        {
            str(number): points_in(value, decimals)
            for number, value in zip(_PERCENTILES, values.tolist(), strict=True)
        },
        percent((totals == 0).mean()),
        tuple(
            (points_in(first, decimals), points_in(behind - 1, decimals))
            for first, behind in pairwise(edges.tolist())
        ),
        tuple(percent(count / len(totals)) for count in counts),
    )


def rules_of(plan: Plan, figures: Sequence[SeasonFigures]) -> Iterator[RuleFigures]:
    """Yield what each rule of people and of teams brings, in the order of the file."""
    rules = (*plan.person_rules, *plan.day_rules, *plan.adjustment_rules)
    by_rule = {
        rule.id: np.concatenate([each.points[rule.id] for each in figures])
        for rule in rules
        if rule.id in figures[0].points
    }
    bonus = {rule: sum(each.team_bonus[rule] for each in figures) for rule in figures[0].team_bonus}
    gross = sum(max(int(points.sum()), 0) for points in by_rule.values()) + sum(map(abs, bonus.values()))
    totals = sum(by_rule.values())
    variance = float(np.var(totals))
    for rule in rules:
        if rule.id not in by_rule:
            continue
        points = by_rule[rule.id]
        # Covariances with the sum add up to its variance, so that the shares add up to the whole.
        together = float(np.mean(points * (totals - np.mean(totals)))) if variance else 0.0
        yield RuleFigures(
            rule.id,
            rule.label,
            percent(int(points.sum()) / gross if gross else 0.0),
            percent(together / variance if variance else 0.0),
            percent((points != 0).mean()),
            _limited(rule.id, figures),
            pays=rule in plan.person_rules and not rule.adapter.badges(),
        )
    for rule in (*plan.team_rules, *plan.league_rules):
        if rule.id in bonus:
            share = percent(bonus[rule.id] / gross if gross else 0.0)
            yield RuleFigures(rule.id, rule.label, share, None, None, None)


def _limited(rule: str, figures: Sequence[SeasonFigures]) -> float | None:
    days = [each.capped[rule] for each in figures if rule in each.capped]
    possible = sum(of for _, of in days)
    return percent(sum(limited for limited, _ in days) / max(possible, 1)) if days else None


def boards_of(
    plan: Plan, company: Company, figures: Sequence[SeasonFigures], contested: frozenset[str]
) -> Iterator[BoardFigures]:
    """Yield who wins each board, and how clearly; on the first places of `contested` ones a prize hangs."""
    for board in plan.boards:
        parts = [part for each in figures for part in each.winners[board.name]]
        leads = [part.lead for part in parts if part.lead is not None]
        yield BoardFigures(
            board.name,
            board.label,
            board.ranks,
            percent(sum(len(part.rows) > 1 for part in parts) / max(len(parts), 1)),
            percent(float(np.median(leads))) if leads else None,
            percent(sum(not each.winners[board.name] for each in figures) / len(figures)),
            board.ranks != "people" or board.name in contested,
            tuple(_sizes(board, company, parts)),
        )


def _sizes(board: BoardPlan, company: Company, parts: Sequence[Winners]) -> Iterator[SizeFigures]:
    if board.ranks != "teams" or not company.teams:
        return
    wins: dict[int, float] = {}
    for part in parts:
        for row in part.rows:
            # Several winners share a win, so that the shares of all sizes add up to the whole.
            size = company.sizes[row]
            wins[size] = wins.get(size, 0.0) + 1 / len(part.rows)
    teams = Counter(company.sizes)
    for size in sorted(teams):
        yield SizeFigures(
            size,
            teams[size],
            percent(wins.get(size, 0.0) / max(len(parts), 1)),
            percent(teams[size] / len(company.sizes)),
        )


def summarise(
    plan: Plan, company: Company, figures: Sequence[SeasonFigures], described: Described, seed: int
) -> Rehearsal:
    """Return what the seasons have in common."""
    totals = np.concatenate([_totals(each) for each in figures])
    verdicts = np.sum([each.verdicts for each in figures], axis=0)
    entries = max(int(verdicts.sum()), 1)
    return Rehearsal(
        challenge=described.challenge,
        title=described.title,
        scenario="" if described.entries_of else described.scenario,
        seasons=len(figures),
        seed=seed,
        people=len(company.ids),
        teams=len(company.teams),
        from_roster=company.from_roster,
        points=spread_of(totals, plan.context.point_decimals),
        rules=tuple(rules_of(plan, figures)),
        boards=tuple(boards_of(plan, company, figures, described.contested)),
        goals=tuple(_goals(plan, figures)),
        active_percent=_mean([each.active for each in figures]),
        entries=round(float(np.mean([each.entries for each in figures])) / len(company.ids), 1),
        late_percent=percent(int(verdicts[Verdict.LATE]) / entries),
        refused_percent=percent(int(verdicts[Verdict.IMPLAUSIBLE]) / entries),
        entries_of=described.entries_of,
    )


def _totals(each: SeasonFigures) -> Int64Array:
    return np.asarray(sum(each.points.values()), np.int64)


def _goals(plan: Plan, figures: Sequence[SeasonFigures]) -> Iterator[GoalFigures]:
    for goal in plan.goals:
        shares = _mean([each.goals[goal.name] for each in figures])
        yield GoalFigures(goal.name, goal.label, goal.each, shares)


def _mean(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(percent(value) for value in np.mean(np.array(rows, np.float64), axis=0).tolist())
