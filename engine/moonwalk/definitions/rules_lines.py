"""Lines and chapters of the rules page, and the sentences about days that stand in them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from moonwalk.api.values import AbsentDay, DaysLater, EndOfChallenge, exact_decimal
from moonwalk.definitions.challenge import Pauses, Schedule
from moonwalk.definitions.field_types import DurationKind

WIDTH: Final = 90
"""The most characters in a line of plain text."""


@dataclass(frozen=True, slots=True)
class RulesLine:
    """A line of a chapter: a heading within it, a point of its list, or text that belongs to the point above.

    `depth` says how far in it stands. `label` is what people call what the text is about, where they do.
    """

    text: str
    kind: Literal["heading", "point", "text"] = "point"
    depth: int = 0
    label: str = ""

    @property
    def whole(self) -> str:
        """The label and the text as one."""
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True, slots=True)
class RulesChapter:
    """A chapter of the rules; `name` is the same in every challenge, whatever its title says."""

    name: str
    title: str
    lines: tuple[RulesLine, ...]


def chapter_text(chapter: RulesChapter) -> Iterator[str]:
    """Return a chapter as lines of plain text, of at most 90 characters each."""
    for line in chapter.lines:
        indent = "  " * line.depth
        begin, rest = (f"{indent}- ", f"{indent}  ") if line.kind == "point" else (indent, indent)
        yield from textwrap.wrap(line.whole, WIDTH, initial_indent=begin, subsequent_indent=rest)


def each_period(period: str) -> str:
    """`each week `, or nothing for what is given once."""
    return "" if period == "the whole challenge" else f"{period} "


def logging_text(schedule: Schedule) -> str:
    """Until when days can be logged, as a sentence."""
    grace, zone = DurationKind().show(schedule.final_grace), schedule.timezone
    match schedule.log_until:
        case EndOfChallenge():
            return f"Every day can be logged until {grace} after the end ({zone})."
        case DaysLater() as later:
            return (
                f"A day can be logged until the end of the day {later} ({zone}); what is still open at the "
                f"end, at least until {grace} after it."
            )
        case deadline:
            return (
                f"A week can be logged until the first {deadline} after its last day ({zone}); the last "
                f"days until {grace} after the end."
            )


def absence_text(day: AbsentDay, pauses: Pauses) -> str:
    """`counts as 5000 steps`, `counts as the average of your days before it, less 10%`."""
    if day.share is None:
        return str(day) if day.counts else "does not count"
    less = f", less {exact_decimal(100 * (1 - day.share))}%" if day.share != 1 else ""
    logged = " on which you logged something" if pauses.a_missed_day.counts else ""
    return f"counts as the average of your days before it{logged}{less}"


def capital(text: str) -> str:
    """Return a text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def point(text: str, depth: int = 0, label: str = "") -> RulesLine:
    """Return a point of a list."""
    return RulesLine(text.strip(), depth=depth, label=label)
