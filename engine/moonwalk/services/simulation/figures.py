"""What is kept of a season: points, winners, caps, goals and entries as plain figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_types import parse_week_key
from moonwalk.api.timeline import Status
from moonwalk.scoring.facts import Int16Array, Int64Array
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.periods import stretches
from moonwalk.scoring.plan import BoardPlan, GoalPlan, Plan
from moonwalk.scoring.standings import Standings
from moonwalk.services.simulation.company import Company
from moonwalk.services.simulation.seasons import Season


@dataclass(frozen=True, slots=True)
class Winners:
    """Who is first on a board, or on a part of it by value or by week: row indices, and by how much.

    `lead` is what the first is ahead of the second by, as a share of the first's score: 0 for equals, None
    where there is no second.
    """

    rows: tuple[int, ...]
    size: int
    lead: float | None


@dataclass(frozen=True, eq=False)
class SeasonFigures:
    """The figures of one season.

    `points` are by rule id and person, `team_bonus` by rule id; `winners` by board; `capped` has by rule id
    the days on which it limited somebody, and all days on which it might have. `goals` are shares by goal
    and week, `active` the share of people who log, by week.
    """

    points: Mapping[str, Int64Array]
    team_bonus: Mapping[str, int]
    winners: Mapping[str, tuple[Winners, ...]]
    capped: Mapping[str, tuple[int, int]]
    goals: Mapping[str, tuple[float, ...]]
    active: tuple[float, ...]
    entries: int
    verdicts: Int64Array


def figures_of(season: Season, plan: Plan, company: Company) -> SeasonFigures:
    """Return the figures of a season. RuleFailed where a ranking does not answer."""
    people = season.scored.people
    weeks = plan.calendar.week
    return SeasonFigures(
        points={rule: points.sum(axis=1, dtype=np.int64) for rule, points in people.points.items()},
        team_bonus={rule: int(bonus.sum()) for rule, bonus in season.scored.teams.bonus.items()},
        winners={board.name: tuple(_winners(season, board, company)) for board in plan.boards},
        capped=dict(_capped(plan, season)),
        goals={goal.name: tuple(_goal(goal, people, weeks)) for goal in plan.goals},
        active=tuple(people.logged[:, weeks == week].any(axis=1).mean() for week in _each(weeks)),
        entries=int(season.verdicts.sum()),
        verdicts=season.verdicts,
    )


def _each(weeks: Int16Array) -> range:
    return range(1, int(weeks[-1]) + 1)


def _winners(season: Season, board: BoardPlan, company: Company) -> Iterator[Winners]:
    """Yield who is first in each part of a board, and in each of its weeks or months, if anybody is."""
    scored = season.scored
    within = [scored.within(stretch, company.teams) for stretch in stretches(scored.plan.calendar, board)]
    sizes = company.sizes if board.ranks == "teams" else ()
    for each in within or [scored]:
        # Names of teams as ids, for lots are drawn by id.
        for part in each.standings(board.name, company.teams, company.ids).sections():
            first = _first(part)
            if first:
                rows = tuple(int(part.order[at]) for at in first)
                yield Winners(rows, sizes[rows[0]] if sizes else 1, _lead(part, first))


def _first(part: Standings) -> list[int]:
    """Return the positions on the first place, none where nobody takes one.

    Rows without a place stand among the others.
    """
    placed = part.place[~np.isnan(part.place)]
    return np.flatnonzero(part.place == placed.min()).tolist() if len(placed) else []


def _lead(part: Standings, first: list[int]) -> float | None:
    if len(first) > 1:
        return 0.0
    behind = [at for at, place in enumerate(part.place.tolist()) if at != first[0] and not np.isnan(place)]
    best = int(part.shown[first[0]])
    return (best - int(part.shown[behind[0]])) / best if behind and best > 0 else None


def _capped(plan: Plan, season: Season) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each rule that limits people, with how many days it did, of how many with something on them."""
    people = season.scored.people
    for rule in (*plan.person_rules, *plan.day_rules):
        cap = rule.adapter.config.get("cap_per_day")
        activity = str(rule.adapter.config.get("activity"))
        if cap is None or activity not in season.amounts:
            continue
        limits = _limits(cap, plan, plan.context.unit(activity))
        amounts = season.amounts[activity]
        yield rule.id, (int((amounts > limits).sum()), int((amounts > 0).sum()))
    for adjustment in plan.adjustment_rules:
        taken = people.points[adjustment.id] < 0
        earned = np.zeros(taken.shape, np.bool_)
        for points in people.points.values():
            earned |= points > 0
        yield adjustment.id, (int(taken.sum()), int(earned.sum()))


def _limits(cap: str | Mapping[str, str], plan: Plan, unit: str) -> Int64Array:
    """Return the limit of each day in thousandths of a unit; `cap` is as it stands in the file."""
    by_week = {"": cap} if isinstance(cap, str) else cap
    limits = np.zeros(plan.calendar.length, np.int64)
    for name, text in by_week.items():
        first, last = parse_week_key(name) if name else (1, plan.calendar.weeks)
        days = (plan.calendar.week >= first) & (plan.calendar.week <= last)
        limits[days] = int(QuantityKind().parse(text).thousandths(unit))
    return limits


def _goal(goal: GoalPlan, people: PeopleScores, weeks: Int16Array) -> Iterator[float]:
    """Yield how often a goal is met, week by week: of the days that count, or of the people."""
    met = people.met[goal.name]
    if goal.each == "challenge":
        yield float(met.any(axis=1).mean())
        return
    due = people.membership.status <= Status.OPEN
    for week in _each(weeks):
        days = weeks == week
        if goal.each == "week":
            yield float(met[:, days].any(axis=1).mean())
        else:
            yield float((met & due)[:, days].sum() / max(int(due[:, days].sum()), 1))
