"""The command group: commands loaded on demand, their session, the one place where errors end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from moonwalk.cli.terminal import say, usage_errors

if TYPE_CHECKING:
    from moonwalk.services.workspace import Workspace


class ExitCode(IntEnum):
    """What the shell sees."""

    FINE = 0
    PROBLEMS = 1
    USAGE = 2
    PLUGIN_FAILED = 3
    INTERRUPTED = 130


@contextmanager
def reported_errors() -> Iterator[None]:
    """Tells what went wrong on stderr and ends the process; a mistake of the program goes through."""
    try:
        yield
    except KeyboardInterrupt:
        say("Interrupted. What was saved stays saved.")
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has stopped reading, as `head` does; that is no error.
        sys.stderr.close()
        sys.exit(ExitCode.FINE)
    except Exception as error:
        code = _report(error)
        if code is None:
            raise
        sys.exit(code)


def _report(error: Exception) -> ExitCode | None:
    # Loaded only now: telling the version must not load the engine.
    from moonwalk.registry import PluginFailure
    from moonwalk.services.errors import PluginFailed, Refused

    if isinstance(error, Refused):
        say(error.message)
        for problem in error.problems:
            say(str(problem))
        return ExitCode.PLUGIN_FAILED if isinstance(error, PluginFailed) else ExitCode.PROBLEMS
    if isinstance(error, PluginFailure):
        say(f"{error} Nothing was changed. 'moonwalk plugins' shows all plugins.")
        return ExitCode.PLUGIN_FAILED
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        say(f"Reading or writing{where} failed: {error.strerror or error}.")
        return ExitCode.PROBLEMS
    return None


def no_screen(folder: Path, opens: Callable[[], tuple[Workspace, tuple[str, ...]]], read_only: bool) -> int:
    """Stands in where no screen was handed over."""
    raise RuntimeError(f"no screen to open {folder} on")


def no_beginning(folder: Path) -> bool:
    """Stands in where no screen was handed over that makes a workspace: none is made."""
    return False


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command: the workspace's folder, a stopped clock, plugins to do without.

    `read_only` is for the screen. `open_screen` opens it on the workspace in a folder, which the function
    after it opens, for looking only or not, and returns its exit code.
    `begin` offers to make a workspace in a folder, and returns whether it was made.
    """

    folder: Path | None = None
    now: datetime | None = None
    without: frozenset[str] = frozenset()
    read_only: bool = False
    open_screen: Callable[[Path, Callable[[], tuple[Workspace, tuple[str, ...]]], bool], int] = no_screen
    begin: Callable[[Path], bool] = no_beginning


class LazyGroup(click.Group):
    """Each command `NAME` is the `NAME_command` of a module in `moonwalk.cli.commands`.

    `commands_table` has a row for each: its name, its module, its summary. One without a summary is not
    listed.
    """

    def __init__(self, *, commands_table: Sequence[tuple[str, str, str]], **rest: Any) -> None:
        super().__init__(**rest)
        self.modules = {name: module for name, module, _ in commands_table}
        self.summaries = {name: summary for name, _, summary in commands_table if summary}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the alphabet."""
        return sorted(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; `screen` is the one that runs where none is named."""
        if cmd_name not in self.modules:
            return None
        module = import_module(f"moonwalk.cli.commands.{self.modules[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def main(self, *args: Any, standalone_mode: bool = True, **rest: Any) -> Any:
        """Run the program. What click says of arguments is printed by us, since they may hold anything."""
        rest["standalone_mode"] = False
        if not standalone_mode:
            return super().main(*args, **rest)
        with usage_errors():
            code = super().main(*args, **rest)
        sys.exit(code if isinstance(code, int) else ExitCode.FINE)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command. Here errors end, before click would tell them in its own way."""
        with reported_errors():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table instead of the modules."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self.summaries.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; usage error with a guess where there is none."""
        if args and args[0] not in self.summaries and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], self.summaries, n=1)
            guess = f" Did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"There is no command '{args[0]}'.{guess}")
        return super().resolve_command(ctx, args)
