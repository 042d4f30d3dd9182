"""Problems: what is wrong, where, and what to do about it, quoted as the author wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A spot in a file. Lines and columns count from 1; None where no parser named one."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        known = [str(part) for part in (self.line, self.column) if part is not None]
        return ":".join([self.path, *known])


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One message for a person: what happened, where, and a way out."""

    message: str
    place: Place
    severity: Severity = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else "warning: "
        return f"{self.place}: {mark}{self.message}"


class FieldError(ValueError):
    """A text that cannot be used. The message says so in a sentence, with what to write instead.

    Validators raise it, as do the functions that read cells. `at` names the spot below the key, where a
    validator knows it: `2.up_to` in a list of groups (counted from 0), `10 minutes` in a map.

    >>> from moonwalk.api import FieldError
    >>> FieldError("The bands must rise. Write the smallest first.", at="2.up_to").at
    '2.up_to'
    """

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at


_LONGEST = 60


def quoted(text: str) -> str:
    """The text in quotes for a message: one line, printable, shortened where it is long."""
    shown = printable(text[: _LONGEST + 1])
    return f"'{shown[: _LONGEST - 3]}...'" if len(shown) > _LONGEST else f"'{shown}'"


def rewritten(text: str, most: int = 200) -> str:
    """The text as it would have to be written in a file: in double quotes, on one line."""
    line = printable(text[:most].rstrip()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'


def printable(text: str) -> str:
    """The text on one line, with a mark in place of letters that nobody sees or that steer a terminal.

    >>> printable("20 mi\\ufeffnutes")
    '20 mi\N{REPLACEMENT CHARACTER}nutes'
    """
    line = text.replace("\n", " ")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def nearest(text: str, options: Iterable[str]) -> str:
    """The option that was probably meant, or nothing: one that is spelt like it or holds it as a word."""
    if not text or len(text) > _LONGEST:
        return ""
    known = list(options)
    by_small = {option.lower(): option for option in reversed(known)}
    close = difflib.get_close_matches(text.lower(), by_small, n=1, cutoff=0.55)
    if close:
        return by_small[close[0]]
    words = set(text.lower().split())
    return next((option for option in known if words & set(option.lower().split())), "")


def did_you_mean(text: str, options: Iterable[str]) -> str:
    """`Did you mean 'good_day'?` with a blank before it, or nothing."""
    option = nearest(text, options)
    return f" Did you mean '{option}'?" if option else ""
