"""The option `--engine`, and how far a full score has come."""

from __future__ import annotations

import sys
from dataclasses import replace
from time import monotonic
from typing import Any, Final

import click

from moonwalk.api.problems import FieldError
from moonwalk.cli.output import Function
from moonwalk.cli.terminal import redraw
from moonwalk.definitions.engine_names import EngineKind
from moonwalk.services.engines.choice import EngineChoice, no_progress
from moonwalk.services.workspace import Workspace

_SECONDS: Final = 0.5
"""Between two notes of progress: often enough to see it move."""


class EngineType(click.ParamType[str]):
    """The name of an engine."""

    name = "ENGINE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name; a usage error that says what there is."""
        try:
            return EngineKind().parse(str(value))
        except FieldError as error:
            self.fail(str(error), param, ctx)


def engine_option(function: Function) -> Function:
    """The option `--engine` of a command that scores in full."""
    return click.option(
        "--engine",
        type=EngineType(),
        help="What scores in full: local, processes or dask://HOST:PORT. Default: that of the settings.",
    )(function)


def with_engine(workspace: Workspace, named: str | None) -> Workspace:
    """The workspace with the engine that was named, if any, which says on a terminal how far it is."""
    progress = Progress() if sys.stderr.isatty() else no_progress
    if named is None:
        return replace(workspace, engines=replace(workspace.engines, progress=progress))
    return replace(workspace, engines=EngineChoice(named, always=True, progress=progress))


class Progress:
    """A line on stderr that is drawn again and again: people scored, of how many, and how many a second."""

    def __init__(self) -> None:
        self._begun = self._drawn = monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Draw the line, now and then; none at the end."""
        now = monotonic()
        if done >= of:
            redraw()
        elif now - self._drawn >= _SECONDS:
            self._drawn = now
            redraw(f"{done:,} of {of:,} people, {done / (now - self._begun):,.0f} a second")
