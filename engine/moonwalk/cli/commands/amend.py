"""`moonwalk amend`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import ask, put, say
from moonwalk.services.amendments.amend import AmendmentReport, amend
from moonwalk.services.amendments.impact import BoardChange, PointsChange
from moonwalk.services.errors import Refused
from moonwalk.services.wording import counted

_SHOWN = 20


@click.command(short_help="Change the rules of a running challenge.")
@click.argument("name")
@click.option("--reason", required=True, help="Why; it is kept with the decision.")
@click.option("--from", "from_day", type=DAY, help="Only from this day on. Without it, for all days.")
@click.option("--tell", is_flag=True, help="Send a message to everyone whom it concerns.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--dry-run", is_flag=True, help="Show what would change. Change nothing.")
@as_json
@click.pass_obj
def amend_command(
    session: Session,
    name: str,
    reason: str,
    from_day: date | None,
    tell: bool,
    yes: bool,
    dry_run: bool,
    json_: bool,
) -> None:
    """Let the challenge NAME, which is running, go on by its file as it is now.

    First it is shown what changes: the rules in words, the messages, and who gains or loses how many points
    and places. Then it asks. It applies to all days, also to past ones; with --from only from a day on, and
    the days before stay as they are. 'moonwalk undo' takes it back.
    """
    workspace = workspace_of(session)
    report = amend(workspace, name, reason, from_day, tell=tell, dry_run=dry_run or not yes)
    if json_:
        print_json(_as_json(report))
        return
    for line in _lines(report):
        put(line)
    _print_points(report.points)
    for board in report.boards:
        _print_board(board)
    for remark in report.remarks:
        put(remark)
    if tell:
        put(f"A message about it goes to {counted(report.recipients, 'person', 'people')}.")
    if dry_run:
        say("Nothing was changed: this was a rehearsal (--dry-run).")
        return
    if not yes:
        if ask("To amend it, type its name") != name:
            raise Refused("That is not its name. Nothing was changed.")
        amend(workspace, name, reason, from_day, tell=tell)
    say(f"'{name}' is amended. To take it back: moonwalk undo")


def _lines(report: AmendmentReport) -> Iterator[str]:
    when = "all days" if report.from_day is None else f"the days from {report.from_day} on"
    yield f"{report.title}: an amendment for {when}."
    for change in report.words:
        yield f"- {change.sentence}"
    if not report.words:
        yield "No rule says anything else than before."
    for change in report.messages:
        yield f"- {change.sentence}"
    if report.warnings:
        yield f"{counted(len(report.warnings), 'warning')} about the file: moonwalk check {report.challenge}"


def _print_points(changes: tuple[PointsChange, ...]) -> None:
    if not changes:
        put("Nobody's points change.")
        return
    more = sum(change.after > change.before for change in changes)
    put(f"Points change for {_people(len(changes))}: {more} gain, {len(changes) - more} lose.")
    # The first gain most and the last lose most; those in between are in --json.
    half = _SHOWN // 2
    shown = changes if len(changes) <= _SHOWN else (*changes[:half], *changes[-half:])
    rows = [
        (change.name, change.before, change.after, f"{change.after - change.before:+d}") for change in shown
    ]
    print_table(("Name", "Points", "New", "Change"), rows, frozenset({1, 2, 3}))
    if len(shown) < len(changes):
        put(f"{len(shown)} of {len(changes)} are shown; --json lists all.")


def _print_board(board: BoardChange) -> None:
    period = f", {board.period}" if board.period else ""
    moved = [row for row in board.rows if row.place_before != row.place_after]
    put(
        f"{board.label}{period}: {counted(len(moved), 'place')} and "
        f"{counted(sum(row.before != row.after for row in board.rows), 'score')} change."
    )
    rows = [
        (row.name, _place(row.place_before), _place(row.place_after), row.before or "-", row.after or "-")
        for row in board.rows[:_SHOWN]
    ]
    print_table(("Name", "Place", "New", "Score", "New"), rows, frozenset({1, 2, 3, 4}))
    if len(board.rows) > _SHOWN:
        put(f"{_SHOWN} of {len(board.rows)} are shown; --json lists all.")


def _people(number: int) -> str:
    return counted(number, "person", "people")


def _place(place: float | None) -> str:
    return "-" if place is None else f"{place:g}"


def _as_json(report: AmendmentReport) -> dict[str, object]:
    return {
        "challenge": report.challenge,
        "from": report.from_day,
        "reason": report.reason,
        "words": report.words,
        "messages": report.messages,
        "points": report.points,
        "boards": report.boards,
        "recipients": report.recipients,
        "warnings": [str(warning) for warning in report.warnings],
        "remarks": report.remarks,
        "dry_run": report.dry_run,
    }
