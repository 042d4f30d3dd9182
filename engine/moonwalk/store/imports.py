"""Imports: which files were read, and what became of their rows."""

from __future__ import annotations

from dataclasses import dataclass

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """A file that was read. Accepted, rejected and skipped rows add up to `rows`."""

    file: str
    sha256: str
    rows: int
    accepted: int
    rejected: int
    skipped: int
    decision: int = 0
    no: int = 0


def add(tx: Transaction, record: ImportRecord, decision: int) -> int:
    """Adds an import; its number. StoreError where a row is unaccounted for."""
    if record.rows != record.accepted + record.rejected + record.skipped:
        raise StoreError(
            f"Of the {record.rows} rows of {record.file}, {record.accepted} were accepted, {record.rejected} "
            f"rejected and {record.skipped} skipped, which does not add up. Nothing was changed."
        )
    return tx.add(
        "import",
        file=record.file,
        sha256=record.sha256,
        rows=record.rows,
        accepted=record.accepted,
        rejected=record.rejected,
        skipped=record.skipped,
        decision=decision,
    )


def newest(db: Reader, most: int = 50) -> tuple[ImportRecord, ...]:
    """The newest imports, newest first."""
    return _read(db, "ORDER BY no DESC LIMIT ?", most)


_SELECT = "SELECT file, sha256, rows, accepted, rejected, skipped, decision, no FROM import "


def _read(db: Reader, condition: str, value: str | int) -> tuple[ImportRecord, ...]:
    return tuple(ImportRecord(*row) for row in db.rows(_SELECT + condition, (value,)))
