"""A snapshot of the entries in columns, in files beside the database: read many times as fast as its rows.

It is derived, and thrown away in doubt. A file holds the rows of so many numbers; one that is full is never
written again, since entries are only added. Each is bound to the link of the chain that vouched for its rows
and to what was erased by then, and has a digest of all it says; one that does not fit is as if it were not
there, and so are those after it. It knows people by their numbers only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import Int64Array
from moonwalk.store import chain
from moonwalk.store.database import Reader
from moonwalk.store.entry_columns import Columns, Table

FOLDER: Final = ".moonwalk/entries"
"""Where the files are, beside the database."""

NUMBERS: Final = 1 << 16
"""The numbers of rows in one file."""

FORMAT: Final = 2
_ALIGNED: Final = 64
_ABANDONED: Final = 3600
"""A file that is still half written after so many seconds was left by a program that ended."""
_ENTRY: Final = tuple(chain.CHAINED).index("entry")
_ERASED: Final = "SELECT (SELECT coalesce(max(no), 0) FROM erasure), (SELECT count(*) FROM retention)"
# Entries do not change, but somebody may have made the chain vouch for what something else has changed.
_CHANGED: Final = (
    "SELECT count(*) FROM link WHERE no > ? AND "
    """(instr(says, '["gone","entry",') OR instr(says, '["changed","entry",'))"""
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file holds for: the database, what was erased from it, the link that vouches for the rows."""

    database: str
    erased: int
    retentions: int
    link: int
    head: str

    def holds(self, db: Reader) -> bool:
        """Whether the database is still the one, with the same rows."""
        head = db.value("SELECT head FROM link WHERE no = ?", (self.link,))
        return (
            (head or b"").hex() == self.head
            and _of(db) == (self.database, self.erased, self.retentions)
            and not db.value(_CHANGED, (self.link,))
        )


@dataclass(frozen=True, slots=True)
class Range:
    """What is in a file: which one it is, how many rows, up to which number all there are, on which days."""

    file: int
    rows: int
    upto: int
    first_day: int
    last_day: int

    @property
    def full(self) -> bool:
        """Whether no row can be added to the file."""
        return not (self.upto + 1) % NUMBERS


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Up to which number rows are in a snapshot, and how many of them are in a file that is not full."""

    upto: int
    begun: int = 0


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says of itself, and the bytes of its columns.

    `types` are those of NumPy by the names of the columns; `digest` is of all else that it says.
    """

    format: int
    bounds: Bounds
    range: Range
    types: Mapping[str, str]
    digest: str
    path: Path
    start: int


def load(db: Reader, days: tuple[int, int], table: Table) -> Snapshot:
    """Add to a table what the snapshot has for days from and to (since 2000-01-01): nothing where in doubt.

    These are all rows up to a number, but those of full files that have no such day.
    """
    bound: Bounds | None = None
    wanted: list[_File] = []
    upto = -1
    for path in _paths(db.path):
        file = _read_head(path)
        if (
            file is None
            or file.range.file != int(path.name)
            or (file.bounds != bound and not file.bounds.holds(db))
        ):
            break
        bound, upto = file.bounds, file.range.upto
        if not file.range.full or (file.range.first_day <= days[1] and days[0] <= file.range.last_day):
            wanted.append(file)
        if not file.range.full:
            break
    return _add_rows(wanted, upto, table)


def store(db: Reader, snapshot: Snapshot, columns: Columns) -> None:
    """Write the rows of the file that is not full, and all that came since, as far as the chain vouches.

    Not where there is anything that no link vouches for: a transaction may still be taken back.
    """
    newest = chain.newest_link(db)
    if newest is None or chain.is_behind(db, chain.read_marks(db)):
        return
    vouched = int(json.loads(newest.marks)[_ENTRY])
    bounds = Bounds(*_of(db), newest.no, newest.head.hex())
    # A disk that is full or read-only must not keep a board from showing.
    with suppress(OSError):
        folder = db.path.parent / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        first = (snapshot.upto + 1) // NUMBERS
        for number, part in _by_file(columns, first, vouched):
            upto = min((number + 1) * NUMBERS - 1, vouched)
            days = (int(part.day.min()), int(part.day.max())) if part.rows else (1, 0)
            _write(folder / f"{number:06}", bounds, Range(number, part.rows, upto, *days), part)
        _remove_abandoned(folder)


def _remove_abandoned(folder: Path) -> None:
    """Remove what was left half written long before the newest file."""
    written = {path: path.stat().st_mtime for path in folder.glob("*")}
    newest = max(written.values(), default=0.0)
    for path, at in written.items():
        if path.suffix == ".part" and at < newest - _ABANDONED:
            path.unlink(missing_ok=True)


def remove(database: Path) -> None:
    """Remove the snapshot of a database, since something in it was erased. OSError where that fails."""
    for path in (database.parent / FOLDER).glob("*"):
        if path.is_file():
            path.unlink(missing_ok=True)


def remove_stale(db: Reader) -> None:
    """Remove the snapshot unless all of it holds. OSError where that fails."""
    heads = [_read_head(path) for path in _paths(db.path)]
    if not all(head is not None and head.bounds.holds(db) for head in heads):
        remove(db.path)


