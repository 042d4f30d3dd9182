"""`moonwalk init` and `moonwalk demo`."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from moonwalk.cli.commands.board import print_board
from moonwalk.cli.group import Session
from moonwalk.cli.options import left_out
from moonwalk.cli.terminal import say
from moonwalk.services.boards.board import show_board
from moonwalk.services.creation import FLAGSHIP, create_workspace, place_warning
from moonwalk.services.sample import build_sample
from moonwalk.services.workspace import open_workspace


@click.command(short_help="Make an empty workspace with the flagship challenge.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="", help="What the workspace is called. Default: the folder's name.")
@click.option(
    "--timezone",
    default="",
    help="The time zone of people who have none, e.g. Europe/Berlin. Default: the challenge's.",
)
def init_command(folder: Path, name: str, timezone: str) -> None:
    """Make an empty workspace in DIR, with the flagship challenge in it."""
    create_workspace(folder, name, timezone)
    warning = place_warning(folder)
    if warning:
        say(warning)
    say(f"{folder} is a workspace now. Next: cd {folder}, then moonwalk people import FILE")


@click.command(short_help="Build a sample company mid-challenge and open it.")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def demo_command(session: Session, folder: Path | None) -> None:
    """Build a sample company in the middle of the flagship challenge, in DIR or a new temporary folder.

    On a terminal the organiser's screen opens on it; otherwise the team board is printed.
    """
    now = session.now or datetime.now(UTC)
    place = folder or Path(tempfile.mkdtemp(prefix="moonwalk-demo-"))
    say(f"Building a sample company in {place} ...")
    build_sample(place, now)
    ws = open_workspace(place, session.now, left_out(session))
    if sys.stdin.isatty() and sys.stdout.isatty():
        sys.exit(session.open_screen(place, lambda: (ws, ()), session.read_only))
    print_board(show_board(ws, FLAGSHIP))
    say(f"To look around: moonwalk -w {place}")
