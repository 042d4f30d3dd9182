"""`moonwalk import`, and how commands that read files report what became of each row."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put, redraw, say
from moonwalk.services.errors import Refused
from moonwalk.services.files import ImportExplanation, ImportRequest
from moonwalk.services.imports import import_entries
from moonwalk.services.imports.importer import explain_entries
from moonwalk.services.imports.staging import Progress
from moonwalk.services.views import ImportReport, RejectedRow
from moonwalk.services.work import tell

_ALIKE: Final = 10
_LARGE: Final = 1_000_000
"""Bytes of a file from which on its import shows how far it is."""

_BETWEEN: Final = 0.2

Function = TypeVar("Function", bound=Callable[..., Any])


def import_options(function: Function) -> Function:
    """The file, its source, the source's own options, and the dry run."""
    for decorate in (
        click.option("--dry-run", is_flag=True, help="Do everything, show the result, and undo it all."),
        click.option(
            "-o",
            "--option",
            "options",
            multiple=True,
            metavar="KEY=VALUE",
            help="An option of the source, such as dates='day first'.",
        ),
        click.option(
            "--sheet", default="", metavar="NAME", help="The sheet of a workbook; by default the first."
        ),
        click.option(
            "--remember",
            default="",
            metavar="NAME",
            help="Save the options under a name; files with this header are read so again.",
        ),
        click.option("--explain", is_flag=True, help="Only show what each column would be taken for."),
        click.option(
            "--as", "source", metavar="SOURCE", help="The file's format. Default: recognised by its header."
        ),
        click.argument("path", metavar="FILE", type=click.Path(path_type=Path)),
    ):
        function = decorate(function)
    return function


def options_of(texts: tuple[str, ...]) -> dict[str, str]:
    """The source's options. Refused where one is not `KEY=VALUE`."""
    options = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise Refused(
                f"'{text}' is not KEY=VALUE. Nothing was imported. Write for example: dates='day first'"
            )
        options[key.strip()] = value.strip()
    return options


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportArguments:
    """What an organiser typed for a command that reads a file."""

    path: Path
    source: str | None
    dry_run: bool
    options: tuple[str, ...]
    sheet: str
    remember: str
    explain: bool

    @property
    def request(self) -> ImportRequest:
        """The file to read, and how. Refused where an option is not `KEY=VALUE`."""
        return ImportRequest(
            path=self.path,
            source=self.source,
            options=options_of(self.options),
            sheet=self.sheet,
            remember=self.remember,
        )


def print_explanation(explained: ImportExplanation, as_json: bool) -> None:
    """Prints what each column of a file was taken for, why, and its first values."""
    if as_json:
        print_json(explained)
        return
    for remark in explained.remarks:
        say(remark)
    if explained.source:
        say(f"{explained.file} would be read by '{explained.source}'. Nothing was imported.")
    rows = [
        (use.header, use.used_as or "-", use.why, ", ".join(use.samples))
        for use in explained.columns
        if use.header
    ]
    print_table(("Column", "Taken for", "Because", "First values"), rows)
    for use in explained.columns:
        if not use.header:
            say(use.why)


def print_report(report: ImportReport, as_json: bool) -> int:
    """Prints what became of every row; the exit code: 1 where rows were rejected."""
    if as_json:
        print_json(report)
    else:
        _print(report)
    return 1 if report.rejected else 0


@contextmanager
def progress_shown(path: Path, as_json: bool) -> Iterator[Progress]:
    """A line on the terminal that says how far the import of a large file is; nothing anywhere else."""
    try:
        large = path.stat().st_size >= _LARGE
    except OSError:
        large = False
    if as_json or not large or not sys.stderr.isatty():
        yield tell
        return
    shown = _ProgressLine(time.monotonic())
    try:
        yield shown
    finally:
        shown.clear()


@dataclass
class _ProgressLine:
    """The line, written over itself a few times a second. Times are in seconds."""

    began: float
    doing: str = ""
    shown_at: float = 0.0

    def __call__(self, doing: str, done: int, total: int | None) -> None:
        """Shows what is being done, the rate, and how long the rest will take."""
        now = time.monotonic()
        if doing != self.doing:
            self.doing, self.began = doing, self.began if not self.doing else now
        if now - self.shown_at < _BETWEEN:
            return
        self.shown_at = now
        rate = done / max(now - self.began, 0.001)
        rest = "" if total is None or not rate else f" of {total:,}, {(total - done) / rate:,.0f} s left"
        redraw(f"{done:,} rows {doing}{rest}, {rate:,.0f} a second")

    def clear(self) -> None:
        """Takes the line away."""
        if self.shown_at:
            redraw()


def _row_lines(file: str, rows: tuple[RejectedRow, ...], mark: str) -> Iterator[str]:
    """A line for each row; of many with the same reason the first few, and how many more there are."""
    row_count: Counter[str] = Counter()
    for row in rows:
        row_count[row.reason] += 1
        if row_count[row.reason] <= _ALIKE:
            yield f"{file}:{row.line}: {mark}{row.reason}"
    for reason, count in row_count.items():
        if count > _ALIKE:
            yield f"{file}: {count - _ALIKE} more rows {mark}{reason} (--json lists them all)"


def _print(report: ImportReport) -> None:
    for remark in report.remarks:
        say(remark)
    for line in _row_lines(report.file, report.skipped, "skipped: "):
        say(line)
    for line in _row_lines(report.file, report.rejected, ""):
        put(line)
    rejected, skipped = (
        len(report.rejected) + report.rejected_more,
        len(report.skipped) + report.skipped_more,
    )
    if report.rejected_more or report.skipped_more:
        say(f"Further rows are only counted: {report.rejected_more} rejected, {report.skipped_more} skipped.")
    say(
        f"{report.rows} rows: {report.accepted} accepted ({report.new} new, {report.changed} changed, "
        f"{report.same} there already), {rejected} rejected, {skipped} skipped."
    )
    if report.dry_run:
        say(f"This was a dry run: nothing was changed. The real run takes the {report.accepted} good rows.")


@click.command(short_help="Bring in a file's entries, every row accounted for.")
@import_options
@click.option(
    "--rejected",
    "rejected_to",
    metavar="OUT",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the rejected rows of a table to a new file, each with its reason.",
)
@as_json
@click.pass_obj
def import_command(session: Session, /, rejected_to: Path | None, json_: bool, **typed: Any) -> None:
    """Bring in the entries of FILE. The same file again changes nothing.

    Rows that cannot be used are listed with line and reason, the others are taken. Exits with 1 if any
    row was rejected.
    """
    ws, arguments = workspace_of(session), ImportArguments(**typed)
    if arguments.explain:
        print_explanation(explain_entries(ws, arguments.request), json_)
        return
    with progress_shown(arguments.path, json_) as progress:
        report = import_entries(
            ws,
            arguments.request,
            arguments.dry_run,
            progress=progress,
            rejected_to=rejected_to,
        )
    sys.exit(print_report(report, json_))
