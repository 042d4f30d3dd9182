"""`moonwalk outbox`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.notifications import cancel_message, list_messages, retry_message


@click.group(invoke_without_command=True, short_help="Show messages, retry or cancel them.")
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
