"""Sources read a file into entries or people, and say of every row what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from moonwalk.api.rules import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file as it arrived. `timezone` names the workspace's zone, for times that come without one."""

    name: str
    data: bytes
    timezone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry that a row of a file claims. `amount` is in thousandths of `unit`.

    `who` is whatever the file knows the person by: an id or an e-mail address. An empty `activity`
    or `unit` means: whatever the importing challenge makes of it.
    """

    line: int
    who: str
    day: date
    activity: str
    unit: str
    amount: int
    logged: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person of a roster. `attributes` are the other columns that the workspace keeps.

    `blank` names those of `starts` and `ends` that have a column in the file and nothing in it, which
    takes back what an earlier file said.
    """

    line: int
    id: str
    name: str
    email: str = ""
    team: str = ""
    timezone: str = ""
    starts: date | None = None
    ends: date | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    blank: frozenset[Literal["starts", "ends"]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that cannot be used, and why, with what to write instead."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A row that is rightly no row: a blank line, a total."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to know about the whole file: the encoding used, columns that were left out."""

    text: str


Row = EntryRow | PersonRow | Rejected | Skipped | Remark
"""What a source says of a row, or of the whole file."""


class Source(Component):
    """Reads one format. Its fields are options an organiser may set.

    `device` says that amounts were measured, and is kept with the entries; between any two sources of a
    day a challenge counts the larger, unless it says otherwise. `whole_days` says that a row is all of a
    day, so a newer file's row replaces an older one's.
    """

    brings: ClassVar[Literal["entries", "people"]] = "entries"
    device: ClassVar[bool] = False
    whole_days: ClassVar[bool] = False
    about: ClassVar[str] = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether this looks like a file of the format."""
        raise NotImplementedError

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every row of the file: an entry or a person, or what is wrong with it."""
        raise NotImplementedError
