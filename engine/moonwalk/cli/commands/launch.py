"""`moonwalk launch` and `moonwalk withdraw`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import DAY, workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.terminal import put, say
from moonwalk.services.launch import LaunchReport
from moonwalk.services.launch_preview import LaunchPreview
from moonwalk.services.withdrawal import launch_or_move, withdraw
from moonwalk.services.wording import counted


@click.command(short_help="Make a challenge go live, or move its dates.")
@click.argument("name")
@click.option("--start", type=DAY, help="The first day, in place of the one in the file.")
@click.option(
    "--dry-run", is_flag=True, help="Show what would happen, with the first messages. Change nothing."
)
@as_json
@click.pass_obj
def launch_command(session: Session, name: str, start: date | None, dry_run: bool, json_: bool) -> None:
    """Launch the challenge NAME of the workspace. From its first day on its rules stand as they are.

    With --dry-run nothing is launched: all dates and deadlines are shown, who takes part and who has no
    team, and the messages of the first seven days.

    Before the first day of a launched challenge, --start moves it to another one; 'moonwalk withdraw' takes
    the launch back.
    """
    report = launch_or_move(workspace_of(session), name, start, dry_run=dry_run)
    if json_:
        print_json(_as_json(report))
        return
    # What a rehearsal shows is the answer; a launch only says what it has done.
    tell = say if report.preview is None else put
    for line in _lines(report):
        tell(line)


@click.command(short_help="Take a launch back before its first day.")
@click.argument("name")
@click.option("--reason", default="", help="Why; it is kept with the decision.")
@click.option("--dry-run", is_flag=True, help="Show what would happen. Change nothing.")
@as_json
@click.pass_obj
def withdraw_command(session: Session, name: str, reason: str, dry_run: bool, json_: bool) -> None:
    """Take the launch of the challenge NAME back, before its first day. It is a draft again.

    Nobody takes part in it any more, and messages that wait are not sent. People who signed up, or chose to
    stay out, are remembered for the next launch.
    """
    report = withdraw(workspace_of(session), name, reason, dry_run=dry_run)
    if json_:
        print_json(report)
        return
    would = "would be" if dry_run else "was"
    say(f"The launch of '{name}', to start on {report.starts}, {would} taken back.")
    if report.people:
        say(f"{counted(report.people, 'person', 'people')} no longer {_take(report.people)} part.")
    if report.signed_up:
        say(f"{counted(report.signed_up, 'person stays', 'people stay')} signed up for the next launch.")
    if report.messages:
        say(f"{counted(report.messages, 'message')} that waited will not be sent.")
    for remark in report.remarks:
        say(remark)
    say("Nothing was changed: this was a rehearsal (--dry-run)." if dry_run else f"{_AGAIN} {name}")


_AGAIN = "Edit the file as you like, and launch it again: moonwalk launch"


def _lines(report: LaunchReport) -> Iterator[str]:
    yield from map(str, report.warnings)
    yield f"{_heading(report)} from {report.starts} to {report.ends}. {_size(report)}"
    if report.preview is None or len(report.deadlines) != len(report.preview.weeks):
        # A rehearsal names the deadline of each week; days that close by themselves are told beside it.
        yield from (f"{deadline}." for deadline in report.deadlines)
    yield from report.remarks
    if report.preview is not None:
        yield from _preview(report.preview)
    if report.seed_sha256:
        yield f"SHA-256 of the seed of all its draws: {report.seed_sha256}"
    if report.preview is not None:
        yield "Nothing was changed: this was a rehearsal (--dry-run)."


def _take(number: int) -> str:
    return "takes" if number == 1 else "take"


def _heading(report: LaunchReport) -> str:
    if report.moved_from is not None:
        return f"{report.title} was to start on {report.moved_from}. It {_runs(report)}"
    return f"{report.title} {_runs(report)}"


def _runs(report: LaunchReport) -> str:
    return "runs" if report.preview is None else "would run"


def _size(report: LaunchReport) -> str:
    return f"People: {report.people}, teams: {report.teams}."


def _preview(preview: LaunchPreview) -> Iterator[str]:
    for week in preview.weeks:
        theme = f" {week.theme}" if week.theme else ""
        yield f"Week {week.number}: {week.first} to {week.last}, closes {_when(week.closes)}.{theme}"
    yield f"Everything is final after {_when(preview.final_at)}."
    for team, rows in groupby(preview.members, key=lambda row: row.team):
        names = ", ".join(row.name for row in rows)
        yield f"{team or 'Without a team'}: {names}"
    yield f"Messages until {preview.until}, as if nobody logged anything:"
    if not preview.messages:
        yield "  None."
    elif not preview.channels:
        yield "  The settings name no channels, so nobody is sent any of these."
    for message in preview.messages:
        whom = counted(message.people, "person", "people")
        yield f"  {_when(message.due)}, to {whom} (here to {message.name}): {message.subject}"
        yield from (f"    {line}".rstrip() for line in message.text.splitlines())
    yield from preview.problems


def _when(at: datetime) -> str:
    return f"{at:%A, %Y-%m-%d %H:%M} ({at.tzinfo})"


def _as_json(report: LaunchReport) -> dict[str, object]:
    keys = ("challenge", "title", "starts", "ends", "people", "teams", "seed_sha256", "remarks", "deadlines")
    shown: dict[str, object] = {key: getattr(report, key) for key in keys}
    if report.moved_from is not None:
        shown["moved_from"] = report.moved_from
    if report.preview is not None:
        shown["dry_run"] = True
        shown["warnings"] = [str(warning) for warning in report.warnings]
        shown["preview"] = report.preview
    return shown
