from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from moonwalk.store import decisions, entries, people
from moonwalk.store.database import Database, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import NewEntry
from moonwalk.store.people import PersonRecord

T0 = 1_788_739_200_000
DAY = date(2026, 9, 7)


@dataclass(frozen=True)
class Company:
    """A database with two people, two kinds of entries and two sources."""

    db: Database
    decision: int
    ann: int
    bob: int
    walk: int
    run: int
    form: int
    watch: int

    def entry(self, **changes) -> NewEntry:
        plain = NewEntry(self.ann, DAY, self.walk, self.form, 12_000, T0)
        return plain._replace(**changes)

    def add(self, *rows: NewEntry) -> entries.Added:
        with self.db.write() as tx:
            return entries.add(tx, rows, self.decision)


def company(tx: Transaction) -> dict[str, int]:
    return {
        "decision": decisions.record(tx, Decision(T0, "hr", "set up")),
        "ann": people.add(tx, PersonRecord("A1", "Ann", "ann@example.org", "Europe/Berlin", T0)),
        "bob": people.add(tx, PersonRecord("B2", "Bob", "bob@example.org", "Europe/Berlin", T0)),
        "walk": entries.kind_number(tx, "backward_walk", "minutes"),
        "run": entries.kind_number(tx, "run", "km"),
        "form": entries.source_number(tx, "form", False),
        "watch": entries.source_number(tx, "watch", True),
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "moonwalk.db"


@pytest.fixture(scope="session")
def created_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database to copy: to make one takes many times as long."""
    path = tmp_path_factory.mktemp("created") / "moonwalk.db"
    Database.create(path).close()
    return path


@pytest.fixture
def db(created_once: Path, path: Path) -> Iterator[Database]:
    shutil.copy(created_once, path)
    with Database.open(path) as database:
        yield database


@pytest.fixture
def fresh_firm(created_once: Path, tmp_path: Path) -> Callable[[], AbstractContextManager[Company]]:
    """A new company for each example of a property."""
    numbers = count()

    @contextmanager
    def fresh() -> Iterator[Company]:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copy(created_once, path)
        with Database.open(path) as database:
            with database.write() as tx:
                found = company(tx)
            yield Company(database, **found)
        path.unlink()

    return fresh


@pytest.fixture
def firm(db: Database) -> Company:
    with db.write() as tx:
        numbers = company(tx)
    return Company(db, **numbers)
