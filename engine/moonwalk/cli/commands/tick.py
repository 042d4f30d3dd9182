"""`moonwalk tick`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.install_hints import SYSTEMS, install_hint
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put_lines, say
from moonwalk.services.notifications import tick


@click.command(short_help="Do everything that is due, once.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and undo it.")
@click.option(
    "--install-hint",
    "install_hint_",
    type=click.Choice(list(SYSTEMS)),
    help="Print how to have this run by itself, and do nothing.",
)
@as_json
@click.pass_obj
def tick_command(session: Session, dry_run: bool, install_hint_: str | None, json_: bool) -> None:
    """Put the notices that fell due into the outbox and deliver what is waiting there.

    Doing it again changes nothing. Exits with 1 if something could not be done.

    With --now ahead of the clock, what is sent counts as told up to the clock only, so that nothing which
    falls due in between is missed. Messages are sent all the same: rehearse with --dry-run, or on a copy.
    """
    if install_hint_ is not None:
        # The program as it was called: resolved, the link of a virtual environment would lead out of it.
        put_lines(install_hint(install_hint_, Path(sys.executable), workspace_of(session).folder.resolve()))
        return
    clock = datetime.now(UTC)
    done = tick(workspace_of(session), dry_run, clock)
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
            if done.delivered and session.now is not None and session.now > clock:
                say(
                    f"The clock was set ahead to {session.now:%Y-%m-%d %H:%M} with --now, and these messages "
                    "were sent. They are not sent again when their time has come."
                )
        for sentence in (*done.waiting, *done.ended):
            say(sentence)
        for problem in done.problems:
            say(problem)
    if done.problems:
        sys.exit(1)
