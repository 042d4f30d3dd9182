"""`moonwalk templates` and `moonwalk new`: ready challenges, and new ones made from them."""

from __future__ import annotations

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import vocabulary_of, workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.creation import list_templates, start_challenge, templates_left_out


@click.command(short_help="List the ready challenges.")
@as_json
@click.pass_obj
def templates_command(session: Session, json_: bool) -> None:
    """List the ready challenges that 'moonwalk new' can start from."""
    plugins = vocabulary_of(session)
    rows = list_templates(plugins)
    if json_:
        print_json(rows)
        return
    shown = [(row.name, row.title, _length(row.days), _short(row.about or row.problem)) for row in rows]
    print_table(("Template", "Title", "Length", "About"), shown)
    left_out = templates_left_out(plugins)
    if left_out:
        say(left_out)


def _length(days: int) -> str:
    return f"{days} days" if days else "-"


def _short(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


@click.command(short_help="Start a challenge from a template.")
@click.argument("name")
@click.option(
    "--from", "template", required=True, metavar="TEMPLATE", help="The ready challenge to start from."
)
@click.option("--title", default="", help="The title that people read.")
@click.pass_obj
def new_command(session: Session, name: str, template: str, title: str) -> None:
    """Start a challenge file NAME.yaml from a template."""
    path = start_challenge(workspace_of(session), name, template, title)
    say(f"{path} is written. Next: edit it, then moonwalk check {name}")
