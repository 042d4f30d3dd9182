"""The screen that opens where no command is named. Importing this module must not load the engine."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from moonwalk.cli.group import Session
from moonwalk.services.folders import nearest

if TYPE_CHECKING:
    from moonwalk.services.workspace import Workspace


@click.command()
@click.pass_obj
def screen_command(session: Session) -> None:
    """Open the organiser's screen on this workspace. Where there is none, it offers to make one."""
    start = session.folder or Path.cwd()
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    # A driver of Textual's that `serve` has named draws in a browser, through pipes.
    if not os.environ.get("TEXTUAL_DRIVER") and not is_terminal:
        _refuse_without_terminal(session)
    if nearest(start) is None:
        _begin(session, start, is_terminal)
    folder = nearest(start) or start
    sys.exit(session.open_screen(folder, partial(_opened, session), session.read_only))


def _begin(session: Session, start: Path, is_terminal: bool) -> None:
    """Offer to make a workspace; ends the program where there is none after that."""
    from moonwalk.cli.options import folder_of
    from moonwalk.services.workspace import find_workspace

    # A restore that was killed may have left none, and is carried through first.
    if folder_of(session) is None and is_terminal and not session.read_only and not session.begin(start):
        sys.exit(0)
    find_workspace(start)


def _refuse_without_terminal(session: Session) -> None:
    """Say what is wrong with the workspace, or else that a terminal is missing."""
    from moonwalk.cli.options import workspace_of
    from moonwalk.services.errors import Refused

    workspace_of(session)
    raise Refused("The screen needs a terminal. Without one use the commands: moonwalk --help")


def _opened(session: Session) -> tuple[Workspace, tuple[str, ...]]:
    """The workspace, and what is said of the people in it who are being forgotten."""
    from moonwalk.cli.options import left_out
    from moonwalk.services.roster.forgetting import carry_on, summary
    from moonwalk.services.workspace import find_workspace, open_workspace

    folder = find_workspace(session.folder or Path.cwd())
    ws = open_workspace(folder, session.now, left_out(session, folder))
    return ws, tuple(summary(carry_on(ws))) if ws.is_forgetting() else ()
