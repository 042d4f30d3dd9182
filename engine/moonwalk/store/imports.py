"""Imports: which files were read, and what became of their rows."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class ImportEnd:
    """What an import came to: of the accepted rows `added` are new, and `changed` replace an older entry."""

    accepted: int
    rejected: int
    skipped: int
    added: int
    changed: int


def finish(tx: Transaction, no: int, at: int, end: ImportEnd) -> None:
    """Writes down that all rows of an import have landed. A second time changes nothing."""
    if is_finished(tx, no):
        return
    tx.add(
        "import_end",
        **{"import": no},
        at=at,
        accepted=end.accepted,
        rejected=end.rejected,
        skipped=end.skipped,
        added=end.added,
        changed=end.changed,
    )


def is_finished(db: Reader, no: int) -> bool:
    """Whether all rows of an import have landed."""
    return db.value("SELECT 1 FROM import_end WHERE import = ?", (no,)) is not None


def is_undone(db: Reader, no: int) -> bool:
    """Whether somebody has taken an import back."""
    return db.value("SELECT 1 FROM import_undo WHERE import = ?", (no,)) is not None


def broken_off(db: Reader, record: ImportRecord, detail: str) -> ImportRecord | None:
    """The import of the same file, read in the same way, that was begun and has not come to its end.

    `detail` is that of its decision.
    """
    condition = (
        "JOIN decision AS decided ON decided.no = import.decision "
        "WHERE sha256 = ? AND (rows, accepted, rejected, skipped) = (?, ?, ?, ?) AND decided.detail = ? "
        "AND import.no NOT IN (SELECT import FROM import_end) "
        "AND import.no NOT IN (SELECT import FROM import_undo) ORDER BY import.no DESC"
    )
    counts = (record.rows, record.accepted, record.rejected, record.skipped)
    records = _read(db, condition, record.sha256, *counts, detail)
    return records[0] if records else None


def landed(db: Reader, no: int) -> tuple[int, int]:
    """How many entries of an import are new, and how many replaced an older one."""
    sql = (
        "SELECT count(*) FILTER (WHERE older.no IS NULL OR older.void), "
        "count(*) FILTER (WHERE NOT older.void) FROM entry "
        "LEFT JOIN entry AS older ON older.no = entry.supersedes WHERE entry.import = ?"
    )
    added, changed = db.row(sql, (no,)) or (0, 0)
    return added, changed


def of_decisions(db: Reader) -> Mapping[int, int]:
    """The number of the import that each decision began."""
    return dict(db.rows("SELECT decision, no FROM import ORDER BY no"))


def undo(tx: Transaction, no: int, decision: int) -> None:
    """Writes down that an import is taken back."""
    tx.add("import_undo", **{"import": no}, decision=decision)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """An import as a list shows it. `end` is None for one that was broken off, or is on its way.

    `who` brought the file in, `at` is when (ms); `undone_by` and `undone_for` say who took it back, and why.
    """

    record: ImportRecord
    at: int
    who: str
    end: ImportEnd | None
    undone_by: str
    undone_for: str


_SUMMARY = (
    "SELECT file, sha256, rows, import.accepted, import.rejected, import.skipped, import.decision, "
    "import.no, decided.at, decided.who, ended.accepted, ended.rejected, ended.skipped, ended.added, "
    "ended.changed, "
    "taken_back.who, taken_back.why FROM import JOIN decision AS decided ON decided.no = import.decision "
    "LEFT JOIN import_end AS ended ON ended.import = import.no "
    "LEFT JOIN import_undo ON import_undo.import = import.no "
    "LEFT JOIN decision AS taken_back ON taken_back.no = import_undo.decision "
    "WHERE decided.did = 'import' "
)


def of_entries(db: Reader, most: int = 50) -> tuple[ImportSummary, ...]:
    """The newest imports of entries, newest first."""
    return _summaries(db, "ORDER BY import.no DESC LIMIT ?", most)


def find(db: Reader, no: int) -> ImportSummary | None:
    """The import of entries with this number."""
    summaries = _summaries(db, "AND import.no = ?", no)
    return summaries[0] if summaries else None


def _summaries(db: Reader, condition: str, value: int) -> tuple[ImportSummary, ...]:
    return tuple(
        ImportSummary(
            ImportRecord(*row[:8]),
            row[8],
            row[9],
            None if row[10] is None else ImportEnd(*row[10:15]),
            row[15] or "",
            row[16] or "",
        )
        for row in db.rows(_SUMMARY + condition, (value,))
    )


def newest(db: Reader, most: int = 50) -> tuple[ImportRecord, ...]:
    """The newest imports, newest first."""
    return _read(db, "ORDER BY no DESC LIMIT ?", most)


_SELECT = "SELECT file, sha256, rows, accepted, rejected, skipped, decision, import.no FROM import "


def _read(db: Reader, condition: str, *values: str | int) -> tuple[ImportRecord, ...]:
    return tuple(ImportRecord(*row) for row in db.rows(_SELECT + condition, values))
