"""A disk that turns single bits over: whatever can be read differently is noticed."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from moonwalk.services.errors import Refused
from moonwalk.services.notifications import tick
from moonwalk.services.roster.privacy import forget_person
from moonwalk.services.scores import store_totals
from moonwalk.services.verification import verify
from moonwalk.services.workspace import DATABASE

from ..workspaces import Lanes, copied, day, scored_challenge

ROWS = [f"p{1 + n % 11:02},{day(1 + n % 5)},walk,{n % 30}.{n % 10}{n // 60 % 10}\n" for n in range(600)]


@dataclass
class Flips:
    """How many flips changed something that can be read, in facts too, and who noticed them."""

    readable: int = 0
    missed: list[str] = field(default_factory=list)
    at_opening: int = 0
    in_facts: int = 0
    facts_at_opening: int = 0

    @property
    def told(self) -> str:
        """All of it in words."""
        return (
            f"flips, {self.readable} readable, {len(self.missed)} missed; of {self.in_facts} in facts "
            f"{self.facts_at_opening} noticed by the next command"
        )


FACTS = ("entry", "decision", "membership", "launch")


def readable(path: Path) -> dict[str, object]:
    """All that can be read in a database, by table."""
    with closing(sqlite3.connect(path)) as tables:
        tables.text_factory = bytes
        objects = tables.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        ).fetchall()
        names = [name.decode() for kind, name, *_ in objects if kind == b"table"]
        rows = {name: tables.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        return {"": objects, **rows}


def read_or_not(path: Path) -> dict[str, object]:
    try:
        return readable(path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return {"": str(error)}


@pytest.fixture
def full(day6: Lanes) -> Lanes:
    """Messages, kept scores, somebody who was forgotten, and entries after that."""
    day6.entries("id,date,activity,minutes\n" + "".join(ROWS))
    tick(day6.ws)
    forget_person(day6.ws, "p12", "asked for it")
    day6.log("p01", "12")
    with day6.database() as db:
        store_totals(db, scored_challenge(day6.ws))
    assert verify(day6.ws).faults == ()
    return day6


def turned(data: bytes, number: int, seed: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    for _ in range(number):
        spoilt = bytearray(data)
        spoilt[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        yield bytes(spoilt)


def is_refused(lanes: Lanes) -> bool:
    """Whether the next command notices."""
    try:
        with lanes.ws.database() as db:
            db.rows("SELECT name FROM person")
    except Refused:
        return True
    return False


def flip(full: Lanes, tmp_path: Path, number: int, seed: int) -> Flips:
    """Turns single bits over, each in a fresh copy."""
    lanes = copied(full, tmp_path / "flipped")
    path, counts = lanes.folder / DATABASE, Flips()
    data, sound = path.read_bytes(), readable(path)
    for spoilt in turned(data, number, seed):
        for beside in lanes.folder.glob(f"{DATABASE}-*"):
            beside.unlink()
        path.write_bytes(spoilt)
        now = read_or_not(path)
        if now == sound:
            continue
        in_facts = any(table in now and now[table] != sound[table] for table in FACTS)
        refused = is_refused(lanes)
        counts.readable += 1
        counts.at_opening += refused
        counts.in_facts += in_facts
        counts.facts_at_opening += in_facts and refused
        path.write_bytes(spoilt)
        if not verify(lanes.ws).faults:
            place = next(at for at, (a, b) in enumerate(zip(data, spoilt, strict=True)) if a != b)
            tables = ", ".join(sorted(name for name in sound if now.get(name) != sound[name]))
            counts.missed.append(f"{tables}: byte {place}: {data[place]:08b} became {spoilt[place]:08b}")
    return counts


@pytest.mark.promise("P13", "bits flipped in a database")
def test_a_bit_that_can_be_read_differently_is_noticed(full, tmp_path, counted):
    counts = flip(full, tmp_path, 300, 3)
    counted(300, counts.told)
    assert counts.missed == []
    assert counts.readable > 60


@pytest.mark.torture
@pytest.mark.promise("P13", "bits flipped in a database")
def test_of_3000_bits_each_that_can_be_read_differently_is_noticed(full, tmp_path, counted):
    counts = flip(full, tmp_path, 3000, 10)
    counted(3000, counts.told)
    assert counts.missed == []
