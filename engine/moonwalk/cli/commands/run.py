"""`moonwalk run`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

import click

from moonwalk.cli.group import Session
from moonwalk.cli.options import workspace_of
from moonwalk.cli.terminal import say
from moonwalk.services.errors import Refused
from moonwalk.services.notifications import TickReport, keep_ticking


@click.command(short_help="Do what is due, again and again.")
@click.option(
    "--every",
    type=click.IntRange(1, 1440),
    default=15,
    show_default=True,
    metavar="MINUTES",
    help="How long to wait between two rounds.",
)
@click.pass_obj
def run_command(session: Session, every: int) -> None:
    """Do what `tick` does, every quarter of an hour, until it is told to stop.

    Ctrl+C or SIGTERM ends it after the message that it has in hand. Settings and plugins that change
    meanwhile apply once it is started afresh.
    """
    if session.now is not None:
        raise click.UsageError("'run' goes by the computer's clock. Use 'tick' with --now.")
    ws, stop = workspace_of(session), threading.Event()
    with _stopped_by_signals(stop):
        say(f"Doing what is due every {every} minutes. Press Ctrl+C to stop.")
        keep_ticking(ws, timedelta(minutes=every), stop, _tell)
    say("Stopped. What was not sent yet goes out with the next 'moonwalk tick' or 'run'.")


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Have the first signal ask for a stop; a second Ctrl+C interrupts at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = [(number, signal.signal(number, ask)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _tell(outcome: TickReport | Refused) -> None:
    if isinstance(outcome, Refused):
        say(outcome.message)
        return
    if outcome.enqueued or outcome.delivered or outcome.retried or outcome.given_up:
        say(
            f"{outcome.enqueued} messages queued, {outcome.delivered} delivered, {outcome.retried} to be "
            f"tried again, {outcome.given_up} given up."
        )
    for sentence in (*outcome.waiting, *outcome.ended, *outcome.problems):
        say(sentence)
