"""Pictures of a page as plain values that a template draws as SVG; every one is also said in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from moonwalk.api.amount_words import amount_text
from moonwalk.api.language import Catalogue, plain_day, weekday
from moonwalk.api.timeline import Status
from moonwalk.scoring.calendar import Calendar

_TEXTS: Final = Catalogue(__name__)
_CELL: Final = 28
_LEFT: Final = 52
_TOP: Final = 18
_KINDS: Final = MappingProxyType({Status.OFF: "off", Status.EXCUSED: "free"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a picture."""

    x: int
    y: int
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in a calendar: due, off (never counts) or free (counts for nobody)."""

    x: int
    y: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class CalendarPicture:
    """The days of a challenge, a row for each week. `description` says the same in words."""

    width: int
    height: int
    title: str
    description: str
    words: tuple[Word, ...]
    cells: tuple[Cell, ...]


def calendar_picture(calendar: Calendar) -> CalendarPicture:
    """Return the calendar of a challenge."""
    statuses = calendar.statuses.tolist()
    out = sum(status in _KINDS for status in statuses)
    days, weeks = amount_text(1000 * calendar.length, "days"), amount_text(1000 * calendar.weeks, "weeks")
    first, last = plain_day(calendar.starts), plain_day(calendar.ends)
    description = _TEXTS.fill(
        "{days} in {weeks}, from {first} to {last}.", days=days, weeks=weeks, first=first, last=last
    )
    if out:
        rest = _TEXTS.ngettext("{count} day does not count.", "{count} days do not count.", out)
        description = f"{description} {rest.format(count=out)}"
    return CalendarPicture(
        width=_LEFT + 7 * _CELL,
        height=_TOP + _CELL * calendar.weeks,
        title=_TEXTS.gettext("The days of the challenge"),
        description=description,
        words=tuple(_words(calendar)),
        cells=tuple(
            Cell(_x(at), _y(at // 7), str(day.day), _KINDS.get(Status(statuses[at]), "due"))
            for at, day in enumerate(calendar.dates)
        ),
    )


def _words(calendar: Calendar) -> Iterator[Word]:
    for at, day in enumerate(calendar.dates[:7]):
        yield Word(_x(at) + 12, _TOP - 7, weekday(day)[0], "middle")
    for week in range(calendar.weeks):
        yield Word(0, _y(week) + 16, _TEXTS.fill("Week {number}", number=week + 1))


def _x(at: int) -> int:
    return _LEFT + at % 7 * _CELL


def _y(week: int) -> int:
    return _TOP + week * _CELL


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar among several, with its label and its value in words."""

    label: str
    value: str
    y: int
    width: int


_BARS: Final = 340
_LABELS: Final = 190
_VALUES: Final = 110
_BAR: Final = 30
_LETTERS: Final = 26
"""So many letters of a label fit beside a bar; the table beside the picture has them all."""


@dataclass(frozen=True, slots=True)
class BarPicture:
    """Bars below one another, each with its label and value; `description` says them in words.

    `labels` is how wide the labels are, `most` how long the longest bar can be.
    """

    width: int
    height: int
    labels: int
    most: int
    title: str
    description: str
    bars: tuple[Bar, ...]


def bar_picture(title: str, shares: Sequence[tuple[str, str, float]]) -> BarPicture:
    """Return bars for labels with a value in words and a share from 0 to 1."""
    said = "; ".join(f"{label}: {value}" for label, value, _ in shares)
    return BarPicture(
        width=_LABELS + _BARS + _VALUES,
        height=8 + _BAR * len(shares),
        labels=_LABELS,
        most=_BARS,
        title=title,
        description=f"{said}.",
        bars=tuple(
            Bar(_fitting(label), value, 8 + at * _BAR, round(_BARS * share))
            for at, (label, value, share) in enumerate(shares)
        ),
    )


def _fitting(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
