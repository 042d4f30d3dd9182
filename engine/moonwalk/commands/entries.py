"""`moonwalk entries`."""

from __future__ import annotations

from datetime import date

import click

from moonwalk.api.quantities import show_amount
from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import as_csv, as_json, print_csv, print_json, print_table, say
from moonwalk.commands.parameters import DAY
from moonwalk.commands.session import Session
from moonwalk.commands.telling import tell_logged
from moonwalk.runs.entering import correct_entry, void_entry
from moonwalk.runs.ledger import list_entries

COLUMNS = ("id", "day", "person", "amount", "unit", "activity", "source", "state", "reason")


@click.group(invoke_without_command=True, short_help="List, correct and void entries.")
@click.option("--of", "who", metavar="WHO", help="Only this person's: an id, e-mail address or name.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(min=1), help="The newest so many.")
@as_json
@as_csv
@click.pass_context
def command(context: click.Context, who: str | None, most: int, json_: bool, csv_: bool) -> None:
    """List entries, the newest first; correct or void one by its id."""
    if context.invoked_subcommand is not None:
        return
    rows = list_entries(workspace_of(context.obj), who, most)
    table = [[getattr(row, column) for column in COLUMNS] for row in rows]
    if json_:
        print_json(rows)
    elif csv_:
        print_csv(COLUMNS, table)
    else:
        shown = [
            (
                row.id,
                row.day,
                row.person,
                show_amount(round(row.amount * 1000), row.unit),
                row.activity,
                row.state,
            )
            for row in rows
        ]
        print_table(("Entry", "Day", "Person", "Amount", "Activity", "State"), shown)


@command.command("correct", short_help="Put a corrected entry in the place of one.")
@click.argument("entry", metavar="ID")
@click.option("--amount", help="The right amount, e.g. 12 or '12 minutes'.")
@click.option("--day", type=DAY, help="The right day.")
@click.option("--reason", required=True, help="Why. It is kept with the entry.")
@as_json
@click.pass_obj
def correct(
    session: Session, entry: str, amount: str | None, day: date | None, reason: str, json_: bool
) -> None:
    """Put a corrected entry in the place of ID. The old one stays on record."""
    done = correct_entry(workspace_of(session), entry, reason, amount, day)
    if json_:
        print_json(done)
    else:
        say(tell_logged(done))


@command.command("void", short_help="Take an entry out.")
@click.argument("entry", metavar="ID")
@click.option("--reason", required=True, help="Why. It is kept with the entry.")
@as_json
@click.pass_obj
def void(session: Session, entry: str, reason: str, json_: bool) -> None:
    """Take the entry ID out of everything. It stays on record."""
    done = void_entry(workspace_of(session), entry, reason)
    if json_:
        print_json(done)
    else:
        say(f"Taken out.{tell_logged(done).partition('.')[2]}")
