"""Teams and memberships: who takes part in a challenge, in which team, from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import FOREVER, NEVER, MembershipFacts
from moonwalk.scoring.roster_columns import value_key
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError
from moonwalk.store.kept_reads import kept
from moonwalk.store.schema import FIRST_DAY


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """A team. `no` is the store's number, `id` what people type; `known_at` is in ms."""

    no: int
    id: str
    name: str
    known_at: int


def numbers(tx: Transaction, teams: Iterable[str], known_at: int) -> dict[str, int]:
    """The number of the team that each of these names means; teams that are new are added, in this order.

    Names that differ only by capitals, blanks or Unicode form mean one team, which keeps its first spelling.
    """
    by_key = _by_key(tx)
    number_of: dict[str, int] = {}
    for team in teams:
        identifier = " ".join(team.split())
        if not identifier:
            raise StoreError("A team needs a name. Nothing was changed.")
        key = value_key(identifier)
        if key not in by_key:
            no = tx.add("team", id=identifier, name=identifier, known_at=known_at)
            by_key[key] = TeamRecord(no, identifier, identifier, known_at)
        number_of[team] = by_key[key].no
    return number_of


def number(tx: Transaction, team: str, known_at: int) -> int:
    """The number of the team that this name means, which is added if it is new."""
    return numbers(tx, (team,), known_at)[team]


def find(db: Reader, team: str) -> TeamRecord | None:
    """The team that this name means."""
    return _by_key(db).get(value_key(team))


def _by_key(db: Reader) -> dict[str, TeamRecord]:
    """The teams by what their names are compared by; of two that are alike, the older one."""
    return {value_key(team.id): team for team in reversed(all_teams(db))}


def by_number(db: Reader, no: int) -> TeamRecord | None:
    """The team with a number of the store."""
    row = db.row("SELECT no, id, name, known_at FROM team WHERE no = ?", (no,))
    return TeamRecord(*row) if row else None


def all_teams(db: Reader) -> tuple[TeamRecord, ...]:
    """Every team, in the order of their numbers."""
    return tuple(TeamRecord(*row) for row in db.rows("SELECT no, id, name, known_at FROM team ORDER BY no"))


@kept
def team_labels(db: Reader) -> Mapping[int, tuple[str, str]]:
    """Every team's id and name, by its number."""
    return {no: (team_id, name) for no, team_id, name in db.rows("SELECT no, id, name FROM team ORDER BY no")}


NO_TEAM = 0
"""The team number of a person who takes part without a team."""


@dataclass(frozen=True, slots=True)
class MembershipRecord:
    """A membership. Person and team are numbers, days are both included; no `to_day` means: to the end.

    `supersedes` is the number of the membership that this one replaces. A void one undoes it.
    """

    challenge: str
    person: int
    team: int | None
    from_day: date
    to_day: date | None
    known_at: int
    consent: bool = True
    supersedes: int | None = None
    void: bool = False
    no: int = 0


def add(tx: Transaction, membership: MembershipRecord, decision: int) -> int:
    """Adds a membership; its number. To end, move or undo one, add another that supersedes it.

    StoreError where the old one is superseded already, or the person would be in, or out, twice on one day.
    """
    if membership.supersedes is not None:
        _check_superseded(tx, membership)
    if not membership.void:
        _check_overlap(tx, membership)
    return tx.add(
        "membership",
        challenge=membership.challenge,
        person=membership.person,
        team=membership.team,
        from_day=membership.from_day.isoformat(),
        to_day=membership.to_day.isoformat() if membership.to_day else None,
        consent=int(membership.consent),
        known_at=membership.known_at,
        supersedes=membership.supersedes,
        void=int(membership.void),
        decision=decision,
    )


def current(
    db: Reader, challenge: str, known_at: int, person: int | None = None
) -> tuple[MembershipRecord, ...]:
    """Who takes part when, as known at an instant (ms), one person or all, oldest first.

    Days on which a person stays out are cut out, so one membership may give several records, or none.
    """
    out = _days_out(db, challenge, known_at, person)
    standing = consented(db, challenge, known_at, person)
    return tuple(
        part for membership in standing for part in _without(membership, out.get(membership.person, ()))
    )


def consented(
    db: Reader, challenge: str, known_at: int, person: int | None = None
) -> tuple[MembershipRecord, ...]:
    """The memberships that hold, including days on which a person stays out, oldest first."""
    return _holding(db, challenge, known_at, True, person)


