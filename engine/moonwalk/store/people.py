"""People and their roster columns: the tables with personal data, and the erasure of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.store import decisions
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.ids import text_key
from moonwalk.store.kept_reads import kept


def add_attributes(
    tx: Transaction, person: int, values: Mapping[str, str], known_at: int, decision: int
) -> int:
    """Adds the attributes that differ from what is known; how many did. What nobody ever said is blank."""
    known = of_person(tx, person, known_at)
    new = {name: value for name, value in values.items() if known.get(name, "") != value}
    for name, value in new.items():
        tx.add("attribute", person=person, name=name, value=value, known_at=known_at, decision=decision)
    return len(new)


def of_person(db: Reader, person: int, known_at: int) -> Mapping[str, str]:
    """One person's attributes as known at an instant (ms)."""
    rows = db.rows(
        "SELECT name, value FROM attribute WHERE person = ? AND known_at <= ? ORDER BY known_at, no",
        (person, known_at),
    )
    return dict(rows)


def column(db: Reader, name: str, known_at: int) -> Mapping[int, str]:
    """One attribute of everyone who has it, by person number, as known at an instant (ms)."""
    rows = db.rows(
        "SELECT person, value FROM attribute WHERE name = ? AND known_at <= ? ORDER BY known_at, no",
        (name, known_at),
    )
    return dict(rows)


def ever(db: Reader, person: int, name: str) -> tuple[str, ...]:
    """Every value that an attribute of a person ever had, in the order in which they became known."""
    rows = db.rows("SELECT value FROM attribute WHERE person = ? AND name = ? ORDER BY no", (person, name))
    return tuple(value for (value,) in rows)


def names(db: Reader) -> frozenset[str]:
    """The columns that any roster ever had."""
    return frozenset(name for (name,) in db.rows("SELECT DISTINCT name FROM attribute"))


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person. `no` is the store's number, `id` the company's; `known_at` is in ms."""

    id: str
    name: str
    email: str = ""
    timezone: str = ""
    known_at: int = 0
    no: int = 0


@dataclass(frozen=True, eq=False)
class Numbers:
    """All people, in the order of their numbers; the columns are parallel."""

    nos: NDArray[np.int32]
    ids: tuple[str, ...]
    names: tuple[str, ...]

    def includes(self, nos: NDArray[np.int32]) -> bool:
        """Return whether these are numbers of people who are here."""
        return np.array_equal(nos, self.nos) or bool(np.isin(nos, self.nos).all())

    def ids_and_names(self, nos: NDArray[np.int32]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the ids and the names of people by their numbers, which ascend and are all here."""
        # In many challenges everybody takes part.
        if np.array_equal(nos, self.nos):
            return self.ids, self.names
        at = np.searchsorted(self.nos, nos).tolist()
        return tuple(self.ids[index] for index in at), tuple(self.names[index] for index in at)


def add(tx: Transaction, person: PersonRecord) -> int:
    """Adds a person; the number given. StoreError if the id is taken."""
    identifier = person.id.strip()
    if tx.value("SELECT no FROM person WHERE id = ?", (identifier,)) is not None:
        raise StoreError(
            f"There is a person with the id '{identifier}' already. Nothing was changed. "
            "Change that one instead."
        )
    if not identifier or not person.name.strip():
        raise StoreError("A person needs an id and a name. Nothing was changed. Fill in both.")
    return tx.add(
        "person",
        id=identifier,
        name=person.name.strip(),
        email=person.email.strip(),
        email_key=text_key(person.email),
        timezone=person.timezone,
        known_at=person.known_at,
    )


def change(tx: Transaction, person: PersonRecord, decision: Decision) -> int | None:
    """Gives the person with `person.no` this name, e-mail and time zone.

    The number of the decision recorded for it, or None where nothing differed and nothing was recorded.
    """
    old = by_number(tx, person.no)
    if old is None:
        raise StoreError(f"There is no person number {person.no}. Nothing was changed.")
    new = replace(
        person, id=old.id, known_at=old.known_at, name=person.name.strip(), email=person.email.strip()
    )
    if new == old:
        return None
    changed = [name for name in ("name", "email", "timezone") if getattr(new, name) != getattr(old, name)]
    no = decisions.record(
        tx, replace(decision, person=old.no, detail={**decision.detail, "changed": changed})
    )
    tx.run(
        "UPDATE person SET name = ?, email = ?, email_key = ?, timezone = ? WHERE no = ?",
        (new.name, new.email, text_key(new.email), new.timezone, new.no),
    )
    return no


def by_number(db: Reader, no: int) -> PersonRecord | None:
    """The person with a number of the store."""
    return _one(db.rows(f"{_SELECT} WHERE no = ?", (no,)))


