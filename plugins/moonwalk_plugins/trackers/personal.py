"""What the files of one person have in common: whose they are, and how a format is recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from moonwalk.api import FieldError
from moonwalk.api.fields import Activity, ShortText
from moonwalk.api.files import (
    Columns,
    EntryRow,
    Source,
    SourceFile,
    clean_id,
    is_blank,
    read_sheet,
)
from moonwalk_plugins.trackers.measuring import Target
from moonwalk_plugins.trackers.sports import key_of

_SOMEBODY: Final = (
    "email, emailaddress, mail, workemail, emailadresse, who, person, personid, participant, "
    "participantid, user, userid, username, login, id, name, fullname, displayname, firstname, "
    "lastname, employee, employeeid, employeename, memberid, member, staffid, vorname, nachname, "
    "mitarbeiter, personalnummer, teilnehmer, courriel, nom, prenom, matricule"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The header of a file: all its columns by their keys, and the known ones by their names."""

    keys: tuple[str, ...]
    known: Mapping[str, int]

    @property
    def names_somebody(self) -> bool:
        """Whether a column says whose a row is, so that this is a table of several people."""
        return not set(_SOMEBODY.split(", ")).isdisjoint(self.keys)

    @property
    def others(self) -> int:
        """How many columns with a name are none of the known ones."""
        return sum(bool(key) for key in self.keys) - len(self.known)


def opening(file: SourceFile, columns: Columns) -> Opening:
    """The header of a file; one without columns where the file is no table."""
    try:
        sheet = read_sheet(file, columns)
    except FieldError:
        return Opening((), {})
    return Opening(tuple(key_of(header) for header in sheet.headers), sheet.columns)


def named_after(file: SourceFile, words: Sequence[str]) -> bool:
    """Whether the name of a file has one of the words: some products have one header for many amounts."""
    return any(word in file.name.casefold() for word in words)


class Personal(Source):
    """A file that a tracker made for one person, who is not named in it.

    `columns` are those that the format is known by and read from, `signature` those of them that must be
    there to recognise it; with `closed`, no other column may be. `who` is the person's id, e-mail address
    or name on the roster; `activity` the activity that every row counts for, where the challenges and the
    file do not settle it.
    """

    device: ClassVar[bool] = True
    columns: ClassVar[Columns] = {}
    signature: ClassVar[frozenset[str]] = frozenset()
    closed: ClassVar[bool] = False
    of_one_file: ClassVar[tuple[str, ...]] = ("who",)

    who: ShortText = ""
    activity: Activity | None = None

    def recognises(self, file: SourceFile) -> bool:
        """Whether the header has the columns of the format, in any order, and none that names somebody."""
        header = opening(file, self.columns)
        if header.names_somebody or (self.closed and header.others):
            return False
        return bool(self.signature) and self.signature <= header.known.keys()

    def person(self) -> str:
        """Whose file it is; FieldError where nobody has said so."""
        if is_blank(self.who):
            raise FieldError(
                "it does not name anybody, so say whose file this is: -o who=ID, with an id, an e-mail "
                "address or a name of the roster"
            )
        return clean_id(self.who)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """The amounts of one row or day, by target, in thousandths of the target's unit."""

    person: str
    line: int
    day: date
    amounts: Sequence[tuple[Target, int]]
    answer: str = ""

    def entries(self) -> list[EntryRow]:
        """An entry for each activity; of several, each answer has a name of its own."""
        return [
            EntryRow(
                line=self.line,
                person=self.person,
                day=self.day,
                activity=target.activity,
                unit=target.unit,
                amount=amount,
                answer=f"{self.answer}/{target.activity}" if self.answer and nth else self.answer,
            )
            for nth, (target, amount) in enumerate(self.amounts)
        ]
