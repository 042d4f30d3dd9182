"""Which database this is, and the backups that were made of it."""

from __future__ import annotations

from dataclasses import dataclass

from moonwalk.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """A backup that was made of this database: when (ms), and to which file with which SHA-256."""

    at: int
    file: str
    sha256: str
    no: int = 0


def identity(db: Reader) -> str:
    """The random identity of a database, which all of its copies share."""
    return str(db.value("SELECT id FROM identity"))


def add(tx: Transaction, record: BackupRecord) -> None:
    """Write down that a backup was made. One that was made to the same file before is gone."""
    remove(tx, record.file, record.at)
    tx.add("backup", at=record.at, file=record.file, sha256=record.sha256)


def remove(tx: Transaction, file: str, at: int) -> None:
    """Write down that the backup in this file is gone."""
    tx.run("UPDATE backup SET removed_at = ? WHERE file = ? AND removed_at IS NULL", (at, file))


def kept(db: Reader) -> tuple[BackupRecord, ...]:
    """The backups that this program has not removed, newest first. Somebody else may have."""
    rows = db.rows(
        "SELECT at, file, sha256, no FROM backup WHERE removed_at IS NULL ORDER BY at DESC, no DESC"
    )
    return tuple(BackupRecord(*row) for row in rows)


def newest(db: Reader) -> BackupRecord | None:
    """The last backup, whatever became of its file since; None where there never was any."""
    row = db.row("SELECT at, file, sha256, no FROM backup ORDER BY at DESC, no DESC")
    return None if row is None else BackupRecord(*row)


def erased_since(current: Reader, copy: Reader) -> tuple[str, ...]:
    """The ids of people whom a database has erased, and who are in an older copy of it."""
    erased = {no for (no,) in current.rows("SELECT person FROM erasure")}
    known = copy.rows("SELECT no, id FROM person ORDER BY id")
    return tuple(identifier for no, identifier in known if no in erased)


def descends_from(current: Reader, copy: Reader) -> bool:
    """Whether everything in a copy was once in this database: its last link is one of this one's.

    Copies that were restored and then written to have their own last link. A number in them may be somebody
    else's.
    """
    last = copy.row("SELECT no, head FROM link ORDER BY no DESC LIMIT 1")
    return last is not None and current.row("SELECT no, head FROM link WHERE no = ?", last[:1]) == last
