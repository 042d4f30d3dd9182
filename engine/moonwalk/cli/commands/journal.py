"""`moonwalk journal`: who decided what, when and why."""

from __future__ import annotations

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import reveal_option, workspace_of
from moonwalk.cli.output import as_csv, as_json, print_csv, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.journal import JournalRow, journal
from moonwalk.services.privacy.readings import HIDDEN

COLUMNS = ("id", "when", "by", "did", "what", "challenge", "people", "reason")
HEADINGS = ("Id", "When", "By", "What")


@click.command(short_help="List every decision, the newest first.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(min=1), help="Only the newest N.")
@click.option("--of", "who", metavar="WHO", help="Only what concerns a person: an id, address or name.")
@click.option("--challenge", metavar="NAME", help="Only what concerns a challenge.")
@reveal_option
@as_json
@as_csv
@click.pass_obj
def journal_command(
    session: Session,
    most: int,
    who: str | None,
    challenge: str | None,
    reveal: str | None,
    json_: bool,
    csv_: bool,
) -> None:
    """List every decision that was recorded, and every look at entries, the newest first.

    What people did is shown where a challenge says 'organisers_see: entries', or with --reveal. A look is
    recorded, and whoever it is about can read it.
    """
    rows = journal(workspace_of(session), most, who, challenge, reveal=reveal)
    if json_:
        print_json(rows)
    elif csv_:
        print_csv(COLUMNS, [_cells(row) for row in rows])
    else:
        print_table(HEADINGS, [(row.id, f"{row.when:%Y-%m-%d %H:%M}", row.by, _what(row)) for row in rows])
    if any(row.hidden for row in rows):
        say(HIDDEN)


def _what(row: JournalRow) -> str:
    return f"{row.what} Reason: {row.reason}" if row.reason else row.what


def _cells(row: JournalRow) -> list[object]:
    cells = {**{column: getattr(row, column) for column in COLUMNS}, "people": "; ".join(row.people)}
    return [cells[column] for column in COLUMNS]
