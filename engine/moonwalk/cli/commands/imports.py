"""`moonwalk imports`: what was brought in, and taking it back."""

from __future__ import annotations

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_csv, as_json, print_csv, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.imports.undo import list_imports, undo_import
from moonwalk.services.views import UndoReport

COLUMNS = ("id", "when", "who", "file", "rows", "new", "changed", "rejected", "skipped", "state", "undone")
HEADINGS = ("Import", "When", "File", "Rows", "New", "Changed", "Rejected", "State")
RIGHT = frozenset({0, 3, 4, 5, 6})


@click.group(invoke_without_command=True, short_help="List imports, and undo one.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(min=1), help="The newest so many.")
@as_json
@as_csv
@click.pass_context
def imports_command(context: click.Context, most: int, json_: bool, csv_: bool) -> None:
    """List the imports of entries, the newest first; take one back by its number."""
    if context.invoked_subcommand is not None:
        return
    rows = list_imports(workspace_of(context.obj), most)
    if json_:
        print_json(rows)
    elif csv_:
        print_csv(COLUMNS, [[getattr(row, column) for column in COLUMNS] for row in rows])
    else:
        shown = [
            (
                row.id,
                f"{row.when:%Y-%m-%d %H:%M}",
                row.file,
                row.rows,
                row.new,
                row.changed,
                row.rejected,
                f"{row.state}: {row.undone}" if row.undone else row.state,
            )
            for row in rows
        ]
        print_table(HEADINGS, shown, RIGHT)


@imports_command.command("undo", short_help="Take a whole import back.")
@click.argument("number", metavar="ID", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="Why. It is kept with the entries.")
@click.option("--dry-run", is_flag=True, help="Do everything, show the result, and take it all back.")
@as_json
@click.pass_obj
def undo(session: Session, number: int, reason: str, dry_run: bool, json_: bool) -> None:
    """Take import ID back: what it added no longer counts, what it replaced counts again.

    Entries that were corrected by hand since, or that a later file replaced, stay. Importing the file again
    brings the entries back.
    """
    done = undo_import(workspace_of(session), number, reason, dry_run)
    if json_:
        print_json(done)
    else:
        _print(done)


def _print(done: UndoReport) -> None:
    say(
        f"Import {done.id} ({done.file}). Entries taken out: {done.taken_out}. "
        f"Older entries that count again: {done.restored}."
    )
    staying = (
        (done.by_hand, done.by_hand_ids, "Corrected or voided by hand since"),
        (done.replaced, done.replaced_ids, "Replaced by a later import"),
    )
    for count, ids, why in staying:
        if count:
            more = f" and {count - len(ids)} more" if count > len(ids) else ""
            say(f"{why}, and left as they are: {', '.join(ids)}{more}.")
    if done.dry_run:
        say("This was a dry run: nothing was changed.")
