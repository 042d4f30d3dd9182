"""Files that people bring, and the source that reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from moonwalk.api.problems import did_you_mean
from moonwalk.api.sources import Rejected, Remark, Row, Skipped, SourceFile
from moonwalk.registry import PluginFailure, SourceAdapter, UnreadableFile
from moonwalk.services.errors import Refused
from moonwalk.services.views import RejectedRow
from moonwalk.services.workspace import Workspace

# A workbook is a zip archive; the older kind begins as other Office files do.
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

MOST_BYTES: Final = 64 * 1024 * 1024


def read_source_file(path: Path, timezone: str) -> SourceFile:
    """A file's bytes, with the zone of times that name none. Refused, with a way out, if unreadable."""
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder. Nothing was imported. Name a file in it.")
        if path.exists() and not path.is_file():
            raise Refused(f"{path} is no ordinary file. Nothing was imported. Save the data in a file first.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Refused(
                f"{path} has {size // 1024**2} MB; files up to {MOST_BYTES // 1024**2} MB can be imported. "
                "Nothing was imported. Split it."
            )
        return SourceFile(name=path.name, content=path.read_bytes(), timezone=timezone)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}. Nothing was imported. Check the path.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}. Nothing was imported.") from error


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file as its source read it. `digest` is the SHA-256 of its bytes, by which an import is known."""

    name: str
    adapter: SourceAdapter
    rows: Sequence[Row]
    digest: str


def read_import(
    ws: Workspace,
    path: Path,
    source: str | None,
    brings: Literal["entries", "people"],
    options: Mapping[str, str],
    timezone: str,
    named_columns: frozenset[str] = frozenset(),
) -> ImportedFile:
    """The rows of a file, read by the source named or by the one that recognises it.

    `timezone` is that of times which name none; `named_columns` are the roster columns that challenges
    name. Refused where the file or its format cannot be read.
    """
    file = replace(read_source_file(path, timezone), named_columns=named_columns)
    adapter = source_for(ws, file, source, brings)
    try:
        rows = tuple(adapter.configured(dict(options)).read(file))
    except UnreadableFile as reason:
        raise Refused(f"{file.name} cannot be imported: {reason}. Nothing was imported.") from reason
    except PluginFailure as failure:
        raise Refused(f"{file.name} cannot be read: {failure}. Nothing was imported.") from failure
    return ImportedFile(file.name, adapter, rows, hashlib.sha256(file.data).hexdigest())


def rows_left_out(rows: Iterable[Row], kind: type[Rejected] | type[Skipped]) -> Iterator[RejectedRow]:
    """The lines that a source rejected, or those that it skipped, with its reasons."""
    return (RejectedRow(row.line, row.reason) for row in rows if isinstance(row, kind))


def remarks_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """What a source says about the whole file."""
    return tuple(row.text for row in rows if isinstance(row, Remark))


def source_for(
    ws: Workspace, file: SourceFile, name: str | None, brings: Literal["entries", "people"]
) -> SourceAdapter:
    """The source of this name, or the one that recognises the file. Refused where it is not just one."""
    sources = {
        source: adapter for source, adapter in ws.plugins.sources().items() if adapter.brings == brings
    }
    if name is not None:
        if name not in sources:
            raise Refused(
                f"There is no source '{name}' of {brings}.{did_you_mean(name, sources)} "
                f"There are: {', '.join(sorted(sources))}."
            )
        return sources[name]
    matches = [adapter for adapter in sources.values() if _recognises(adapter, file)]
    if not matches and file.data.startswith(_WORKBOOK):
        raise Refused(
            f"{file.name} is an Excel workbook. Nothing was imported. In Excel, save it as 'CSV UTF-8' and "
            "import that file."
        )
    if len(matches) == 1:
        return matches[0]
    known = "; ".join(f"{source}: {adapter.about}" for source, adapter in sorted(sources.items()))
    if matches:
        several = " and ".join(adapter.name for adapter in matches)
        raise Refused(
            f"{file.name} may be for {several}. Nothing was imported. Say which: --as {matches[0].name}"
        )
    raise Refused(f"No source knows the format of {file.name}. Nothing was imported. Known formats: {known}.")


def _recognises(source: SourceAdapter, file: SourceFile) -> bool:
    try:
        return source.recognises(file)
    except PluginFailure:
        return False
