"""Files that people bring, the source that reads them, and what it takes their columns for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from moonwalk.api.cells import fold
from moonwalk.api.field_words import TextKind
from moonwalk.api.problems import did_you_mean
from moonwalk.api.sources import ColumnUse, Measure, Rejected, Remark, Row, Skipped, SourceFile
from moonwalk.registry import PluginFailure, SourceAdapter, UnreadableFile
from moonwalk.services.errors import Refused
from moonwalk.services.import_profiles import ImportProfile, first_rows, profile_for, remember
from moonwalk.services.recognition import Brings, nearest_source, offering_sources, recognised_source, refusal
from moonwalk.services.views import RejectedRow
from moonwalk.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """Which file to import and how: its source, the source's options, the sheet of a workbook.

    Without a source, it is the one that recognises the file. `remember` is the name under which to save the
    options for the next file with this header, unless this is a `dry_run`.
    """

    path: Path
    source: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    remember: str = ""
    dry_run: bool = False


def requested(file: Path | ImportRequest) -> ImportRequest:
    """A request as it is, or that of a file without more."""
    return file if isinstance(file, ImportRequest) else ImportRequest(path=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContext:
    """What a source may know of the workspace: see `SourceFile`."""

    timezone: str = ""
    measures: tuple[Measure, ...] = ()
    named_columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that its source reads, row by row while they are taken, once.

    `digest` is the SHA-256 of its bytes, by which an import is known. While rows are taken: Refused where
    the source cannot go on. `remarks` are about how the file is read.
    """

    file: SourceFile
    adapter: SourceAdapter
    digest: str
    remarks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without folders."""
        return self.file.name

    @property
    def rows(self) -> Iterator[Row]:
        """Every row, read anew."""
        yield from (Remark(text=text) for text in self.remarks)
        try:
            yield from self.adapter.read(self.file)
        except UnreadableFile as reason:
            raise refusal(self.file, reason) from reason
        except PluginFailure as failure:
            raise Refused(f"{self.name} cannot be read: {failure}. Nothing was imported.") from failure


@dataclass(frozen=True, slots=True)
class ImportExplanation:
    """What an import takes a file for: the source, and each column with its use and first values.

    `options` are those of the source by which a column may be named.
    """

    file: str
    source: str
    columns: tuple[ColumnUse, ...]
    remarks: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


def read_source_file(path: Path, context: FileContext, sheet: str = "") -> SourceFile:
    """A file to read. Refused, with a way out, where it is none that can be read."""
    try:
        if path.is_dir():
            raise Refused(f"{path} is a folder. Nothing was imported. Name a file in it.")
        if path.exists() and not path.is_file():
            raise Refused(
                f"{path} is not a regular file. Nothing was imported. Save the data in a file first."
            )
        with path.open("rb") as stream:
            stream.read(1)
        return SourceFile(
            name=path.name,
            content=path,
            timezone=context.timezone,
            measures=context.measures,
            named_columns=context.named_columns,
            sheet=sheet,
        )
    except FileNotFoundError:
        raise Refused(f"There is no file {path}. Nothing was imported. Check the path.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}. Nothing was imported.") from error


def read_import(ws: Workspace, request: ImportRequest, brings: Brings, context: FileContext) -> ImportedFile:
    """A file with the source that reads it: the one named or the one that recognises it.

    Refused where the file or its format cannot be read.
    """
    file = read_source_file(request.path, context, request.sheet)
    request, remarks = _with_profile(ws, file, request)
    source = recognised_source(ws, file, request.source, brings, request.options)
    adapter = _configured(source.adapter, request.options)
    remarks += source.remarks
    if request.remember:
        remarks += (_remembered(ws, file, adapter, request),)
    with request.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return ImportedFile(file, adapter, digest, remarks)


def explain_import(
    ws: Workspace, request: ImportRequest, brings: Brings, context: FileContext
) -> ImportExplanation:
    """What each column of a file would be taken for, without importing anything.

    Where no source recognises the file, by the source that comes nearest. Refused where it is no table.
    """
    file = read_source_file(request.path, context, request.sheet)
    request, remarks = _with_profile(ws, file, request)
    try:
        source = recognised_source(ws, file, request.source, brings, request.options)
    except Refused as refused:
        adapters = offering_sources(ws, brings, request.options)
        nearest = nearest_source(adapters, file)
        if nearest is None:
            raise
        options = next(_naming_columns(adapter) for adapter in adapters if adapter.name == nearest[0])
        return ImportExplanation(file.name, "", nearest[1], (*remarks, str(refused)), options)
    adapter = _configured(source.adapter, request.options)
    try:
        remarks += source.remarks
        return ImportExplanation(
            file.name, adapter.name, adapter.explain(file), remarks, _naming_columns(adapter)
        )
    except UnreadableFile as reason:
        raise refusal(file, reason) from reason
    except PluginFailure as failure:
        raise Refused(f"{file.name} cannot be explained: {failure}. Nothing was imported.") from failure


def rows_left_out(rows: Iterable[Row], kind: type[Rejected] | type[Skipped]) -> Iterator[RejectedRow]:
    """The lines that a source rejected, or those that it skipped, with its reasons."""
    return (RejectedRow(row.line, row.reason) for row in rows if isinstance(row, kind))


def remarks_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """What a source says about the whole file."""
    return tuple(row.text for row in rows if isinstance(row, Remark))


def _naming_columns(adapter: SourceAdapter) -> tuple[str, ...]:
    """The options of a source that hold a text, such as the header of a column."""
    return tuple(spec.key for spec in adapter.shapes if isinstance(spec.kind, TextKind))


def _configured(adapter: SourceAdapter, options: Mapping[str, str]) -> SourceAdapter:
    """The source with its options. Refused where it has no such option, or a value is none."""
    known = [shape.key for shape in adapter.shapes]
    for key in options:
        if key not in known:
            offered = f"It has: {', '.join(known)}." if known else "It has none."
            raise Refused(
                f"The source '{adapter.name}' has no option '{key}'. Nothing was imported."
                f"{did_you_mean(key, known)} {offered}"
            )
    configured = adapter.configured(dict(options))
    for key, message in configured.problems():
        raise Refused(f"-o {key}={options.get(key, '')}: {message} Nothing was imported.")
    return configured


def _with_profile(
    ws: Workspace, file: SourceFile, request: ImportRequest
) -> tuple[ImportRequest, tuple[str, ...]]:
    """The request with what a saved profile for this header says, unless it says otherwise."""
    profile = profile_for(ws, file)
    if profile is None or (request.source is not None and request.source != profile.source):
        return request, ()
    options = {**profile.options, **request.options}
    return replace(request, source=profile.source, options=options), (profile.remark,)


def _remembered(ws: Workspace, file: SourceFile, adapter: SourceAdapter, request: ImportRequest) -> str:
    """Saves the options for files with this header; what to tell about it."""
    used = {use.header for use in adapter.explain(file) if use.header}
    header = next((cells for cells in first_rows(file) if used and used <= set(cells)), None)
    if header is None:
        raise Refused(f"{file.name} has no header to remember. Nothing was imported.")
    name, names = request.remember, {fold(cell) for cell in header}
    # The next file with this header may be somebody else's.
    once = {key for key in adapter.of_one_file if fold(request.options.get(key, "")) not in names}
    options = {key: value for key, value in request.options.items() if key not in once}
    said = f"Files with this header will be read so again: the profile '{name}' was saved."
    for key in sorted(once & request.options.keys()):
        said += f" Say -o {key}= each time: '{request.options[key]}' is about this file only."
    if not request.dry_run:
        remember(ws, ImportProfile(name, tuple(filter(None, header)), adapter.name, options))
        return said
    return f"The profile '{name}' was not saved, since this was a dry run."
