"""`moonwalk init`."""

from __future__ import annotations

from pathlib import Path

import click

from moonwalk.commands.output import say
from moonwalk.runs.initialising import create_workspace, place_warning


@click.command(short_help="Make an empty workspace with the flagship challenge.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="", help="What the workspace is called. Default: the folder's name.")
@click.option(
    "--timezone",
    default="",
    help="The time zone of people who have none, e.g. Europe/Berlin. Default: the challenge's.",
)
def command(folder: Path, name: str, timezone: str) -> None:
    """Make an empty workspace in DIR, with the flagship challenge in it."""
    create_workspace(folder, name, timezone)
    warning = place_warning(folder)
    if warning:
        say(warning)
    say(f"{folder} is a workspace now. Next: cd {folder}, then moonwalk people import FILE")
