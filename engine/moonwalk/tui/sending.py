"""Sending what is due while the screen is open, in a thread that begins and ends with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Final

from moonwalk.services.errors import Refused
from moonwalk.services.notifications import TickReport, keep_ticking
from moonwalk.services.workspace import Workspace
from moonwalk.tui.wording import count

EVERY: Final = timedelta(minutes=1)
_APART: Final = timedelta(minutes=1)
"""A clock that is further from the computer's was set."""
_ENDS_WITHIN: Final = 30.0
"""Seconds for the message that a channel has in hand; what is not sent by then is sent another time."""


class Sender:
    """Does everything that is due, again and again, from `begin` to `end`; `tell` hears of what came of it.

    `tell` is called in the thread that sends, with a sentence, and only with news.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._stop: Event | None = None
        self._threads: list[Thread] = []
        self._said = ""
        self._refused = ""

    @property
    def is_running(self) -> bool:
        """Whether what is due is sent."""
        return self._stop is not None

    def begin(self, workspace: Workspace) -> None:
        """Send what is due now and every minute from now on. Refused where the clock was set."""
        self.end()
        if abs(workspace.now() - datetime.now(UTC)) > _APART:
            raise Refused(
                "The clock was set with --now, and messages go by the real one. Nothing is sent by itself."
            )
        self._stop, self._said = Event(), ""
        arguments = (workspace, EVERY, self._stop, self._take)
        thread = Thread(target=keep_ticking, args=arguments, name="sending", daemon=True)
        self._threads = [*(known for known in self._threads if known.is_alive()), thread]
        thread.start()

    def end(self) -> None:
        """Send nothing after what is being sent, and do not wait for that."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None

    def finish(self) -> None:
        """Send nothing more, and wait for what is being sent."""
        self.end()
        for thread in self._threads:
            thread.join(_ENDS_WITHIN)

    def _take(self, report: TickReport | Refused) -> None:
        refused, before = (report.message if isinstance(report, Refused) else ""), self._refused
        self._refused = refused
        # Somebody else is at it now and then, this screen itself when it looks what would be sent.
        said = _in_words(report) if isinstance(report, TickReport) else refused if refused == before else ""
        # Trouble that lasts is told once, what was sent each time.
        if said and (said != self._said or said.startswith("Sent ")):
            self._tell(said)
        self._said = said


def _in_words(report: TickReport) -> str:
    """What a tick did; nothing where there is nothing to tell."""
    if report.problems:
        return report.problems[0]
    return f"Sent {count(report.delivered, 'message', 'messages')}." if report.delivered else ""
