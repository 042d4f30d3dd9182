"""The organiser's screen: what runs where no command is named."""

from __future__ import annotations

import sys

import click

from moonwalk.commands.opening import workspace_of
from moonwalk.commands.session import Session
from moonwalk.runs.errors import Refused


@click.command()
@click.pass_obj
def command(session: Session) -> None:
    """Open the organiser's screen on this workspace."""
    ws = workspace_of(session)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused("The screen needs a terminal. Without one use the commands: moonwalk --help")
    sys.exit(session.open_screen(ws))