def _of(db: Reader) -> tuple[str, int, int]:
    erased, retentions = db.row(_ERASED) or (0, 0)
    return str(db.value("SELECT id FROM identity")), int(erased), int(retentions)


def _paths(database: Path) -> Iterator[Path]:
    """The files in the order of their rows, as far as there are any."""
    for number in count():
        path = database.parent / FOLDER / f"{number:06}"
        if not path.is_file():
            return
        yield path


def _by_file(columns: Columns, first: int, vouched: int) -> Iterator[tuple[int, Columns]]:
    """The rows of each file with its number, also where all are gone; none that nothing vouches for."""
    numbers = range(first, vouched // NUMBERS + 1)
    at = np.searchsorted(columns.no, [*(number * NUMBERS for number in numbers), vouched + 1]).tolist()
    for number, start, end in zip(numbers, at[:-1], at[1:], strict=True):
        yield number, columns.at(slice(start, end))


def _gapless(file: int, rows: int) -> Int64Array:
    """The numbers of so many rows of a file, as long as none of them was erased."""
    # Numbers begin with 1.
    first = max(file * NUMBERS, 1)
    return np.arange(first, first + rows, dtype=np.int64)


def _arrays(file: int, columns: Columns) -> Iterator[tuple[str, Int64Array]]:
    """The arrays that a file has: none where it would say nothing new."""
    if not np.array_equal(columns.no, _gapless(file, columns.rows)):
        yield "no", columns.no
    yield "id", columns.id
    yield "packed", columns.packed()
    yield "amount", columns.amount
    yield "logged", columns.logged
    if columns.on_time is not columns.logged and not np.array_equal(columns.on_time, columns.logged):
        yield "late", columns.on_time - columns.logged


def _write(path: Path, bounds: Bounds, of: Range, columns: Columns) -> None:
    """Write a file, which is there whole or not at all."""
    arrays = {name: _narrow(array) for name, array in _arrays(of.file, columns)}
    types = {name: array.dtype.str for name, array in arrays.items()}
    data = b"".join(array.tobytes() for array in arrays.values())
    said = {"format": FORMAT, "bounds": asdict(bounds), "range": asdict(of), "types": types}
    head = json.dumps(said | {"digest": _digest(said, data)}).encode()
    head += b" " * (-(len(head) + 1) % _ALIGNED) + b"\n"
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.touch(mode=0o600)
        part.write_bytes(head + data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _narrow(array: Int64Array) -> NDArray[Any]:
    """The numbers in four bytes each where they fit, little-endian."""
    fits = np.iinfo(np.int32)
    small = not array.size or (fits.min <= int(array.min()) and int(array.max()) <= fits.max)
    return array.astype("<i4" if small else "<i8", copy=False)


def _digest(said: Mapping[str, Any], data: Any) -> str:
    # Processors compute this digest themselves, three times as fast as others; it is half of reading.
    digest = sha256(json.dumps(said, sort_keys=True).encode())
    digest.update(data)
    return digest.hexdigest()


def _read_head(path: Path) -> _File | None:
    """What a file says of itself; None where that makes no sense, or is that of another program."""
    try:
        with path.open("rb") as stream:
            line = stream.readline(4096)
        said = json.loads(line)
        if said["format"] != FORMAT:
            return None
        bounds, of = Bounds(**said["bounds"]), Range(**said["range"])
        return _File(FORMAT, bounds, of, said["types"], said["digest"], path, len(line))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _add_rows(files: Sequence[_File], upto: int, table: Table) -> Snapshot:
    """Add the rows of files to a table, up to one that is damaged."""
    from concurrent.futures import ThreadPoolExecutor

    # Reading and digests do not hold the interpreter. A few files at once, since each takes memory.
    with ThreadPoolExecutor(2) as readers:
        for first in range(0, len(files), 2):
            some = files[first : first + 2]
            for file, columns in zip(some, readers.map(_read_columns, some), strict=True):
                if columns is None:
                    return Snapshot(file.range.file * NUMBERS - 1)
                table.add(columns)
    return Snapshot(upto, files[-1].range.rows if files and not files[-1].range.full else 0)


def _read_columns(file: _File) -> Columns | None:
    """The rows of a file; None where it is damaged."""
    try:
        data = np.fromfile(file.path, np.uint8, offset=file.start)
        said = {
            "format": file.format,
            "bounds": asdict(file.bounds),
            "range": asdict(file.range),
            "types": file.types,
        }
        if _digest(said, data) != file.digest:
            return None
        arrays, start = {}, 0
        for name, kind in file.types.items():
            end = start + np.dtype(kind).itemsize * file.range.rows
            arrays[name] = data[start:end].view(kind).astype(np.int64, copy=False)
            start = end
    except (OSError, ValueError, TypeError):
        return None
    return Columns.of(
        arrays.get("no", _gapless(file.range.file, file.range.rows)),
        arrays["id"],
        arrays["packed"],
        arrays["amount"],
        arrays["logged"],
        arrays.get("late", np.empty(0, np.int64)),
    )
