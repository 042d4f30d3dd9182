"""Ticks one after another, until somebody asks to stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import Final

from moonwalk.services.errors import Refused
from moonwalk.services.notifications import TickReport, tick
from moonwalk.services.workspace import Workspace

_LOOK: Final = 1.0
"""Seconds between two looks at the clock."""


def keep_ticking(
    ws: Workspace, every: timedelta, stop: Event, report: Callable[[TickReport | Refused], None]
) -> None:
    """Tick at once and then `every` so often, until `stop` is set; what came of each goes to `report`.

    A tick that is refused, since another program is at it or the database is locked, is not the last. One
    that is under way when `stop` is set ends with the message that each channel has in hand.
    """
    while not stop.is_set():
        began, at = monotonic(), ws.now()
        try:
            report(tick(ws, stop=stop))
        except Refused as refused:
            report(refused)
        # While a computer sleeps its steady clock may stand still, and a clock that is set moves the other
        # one only. A tick too many changes nothing, so whichever says that it is time is believed.
        while max(monotonic() - began, abs((ws.now() - at).total_seconds())) < every.total_seconds():
            if stop.wait(_LOOK):
                return
