"""Points for a card: a bingo card or a calendar, whose squares are filled by doing what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from moonwalk.api import (
    Award,
    AwardPeriod,
    Card,
    Context,
    Day,
    PersonRule,
    Rule,
    Square,
    Timeline,
    hookimpl,
)
from moonwalk.api.arrays import Bounds, Grid, RemainingDays
from moonwalk.api.fields import Activity, ByWeek, Points, Whole
from moonwalk.api.language import Catalogue, listed

_TEXTS: Final = Catalogue(__name__)

_MOST_SQUARES = 100
_WEEK = 7
_NOTHING: ByWeek[int] = ByWeek(always=0)


class BingoCard(PersonRule):
    """Points for the squares of a card with {columns} in a row.

    A square is filled on the first day with an amount of its activity. That day brings `square` for each
    square that it fills, `line` for each line that is full now, and `full_card` if none is empty any more.
    With `renewed: each week` there is a new card every week. With `filled: on its own day` the first square
    is that of the first day, the second that of the second, and so on: a calendar.
    """

    name: ClassVar[str] = "card"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    squares: tuple[Activity, ...]
    columns: Whole
    square: Points = _NOTHING
    line: Points = _NOTHING
    full_card: Points = _NOTHING
    lines: Literal["rows", "rows and columns", "rows, columns and diagonals"] = "rows and columns"
    renewed: Literal["never", "each week"] = "never"
    filled: Literal["on any day", "on its own day"] = "on any day"

    @model_validator(mode="after")
    def _is_a_card(self) -> BingoCard:
        names = self.squares
        twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
        if twice:
            raise ValueError(f"'{twice}' is on the card twice. Each square needs an activity of its own.")
        if not 2 <= len(names) <= _MOST_SQUARES:
            raise ValueError(f"a card has 2 to {_MOST_SQUARES} squares, and this one has {len(names)}.")
        self._check_rows()
        if self.filled == "on its own day" and self.renewed == "each week" and len(names) > _WEEK:
            raise ValueError(f"a week has 7 days, so its calendar cannot have {len(names)} squares.")
        if not any(any(points.values()) for points in (self.square, self.line, self.full_card)):
            raise ValueError("a card needs points. Write 'square', 'line' or 'full_card', or several.")
        return self

    def _check_rows(self) -> None:
        number, columns = len(self.squares), self.columns
        if not columns or number % columns:
            fitting = [str(each) for each in range(2, number) if number % each == 0]
            way_out = f"Write one of: {', '.join(fitting)}." if fitting else "Add a square, or take one away."
            raise ValueError(f"{number} squares do not fill rows of {columns}. {way_out}")
        if "diagonals" in self.lines and number != columns**2:
            raise ValueError(
                "only a card with as many rows as columns has diagonals. Write 'lines: rows and columns'."
            )

    def sentence(self) -> str:
        """What a square, a line and the full card bring, and when a square is filled."""
        said = _TEXTS.fill(
            "{points} of a card with {squares} squares, {columns} in a row.",
            points=listed(tuple(self._brings())),
            squares=len(self.squares),
            columns=self.columns,
        )
        return " ".join((said, *self._details()))

    def _brings(self) -> Iterator[str]:
        if any(self.square.values()):
            yield self.in_words(_TEXTS.gettext("{square} points for each square"))
        if any(self.line.values()):
            yield self.in_words(_TEXTS.gettext("{line} points for each line"))
        if any(self.full_card.values()):
            yield self.in_words(_TEXTS.gettext("{full_card} points for the full card"))

    def _details(self) -> Iterator[str]:
        if any(self.line.values()):
            match self.lines:
                case "rows":
                    yield _TEXTS.gettext("Lines are rows.")
                case "rows and columns":
                    yield _TEXTS.gettext("Lines are rows and columns.")
                case _:
                    yield _TEXTS.gettext("Lines are rows, columns and diagonals.")
        if self.filled == "on its own day":
            yield _TEXTS.gettext("Each square can be filled on its own day only.")
        if self.renewed == "each week":
            yield _TEXTS.gettext("There is a new card every week.")

    def awards(self, timeline: Timeline, context: Context) -> Iterator[Award]:
        """An award on each day that fills a square."""
        for days in self._cards(timeline):
            filled: dict[int, Day] = {}
            for at, day in enumerate(days):
                new = [square for square in self._done(day, at) if square not in filled]
                before = set(filled)
                filled |= dict.fromkeys(new, day)
                if new:
                    yield self._award(day, new, before, set(filled), context)

    def card(self, timeline: Timeline, context: Context) -> Card:
        """The card of the last week, or of the whole challenge."""
        filled: dict[int, Day] = {}
        cards = self._cards(timeline)
        for at, day in enumerate(cards[-1] if cards else ()):
            for square in self._done(day, at):
                filled.setdefault(square, day)
        squares = (
            Square(label=context.label(name), filled=filled[at].date if at in filled else None)
            for at, name in enumerate(self.squares)
        )
        return Card(columns=self.columns, squares=tuple(squares))

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, people x days."""
        people, days = grid.shape
        result = np.zeros((people, days), np.int64)
        starts = grid.week_starts if self.renewed == "each week" else (0,) if days else ()
        for first, last in zip(starts, (*starts[1:], days), strict=True):
            filled = np.stack([self._first_day(grid, at, first, last) for at in range(len(self.squares))])
            parts = [(self.square, filled), (self.full_card, filled.max(axis=0, keepdims=True))]
            if any(self.line.values()):
                parts.append(
                    (self.line, np.stack([filled[list(line)].max(axis=0) for line in self._lines()]))
                )
            for points, when in parts:
                by_day = np.array(points.by_day(int(week) for week in grid.week), np.int64)
                for day_of in when:
                    # A row of `when` has a day for each person, so that no cell is added to twice at once.
                    rows = np.flatnonzero(day_of < days)
                    result[rows, day_of[rows]] += by_day[day_of[rows]]
        return result

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to a card that is filled on the open days."""
        square, line, full = (
            remaining.on_open_days(points) for points in (self.square, self.line, self.full_card)
        )
        parts = ((len(self.squares), square), (len(self._lines()), line), (1, full))
        days = sum((times * points for times, points in parts), remaining.zeros())
        weekly, zeros = remaining.weekly_max(days), remaining.zeros()
        if self.renewed == "each week":
            return Bounds(lower=zeros, upper=days, weekly_upper=weekly)
        # Squares may be dearest in one week and lines in another, so each is taken at its best.
        once = sum(
            (times * points.max(axis=1, initial=0) for times, points in parts), np.zeros(len(days), np.int64)
        )
        return Bounds(lower=zeros, upper=days, weekly_upper=weekly, total_upper=once)

    def _cards(self, timeline: Timeline) -> list[tuple[Day, ...]]:
        """The days of each card."""
        if self.renewed == "each week":
            return [days for _, days in timeline.weeks()]
        return [timeline.days] if timeline.days else []

    def _done(self, day: Day, at: int) -> list[int]:
        """The squares that a day would fill, which is the day `at` of its card, counted from 0."""
        return [
            square
            for square, name in enumerate(self.squares)
            if day.amounts.get(name, 0) > 0 and (self.filled == "on any day" or square == at)
        ]

    def _first_day(self, grid: Grid, square: int, first: int, last: int) -> NDArray[np.int64]:
        """The index of the day on which a square is filled, the number of days where it is not (people)."""
        days = grid.shape[1]
        done = grid.amounts[self.squares[square]][:, first:last] > 0
        if self.filled == "on its own day":
            done = done & (np.arange(last - first) == square)
        return np.where(done.any(axis=1), first + done.argmax(axis=1), days)

    def _lines(self) -> tuple[tuple[int, ...], ...]:
        """The squares of each line."""
        columns, squares = self.columns, range(len(self.squares))
        lines = [tuple(squares[start : start + columns]) for start in squares[::columns]]
        if self.lines != "rows":
            lines += [tuple(squares[column::columns]) for column in range(columns)]
        if "diagonals" in self.lines:
            lines.append(tuple(squares[:: columns + 1]))
            lines.append(tuple(squares[columns - 1 : -1 : columns - 1]))
        return tuple(lines)

    def _award(self, day: Day, new: list[int], before: set[int], filled: set[int], context: Context) -> Award:
        full = sum(set(line) <= filled and not set(line) <= before for line in self._lines())
        points = len(new) * self.square.at(day.week)
        labels = ", ".join(context.label(self.squares[square]) for square in new)
        said = [_TEXTS.gettext("you filled: {squares}").format(squares=labels)]
        if full and any(self.line.values()):
            points += full * self.line.at(day.week)
            lines = _TEXTS.ngettext("a full line", "{lines} full lines", full)
            said.append(lines.format(lines=full))
        if len(filled) == len(self.squares) and any(self.full_card.values()):
            points += self.full_card.at(day.week)
            said.append(_TEXTS.gettext("the card is full"))
        entries = [
            entry for square in new for entry in day.entries_of(self.squares[square], context.counts_as)
        ]
        return Award(
            day=day.date, points=points, reason="; ".join(said), entries=tuple(dict.fromkeys(entries))
        )


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays for a card."""
    return [BingoCard]
