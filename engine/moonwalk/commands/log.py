"""`moonwalk log`."""

from __future__ import annotations

from datetime import date

import click

from moonwalk.commands.opening import workspace_of
from moonwalk.commands.output import as_json, print_json, say
from moonwalk.commands.parameters import DAY
from moonwalk.commands.session import Session
from moonwalk.commands.telling import tell_logged
from moonwalk.runs.entering import log_entry


@click.command(short_help="Add one entry.")
@click.argument("who")
@click.argument("amount")
@click.argument("activity")
@click.option("--day", type=DAY, help="The day it was done. Default: today.")
@as_json
@click.pass_obj
def command(session: Session, who: str, amount: str, activity: str, day: date | None, json_: bool) -> None:
    """Add an entry: WHO (id, e-mail address or name) did AMOUNT (12, "12 minutes") of ACTIVITY."""
    done = log_entry(workspace_of(session), who, amount, activity, day)
    if json_:
        print_json(done)
    else:
        say(tell_logged(done))
