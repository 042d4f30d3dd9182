"""`moonwalk templates` and `moonwalk new`: ready challenges, and new ones made from them."""

from __future__ import annotations

from datetime import date

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, vocabulary_of, workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import say
from moonwalk.services.creation import MOST_WEEKS, list_templates, start_challenge, templates_left_out
from moonwalk.services.wording import counted


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
    shown = [
        (row.name, row.title, _length(row.days), _short(row.problem or _asked(row.asks))) for row in rows
    ]
    print_table(("Template", "Title", "Length", "Asks for"), shown)
    left_out = templates_left_out(plugins)
    if left_out:
        say(left_out)


def _asked(asks: tuple[str, ...]) -> str:
    """What a challenge asks for first; how much more there is."""
    more = f", and {counted(len(asks) - 1, 'more goal')}" if len(asks) > 1 else ""
    return f"{asks[0]}{more}" if asks else "whatever somebody does"


def _length(days: int) -> str:
    return f"{days} days" if days else "-"


def _short(text: str, most: int = 100) -> str:
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


@click.command(short_help="Start a challenge from a template.")
@click.argument("name")
@click.option(
    "--from", "template", required=True, metavar="TEMPLATE", help="The ready challenge to start from."
)
@click.option("--title", default="", help="The title that people read.")
@click.option("--start", type=DAY, help="The first day.")
@click.option("--weeks", type=click.IntRange(1, MOST_WEEKS), help="How many weeks it lasts.")
@click.pass_obj
def new_command(
    session: Session, name: str, template: str, title: str, start: date | None, weeks: int | None
) -> None:
    """Start a challenge file NAME.yaml from a ready challenge, one of your own, or one that ran before.

    A first day that is past is left out: give another one here, or at the launch.
    """
    path = start_challenge(workspace_of(session), name, template, title, start, weeks=weeks)
    say(f"{path} is written. Next: edit it, then moonwalk check {name}")
