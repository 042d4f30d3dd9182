"""`moonwalk outbox`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.notifications import (
    approve_messages,
    cancel_message,
    list_messages,
    retry_message,
)
from moonwalk.services.wording import counted


@click.group(invoke_without_command=True, short_help="Show messages, let them go, retry or cancel them.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(min=1), help="Only the newest N.")
@as_json
@click.pass_context
def outbox_command(context: click.Context, most: int, json_: bool) -> None:
    """Show messages, the newest first. Exits with 1 if any of them was given up."""
    if context.invoked_subcommand is not None:
        return
    rows = list_messages(workspace_of(context.obj), most)
    if json_:
        print_json(rows)
    else:
        table = [
            (row.id, row.state, f"{row.due:%Y-%m-%d %H:%M}Z", row.name, row.channel, row.subject, row.note)
            for row in rows
        ]
        print_table(("Id", "State", "Due", "To", "Channel", "Subject", "Note"), table, frozenset({0}))
    if any(row.state == "dead" for row in rows):
        sys.exit(1)


@outbox_command.command("approve", short_help="Let a challenge's first messages go.")
@click.argument("challenge")
@click.pass_obj
def approve(session: Session, challenge: str) -> None:
    """Let the messages of CHALLENGE go that wait until somebody has looked at them, and all later ones.

    'moonwalk tick --dry-run --texts' shows them in full, as each person gets them.
    """
    number = approve_messages(workspace_of(session), challenge)
    say(f"{counted(number, 'message')} of '{challenge}' will be sent by the next 'moonwalk tick'.")


@outbox_command.command("retry", short_help="Try a message again.")
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def retry(session: Session, number: int) -> None:
    """Try the message ID again at the next tick."""
    retry_message(workspace_of(session), number)
    say(f"Message {number} will be tried again at the next tick.")


@outbox_command.command("cancel", short_help="Keep a message from being sent.")
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def cancel(session: Session, number: int) -> None:
    """Keep the message ID from being sent."""
    cancel_message(workspace_of(session), number)
    say(f"Message {number} is cancelled.")
