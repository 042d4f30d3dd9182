"""A compact notation for a person's days: `5 0 12 - 8?` is one word a day, from day 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from moonwalk.api import Status, Timeline

_MARKS: Mapping[str, Status] = MappingProxyType(
    {
        "": Status.DUE,
        "?": Status.OPEN,
        "-": Status.PAUSED,
        "e": Status.EXCUSED,
        "o": Status.OFF,
        "a": Status.ABSENT,
    }
)
_WORD = re.compile(r"([0-9]+(?:\.[0-9]{1,3})?)?([?\-eoa]?)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One word of the notation: what the day is, and the thousandths logged on it."""

    status: Status
    amount: int

    def __str__(self) -> str:
        letter = next(letter for letter, status in _MARKS.items() if status is self.status)
        if self.status in (Status.DUE, Status.OPEN) and (self.amount or not letter):
            return f"{float(Fraction(self.amount, 1000)):g}{letter}"
        return letter


def read_marks(text: str) -> tuple[Mark, ...]:
    """The days that a text means; ValueError for a word that is none of the notation.

    A number is what was logged, in whole units (`0`: nothing). `?` is an open day, alone or after a
    number; `-` paused, `e` excused, `o` off, `a` not yet or no longer there.
    """
    return tuple(_read_mark(word) for word in text.split())


def _read_mark(word: str) -> Mark:
    found = _WORD.fullmatch(word)
    if not found:
        raise ValueError(f"'{word}' is not a day. Write an amount, or one of: ? - e o a.")
    status = _MARKS[found[2]]
    if found[1] and status not in (Status.DUE, Status.OPEN):
        raise ValueError(f"'{word}': nothing counts on such a day. Leave the number out.")
    return Mark(status, int(Fraction(found[1] or 0) * 1000))


def notation(timeline: Timeline) -> str:
    """A timeline in the notation, for messages: one line for each activity that occurs."""
    activities = sorted({activity for day in timeline.days for activity in day.amounts})
    lines = [
        f"{activity}: "
        + " ".join(str(Mark(day.status, day.amounts.get(activity, 0))) for day in timeline.days)
        for activity in activities
    ]
    return "\n".join(lines) or " ".join(str(Mark(day.status, 0)) for day in timeline.days)
