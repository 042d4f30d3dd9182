"""The entry point: the command group, its options, and moments as people type them."""

from __future__ import annotations

import gc
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from moonwalk import __version__
from moonwalk.cli.group import LazyGroup, Session
from moonwalk.cli.terminal import guard, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from moonwalk.services.workspace import Workspace

FIRST_YEAR: Final = 2001
LAST_YEAR: Final = 2098
"""The years of which a day can be stored, wherever on Earth it is."""


class MomentType(click.ParamType[datetime]):
    """A day (its noon, UTC) or a day and time; without an offset the time is UTC."""

    name = "WHEN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; a usage error where the text is none."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value if len(value) > 10 else f"{value}T12:00")
        except ValueError:
            self.fail(
                f"'{value}' is not a date or time. Write 2027-01-12 or 2027-01-12T09:00+01:00.", param, ctx
            )
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            self.fail(
                f"'{value}' is out of range. Write a year from {FIRST_YEAR} to {LAST_YEAR}.", param, ctx
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def open_screen(folder: Path, opens: Callable[[], tuple[Workspace, tuple[str, ...]]], read_only: bool) -> int:
    """Opens the organiser's screen on the workspace in a folder, for looking only or not; its exit code.

    `opens` opens the workspace, behind the first frame, with what is to be said about that.
    """
    # Textual is loaded only where there is a screen to draw on.
    from moonwalk.tui import run

    return run(folder, opens, read_only=read_only)


def begin_workspace(folder: Path) -> bool:
    """Offers on the screen to make a workspace in a folder; whether it was made."""
    from moonwalk.tui import begin

    return begin(folder)


COMMANDS: Final = (
    ("amend", "amend", "Change the rules of a running challenge."),
    ("announce", "announce", "Send a message of your own to those who take part."),
    ("backup", "backup", "Save the whole workspace in one file."),
    ("board", "board", "Show standings."),
    ("certificates", "results", "Write certificates of a challenge that is over."),
    ("channels", "channels", "Show how messages are sent, and try a channel."),
    ("chat", "chat", "Let participants log from Slack."),
    ("check", "check", "Show every problem of challenge files at once."),
    ("close", "close", "Freeze the results of a challenge that is over."),
    ("demo", "workspace", "Build a sample company mid-challenge and open it."),
    ("doctor", "doctor", "Say what is well, and what needs doing."),
    ("engines", "engines", "Show what can score, and try it."),
    ("entries", "entries", "List, correct and void entries."),
    ("import", "import_", "Bring in a file's entries, every row accounted for."),
    ("imports", "imports", "List imports, and undo one."),
    ("init", "workspace", "Make an empty workspace with the flagship challenge."),
    ("journal", "journal", "List every decision, the newest first."),
    ("launch", "launch", "Make a challenge go live, or move its dates."),
    ("links", "page", "Make participants' personal links, or revoke them."),
    ("log", "entries", "Add one entry."),
    ("new", "templates", "Start a challenge from a template."),
    ("outbox", "outbox", "Show messages; hold, release, retry or cancel them."),
    ("page", "page", "Serve participants' own page."),
    ("people", "people", "Import, list, sign up, export and forget people; pauses, targets."),
    ("plugins", "plugins", "Show what is installed, and in what state."),
    ("prizes", "prizes", "Show who wins each prize, and why others do not."),
    ("redo", "undo", "Do again what was taken back."),
    ("reopen", "close", "Open a closed challenge again."),
    ("report", "results", "Write the report on a challenge for management."),
    ("restore", "restore", "Put a backup back."),
    ("results", "results", "Write the results of a challenge that is over."),
    ("rules", "rules", "Show the rules that challenges may use, or write those of one for people."),
    ("run", "run", "Do what is due, again and again."),
    ("schema", "schema", "Print the JSON Schema of challenge files, for editors."),
    ("serve", "serve", "Show the screen in a browser, and a board in the hall."),
    ("simulate", "simulate", "Rehearse a challenge with made-up people."),
    ("teams", "teams", "Draw, fill and list teams."),
    ("templates", "templates", "List the ready challenges."),
    ("tick", "tick", "Do everything that is due, once."),
    ("today", "today", "Say what needs attention, and how each challenge does."),
    ("undo", "undo", "Take a decision back."),
    ("verify", "verify", "Check that the data is whole and unchanged."),
    ("why", "why", "Explain every point of a person or a team."),
    ("withdraw", "launch", "Take a launch back before its first day."),
    ("screen", "screen", ""),
)
"""Each command, its module and its summary, known to `--help` without loading it; none: it is not listed."""


SCREENS: Final = ("demo", "serve")
"""The commands that show the screen."""


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
                help="Leave out a plugin. May be given more than once.",
            ),
            click.Option(
                ["--read-only"],
                is_flag=True,
                help="Open the screen for looking only: nothing can be changed from it.",
            ),
            click.Option(
                ["--trace"],
                is_flag=True,
                help="Tell on stderr what each plugin is asked, how long it takes, and how it ends.",
            ),
        ],
    )
    return click.version_option(__version__, prog_name="moonwalk", message="%(prog)s %(version)s")(group)


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    # A start makes many objects that stay; looking through them for garbage would take a tenth of it.
    gc.set_threshold(100_000)
    # pydantic would read the metadata of everything that is installed, and run what calls itself its plugin.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    guard()
    try:
        build().main(prog_name="moonwalk")
    finally:
        # All memory goes back at once when the process ends: looking through it first takes as long again.
        gc.freeze()


_HELP = """Run wellness challenges written in YAML.

Without a command, opens the organiser's screen on this workspace.
"""


@click.pass_context
def _start(
    context: click.Context,
    workspace: Path | None,
    now: datetime | None,
    without: tuple[str, ...],
    read_only: bool,
    trace: bool,
) -> None:
    if read_only and context.invoked_subcommand not in (None, *SCREENS):
        context.fail(f"'{context.invoked_subcommand}' shows no screen, so --read-only would do nothing.")
    context.obj = Session(workspace, now, frozenset(without), read_only, open_screen, begin_workspace)
    if trace:
        _trace(context)
    if context.invoked_subcommand is None:
        screen = context.command.get_command(context, "screen")  # type: ignore[attr-defined]
        context.invoke(screen)


def _trace(context: click.Context) -> None:
    """Tells every question that is put to a plugin on stderr, until the command has ended."""
    if context.invoked_subcommand is None and sys.stderr.isatty():
        context.fail("The screen needs the terminal to itself. Write: moonwalk --trace 2> trace.txt")
    from moonwalk.registry.guard import Answer, recording

    def tell(answer: Answer) -> None:
        words = (answer.plugin, answer.what, f"{answer.milliseconds:.1f} ms", answer.outcome)
        say(f"trace: {'  '.join(words)}")

    context.with_resource(recording(tell))