def find(db: Reader, who: str) -> PersonRecord | None:
    """The person with this id, or else with this e-mail address. StoreError where two share the address."""
    exact = _one(db.rows(f"{_SELECT} WHERE id = ?", (who.strip(),)))
    if exact is not None or not who.strip():
        return exact
    rows = db.rows(f"{_SELECT} WHERE email_key = ? AND email_key <> ''", (text_key(who),))
    if len(rows) > 1:
        ids = ", ".join(row[0] for row in rows)
        raise StoreError(
            f"The address {who.strip()} belongs to more than one person: {ids}. Use the id instead."
        )
    return _one(rows)


def all_people(db: Reader) -> tuple[PersonRecord, ...]:
    """Everyone, in the order of their numbers."""
    return tuple(PersonRecord(*row) for row in db.rows(f"{_SELECT} ORDER BY no"))


@kept
def numbers(db: Reader) -> Numbers:
    """Everyone as parallel columns."""
    # One text for each column is made and read twice as fast as a tuple for each person.
    nos, ids, names = map(json.loads, db.row(_EVERYONE) or ("[]",) * 3)
    numbers = np.array(nos, dtype=np.int32)
    if (numbers[1:] < numbers[:-1]).any():
        order = np.argsort(numbers)
        numbers = numbers[order]
        ids, names = ([values[at] for at in order.tolist()] for values in (ids, names))
    return Numbers(numbers, tuple(ids), tuple(names))


@kept
def own_timezones(db: Reader) -> Mapping[int, str]:
    """The time zone of everyone who has one of their own, by number."""
    return dict(db.rows("SELECT no, timezone FROM person WHERE timezone <> ''"))


# SQLite reads the table itself in the order of its numbers, though it does not promise to; having it sorted
# takes as long as reading it.
_EVERYONE: Final = (
    "SELECT json_group_array(no), json_group_array(id), json_group_array(name) FROM person NOT INDEXED"
)


@kept
def timezones(db: Reader) -> tuple[str, ...]:
    """The time zones that people have, sorted; looked up one by one, for there are many more people."""
    rows = db.rows(
        "WITH RECURSIVE found(zone) AS (SELECT min(timezone) FROM person UNION ALL "
        "SELECT (SELECT min(timezone) FROM person WHERE timezone > zone) FROM found WHERE zone IS NOT NULL) "
        "SELECT zone FROM found WHERE zone <> ''"
    )
    return tuple(zone for (zone,) in rows)


def directory(db: Reader) -> Mapping[str, int]:
    """By what a file may know people: ids and e-mail keys, each with the person's number.

    Look addresses up by `identity.text_key`. Ids win over addresses; an address of two people is left out.
    """
    by_email: dict[str, int] = {}
    shared: set[str] = set()
    rows = db.rows("SELECT no, id, email_key FROM person")
    for no, _, email in rows:
        if email and by_email.setdefault(email, no) != no:
            shared.add(email)
    known = {email: no for email, no in by_email.items() if email not in shared}
    return known | {identifier: no for no, identifier, _ in rows}


def forget(tx: Transaction, person: int, decision: Decision) -> int:
    """Erases a person: entries, memberships, pauses, targets, attributes, links, choices, cheers,
    messages, and the person.

    What decisions said about the person is blanked. Cached totals go too. The number of the decision,
    whose texts are kept, so they must not name the person.
    """
    if by_number(tx, person) is None:
        raise StoreError(f"There is no person number {person}. Nothing was erased.")
    no = decisions.record(tx, replace(decision, person=None))
    tx.add("erasure", person=person, at=decision.at, decision=no)
    tx.run("UPDATE decision SET about = '', why = '', detail = '{}' WHERE person = ?", (person,))
    tx.run("DELETE FROM delivery WHERE message IN (SELECT no FROM message WHERE person = ?)", (person,))
    for statement in _ERASURES:
        tx.run(statement, (person,))
    tx.run("DELETE FROM cached_total")
    return no


_SELECT = "SELECT id, name, email, timezone, known_at, no FROM person"

# Newest first, so that what supersedes goes before what it superseded.
_ERASURES = (
    "DELETE FROM message WHERE person = ?",
    "DELETE FROM reading WHERE person = ?",
    "DELETE FROM membership WHERE person = ?",
    "DELETE FROM pause WHERE person = ?",
    "DELETE FROM own_target WHERE person = ?",
    "DELETE FROM attribute WHERE person = ?",
    "DELETE FROM personal_link WHERE person = ?",
    "DELETE FROM notice_choice WHERE person = ?",
    "DELETE FROM cheer WHERE person = ?",
    "DELETE FROM entry WHERE person = ?",
    "DELETE FROM person WHERE no = ?",
    # Without it nobody can try out what the commitments of the chain are to.
    "DELETE FROM salt WHERE no = ?",
)


def _one(rows: Sequence[tuple[str, str, str, str, int, int]]) -> PersonRecord | None:
    return PersonRecord(*rows[0]) if rows else None
