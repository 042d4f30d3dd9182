"""`moonwalk templates`."""

from __future__ import annotations

import click

from moonwalk.commands.output import as_json, print_json, print_table
from moonwalk.commands.session import Session
from moonwalk.runs.templates import list_templates
from moonwalk.runs.workspace import load_plugins


@click.command(short_help="List the ready challenges.")
@as_json
@click.pass_obj
def command(session: Session, json_: bool) -> None:
    """List the ready challenges that 'moonwalk new' can start from."""
    rows = list_templates(load_plugins(session.without))
    if json_:
        print_json(rows)
    else:
        shown = [(row.name, row.title, f"{row.days} days", row.problem or row.about) for row in rows]
        print_table(("Template", "Title", "Length", "About"), [(*row[:3], _short(row[3])) for row in shown])


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."
