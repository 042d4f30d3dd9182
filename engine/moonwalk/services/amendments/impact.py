"""Who gains and loses by an amendment: points of people, and places on every board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import BoolArray, Int64Array, days_until
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import BoardPlan
from moonwalk.scoring.standings import Standings
from moonwalk.services.boards.periods import begun_stretches, scored_within
from moonwalk.services.score_cache import ScoredChallenge


@dataclass(frozen=True, slots=True)
class PointsChange:
    """A person whose points change, as they are counted."""

    id: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A row of a board whose place or score changes, as shown; None and "" where it has none."""

    id: str
    name: str
    place_before: float | None
    place_after: float | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BoardChange:
    """The rows of a board that change, the new first place first. `period` is empty for a whole challenge."""

    board: str
    label: str
    ranks: str
    period: str
    rows: tuple[PlaceChange, ...]


def points_changes(before: ScoredChallenge, after: ScoredChallenge) -> tuple[PointsChange, ...]:
    """Everyone whose points change, those who gain most first."""
    old, new = _totals(before), _totals(after)
    contexts = before.plan.context, after.plan.context
    # In hundredths, since the new text may count points in other parts.
    hundredths = [100 // 10**context.point_decimals for context in contexts]
    changes = [
        PointsChange(
            before.person_ids[row],
            before.person_names[row],
            contexts[0].points(int(old[row])),
            contexts[1].points(int(new[row])),
        )
        for row in np.flatnonzero(old * hundredths[0] != new * hundredths[1]).tolist()
    ]
    return tuple(sorted(changes, key=lambda change: (change.before - change.after, change.name, change.id)))


def _totals(scored_challenge: ScoredChallenge) -> Int64Array:
    scored = scored_challenge.scored
    days = days_until(scored.last_day)
    total = np.zeros(len(scored.people.membership.people), np.int64)
    for points in scored.people.points.values():
        total += points[:, days].sum(axis=1, dtype=np.int64)
    return total


def board_changes(before: ScoredChallenge, after: ScoredChallenge) -> Iterator[BoardChange]:
    """Every board that is there before and after, with the rows that change on it. RuleFailed as scoring."""
    old = {board.name: board for board in before.plan.boards}
    for board in after.plan.boards:
        same = old.get(board.name)
        if same is None or (same.ranks, same.column, same.period) != (
            board.ranks,
            board.column,
            board.period,
        ):
            continue
        stretches: tuple[Stretch | None, ...] = (None,)
        if not board.is_whole:
            stretches = begun_stretches(after.scored.plan, board)
        for stretch in stretches:
            rows = tuple(_rows(scored_within(before, stretch), scored_within(after, stretch), board))
            if rows:
                yield BoardChange(board.name, board.label, board.ranks, stretch.name if stretch else "", rows)


def _rows(before: ScoredChallenge, after: ScoredChallenge, board: BoardPlan) -> Iterator[PlaceChange]:
    old, new = (
        _Side.of(each.scored.standings(board.name, each.team_ids, each.person_ids))
        for each in (before, after)
    )
    names, ids = after.names_on(board), new.ids
    rows = np.flatnonzero(_changed(old, new))
    # Those that are gone from the board come last.
    rows = rows[np.argsort(np.where(new.at[rows] < 0, len(names), new.at[rows]), kind="stable")]
    columns = (*old.columns(rows), *new.columns(rows))
    for row, was, shown, place, then in zip(rows.tolist(), *columns, strict=True):
        yield PlaceChange(ids[row], names[row], was, place, shown, then)


@dataclass(frozen=True, eq=False)
class _Side:
    """A board by the numbers of its rows: the position of each, -1 for one that is not on it."""

    standings: Standings
    at: Int64Array

    @classmethod
    def of(cls, standings: Standings) -> _Side:
        at = np.full(len(standings.ids), -1, np.int64)
        at[standings.order] = np.arange(len(standings.order))
        return cls(standings, at)

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of each row."""
        return self.standings.ids

    def columns(self, rows: Int64Array) -> tuple[list[float | None], list[str]]:
        """The places and the scores of some rows as people see them."""
        at = self.at[rows]
        there = at >= 0
        places: list[float | None] = [None] * len(rows)
        shown = [""] * len(rows)
        placed = self.standings.place[at[there]].tolist()
        positions = np.flatnonzero(there).tolist()
        for index, place, score in zip(positions, placed, self.standings.shown_at(at[there]), strict=True):
            places[index], shown[index] = None if place != place else place, score
        return places, shown

    def comparable(self) -> tuple[NDArray[np.float64], Int64Array]:
        """The place and the shown score of each row, with numbers for none that no place or score has."""
        standings = self.standings
        places, shown = np.full(len(self.at), -1.0), np.full(len(self.at), -1, np.int64)
        places[standings.order] = np.nan_to_num(standings.place, nan=0.0)
        scored = standings.scores.scored[standings.order]
        shown[standings.order] = np.where(scored, standings.shown, np.iinfo(np.int64).min)
        return places, shown


def _changed(old: _Side, new: _Side) -> BoolArray:
    """Which rows have another place, or another score as shown, by their numbers."""
    (places, shown), (places_then, shown_then) = old.comparable(), new.comparable()
    # Scores that are shown with other decimals are other ones.
    same = old.standings.decimals == new.standings.decimals
    return np.asarray((places != places_then) | (shown != shown_then) | (not same))
