"""`moonwalk import`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moonwalk.commands.importing import import_options, options_of, print_report
from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import as_json
from moonwalk.commands.session import Session
from moonwalk.runs.importing import import_entries


@click.command(short_help="Bring in a file's entries, every row accounted for.")
@import_options
@as_json
@click.pass_obj
def command(
    session: Session, path: Path, source: str | None, dry_run: bool, options: tuple[str, ...], json_: bool
) -> None:
    """Bring in the entries of FILE. The same file again changes nothing.

    Rows that cannot be used are listed with line and reason, the others are taken. Exits with 1 if any
    row was rejected.
    """
    report = import_entries(workspace_of(session), path, source, dry_run, options_of(options))
    sys.exit(print_report(report, json_))
