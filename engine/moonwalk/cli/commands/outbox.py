"""`moonwalk outbox`."""

from __future__ import annotations

import sys
from typing import Final

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
from moonwalk.services.several_messages import Wanted, change_messages
from moonwalk.services.wording import counted

_numbers: Final = click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)


@click.group(invoke_without_command=True, short_help="Show messages; hold, release, retry or cancel them.")
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
@_numbers
@click.pass_obj
def retry(session: Session, numbers: tuple[int, ...]) -> None:
    """Try the message ID again at the next tick, or several."""
    if len(numbers) > 1:
        _change(session, "retry", numbers)
        return
    (number,) = numbers
    retry_message(workspace_of(session), number)
    say(f"Message {number} will be tried again at the next tick.")


@outbox_command.command("cancel", short_help="Keep a message from being sent.")
@_numbers
@click.pass_obj
def cancel(session: Session, numbers: tuple[int, ...]) -> None:
    """Keep the message ID from being sent, or several."""
    if len(numbers) > 1:
        _change(session, "cancel", numbers)
        return
    (number,) = numbers
    cancel_message(workspace_of(session), number)
    say(f"Message {number} is cancelled.")


@outbox_command.command("hold", short_help="Have messages wait until you let them go.")
@_numbers
@click.pass_obj
def hold(session: Session, numbers: tuple[int, ...]) -> None:
    """Have each message ID wait until you let it go: moonwalk outbox release."""
    _change(session, "hold", numbers)


@outbox_command.command("release", short_help="Let messages go that are held.")
@_numbers
@click.pass_obj
def release(session: Session, numbers: tuple[int, ...]) -> None:
    """Let each message ID go that is held. Later messages of its challenge wait as before."""
    _change(session, "release", numbers)


def _change(session: Session, wanted: Wanted, numbers: tuple[int, ...]) -> None:
    done = change_messages(workspace_of(session), wanted, numbers)
    say(done.sentence)
    if done.left_out:
        say(done.left_out)
