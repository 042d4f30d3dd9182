"""Sources: from a file to rows of entries or people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Literal

from moonwalk.api.rules import Component


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What running challenges measure: an activity, by its name and its label, and its unit.

    `own` says that the activity stands for itself; one that does not counts as another.
    """

    activity: str
    label: str
    unit: str
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file as it arrived: its name without folders, and its content, in memory or where it lies.

    `timezone` names the workspace's zone, for times that come without one; it may be empty. `measures` are
    the activities of the running challenges, by which a source knows which column is the amount.
    `named_columns` are the roster columns that challenges name. `sheet` names the sheet of a workbook that
    is meant; none: the first that can be seen.

    >>> from moonwalk.api.files import SourceFile
    >>> file = SourceFile(name="week.csv", content=b"Id,Day\\n7,2027-01-04\\n")
    >>> file.start(2), file.size, file.data
    (b'Id', 20, b'Id,Day\\n7,2027-01-04\\n')
    """

    name: str
    content: bytes | Path
    timezone: str = ""
    measures: tuple[Measure, ...] = ()
    named_columns: frozenset[str] = frozenset()
    sheet: str = ""
    _table: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def open(self) -> BinaryIO:
        """The content as a stream of bytes from its beginning; the caller closes it."""
        return self.content.open("rb") if isinstance(self.content, Path) else BytesIO(self.content)

    def start(self, length: int = 1 << 16) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            return stream.read(length)

    @property
    def data(self) -> bytes:
        """All bytes at once, for formats that cannot be read in a stream."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    @property
    def table(self) -> Any:
        """What `read_sheet` has found out about the file; every source is shown every file."""
        return self._table[0] if self._table else None

    def remember_table(self, content: object) -> None:
        """Keep what `read_sheet` has found out."""
        self._table.append(content)

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry that a row of a file claims.

    `line` is the line of the file, counted from 1; where the format has no lines, as JSON, the number of
    the item. `person` is whatever the file knows the person by: an id, an e-mail address or a name. `day` is
    the civil day that it is for; None means the day on which `logged` was, where the person is. `amount` is
    in thousandths of `unit`, below 10^12. An empty `activity` is the one that is measured in the unit, if
    there is only one; an empty `unit` that of the activity. `logged` is the instant at which it was written
    down, with a time zone; None where the file does not say. `answer` identifies the answer of a form, where
    the form numbers them: a newer file's row with the same one replaces this entry.

    >>> from datetime import date
    >>> from moonwalk.api.files import EntryRow
    >>> row = EntryRow(
    ...     line=2, person="007", day=date(2027, 1, 4), activity="walk", unit="minutes", amount=12_500
    ... )
    >>> row.logged is None
    True
    """

    line: int
    person: str
    day: date | None
    activity: str
    unit: str
    amount: int
    logged: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person of a roster.

    `line` is the line of the file, counted from 1. `timezone` is the name of a zone (`Europe/Paris`).
    `starts` and `ends` are the first and last day on which the person takes part; None: no such limit.
    `attributes` are the other columns, by header. `blank` names those of `starts` and `ends` that have a
    column in the file and nothing in it, which takes back what an earlier file said.
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
    """A line that cannot be used, and why, with what to write instead; `line` counts from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A line that is rightly no row, and why: it is blank, or a total; `line` counts from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence about the whole file: the encoding it was read by, columns that were left out."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnUse:
    """What a source takes a column of a file for, and why; with its first values.

    `used_as` is empty for a column that is not used. An empty `header` says in `why` what is missing.
    """

    header: str
    used_as: str
    why: str
    samples: tuple[str, ...] = ()


Row = EntryRow | PersonRow | Rejected | Skipped | Remark
"""What a source says of a line, or of the whole file."""


class Source(Component):
    """Reads one file format. A subclass has `recognises` and `read`; its fields are options of an organiser.

    `brings` says what its rows are. `device` says that amounts were measured, and is kept with the
    entries; between two sources of a day a challenge counts the larger amount, unless it says otherwise.
    `whole_days` says that a row is all of a day, so that a newer file's row replaces an older one's.
    `general` says that it reads tables of any format, and so gives way to a source that knows the one at
    hand. `of_one_file` are the options about the file at hand, such as whose it is: they are not remembered
    for the next one, unless they name one of its columns. `about` says for people what it reads. One of a
    `device` also reads what participants send by their page; if it has an option `who`, that is their id
    there, and else only rows about them are taken (since 0.2).

    >>> from moonwalk.api.files import EntryRow, Source, SourceFile, find_columns, read_date, read_sheet
    >>> COLUMNS = {"id": ["Id"], "day": ["Day"], "steps": ["Steps"]}
    >>> class Pedometer(Source):
    ...     "Steps by day."
    ...     name = "pedometer"
    ...     def recognises(self, file):
    ...         return find_columns(file, COLUMNS) == {"id", "day", "steps"}
    ...     def read(self, file):
    ...         for row in read_sheet(file, COLUMNS).rows:
    ...             yield EntryRow(
    ...                 line=row.line, person=row["id"], day=read_date(row["day"]), activity="steps",
    ...                 unit="steps", amount=1000 * int(row["steps"]),
    ...             )
    >>> file = SourceFile(name="week.csv", content=b"Id,Day,Steps\\n7,2027-01-04,9000\\n")
    >>> Pedometer().recognises(file), [row.amount for row in Pedometer().read(file)]
    (True, [9000000])
    """

    brings: ClassVar[Literal["entries", "people"]] = "entries"
    device: ClassVar[bool] = False
    whole_days: ClassVar[bool] = False
    general: ClassVar[bool] = False
    of_one_file: ClassVar[tuple[str, ...]] = ()
    about: ClassVar[str] = ""

    def recognises(self, file: SourceFile) -> bool:
        """Whether this looks like a file of the format.

        Asked with all options at their defaults; where no source says yes, again with an organiser's.
        """
        raise NotImplementedError

    def explain(self, file: SourceFile) -> Iterable[ColumnUse]:
        """What each column of the file is taken for; nothing for a format that has no columns."""
        return ()

    def read(self, file: SourceFile) -> Iterable[Row]:
        """Every line of the file: an entry or a person, or why it is none; and remarks about the whole.

        Best a generator, since a file may have millions of lines. FieldError where the file as a whole
        cannot be read: its text, which says what to do, is shown to the organiser.
        """
        raise NotImplementedError
