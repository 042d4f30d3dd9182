"""`moonwalk tick`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from moonwalk.cli.group import Session
from moonwalk.cli.install_hints import SYSTEMS, install_hint
from moonwalk.cli.options import workspace_of
from moonwalk.cli.output import as_json, print_json, print_table
from moonwalk.cli.terminal import put, put_lines, say
from moonwalk.services.notifications import TickReport, tick
from moonwalk.services.tick_preview import MessagePreview
from moonwalk.services.wording import counted


@click.command(short_help="Do everything that is due, once.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and undo it.")
@click.option("--texts", is_flag=True, help="With --dry-run: every message as its reader would get it.")
@click.option(
    "--install-hint",
    "install_hint_",
    type=click.Choice(list(SYSTEMS)),
    help="Print how to have this run by itself, and do nothing.",
)
@as_json
@click.pass_obj
def tick_command(
    session: Session, dry_run: bool, texts: bool, install_hint_: str | None, json_: bool
) -> None:
    """Put the notices that fell due into the outbox and deliver what is waiting there.

    Doing it again changes nothing. Exits with 1 if something could not be done.

    With --now ahead of the clock, what is sent counts as told up to the clock only, so that nothing which
    falls due in between is missed. Messages are sent all the same: rehearse with --dry-run, or on a copy.
    """
    if install_hint_ is not None:
        # The program as it was called: resolved, the link of a virtual environment would lead out of it.
        put_lines(install_hint(install_hint_, Path(sys.executable), workspace_of(session).folder.resolve()))
        return
    if texts and not dry_run:
        raise click.UsageError("--texts shows what would be sent: use it with --dry-run.")
    clock = datetime.now(UTC)
    done = tick(workspace_of(session), dry_run, clock, in_full=texts or json_)
    if json_:
        print_json(done)
    else:
        if done.dry_run:
            _report_rehearsal(done, texts)
        else:
            _report(done)
        if done.delivered and session.now is not None and session.now > clock:
            say(
                f"The clock was set ahead to {session.now:%Y-%m-%d %H:%M} with --now, and these messages "
                "were sent. They are not sent again when their time has come."
            )
        for sentence in (*done.waiting, *done.ended, *done.problems):
            say(sentence)
    if done.problems:
        sys.exit(1)


def _report(done: TickReport) -> None:
    say(
        f"{done.enqueued} messages queued, {done.delivered} delivered, {done.retried} to be tried again, "
        f"{done.given_up} given up."
    )
    _say_expired(done)
    if done.held_back:
        say(
            f"{counted(done.held_back, 'message')} wait for another day: their readers have had as many as "
            "they get in a day."
        )


def _say_expired(done: TickReport) -> None:
    if done.expired:
        gone = "go to nobody" if done.dry_run else "went to nobody"
        say(f"{counted(done.expired, 'message')} came too late to be of use, and {gone}.")


def _report_rehearsal(done: TickReport, texts: bool) -> None:
    if texts:
        _put_texts(done.texts)
    else:
        rows = [(name, subject, text.split("\n")[0]) for name, subject, text in done.messages]
        print_table(("To", "Subject", "Begins"), rows)
    _say_counts(done.texts)
    _say_expired(done)
    say(f"This was a dry run: {done.enqueued} messages would be queued. Nothing was changed.")


def _put_texts(texts: Sequence[MessagePreview]) -> None:
    """Every message in full, each below a line that says to whom it goes, by what, and when."""
    for each in texts:
        when = _WHEN[each.goes] if each.goes != "later" else f"at {each.due:%Y-%m-%d %H:%M}Z"
        together = f", {each.holds} messages as one" if each.holds > 1 else ""
        note = f": {each.note}" if each.note else ""
        put(f"=== {each.name} ({each.person}) by {each.channel}, {when}{together}{note}")
        # Indented, so that no line of a text can pass for the head of another one.
        for line in each.text.strip("\n").split("\n"):
            put(f"  {line}".rstrip())
        put("")


def _say_counts(texts: Sequence[MessagePreview]) -> None:
    counts = Counter((each.channel, each.goes) for each in texts)
    for (channel, goes), number in sorted(counts.items()):
        say(f"By {channel}: {counted(number, 'message')} {_WHEN[goes]}.")


_WHEN: Final = MappingProxyType(
    {"now": "now", "later": "later", "held": "once approved", "never": "not at all"}
)
