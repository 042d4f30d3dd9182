"""The entry point."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from moonwalk import __version__
from moonwalk.cli.lazy import LazyGroup
from moonwalk.cli.moments import MomentType
from moonwalk.cli.screen import open_screen
from moonwalk.commands.session import Session

COMMANDS: Final = (
    ("board", "Show standings."),
    ("check", "Show every problem of challenge files at once."),
    ("demo", "Build a sample company mid-challenge and open it."),
    ("entries", "List, correct and void entries."),
    ("import", "Bring in a file's entries, every row accounted for."),
    ("init", "Make an empty workspace with the flagship challenge."),
    ("launch", "Make a challenge go live."),
    ("log", "Add one entry."),
    ("new", "Start a challenge from a template."),
    ("outbox", "Show messages, retry or cancel them."),
    ("people", "Import, list, sign up, export and forget people; pauses, targets."),
    ("plugins", "Show what is installed, and in what state."),
    ("prizes", "Show who wins each prize, and why others do not."),
    ("rules", "Show the rules, rankings and notices that challenges may use."),
    ("teams", "Draw, fill and list teams."),
    ("templates", "List the ready challenges."),
    ("tick", "Do all that is due, once."),
    ("why", "Explain every point of a person or a team."),
)
"""Each command and its summary, so that `--help` need not load them."""


def build() -> click.Group:
    """The command group."""
    group = LazyGroup(
        name="moonwalk",
        commands_table=COMMANDS,
        invoke_without_command=True,
        callback=_start,
        help=_HELP,
        context_settings={"help_option_names": ["-h", "--help"]},
        params=[
            click.Option(
                ["-w", "--workspace"],
                type=click.Path(file_okay=False, path_type=Path),
                envvar="MOONWALK_WORKSPACE",
                help="The workspace's folder. Default: the nearest one from here upward.",
            ),
            click.Option(
                ["--now"],
                type=MomentType(),
                envvar="MOONWALK_NOW",
                help="Stop the clock at a moment, for rehearsals: 2027-01-12, or 2027-01-12T09:00+01:00.",
            ),
            click.Option(
                ["--without"],
                multiple=True,
                metavar="NAME",
                help="Do without a plugin. May be given more than once.",
            ),
        ],
    )
    return click.version_option(__version__, prog_name="moonwalk", message="%(prog)s %(version)s")(group)


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that cannot show a character shows a question mark; it never ends the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    build().main(prog_name="moonwalk")


_HELP = """Run wellness challenges written in YAML.

Without a command, opens the organiser's screen on this workspace.
"""


@click.pass_context
def _start(
    context: click.Context, workspace: Path | None, now: datetime | None, without: tuple[str, ...]
) -> None:
    context.obj = Session(workspace, now, frozenset(without), open_screen)
    if context.invoked_subcommand is None:
        screen = context.command.get_command(context, "screen")  # type: ignore[attr-defined]
        context.invoke(screen)