def withheld(
    db: Reader, challenge: str, known_at: int, person: int | None = None
) -> tuple[MembershipRecord, ...]:
    """The days on which people stay out of a challenge by their own choice, oldest first."""
    return _holding(db, challenge, known_at, False, person)


def undone(db: Reader, challenge: str) -> Mapping[int, MembershipRecord]:
    """What was taken back and not given again, by person: of several memberships the one that began first.

    What was taken back with a whole launch is left out: the next launch asks again who takes part.
    """
    rows = db.rows(
        f"{_COLUMNS}{_CURRENT} AND void = 1 AND consent = 1{_ALONE} ORDER BY from_day DESC, no",
        (challenge, NEVER, NEVER),
    )
    return {membership.person: membership for membership in map(_record, rows)}


def history(db: Reader, challenge: str, person: int) -> tuple[MembershipRecord, ...]:
    """Every membership of a person in a challenge, also superseded and void ones, in order of arrival."""
    rows = db.rows(f"{_COLUMNS}WHERE challenge = ? AND person = ? ORDER BY no", (challenge, person))
    return tuple(_record(row) for row in rows)


def numbered(db: Reader, no: int) -> MembershipRecord:
    """The membership with a number of the store."""
    return _record(db.rows(f"{_COLUMNS}WHERE no = ?", (no,))[0])


def teams_of(db: Reader, challenge: str) -> frozenset[int]:
    """The numbers of all teams that anybody was ever in, in a challenge."""
    rows = db.rows(
        "SELECT DISTINCT team FROM membership WHERE challenge = ? AND team IS NOT NULL", (challenge,)
    )
    return frozenset(team for (team,) in rows)


def facts(
    db: Reader, challenge: str, first: date, known_at: int, person: int | None = None
) -> MembershipFacts:
    """For scoring: who takes part when, one person or all, as known at an instant (ms).

    Day 0 is `first`. A person without a team has the team number NO_TEAM. Where the facts are about one
    person, teams have no names: only rules about whole teams are given them.
    """
    of_one = "" if person is None else " AND person = ?"
    current = _CURRENT_OF_ALL if person is None else _CURRENT
    day_one, long_before = first.isoformat(), (date.fromisoformat(FIRST_DAY) - first).days
    columns = db.row(
        _AS_TEXTS.format(rows=f"{_DAYS}{current} AND void = 0 AND consent = 1{of_one} ORDER BY no"),
        (FIRST_DAY, long_before, day_one, FOREVER, day_one, challenge, known_at, known_at)
        + (() if person is None else (person,)),
    )
    table = np.array([_parsed(text) for text in columns or ()], np.int32).T.reshape(-1, 4)
    out = {
        number: [
            ((begins - first).days, FOREVER if last is None else (last - first).days) for begins, last in days
        ]
        for number, days in _days_out(db, challenge, known_at, person).items()
    }
    if out:
        concerned = np.isin(table[:, 0], list(out))
        left = [
            (number, team, *days)
            for number, team, begins, ends in table[concerned].tolist()
            for days in _cut((begins, ends), out[number])
        ]
        table = np.concatenate([table[~concerned], np.array(left, np.int32).reshape(-1, 4)])
    names = {no: name for no, (_, name) in team_labels(db).items()} if person is None else {}
    number, team, begins, ends = (np.ascontiguousarray(column) for column in table.T)
    return MembershipFacts(number, team, begins, ends, names)


_COLUMNS = (
    "SELECT challenge, person, team, from_day, to_day, known_at, consent, supersedes, void, no "
    "FROM membership AS this "
)
_DAYS = (
    "SELECT person, coalesce(team, 0) AS team, "
    # Most have the same first day and no last one; working out a date takes as long as reading the row.
    "CASE from_day WHEN ? THEN ? ELSE CAST(julianday(from_day) - julianday(?) AS INTEGER) END AS begins, "
    "CASE WHEN to_day IS NULL THEN ? ELSE CAST(julianday(to_day) - julianday(?) AS INTEGER) END AS ends "
    "FROM membership AS this "
)
# One text for each column, as in `entry_arrays`, since a tuple for each row would take twice as long.
_AS_TEXTS = (
    "SELECT group_concat(person), group_concat(team), group_concat(begins), group_concat(ends) FROM ({rows})"
)
_CURRENT = (
    "WHERE challenge = ? AND known_at <= ? AND NOT EXISTS "
    "(SELECT 1 FROM membership WHERE supersedes = this.no AND known_at <= ?)"
)
# Few are superseded, and all of them are found at once; to look for each row takes as long as reading it.
# Numbers begin with 1. Asked whether it is NULL, SQLite reads the whole table, though there is an index.
_CURRENT_OF_ALL = (
    "WHERE challenge = ? AND known_at <= ? AND no NOT IN "
    "(SELECT supersedes FROM membership WHERE supersedes > 0 AND known_at <= ?)"
)

