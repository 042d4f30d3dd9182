"""`moonwalk demo`."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from moonwalk.commands.board import print_board
from moonwalk.commands.output import say
from moonwalk.commands.session import Session
from moonwalk.runs.boards.board import show_board
from moonwalk.runs.initialising import FLAGSHIP
from moonwalk.runs.sample import build_sample
from moonwalk.runs.workspace import open_workspace


@click.command(short_help="Build a sample company mid-challenge and open it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def command(session: Session, folder: Path | None) -> None:
    """Build a sample company in the middle of the flagship challenge, in DIR or a new temporary folder.

    On a terminal the organiser's screen opens on it; otherwise the team board is printed.
    """
    now = session.now or datetime.now(UTC)
    place = folder or Path(tempfile.mkdtemp(prefix="moonwalk-demo-"))
    say(f"Building a sample company in {place} ...")
    build_sample(place, now)
    ws = open_workspace(place, session.now, session.without)
    if sys.stdin.isatty() and sys.stdout.isatty():
        sys.exit(session.open_screen(ws))
    print_board(show_board(ws, FLAGSHIP))
    say(f"To look around: moonwalk -w {place}")
