"""How a challenge went: the places of teams week by week, and how points are spread over people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import floor, log10
from typing import Final

from moonwalk.services.boards.board import show_board
from moonwalk.services.errors import Refused
from moonwalk.services.views import BoardRow, BoardView
from moonwalk.services.workspace import Workspace

MOST_BINS: Final = 12


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A row of a board with its place and score at each of the moments; None and empty where it had none."""

    id: str
    name: str
    places: tuple[float | None, ...]
    scores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The places on a board at the end of each week so far, and on the newest day; the last are the newest.

    `rows` stand as they do on that day.
    """

    title: str
    board: str
    label: str
    moments: tuple[str, ...]
    days: tuple[date, ...]
    rows: tuple[CourseRow, ...]


def board_then(ws: Workspace, challenge: str, board: str | None, day: date, *, with_later: bool) -> BoardView:
    """A board at the end of a day: by what was known then, or also by what became known `with_later`.

    `moved` of its rows is the places gained since the end of the day before; with what became known later,
    those gained by that. It is None where there is nothing to compare with.
    """
    if with_later:
        shown = show_board(ws, challenge, board, as_of=day, known_at=ws.now())
        return _moved_since(show_board(ws, challenge, shown.board, as_of=day), shown)
    shown = show_board(ws, challenge, board, as_of=day)
    try:
        before = show_board(ws, challenge, shown.board, as_of=day - timedelta(days=1))
    except Refused:  # it was the first day
        before = replace(shown, rows=())
    # Another week is another board.
    return _moved_since(before if before.period == shown.period else replace(before, rows=()), shown)


def _moved_since(before: BoardView, now: BoardView) -> BoardView:
    places = {row.id: row.place for row in before.rows}

    def moved(row: BoardRow) -> int | None:
        place = places.get(row.id)
        return None if place is None or row.place is None else int(place - row.place)

    return replace(now, rows=tuple(replace(row, moved=moved(row)) for row in now.rows))


def course(ws: Workspace, challenge: str, board: str | None = None) -> Course:
    """The places on a board week by week. Refused for one that is about some days only, or is split."""
    newest = show_board(ws, challenge, board)
    if newest.period or newest.split_by:
        raise Refused(
            f"'{newest.board}' shows places in some days, or in parts, so it has no places week by week. "
            "Choose a board over the whole challenge."
        )
    ends = [last for _, last in newest.periods if last < newest.as_of]
    views = [show_board(ws, challenge, newest.board, as_of=day) for day in ends] + [newest]
    labels = dict(newest.boards)
    return Course(
        newest.title or challenge,
        newest.board,
        labels.get(newest.board, newest.board),
        (*(f"w{number}" for number in range(1, len(ends) + 1)), "now"),
        (*ends, newest.as_of),
        tuple(_rows(newest, views)),
    )


def _rows(newest: BoardView, views: Sequence[BoardView]) -> Iterator[CourseRow]:
    known = [{row.id: row for row in view.rows} for view in views]
    for row in newest.rows:
        then = [rows.get(row.id) for rows in known]
        yield CourseRow(
            row.id,
            row.name,
            tuple(None if each is None else each.place for each in then),
            tuple("" if each is None else each.score for each in then),
        )


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores from `low` up to but not including `high`, and how many people have them."""

    low: float
    high: float
    people: int


def spread(scores: Sequence[float], most: int = MOST_BINS) -> tuple[Bin, ...]:
    """How scores are spread, in at most so many bins of one round width, without a gap."""
    if not scores:
        return ()
    width = _round_width((max(scores) - min(scores)) / most)
    first, last = floor(min(scores) / width), floor(max(scores) / width)
    edges = [number * width for number in range(first, last + 2)]
    counts = [0] * (len(edges) - 1)
    for score in scores:
        counts[floor(score / width) - first] += 1
    return tuple(Bin(low, high, people) for (low, high), people in zip(pairwise(edges), counts, strict=True))


def _round_width(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on that is larger than this; at least 1."""
    if least < 1:
        return 1
    tens = 10 ** floor(log10(least))
    return float(next(step * tens for step in (1, 2, 5, 10) if step * tens > least))
