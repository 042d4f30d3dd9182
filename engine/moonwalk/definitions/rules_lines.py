"""Lines and chapters of the rules page, and the sentences about days that stand in them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from moonwalk.api.amount_words import amount_text, clock_text, duration_text, percent_text
from moonwalk.api.language import Catalogue
from moonwalk.api.values import AbsentDay, DaysLater, EndOfChallenge
from moonwalk.definitions.challenge import Pauses, Schedule

_TEXTS: Final = Catalogue(__name__)

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


def chapter_text(chapter: RulesChapter, width: int = WIDTH) -> Iterator[str]:
    """Return a chapter as lines of plain text, of at most so many characters each."""
    for line in chapter.lines:
        indent = "  " * line.depth
        begin, rest = (f"{indent}- ", f"{indent}  ") if line.kind == "point" else (indent, indent)
        yield from textwrap.wrap(line.whole, width, initial_indent=begin, subsequent_indent=rest)


def logging_text(schedule: Schedule) -> str:
    """Until when days can be logged, as a sentence."""
    grace, zone = duration_text(schedule.final_grace), schedule.timezone
    match schedule.log_until:
        case EndOfChallenge():
            return _TEXTS.fill(
                "Every day can be logged until {hours} after the end ({zone}).", hours=grace, zone=zone
            )
        case DaysLater() as later:
            return _TEXTS.fill_counted(
                "A day can be logged until the end of the day {days} day later ({zone}); what is still open "
                "at the end, at least until {hours} after it.",
                "A day can be logged until the end of the day {days} days later ({zone}); what is still open "
                "at the end, at least until {hours} after it.",
                later.days,
                days=later.days,
                zone=zone,
                hours=grace,
            )
        case deadline:
            return _TEXTS.fill(
                "A week can be logged until the first {moment} after its last day ({zone}); the last days "
                "until {hours} after the end.",
                moment=clock_text(deadline),
                zone=zone,
                hours=grace,
            )


def absence_text(day: AbsentDay, pauses: Pauses) -> str:
    """`counts as 5000 steps`, `counts as the average of your days before it, less 10%`."""
    if day.amount is not None:
        amount = amount_text(1000 * day.amount.value, day.amount.unit)
        if not day.activity:
            return _TEXTS.fill("counts as {amount}", amount=amount)
        return _TEXTS.fill("counts as {amount} of {activity}", amount=amount, activity=day.activity)
    if day.share is None:
        return _TEXTS.gettext("does not count")
    said = (
        _TEXTS.gettext("counts as the average of your days before it on which you logged something")
        if pauses.a_missed_day.counts
        else _TEXTS.gettext("counts as the average of your days before it")
    )
    if day.share == 1:
        return said
    return _TEXTS.fill("{average}, less {percent}", average=said, percent=percent_text(1 - day.share))


def capital(text: str) -> str:
    """Return a text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def point(text: str, depth: int = 0, label: str = "") -> RulesLine:
    """Return a point of a list."""
    return RulesLine(text.strip(), depth=depth, label=label)
