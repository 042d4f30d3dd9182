"""`moonwalk tick`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table, say
from moonwalk.services.notifications import tick


@click.command(short_help="Do everything that is due, once.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and undo it.")
@as_json
@click.pass_obj
def tick_command(session: Session, dry_run: bool, json_: bool) -> None:
    """Put the notices that fell due into the outbox and deliver what is waiting there.

    Doing it again changes nothing. Exits with 1 if something could not be done.
    """
    done = tick(workspace_of(session), dry_run)
    if json_:
        print_json(done)
    else:
        if done.dry_run:
            rows = [(name, subject, text.split("\n")[0]) for name, subject, text in done.messages]
            print_table(("To", "Subject", "Begins"), rows)
            say(f"This was a dry run: {done.enqueued} messages would be queued. Nothing was changed.")
        else:
            say(
                f"{done.enqueued} messages queued, {done.delivered} delivered, {done.retried} to be tried "
                f"again, {done.given_up} given up."
            )
        for sentence in done.ended:
            say(sentence)
        for problem in done.problems:
            say(problem)
    if done.problems:
        sys.exit(1)
