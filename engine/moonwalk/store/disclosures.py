"""What has been shown of people's data: figures published for others, and looks at one person's entries."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from moonwalk.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """The figures of a challenge that were published when a week had closed, at an instant (ms)."""

    challenge: str
    week: int
    at: int
    figures: str


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """That someone looked at the entries of a person at an instant (ms), by which command, and why."""

    person: int
    at: int
    who: str
    what: str
    why: str = ""


def publish(tx: Transaction, publication: PublicationRecord) -> None:
    """Keep what is published, unless another program has published that week just now."""
    known = "SELECT 1 FROM publication WHERE challenge = ? AND week = ?"
    if tx.row(known, (publication.challenge, publication.week)) is None:
        tx.add(
            "publication",
            challenge=publication.challenge,
            week=publication.week,
            at=publication.at,
            figures=publication.figures,
        )


def published(db: Reader, challenge: str) -> tuple[PublicationRecord, ...]:
    """Everything that was published of a challenge, the oldest first."""
    sql = "SELECT challenge, week, at, figures FROM publication WHERE challenge = ? ORDER BY week"
    return tuple(PublicationRecord(*row) for row in db.rows(sql, (challenge,)))


def note(tx: Transaction, reading: ReadingRecord) -> None:
    """Note a look at a person's entries."""
    tx.add(
        "reading",
        person=reading.person,
        at=reading.at,
        who=reading.who,
        what=reading.what,
        why=reading.why,
    )


def readings_of(db: Reader, person: int) -> tuple[ReadingRecord, ...]:
    """Every look at a person's entries, in order."""
    sql = "SELECT person, at, who, what, why FROM reading WHERE person = ? ORDER BY no"
    return tuple(ReadingRecord(*row) for row in db.rows(sql, (person,)))


def newest_readings(
    db: Reader, person: int | None = None, size: int = 250
) -> Iterator[tuple[int, ReadingRecord]]:
    """Every look at the entries of everyone or of a person, with its number, the newest first.

    They are read in batches: a query that is not read to its end would keep other programs from writing.
    """
    columns = "SELECT no, person, at, who, what, why FROM reading WHERE no < ? "
    below = sys.maxsize
    while True:
        if person is None:
            rows = db.rows(columns + "ORDER BY no DESC LIMIT ?", (below, size))
        else:
            rows = db.rows(columns + "AND person = ? ORDER BY no DESC LIMIT ?", (below, person, size))
        for no, *values in rows:
            yield no, ReadingRecord(*values)
        if len(rows) < size:
            return
        below = rows[-1][0]
