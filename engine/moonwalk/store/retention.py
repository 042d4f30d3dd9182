"""The end of entries: which days' are not kept any longer, and the results that are kept in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.kept_reads import kept


@dataclass(frozen=True, slots=True)
class RetentionRecord:
    """That entries of the days from `first` to `last` go, and what a challenge has come to by them (JSON)."""

    challenge: str
    first: date
    last: date
    results: str


def add(tx: Transaction, retention: RetentionRecord, decision: int) -> None:
    """Keep the results of a challenge, and let the entries of its days go."""
    tx.add(
        "retention",
        challenge=retention.challenge,
        first=retention.first.isoformat(),
        last=retention.last.isoformat(),
        results=retention.results,
        decision=decision,
    )


@kept
def of_challenge(db: Reader, challenge: str) -> RetentionRecord | None:
    """The retention of a challenge; None as long as its entries are kept."""
    sql = "SELECT challenge, first, last, results FROM retention WHERE challenge = ?"
    row = db.row(sql, (challenge,))
    if row is None:
        return None
    name, first, last, results = row
    return RetentionRecord(name, date.fromisoformat(first), date.fromisoformat(last), results)


def ended(db: Reader) -> frozenset[str]:
    """The challenges whose entries are not kept any longer."""
    return frozenset(name for (name,) in db.rows("SELECT challenge FROM retention"))


def count_between(db: Reader, first: date, last: date) -> int:
    """How many entries there are for some days."""
    sql = "SELECT count(*) FROM entry WHERE day BETWEEN ? AND ?"
    return int(db.value(sql, (first.isoformat(), last.isoformat())))


def remove_between(tx: Transaction, first: date, last: date) -> int:
    """Remove the entries and cheers of some days, for which there has to be a retention; how many entries."""
    sql = "DELETE FROM entry WHERE day BETWEEN ? AND ?"
    removed = tx.run(sql, (first.isoformat(), last.isoformat()))
    tx.run("DELETE FROM cheer WHERE day BETWEEN ? AND ?", (first.isoformat(), last.isoformat()))
    if removed:
        tx.run("DELETE FROM cached_total")
    return removed