_ANY_OUT = "SELECT 1 FROM membership WHERE challenge = ? AND consent = 0 LIMIT 1"

_ALONE = " AND decision NOT IN (SELECT decision FROM withdrawal)"


def _parsed(text: str | None) -> NDArray[np.int64]:
    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.empty(0, np.int64)


def _holding(
    db: Reader, challenge: str, known_at: int, consent: bool, person: int | None
) -> tuple[MembershipRecord, ...]:
    of_one = "" if person is None else " AND person = ?"
    values = (challenge, known_at, known_at, int(consent)) + (() if person is None else (person,))
    current = _CURRENT_OF_ALL if person is None else _CURRENT
    rows = db.rows(f"{_COLUMNS}{current} AND void = 0 AND consent = ?{of_one} ORDER BY no", values)
    return tuple(_record(row) for row in rows)


def _days_out(
    db: Reader, challenge: str, known_at: int, person: int | None
) -> Mapping[int, Sequence[tuple[date, date | None]]]:
    """From when to when each person stays out, by person."""
    out: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    # Mostly nobody does, and to see that takes a third of the time.
    if person is None and not db.value(_ANY_OUT, (challenge,)):
        return out
    for membership in withheld(db, challenge, known_at, person):
        out[membership.person].append((membership.from_day, membership.to_day))
    return out


def _without(
    membership: MembershipRecord, out: Sequence[tuple[date, date | None]]
) -> Iterator[MembershipRecord]:
    """What is left of a membership."""
    if not out:
        yield membership
        return
    days = (membership.from_day.toordinal(), (membership.to_day or date.max).toordinal())
    for first, last in _cut(days, [(a.toordinal(), (b or date.max).toordinal()) for a, b in out]):
        ends = None if membership.to_day is None and last == days[1] else date.fromordinal(last)
        yield replace(membership, from_day=date.fromordinal(first), to_day=ends)


def _cut(days: tuple[int, int], out: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of the days from one to another, both included."""
    first, last = days
    for begins, ends in sorted(out):
        if begins > last:
            break
        if begins > first:
            yield first, begins - 1
        first = max(first, ends + 1)
    if first <= last:
        yield first, last


def _record(row: tuple[Any, ...]) -> MembershipRecord:
    challenge, person, team, from_day, to_day, known_at, consent, supersedes, void, no = row
    last = None if to_day is None else date.fromisoformat(to_day)
    return MembershipRecord(
        challenge,
        person,
        team,
        date.fromisoformat(from_day),
        last,
        known_at,
        bool(consent),
        supersedes,
        bool(void),
        no,
    )


def _check_superseded(tx: Transaction, membership: MembershipRecord) -> None:
    old = tx.row("SELECT challenge, person FROM membership WHERE no = ?", (membership.supersedes,))
    if old != (membership.challenge, membership.person):
        raise StoreError("The membership to replace is not one of this person. Nothing was changed.")
    if tx.value("SELECT 1 FROM membership WHERE supersedes = ?", (membership.supersedes,)):
        raise StoreError(
            "This membership has been changed by someone else in the meantime. Nothing was changed. "
            "Look at it again and repeat the change if it is still needed."
        )


def _check_overlap(tx: Transaction, membership: MembershipRecord) -> None:
    last = membership.to_day or date.max
    held = _holding(tx, membership.challenge, NEVER, membership.consent, membership.person)
    for other in held:
        if other.no == membership.supersedes:
            continue
        if other.from_day <= last and membership.from_day <= (other.to_day or date.max):
            until = "its end" if other.to_day is None else str(other.to_day)
            does = "takes part in" if other.consent else "stays out of"
            raise StoreError(
                f"This person {does} {membership.challenge} already, from {other.from_day} to "
                f"{until}. Nothing was changed. End that membership first, or choose other days."
            )
