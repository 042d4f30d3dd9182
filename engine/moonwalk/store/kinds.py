"""Kinds (an activity and its unit) and sources: what entries are of, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError
from moonwalk.store.schema import MOST_KINDS, MOST_SOURCES


@dataclass(frozen=True, slots=True)
class KindRecord:
    """An activity measured in a unit."""

    no: int
    activity: str
    unit: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where entries come from; `device` says that it measures."""

    no: int
    name: str
    device: bool


def kind_number(tx: Transaction, activity: str, unit: str) -> int:
    """The number of an activity in a unit, which is added if it is new."""
    known_number = tx.value("SELECT no FROM kind WHERE activity = ? AND unit = ?", (activity, unit))
    if known_number is not None:
        return int(known_number)
    _check_room(tx, "SELECT count(*) FROM kind", MOST_KINDS, "activities")
    return tx.add("kind", activity=activity, unit=unit)


def source_number(tx: Transaction, name: str, device: bool) -> int:
    """The number of a source, added if it is new, corrected if it turned out (not) to be a device."""
    known = tx.row("SELECT no, device FROM source WHERE name = ?", (name,))
    if known is None:
        _check_room(tx, "SELECT count(*) FROM source", MOST_SOURCES, "sources")
        return tx.add("source", name=name, device=int(device))
    if bool(known[1]) != device:
        tx.run("UPDATE source SET device = ? WHERE no = ?", (int(device), known[0]))
    return int(known[0])


def kinds(db: Reader) -> tuple[KindRecord, ...]:
    """Every kind, in the order of their numbers."""
    return tuple(KindRecord(*row) for row in db.rows("SELECT no, activity, unit FROM kind ORDER BY no"))


def sources(db: Reader) -> tuple[SourceRecord, ...]:
    """Every source, in the order of their numbers."""
    rows = db.rows("SELECT no, name, device FROM source ORDER BY no")
    return tuple(SourceRecord(no, name, bool(device)) for no, name, device in rows)


def _check_room(db: Reader, count: str, most: int, what: str) -> None:
    if db.value(count) >= most:
        raise StoreError(
            f"The database holds {most} {what}, and there is room for no more. Nothing was changed. "
            "Check whether a file names them by mistake."
        )
