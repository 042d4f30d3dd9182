"""`moonwalk announce`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json
from moonwalk.cli.terminal import ask, put, say
from moonwalk.services.announcing import Announcement, AnnouncementReport, announce
from moonwalk.services.errors import Refused
from moonwalk.services.wording import counted


@click.command(short_help="Send a message of your own to those who take part.")
@click.argument("challenge")
@click.argument("text", default="")
@click.option("--subject", required=True, help="The first line.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="A file with the text; - is stdin.",
)
@click.option("--team", default="", help="Only to the members of this team.")
@click.option("--where", metavar="COLUMN=VALUE", help="Only to those whom the roster gives this value.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.option("--dry-run", is_flag=True, help="Show what each would get. Send nothing.")
@as_json
@click.pass_obj
def announce_command(
    session: Session,
    challenge: str,
    text: str,
    subject: str,
    file: Path | None,
    team: str,
    where: str | None,
    yes: bool,
    dry_run: bool,
    json_: bool,
) -> None:
    """Send TEXT to everyone who takes part in CHALLENGE, or to some of them, once.

    The text may have {first_name}, {team}, {title} and {link}, the reader's own, in it. First it is shown to
    whom it goes; then you are asked. It waits in the outbox until the next 'moonwalk tick'. Who has had the
    very same text does not get it again.
    """
    workspace = workspace_of(session)
    announcement = Announcement(subject, _text(text, file), team, _filter(where))
    report = announce(workspace, challenge, announcement, dry_run=dry_run or not yes)
    if not json_:
        _show(report, whole=dry_run)
    if not yes and not dry_run and report.messages:
        if ask(f"To send it, type {len(report.messages)}") != str(len(report.messages)):
            raise Refused("That is not the number of people. Nothing was sent.")
        report = announce(workspace, challenge, announcement)
    if json_:
        print_json(report)
    elif dry_run:
        say("Nothing was sent: this was a rehearsal (--dry-run).")
    elif report.messages:
        say(f"{_people(len(report.messages))} will get it with the next 'moonwalk tick'.")


def _text(text: str, file: Path | None) -> str:
    if file is None:
        return text
    if text:
        raise click.UsageError("Give the text or a --file, not both.")
    if str(file) == "-":
        return sys.stdin.read()
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as wrong:
        raise Refused(
            f"{file} cannot be read ({wrong}). Nothing was sent. It has to be a file of text in UTF-8."
        ) from wrong


def _filter(where: str | None) -> tuple[str, str] | None:
    if where is None:
        return None
    column, equals, value = where.partition("=")
    if not equals or not column.strip() or not value.strip():
        raise click.UsageError("--where is a column of the roster and a value: --where site=Berlin")
    return column.strip(), value.strip()


def _show(report: AnnouncementReport, whole: bool) -> None:
    # Before it is sent one message shows what it reads like; a rehearsal shows all.
    for _, name, subject, text in report.messages if whole else report.messages[:1]:
        put(f"To {name}: {subject}")
        put(text)
        put("")
    put(f"{_people(len(report.messages))} by {counted(len(report.channels), 'channel')}.")
    if report.had_already:
        put(f"{_people(report.had_already)} had this very text before and will not get it again.")
    if report.unwanted:
        put(f"{_people(report.unwanted)} chose not to get announcements.")


def _people(number: int) -> str:
    return counted(number, "person", "people")
