"""`moonwalk new`."""

from __future__ import annotations

import click

from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import say
from moonwalk.commands.session import Session
from moonwalk.runs.templates import start_challenge


@click.command(short_help="Start a challenge from a template.")
@click.argument("name")
@click.option(
    "--from", "template", required=True, metavar="TEMPLATE", help="The ready challenge to start from."
)
@click.option("--title", default="", help="The title that people read.")
@click.pass_obj
def command(session: Session, name: str, template: str, title: str) -> None:
    """Start a challenge file NAME.yaml from a template."""
    path = start_challenge(workspace_of(session), name, template, title)
    say(f"{path} is written. Next: edit it, then moonwalk check {name}")
