"""`moonwalk verify`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.group import ExitCode, Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, clean, print_json, say
from moonwalk.services.verification import verify


@click.command(short_help="Check that the data is whole and unchanged.")
@as_json
@click.pass_obj
def verify_command(session: Session, json_: bool) -> None:
    """Check that the database is whole, keeps to its rules, adds up, and was altered by nobody else.

    Kept scores are compared with a recount. Every fault is named, and the exit code is 1 if there is any.
    Nothing is changed.
    """
    report = verify(workspace_of(session))
    if json_:
        print_json(report)
    else:
        for fault in report.faults:
            click.echo(clean(f"{fault.check}: {fault.says}"))
        if report.faults:
            say("Keep the workspace as it is, and restore the newest sound backup: moonwalk restore FILE")
        else:
            say(f"All is well: {report.counts['person']} people, {report.counts['entry']} entries.")
    if report.faults:
        sys.exit(ExitCode.PROBLEMS)
