"""What the columns of a list of entries say beside amounts: who, when, and which activity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from moonwalk.api import FieldError
from moonwalk.api.files import DateOrder, clean_email, fold, is_blank, read_date
from moonwalk_plugins.sheets.roster_columns import EMAIL, ID, NAME, ROSTER


def _list(words: str) -> tuple[str, ...]:
    return tuple(words.split(", "))


HEADERS: Final = MappingProxyType(
    {
        "who": _list("who, person, participant, employee, teilnehmer, teilnehmerin, mitarbeiter, personne"),
        "id": ID,
        "email": (*EMAIL, "username", "user name"),
        "name": (*NAME, *_list("your name, first and last name, ihr name, vor- und nachname, nom")),
        "date": _list(
            "date, day, activity date, date of activity, date of walk, on, datum, tag, jour, "
            "date de l'activité"
        ),
        "activity": _list("activity, activity type, what, exercise, type, aktivität, übung, activité"),
        "unit": _list("unit, units, einheit, unité"),
        "logged": _list(
            "logged at, logged, timestamp, completion time, submitted at, submitted, created at, "
            "zeitstempel, erfasst am, fertigstellungszeit, abschlusszeit, horodateur, saisi le, "
            "heure de fin, tidsstempel, marca temporal, hora de finalización"
        ),
        "first": ROSTER["first"],
        "last": ROSTER["last"],
        "started": _list("start time, startzeit, heure de début, starttid, hora de inicio"),
    }
)
WHO: Final = ("who", "id", "email", "name")
# These are known without blanks too: `E-Mail`, `FirstName`.
_OF_PEOPLE: Final = (*WHO, "first", "last")

_DAY_WORDS: Final = frozenset(_list("date, day, datum, tag, jour, dag, fecha, dia, giorno, data, when, wann"))
_NAME_WORDS: Final = frozenset(_list("name, names, email, mail, nom, nombre, naam, navn"))
_OTHER_NAMES: Final = frozenset(
    _list(
        "team, group, department, company, activity, event, manager, file, line, project, gruppe, abteilung, "
        "equipe"
    )
)
_ACTIVITY_WORDS: Final = frozenset(_list("activity, activities, aktivitat, activite, sport, exercise"))
_LIKE_A_DAY: Final = re.compile(
    r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}\b|"
    r"[0-9]{1,2}(?:st|nd|rd|th|\.)?[ -][^\W\d_]{3,}|[^\W\d_]{3,}\.? [0-9]{1,2}\b"
)
_FORM: Final = MappingProxyType({"answer": ("id", "response id", "respondent id", "antwort id", "#")})


@dataclass(frozen=True, slots=True)
class EntryColumns:
    """The position of each column by what it says; `who` are all that may name the person, the surest first.

    `answer` counts the answers of a form; `first` and `last` are the parts of a name. `why` says of each
    position why it was taken for what it is.
    """

    who: tuple[int, ...] = ()
    at: Mapping[str, int] = field(default_factory=dict)
    why: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[int]:
        """The positions that are taken."""
        return frozenset((*self.who, *self.at.values()))


def entry_columns(
    headers: Sequence[str], samples: Sequence[Sequence[str]], named: Mapping[str, str]
) -> EntryColumns:
    """What each column of a list is, by its header, else by words of it that its first cells bear out.

    `named` are the headers that an organiser names: by `who`, `date`, `activity`, `unit`, `logged`.
    FieldError where there is no such header.
    """
    folded = [fold(header) for header in headers]
    reader = _Reader(headers, folded, samples)
    keys = frozenset(reader.keys)
    for what, header in named.items():
        reader.take(what, _place(header, headers, folded, what), "it was named as that")
    known = {
        what: [(_key if what in _OF_PEOPLE else fold)(alias) for alias in aliases]
        for what, aliases in HEADERS.items()
    }
    is_form = bool(set(known["started"]) & set(folded)) and bool(set(known["logged"]) & set(folded))
    if is_form:
        # The number of an answer names nobody.
        reader.take_first("answer", _FORM["answer"], "forms number their answers so")
    for what in WHO if "who" not in named else ():
        reader.take_all(what, known[what])
    for what in ("date", "activity", "unit", "logged", *(("started",) if is_form else ())):
        if what not in named:
            reader.take_first(what, known[what], "its header says so")
    if not reader.who and not keys.isdisjoint(known["first"]) and not keys.isdisjoint(known["last"]):
        reader.take_first("first", known["first"], "its header says so")
        reader.take_first("last", known["last"], "its header says so")
    reader.guess()
    return EntryColumns(tuple(reader.who), reader.at, reader.why)


def _place(header: str, headers: Sequence[str], folded: Sequence[str], what: str) -> int:
    if fold(header) not in folded:
        shown = ", ".join(f"'{name}'" for name in headers if name)[:300]
        raise FieldError(f"it has no column '{header}' for '{what}'. Its columns are: {shown}")
    return folded.index(fold(header))


def _key(header: str) -> str:
    """A header for comparing: `E-Mail` is `email`."""
    return fold(header).replace(" ", "")


class _Reader:
    """Assigns columns one after the other; none is taken twice."""

    def __init__(
        self, headers: Sequence[str], folded: Sequence[str], samples: Sequence[Sequence[str]]
    ) -> None:
        self.headers, self.folded, self.samples = headers, folded, samples
        self.keys = [name.replace(" ", "") for name in folded]
        self.who: list[int] = []
        self.at: dict[str, int] = {}
        self.why: dict[int, tuple[str, str]] = {}

    def take(self, what: str, at: int, why: str) -> None:
        """Take a column for something."""
        if what == "first":
            # The first name stands for both; the last one is put behind it.
            self.who.append(at)
        if what in WHO:
            self.who.append(at)
            self.why[at] = ("who" if what == "who" else f"who ({what})", why)
        else:
            self.at[what] = at
            self.why[at] = (what, why)

    def take_first(self, what: str, aliases: Iterable[str], why: str) -> None:
        """Take the first of these headers that is there."""
        names = self.keys if what in _OF_PEOPLE else self.folded
        for alias in aliases:
            if alias in names and (at := names.index(alias)) not in self.why:
                self.take(what, at, why)
                return

    def take_all(self, what: str, aliases: Iterable[str]) -> None:
        """Take every column of these headers: the first may be blank where another one is not."""
        for alias in aliases:
            for at, name in enumerate(self.keys):
                if name == alias and at not in self.why:
                    self.take(what, at, "its header says so")

    def guess(self) -> None:
        """Take columns by a word of their header, where their cells are what the word says."""
        if "date" not in self.at:
            self._guess("date", _DAY_WORDS, self._are_days)
        if not self.who:
            self._guess("name", _NAME_WORDS, self._are_texts)
        if "activity" not in self.at:
            self._guess("activity", _ACTIVITY_WORDS, self._are_texts)

    def _guess(self, what: str, words: frozenset[str], fits: Callable[[list[str]], bool]) -> None:
        for at, name in enumerate(self.folded):
            ours = words & set(name.split())
            if at in self.why or not ours or (what == "name" and _OTHER_NAMES & set(name.split())):
                continue
            cells = [cell for cell in self._cells(at) if not is_blank(cell)]
            if cells and fits(cells):
                kind = "email" if what == "name" and all(map(_is_email, cells)) else what
                self.take(kind, at, f"its header has '{min(ours)}' and its cells are such")
                return

    def _cells(self, at: int) -> Iterator[str]:
        return (cells[at] for cells in self.samples if at < len(cells))

    @staticmethod
    def _are_days(cells: list[str]) -> bool:
        # Written like days: one that does not exist costs its row, and makes the column nothing else.
        return 2 * sum(bool(_LIKE_A_DAY.match(cell.strip())) for cell in cells) >= len(cells)

    @staticmethod
    def _are_texts(cells: list[str]) -> bool:
        return not any(cell.strip().replace(".", "").replace(",", "").isdigit() for cell in cells)


def is_day(cell: str) -> bool:
    """Whether a cell is a day, in whichever order it gives day and month."""
    orders: tuple[DateOrder, ...] = ("day first", "month first")
    for order in orders:
        try:
            read_date(cell, order)
        except FieldError:
            continue
        return True
    return False


def _is_email(cell: str) -> bool:
    try:
        return bool(clean_email(cell))
    except FieldError:
        return False
