"""`moonwalk undo` and `moonwalk redo`."""

from __future__ import annotations

from collections.abc import Callable

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

    def take_back(ws: Workspace, rehearse: bool) -> UndoneDecision:
        return undo(ws, number, reason, dry_run=rehearse)

    _run(session, take_back, ("Takes back", "taken back", "undo"), yes, dry_run, json_)


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

    def do_again(ws: Workspace, rehearse: bool) -> UndoneDecision:
        return redo(ws, number, reason, dry_run=rehearse)

    _run(session, do_again, ("Does again", "done again", "redo"), yes, dry_run, json_)


def _run(
    session: Session,
    carry_out: Callable[[Workspace, bool], UndoneDecision],
    words: tuple[str, str, str],
    yes: bool,
    dry_run: bool,
    json_: bool,
) -> None:
    ws, (does, done, command) = workspace_of(session), words
    view = carry_out(ws, dry_run or not yes)
    if json_:
        print_json(view)
        return
    put(f"{does} decision {view.id}: {view.what}")
    for sentence in view.effects:
        put(f"- {sentence}")
    if dry_run:
        say("Nothing was changed: this was a rehearsal (--dry-run).")
        return
    if not yes:
        if ask(f"To {command} it, type {view.id}") != str(view.id):
            raise Refused("That is not its id. Nothing was changed.")
        # By its number: another program may have decided something in the meantime.
        view = undo(ws, view.id) if command == "undo" else redo(ws, view.id)
    say(f"Decision {view.id} is {done}, by decision {view.decision}.")
