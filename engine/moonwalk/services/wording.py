"""Texts for people: placeholders filled in, safety notes added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from moonwalk.api.language import Catalogue, clock_time, long_day, number
from moonwalk.definitions import Challenge
from moonwalk.definitions.rules_terms import safety_notes

_TEXTS: Final = Catalogue(__name__)
MINUTE: Final = "%Y-%m-%d %H:%M"
"""How a moment is written on the terminal and in files; `long_moment` is for sentences and pages."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def counted(number: int, singular: str, several: str = "") -> str:
    """`1 problem`, `4 problems`; `several` where an `s` is not enough."""
    return f"{number} {singular if str(number) == '1' else several or f'{singular}s'}"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with placeholders that is filled in for many; `parts` are its texts and, between them, words."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template:
        """The template of a text in which each `{word}` is a placeholder."""
        return cls(tuple(_PLACEHOLDER.split(text)))

    def filled(self, words: Mapping[str, str]) -> str:
        """The text with each word replaced; one that nobody gave stays as it was written."""
        parts = list(self.parts)
        for at in range(1, len(parts), 2):
            parts[at] = words.get(parts[at], f"{{{parts[at]}}}")
        return "".join(parts)


def as_one(messages: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Subject and text of one message that holds several, each with its subject above it."""
    if len(messages) == 1:
        return messages[0]
    more = len(messages) - 1
    also = _TEXTS.ngettext(
        "{subject} (and {more} more message)", "{subject} (and {more} more messages)", more
    )
    subject = also.format(subject=messages[0][0], more=number(more))
    parts = (f"{heading}\n\n{text.strip()}" for heading, text in messages)
    return subject, "\n\n* * *\n\n".join(parts)


def with_safety(text: str, challenge: Challenge) -> str:
    """The text with the challenge's safety notes below it, where the definition wants them there."""
    safety = challenge.safety
    if safety is None or safety.printed != "in the rules and the first message":
        return text
    notes = [
        f"{heading}:\n" + "\n".join(f"- {line}" for line in lines) for heading, lines in safety_notes(safety)
    ]
    return "\n\n".join([text.rstrip(), *notes])


def long_moment(at: datetime) -> str:
    """A moment as people write it: `Tuesday, 9 March 2027, 12:00`."""
    return _TEXTS.fill("{day}, {time}", day=long_day(at.date()), time=clock_time(at.time()))


def last_moment(at: datetime) -> str:
    """Until when something can be done: `long_moment`, at midnight `Monday, 8 March 2027, end of the day`.

    Midnight belongs to two days, and with the date of the later one, people would count on all of that.
    """
    if at.time() != time(0):
        return long_moment(at)
    return _TEXTS.fill("{day}, end of the day", day=long_day(at.date() - timedelta(days=1)))
