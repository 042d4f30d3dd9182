"""The workspace and the kinds of parameters that several commands have."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from moonwalk.api.field_times import parse_date
from moonwalk.api.language import known_language
from moonwalk.api.problems import FieldError
from moonwalk.cli.group import Session
from moonwalk.cli.output import Function
from moonwalk.cli.terminal import say
from moonwalk.registry import NOBODY, Registry
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import (
    Workspace,
    check_left_out,
    find_workspace,
    load_plugins,
    open_workspace,
)


def left_out(session: Session, folder: Path | None = None) -> frozenset[str]:
    """The plugins named by `--without`. Refused where one is neither installed nor in the workspace."""
    if session.without:
        check_left_out(session.without, folder)
    return session.without


def folder_of(session: Session) -> Path | None:
    """The folder of the workspace, as `workspace_of` finds it; None where there is none."""
    try:
        return find_workspace(session.folder or Path.cwd())
    except Refused:
        return None


def workspace_of(session: Session) -> Workspace:
    """The workspace named before the command, or the nearest one from the current folder upward.

    Where people were forgotten of whom something is left, this goes on with it, and says on stderr how far
    it has come.
    """
    folder = find_workspace(session.folder or Path.cwd())
    ws = open_workspace(folder, session.now, left_out(session, folder))
    go_on_forgetting(ws)
    return ws


def go_on_forgetting(ws: Workspace) -> None:
    """Goes on with people who were forgotten of whom something is left, and says on stderr how far it is."""
    if ws.is_forgetting():
        # Loaded only then: most often there is nothing to do.
        from moonwalk.services.roster.forgetting import carry_on, summary

        for sentence in summary(carry_on(ws)):
            say(sentence)


def workspace_if_any(session: Session) -> Workspace | None:
    """The workspace that a command would use; None where there is none. Refused for bad settings."""
    try:
        folder = find_workspace(session.folder or Path.cwd())
    except Refused:
        return None
    return open_workspace(folder, session.now, left_out(session, folder))


def vocabulary_of(session: Session) -> Registry:
    """The installed plugins: those that the workspace trusts if there is one, otherwise all.

    A workspace whose settings cannot be read trusts only Moonwalk's own.
    """
    folder = folder_of(session)
    without = left_out(session, folder)
    try:
        ws = workspace_if_any(session)
    except Refused:
        return load_plugins(without, NOBODY, folder)
    return load_plugins(without) if ws is None else ws.plugins


class DayType(click.ParamType[date]):
    """A civil day, year-month-day."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error that says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except FieldError as error:
            self.fail(str(error), param, ctx)


class WhenType(click.ParamType[date | datetime]):
    """A moment that is over: a civil day, which stands for its end, or a day and time."""

    name = "WHEN"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """The day or the moment, without an offset where none was given; a usage error for anything else."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value) if len(value) <= len("2027-01-12") else _moment(value)
        except FieldError as error:
            self.fail(str(error), param, ctx)
        except ValueError:
            self.fail(f"'{value}' is not a date or time. Write 2027-01-12 or 2027-01-12T09:00.", param, ctx)


def _moment(text: str) -> datetime:
    """A day and time whose day can be stored, wherever on Earth it is."""
    instant = datetime.fromisoformat(text)
    if not 2001 <= instant.year <= 2098:
        raise FieldError(f"'{text}' is out of range. Write a year from 2001 to 2098.")
    return instant


DAY: Final = DayType()
WHEN: Final = WhenType()


def reveal_option(function: Function) -> Function:
    """The option `--reveal`."""
    return click.option(
        "--reveal", metavar="REASON", help="Show entries where organisers see only points. It is recorded."
    )(function)


def to_folder(function: Function) -> Function:
    """The option `--to`."""
    return click.option(
        "--to",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="FOLDER",
        help="Write into this folder. Default: reports, in the workspace.",
    )(function)


def in_language(function: Function) -> Function:
    """The option `--language` of what is handed out."""
    return click.option(
        "--language",
        metavar="CODE",
        default="",
        callback=_language,
        help="The language that it is in, such as en or de. Default: that of the challenge.",
    )(function)


def _language(_: click.Context, __: click.Parameter, code: str) -> str:
    if code and not known_language(code):
        raise click.BadParameter(f"'{code}' is not the code of a language. Write one like en or de.")
    return code
