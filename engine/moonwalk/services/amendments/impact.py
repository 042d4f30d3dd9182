"""Who gains and loses by an amendment: points of people, and places on every board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

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
            stretches = begun_stretches(after, board)
        for stretch in stretches:
            rows = tuple(_rows(scored_within(before, stretch), scored_within(after, stretch), board))
            if rows:
                yield BoardChange(board.name, board.label, board.ranks, stretch.name if stretch else "", rows)


def _rows(before: ScoredChallenge, after: ScoredChallenge, board: BoardPlan) -> Iterator[PlaceChange]:
    old, new = (each.scored.standings(board.name, each.team_ids, each.person_ids) for each in (before, after))
    names = after.names_on(board)
    was = {int(row): at for at, row in enumerate(old.order.tolist())}
    changed = _changed(old, new, len(names))
    for at, row in enumerate(new.order.tolist()):
        if changed[row]:
            yield _change(old, was.get(row), new, at, new.ids[row], names[row])
    gone = set(was) - set(new.order.tolist())
    for row in sorted(gone):
        yield _change(old, was[row], new, None, old.ids[row], names[row])


def _changed(old: Standings, new: Standings, count: int) -> BoolArray:
    """Which rows have another place, or another score as shown, by their numbers."""
    places = [np.full(count, -1.0), np.full(count, -1.0)]
    shown = [np.full(count, -1, np.int64), np.full(count, -1, np.int64)]
    for at, standings in enumerate((old, new)):
        places[at][standings.order] = np.nan_to_num(standings.place, nan=0.0)
        scored = standings.scores.scored[standings.order]
        shown[at][standings.order] = np.where(scored, standings.shown, -2)
    # Scores that are shown with other decimals are other ones.
    same = old.decimals == new.decimals
    return np.asarray((places[0] != places[1]) | (shown[0] != shown[1]) | (not same))


def _change(
    old: Standings, was: int | None, new: Standings, at: int | None, identifier: str, name: str
) -> PlaceChange:
    sides = [None if place is None else board.row(place) for board, place in ((old, was), (new, at))]
    first, second = sides
    return PlaceChange(
        id=identifier,
        name=name,
        place_before=first.place if first else None,
        place_after=second.place if second else None,
        before=first.shown if first else "",
        after=second.shown if second else "",
    )
