"""`moonwalk channels`."""

from __future__ import annotations

import sys

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.channel_trial import ChannelRow, list_channels, try_channel


@click.group(invoke_without_command=True, short_help="Show how messages are sent, and try a channel.")
@as_json
@click.pass_context
def channels_command(context: click.Context, json_: bool) -> None:
    """Show the channels of the settings. Exits with 1 if one of them cannot be used."""
    if context.invoked_subcommand is not None:
        return
    rows = list_channels(workspace_of(context.obj))
    if json_:
        print_json(rows)
    elif rows:
        table = [(row.name, _state(row), row.waiting, row.says) for row in rows]
        print_table(("Channel", "State", "Waiting", "Says"), table, frozenset({2}))
    else:
        say("The settings name no channels, so nobody is sent anything.")
    if not all(row.usable for row in rows):
        sys.exit(1)


def _state(row: ChannelRow) -> str:
    if not row.usable:
        return "cannot be used"
    return "in use" if row.resting_until is None else f"rests until {row.resting_until:%Y-%m-%d %H:%M}Z"


@channels_command.command("test", short_help="Send one message to yourself.")
@click.argument("name", metavar="NAME")
@click.option("--to", "to", metavar="WHO", default="", help="A person of the roster, or an e-mail address.")
@as_json
@click.pass_obj
def try_out(session: Session, name: str, to: str, json_: bool) -> None:
    """Send one message by the channel NAME, and say what the server answered. Exits with 1 if it did not go.

    It goes to the address of the settings where they have one ('reply_to' or 'sender' of e-mail), or to WHO.
    """
    trial = try_channel(workspace_of(session), name, to)
    if json_:
        print_json(trial)
    elif trial.outcome == "delivered":
        say(f"Sent to {trial.recipient}. {trial.says}")
    else:
        later = " A tick would try again later." if trial.outcome == "retry" else ""
        say(f"Nothing was sent to {trial.recipient}: {trial.says}{later}")
    if trial.outcome != "delivered":
        sys.exit(1)
