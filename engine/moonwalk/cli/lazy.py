"""A group whose commands are loaded when they are used."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from moonwalk.cli.boundary import told


class LazyGroup(click.Group):
    """Each command is the `command` of the module in `moonwalk.commands` that has its name."""

    def __init__(self, *, commands_table: Sequence[tuple[str, str]], **rest: Any) -> None:
        super().__init__(**rest)
        self.summaries = dict(commands_table)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the alphabet."""
        return sorted(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; `screen` is the one that runs where none is named."""
        if cmd_name not in self.summaries and cmd_name != "screen":
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        module = import_module(f"moonwalk.commands.{name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command. Here errors end, before click would tell them in its own way."""
        with told():
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
            close = get_close_matches(args[0], self.summaries, n=1)
            guess = f" Did you mean '{close[0]}'?" if close else ""
            ctx.fail(f"There is no command '{args[0]}'.{guess}")
        return super().resolve_command(ctx, args)
