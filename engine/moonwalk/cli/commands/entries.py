"""`moonwalk log` and `moonwalk entries`: entries added, listed, corrected and voided."""

from __future__ import annotations

from datetime import date

import click

from moonwalk.api.values import show_amount
from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, reveal_option, workspace_of
from moonwalk.cli.output import as_csv, as_json, print_csv, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.entries import correct_entry, log_entry, void_entry
from moonwalk.services.privacy.readings import HIDDEN, look_at_entries
from moonwalk.services.views import LoggedEntry
from moonwalk.services.wording import counted


def logged_text(done: LoggedEntry) -> str:
    """`Ana, 2027-01-12: 12 minutes, Walked backward. 85 points, 12 more. Entry 0A...`."""
    what = f"{done.name}, {done.day}: {show_amount(done.amount, done.unit)}, {done.label}."
    if done.verdict != "counted":
        what = f"{what} It is kept, but does not count: {done.reason}."
    if done.already_there:
        what = f"{what} It had already been logged."
    return f"{what}{_points(done)} Entry {done.id}."


def _points(done: LoggedEntry) -> str:
    if done.points_after is None:
        return ""
    more = done.points_after - (done.points_before or 0)
    change = f", {abs(more)} {'more' if more > 0 else 'fewer'}" if more else ", as before"
    points = counted(done.points_after, "point")
    return f" {points}{change}."


@click.command(short_help="Add one entry.")
@click.argument("who")
@click.argument("amount")
@click.argument("activity")
@click.option("--day", type=DAY, help="The day it was done. Default: today.")
@as_json
@click.pass_obj
def log_command(
    session: Session, who: str, amount: str, activity: str, day: date | None, json_: bool
) -> None:
    """Add an entry: WHO (id, e-mail address or name) did AMOUNT (12, "12 minutes") of ACTIVITY."""
    done = log_entry(workspace_of(session), who, amount, activity, day)
    if json_:
        print_json(done)
    else:
        say(logged_text(done))


COLUMNS = ("id", "day", "person", "amount", "unit", "activity", "source", "state", "reason")


@click.group(invoke_without_command=True, short_help="List, correct and void entries.")
@click.option("--of", "who", metavar="WHO", help="Only this person's: an id, e-mail address or name.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(min=1), help="Only the newest N.")
@reveal_option
@as_json
@as_csv
@click.pass_context
def entries_command(
    context: click.Context, who: str | None, most: int, reveal: str | None, json_: bool, csv_: bool
) -> None:
    """List entries, the newest first; correct or void one by its id.

    What was done is shown where a challenge says 'organisers_see: entries', or with --reveal. A look is
    recorded, and whoever it is about can read it.
    """
    if context.invoked_subcommand is not None:
        return
    rows = look_at_entries(workspace_of(context.obj), who, most, reveal=reveal)
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
                "" if row.amount is None else show_amount(round(row.amount * 1000), row.unit),
                row.activity,
                row.state,
            )
            for row in rows
        ]
        print_table(("Entry", "Day", "Person", "Amount", "Activity", "State"), shown)
    if any(row.amount is None for row in rows):
        say(HIDDEN)


@entries_command.command("correct", short_help="Replace an entry with a corrected one.")
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
        say(logged_text(done))


@entries_command.command("void", short_help="Void an entry.")
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
        say(f"Taken out.{logged_text(done).partition('.')[2]}")
