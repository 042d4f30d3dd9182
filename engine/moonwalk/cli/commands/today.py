"""`moonwalk today`: what needs attention, and how each challenge that runs does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put
from moonwalk.services.attention import today
from moonwalk.services.overview import Event, Overview, TeamActivity

SHOWN_DAYS = 7


@click.command(short_help="Say what needs attention, and how each challenge does.")
@as_json
@click.pass_obj
def today_command(session: Session, json_: bool) -> None:
    """Say what needs attention today, most urgent first, and what deals with it.

    Then, for each challenge that runs: the share of each team that logged on each of the last seven days, in
    percent, what comes next, and who moved since the last week closed. --json has all days.
    """
    page = today(workspace_of(session))
    if json_:
        print_json(page)
        return
    if page.attention:
        rows = [(item.title, item.message, item.remedy) for item in page.attention]
        print_table(("Where", "What", "What to do"), rows)
    else:
        put("All is well.")
    for overview in page.running:
        put()
        _print(overview, workspace_of(session).today())


def _print(overview: Overview, day: date) -> None:
    put(overview.title)
    if overview.not_scored:
        put(f"Not scored: {overview.not_scored}")
        return
    is_over = bool(overview.days) and overview.days[-1] < day
    put(f"{overview.logged} of {overview.due} have logged for {'the last day' if is_over else 'today'}.")
    days = overview.days[-SHOWN_DAYS:]
    if days:
        headings = ("Logged, %", *(f"{day:%a} {day.day}" for day in days))
        print_table(headings, list(_shares((overview.everyone, *overview.teams))))
    for event in overview.events:
        put(f"{_when(event)}: {event.what}.")
    moves = [f"{mover.name} {mover.moved:+d}" for mover in overview.movers]
    if moves:
        put(f"Places since the last week closed: {', '.join(moves)}.")
    if overview.race is not None:
        put(overview.race.sentence)


def _shares(lines: Iterable[TeamActivity]) -> Iterable[tuple[str | int, ...]]:
    for line in lines:
        shares = line.shares[-SHOWN_DAYS:]
        yield (line.name, *("" if share is None else share for share in shares))


def _when(event: Event) -> str:
    shown = f"{event.when:%a %Y-%m-%d}"
    return f"{shown} {event.when:%H:%M}" if isinstance(event.when, datetime) else shown
