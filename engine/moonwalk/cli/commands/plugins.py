"""`moonwalk plugins`."""

from __future__ import annotations

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import vocabulary_of
from moonwalk.cli.output import as_json, clean, print_json, print_table
from moonwalk.services.plugins import forget_looks, plugin_rows


@click.command(short_help="Show what is installed, and in what state.")
@click.option("--again", is_flag=True, help="Look at plugins that Moonwalk did not bring once more.")
@as_json
@click.pass_obj
def plugins_command(session: Session, again: bool, json_: bool) -> None:
    """Show the installed plugins, what they declare, and why one does not work."""
    if again:
        forget_looks()
    rows = plugin_rows(vocabulary_of(session))
    if json_:
        print_json(rows)
        return
    table = [
        (
            row.name,
            f"{row.package} {row.version}",
            row.state,
            f"{row.milliseconds:.0f} ms",
            ", ".join(row.declares),
        )
        for row in rows
    ]
    print_table(("Plugin", "Package", "State", "Load", "Declares"), table, frozenset({3}))
    for row in rows:
        for problem in row.problems:
            click.echo(clean(f"{row.name}: {problem}"))
