"""Files that people bring, the source that reads them, and what it takes their columns for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.api.cells import fold
from moonwalk.api.problems import FieldError, did_you_mean
from moonwalk.api.sources import ColumnUse, Measure, Rejected, Remark, Row, Skipped, SourceFile
from moonwalk.api.table_content import content_of
from moonwalk.registry import PluginFailure, SourceAdapter, UnreadableFile
from moonwalk.services.errors import Refused
from moonwalk.services.import_profiles import ImportProfile, first_rows, profile_for, remember
from moonwalk.services.views import RejectedRow
from moonwalk.services.workspace import Workspace

Brings = Literal["entries", "people"]

_START: Final = 4096
_NO_TEXT: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"


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
            raise _refusal(self.file, reason) from reason
        except PluginFailure as failure:
            raise Refused(f"{self.name} cannot be read: {failure}. Nothing was imported.") from failure


@dataclass(frozen=True, slots=True)
class ImportExplanation:
    """What an import takes a file for: the source, and each column with its use and first values."""

    file: str
    source: str
    columns: tuple[ColumnUse, ...]
    remarks: tuple[str, ...] = ()


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
    adapter = _configured(source_for(ws, file, request.source, brings, request.options), request.options)
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
        adapter = source_for(ws, file, request.source, brings, request.options)
    except Refused as refused:
        nearest = _nearest(_offering(ws, brings, request.options), file)
        if nearest is None:
            raise
        return ImportExplanation(file.name, "", nearest[1], (*remarks, str(refused)))
    adapter = _configured(adapter, request.options)
    try:
        return ImportExplanation(file.name, adapter.name, adapter.explain(file), remarks)
    except UnreadableFile as reason:
        raise _refusal(file, reason) from reason
    except PluginFailure as failure:
        raise Refused(f"{file.name} cannot be explained: {failure}. Nothing was imported.") from failure


def rows_left_out(rows: Iterable[Row], kind: type[Rejected] | type[Skipped]) -> Iterator[RejectedRow]:
    """The lines that a source rejected, or those that it skipped, with its reasons."""
    return (RejectedRow(row.line, row.reason) for row in rows if isinstance(row, kind))


def remarks_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """What a source says about the whole file."""
    return tuple(row.text for row in rows if isinstance(row, Remark))


def source_for(
    ws: Workspace,
    file: SourceFile,
    name: str | None,
    brings: Brings,
    options: Mapping[str, str] = MappingProxyType({}),
) -> SourceAdapter:
    """The source of this name, or the one that recognises the file. Refused where it is not just one.

    Where none recognises it by itself, one may by what the options say of its columns.
    """
    sources = _sources(ws, brings)
    if name is not None:
        if name not in sources:
            raise Refused(
                f"There is no source '{name}' of {brings}.{did_you_mean(name, sources)} "
                f"There are: {', '.join(sorted(sources))}."
            )
        return sources[name]
    matches, refusals = _recognising(sources.values(), file)
    offering = _offering(ws, brings, options)
    if not matches and options:
        matches, more = _recognising(offering, file)
        refusals = more or refusals
    matches = [adapter for adapter in matches if not adapter.general] or matches
    if len(matches) == 1:
        return sources[matches[0].name]
    if matches:
        several = " and ".join(adapter.name for adapter in matches)
        raise Refused(
            f"{file.name} may be for {several}. Nothing was imported. Say which: --as {matches[0].name}"
        )
    if refusals:
        raise _refusal(file, refusals[0])
    raise _unknown_format(file, offering)


def _recognising(
    adapters: Iterable[SourceAdapter], file: SourceFile
) -> tuple[list[SourceAdapter], list[UnreadableFile]]:
    """The sources that recognise a file, and why others refuse to look at it."""
    matches, refusals = [], []
    for adapter in adapters:
        try:
            if adapter.recognises(file):
                matches.append(adapter)
        except UnreadableFile as reason:
            refusals.append(reason)
        except PluginFailure:
            continue
    return matches, refusals


def _offering(ws: Workspace, brings: Brings, options: Mapping[str, str]) -> tuple[SourceAdapter, ...]:
    """The sources by name: those that have all of these options with them, if any has, else all."""
    adapters = [adapter for _, adapter in sorted(_sources(ws, brings).items())]
    offering = [each for each in adapters if options.keys() <= {shape.key for shape in each.shapes}]
    configured = [adapter.configured(dict(options)) for adapter in offering]
    usable = [adapter for adapter in configured if not any(adapter.problems())]
    return tuple(usable if options and usable else adapters)


def _sources(ws: Workspace, brings: Brings) -> dict[str, SourceAdapter]:
    return {source: adapter for source, adapter in ws.plugins.sources().items() if adapter.brings == brings}


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


def _refusal(file: SourceFile, reason: UnreadableFile) -> Refused:
    return Refused(f"{file.name} cannot be imported: {str(reason).rstrip('.')}. Nothing was imported.")


def _unknown_format(file: SourceFile, adapters: Sequence[SourceAdapter]) -> Refused:
    """What to say about a file that no source recognises: its header, and what is missing."""
    if not file.start(_START).strip(_NO_TEXT):
        return Refused(f"{file.name} is empty. Nothing was imported. Export it again, or name another file.")
    nearest = _nearest(adapters, file)
    header = _shown_header(file)
    missing = [use.why for use in nearest[1] if not use.header] if nearest else []
    if nearest and missing:
        return Refused(
            f"No source recognises {file.name}. Nothing was imported. As {nearest[0]}: {' '.join(missing)} "
            f"{header} --explain shows what each column is taken for."
        )
    known = ", ".join(adapter.name for adapter in adapters)
    return Refused(
        f"No source recognises {file.name}. Nothing was imported. {header} "
        f"Name its format with --as, and its columns with -o. Formats: {known}."
    )


def _nearest(adapters: Sequence[SourceAdapter], file: SourceFile) -> tuple[str, tuple[ColumnUse, ...]] | None:
    """The source that has a use for most columns, with what it takes them for."""
    best: tuple[str, tuple[ColumnUse, ...]] | None = None
    most = 0
    for adapter in adapters:
        try:
            uses = adapter.explain(file)
        except (UnreadableFile, PluginFailure):
            continue
        known = sum(bool(use.used_as) for use in uses)
        if known > most:
            best, most = (adapter.name, uses), known
    return best


def _shown_header(file: SourceFile) -> str:
    try:
        rows: Sequence[tuple[str, ...]] = list(first_rows(file))
    except FieldError:
        return ""
    widest = max(rows, key=lambda cells: sum(map(bool, cells)), default=())
    shown = ", ".join(f"'{cell}'" for cell in widest if cell)[:400]
    header = f"Its first row is: {shown}." if shown else "It has no header."
    # Another sheet of a workbook may have the table, and another encoding the names of the columns.
    return " ".join((header, *content_of(file).remarks))
