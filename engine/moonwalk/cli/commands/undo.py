"""`moonwalk undo` and `moonwalk redo`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.terminal import ask, put, say
from moonwalk.services.errors import Refused
from moonwalk.services.undo import UndoneDecision, redo, undo
from moonwalk.services.workspace import Workspace


@click.command(short_help="Take a decision back.")
@click.argument("number", metavar="[ID]", required=False, type=click.IntRange(min=1))
@click.option("--reason", default="", help="Why; it is kept with the decision.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--dry-run", is_flag=True, help="Show what would happen. Change nothing.")
@as_json
@click.pass_obj
def undo_command(
    session: Session, number: int | None, reason: str, yes: bool, dry_run: bool, json_: bool
) -> None:
    """Take the decision ID of 'moonwalk journal' back, or the newest one.

    First it is said what that brings about. It is a decision of its own: nothing that was stored is removed,
    and 'moonwalk redo' does it again. Refused where a later decision rests on it, and for what cannot be
    taken back, such as an erasure.
    """
    asked = _Asked(number, reason, yes, dry_run, json_)
    _run(workspace_of(session), undo, ("Takes back", "taken back", "undo"), asked)


@click.command(short_help="Do again what was taken back.")
@click.argument("number", metavar="[ID]", required=False, type=click.IntRange(min=1))
@click.option("--reason", default="", help="Why; it is kept with the decision.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--dry-run", is_flag=True, help="Show what would happen. Change nothing.")
@as_json
@click.pass_obj
def redo_command(
    session: Session, number: int | None, reason: str, yes: bool, dry_run: bool, json_: bool
) -> None:
    """Do again what 'moonwalk undo' took back: the newest, or ID, that of the undo or of what it undid."""
    asked = _Asked(number, reason, yes, dry_run, json_)
    _run(workspace_of(session), redo, ("Does again", "done again", "redo"), asked)


class _CarryOut(Protocol):
    """One of the two use cases."""

    def __call__(
        self, ws: Workspace, number: int | None = None, reason: str = "", *, dry_run: bool = False
    ) -> UndoneDecision:
        """Say what it brings about, and do it unless it is a dry run."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What stood on the command line."""

    number: int | None
    reason: str
    yes: bool
    dry_run: bool
    json_: bool


def _run(ws: Workspace, carry_out: _CarryOut, words: tuple[str, str, str], asked: _Asked) -> None:
    does, done, command = words
    view = carry_out(ws, asked.number, asked.reason, dry_run=asked.dry_run or not asked.yes)
    if asked.json_:
        print_json(view)
        return
    put(f"{does} decision {view.id}: {view.what}")
    for sentence in view.effects:
        put(f"- {sentence}")
    if asked.dry_run:
        say("Nothing was changed: this was a rehearsal (--dry-run).")
        return
    if not asked.yes:
        if ask(f"To {command} it, type {view.id}") != str(view.id):
            raise Refused("That is not its id. Nothing was changed.")
        # By its number: another program may have decided something in the meantime.
        view = carry_out(ws, view.id, asked.reason)
    say(f"Decision {view.id} is {done}, by decision {view.decision}.")
