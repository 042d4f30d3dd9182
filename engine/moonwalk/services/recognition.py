"""Which source reads a file: the one that is named, or the one that recognises it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.api.problems import FieldError, did_you_mean
from moonwalk.api.sources import ColumnUse, SourceFile
from moonwalk.api.table_content import content_of
from moonwalk.registry import PluginFailure, SourceAdapter, UnreadableFile
from moonwalk.services.errors import Refused
from moonwalk.services.import_profiles import first_rows
from moonwalk.services.workspace import Workspace

Brings = Literal["entries", "people"]

_START: Final = 4096
_NO_TEXT: Final = b"\xef\xbb\xbf\xff\xfe \t\r\n"


@dataclass(frozen=True, slots=True)
class RecognisedSource:
    """The source that reads a file, and what is to be said about those that failed to look at it."""

    adapter: SourceAdapter
    remarks: tuple[str, ...] = ()


def recognised_source(
    ws: Workspace,
    file: SourceFile,
    name: str | None,
    brings: Brings,
    options: Mapping[str, str] = MappingProxyType({}),
) -> RecognisedSource:
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
        return RecognisedSource(sources[name])
    looks = _looks(sources.values(), file)
    offering = offering_sources(ws, brings, options)
    if not looks.matches and options:
        again = _looks(offering, file)
        refusals, failures = again.refusals or looks.refusals, (*looks.failures, *again.failures)
        looks = _Looks(again.matches, refusals, failures)
    matches = [adapter for adapter in looks.matches if not adapter.general] or looks.matches
    if len(matches) == 1:
        return RecognisedSource(sources[matches[0].name], looks.remarks())
    if matches:
        several = " and ".join(adapter.name for adapter in matches)
        raise Refused(
            f"{file.name} may be for {several}. Nothing was imported. Say which: --as {matches[0].name}"
        )
    if looks.refusals:
        raise refusal(file, looks.refusals[0])
    raise _unknown_format(file, offering, looks.remarks())


@dataclass(frozen=True, slots=True)
class _Looks:
    """The sources that recognise a file, why others refuse to look at it, and those that failed to."""

    matches: tuple[SourceAdapter, ...]
    refusals: tuple[UnreadableFile, ...]
    failures: tuple[PluginFailure, ...]

    def remarks(self) -> tuple[str, ...]:
        """A sentence for each source that failed: the file may have been for it."""
        said = dict.fromkeys(str(failure).rstrip(".") for failure in self.failures)
        return tuple(f"{failure}. It was not asked to read the file." for failure in said)


def _looks(adapters: Iterable[SourceAdapter], file: SourceFile) -> _Looks:
    matches, refusals, failures = [], [], []
    asked = tuple(adapters)
    for adapter in asked:
        # Processes begin side by side, while those that need none are asked.
        adapter.prepare()
    for adapter in asked:
        try:
            if adapter.recognises(file):
                matches.append(adapter)
        except UnreadableFile as reason:
            refusals.append(reason)
        except PluginFailure as failure:
            failures.append(failure)
    return _Looks(tuple(matches), tuple(refusals), tuple(failures))


def offering_sources(ws: Workspace, brings: Brings, options: Mapping[str, str]) -> tuple[SourceAdapter, ...]:
    """The sources by name: those that have all of these options with them, if any has, else all."""
    adapters = [adapter for _, adapter in sorted(_sources(ws, brings).items())]
    offering = [each for each in adapters if options.keys() <= {shape.key for shape in each.shapes}]
    configured = [adapter.configured(dict(options)) for adapter in offering]
    usable = [adapter for adapter in configured if not any(adapter.problems())]
    return tuple(usable if options and usable else adapters)


def _sources(ws: Workspace, brings: Brings) -> dict[str, SourceAdapter]:
    return {source: adapter for source, adapter in ws.plugins.sources().items() if adapter.brings == brings}


def refusal(file: SourceFile, reason: UnreadableFile) -> Refused:
    """What to say about a file that a source refuses."""
    return Refused(f"{file.name} cannot be imported: {str(reason).rstrip('.')}. Nothing was imported.")


def _unknown_format(file: SourceFile, adapters: Sequence[SourceAdapter], remarks: tuple[str, ...]) -> Refused:
    """What to say about a file that no source recognises: its header, what is missing, who failed."""
    if not file.start(_START).strip(_NO_TEXT):
        return Refused(f"{file.name} is empty. Nothing was imported. Export it again, or name another file.")
    nearest = nearest_source(adapters, file)
    header = _shown_header(file)
    missing = [use.why for use in nearest[1] if not use.header] if nearest else []
    if nearest and missing:
        return Refused(
            f"No source recognises {file.name}. Nothing was imported. As {nearest[0]}: {' '.join(missing)} "
            f"{header} --explain shows what each column is taken for."
        )
    known = ", ".join(adapter.name for adapter in adapters)
    failed = "".join(f" {remark}" for remark in remarks)
    return Refused(
        f"No source recognises {file.name}. Nothing was imported. {header} "
        f"Name its format with --as, and its columns with -o. Formats: {known}.{failed}"
    )


def nearest_source(
    adapters: Sequence[SourceAdapter], file: SourceFile
) -> tuple[str, tuple[ColumnUse, ...]] | None:
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
