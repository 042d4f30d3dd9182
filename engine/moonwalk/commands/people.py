"""`moonwalk people`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moonwalk.commands.importing import import_options, options_of, print_report
from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import as_csv, as_json, print_csv, print_json, print_table
from moonwalk.commands.session import Session
from moonwalk.runs.people import import_people, list_people


@click.group(short_help="Import and list the roster.")
def command() -> None:
    """Import and list the roster."""


@command.command("import", short_help="Bring the roster in line with a file.")
@import_options
@as_json
@click.pass_obj
def import_(
    session: Session, file: Path, source: str | None, dry_run: bool, options: tuple[str, ...], json_: bool
) -> None:
    """Bring the roster in line with FILE: new people, changes, joiners, movers, leavers.

    People the file does not name stay as they are.
    """
    report = import_people(workspace_of(session), file, source, dry_run, options_of(options))
    sys.exit(print_report(report, json_))


@command.command("list", short_help="List everyone.")
@click.option("--challenge", help="Only who takes part in it, with the team there.")
@as_json
@as_csv
@click.pass_obj
def list_(session: Session, challenge: str | None, json_: bool, csv_: bool) -> None:
    """List everyone on the roster."""
    rows = list_people(workspace_of(session), challenge)
    table = [(row.id, row.name, row.team) for row in rows]
    if json_:
        print_json(rows)
    elif csv_:
        print_csv(("id", "name", "team"), table)
    else:
        print_table(("Id", "Name", "Team"), table)
