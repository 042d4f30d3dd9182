"""`moonwalk doctor`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.group import ExitCode, Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.services.doctor import examine


@click.command(short_help="Say what is well, and what needs doing.")
@as_json
@click.pass_obj
def doctor_command(session: Session, json_: bool) -> None:
    """Look at everything that a workspace needs, and say what is well and what to do.

    Exits with 1 if something is wrong; what is only noted does not count.
    """
    report = examine(workspace_of(session))
    if json_:
        print_json(report)
    else:
        rows = [
            (finding.topic, finding.state, f"{finding.says} {finding.todo}".rstrip())
            for finding in report.findings
        ]
        print_table(("Topic", "State", "What"), rows)
    if report.state == "wrong":
        sys.exit(ExitCode.PROBLEMS)
