"""Problems: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a file. Lines and columns count from 1; None where no parser named one."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        known = [str(part) for part in (self.line, self.column) if part is not None]
        return ":".join([self.path, *known])


@dataclass(frozen=True, slots=True)
class Problem:
    """One message for a person: what happened, where, and a way out."""

    message: str
    place: Place
    severity: Severity = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else "warning: "
        return f"{self.place}: {mark}{self.message}"


class FieldError(ValueError):
    """A text that is not what its key asks for. The message says what to write instead.

    `at` names the spot below the key, where a validator knows it: `2.up_to` in a list of groups (counted
    from 0), `10 minutes` in a map.
    """

    def __init__(self, message: str, at: str = "") -> None:
        super().__init__(message)
        self.at = at
