"""When a message may reach its reader: by the workspace's settings, on the reader's own clock."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from moonwalk.scoring.calendar import milliseconds, moment
from moonwalk.services.launched import outlined
from moonwalk.services.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.database import Reader
from moonwalk.store.outbox import NewMessage
from moonwalk.store.people import PersonRecord


class DecentHours:
    """Says from when on messages may be sent to people. Without settings, at any time."""

    def __init__(self, ws: Workspace, db: Reader) -> None:
        self._ws, self._db = ws, db
        self._zones: dict[str, str] = {}

    def not_before(self, message: NewMessage) -> int:
        """The first instant (ms) from now on at which a message suits its reader; due ones may go then."""
        return self.from_instant(
            self._ws.instant(), people.by_number(self._db, message.person), message.challenge
        )

    def from_instant(self, instant: int, person: PersonRecord | None, challenge: str) -> int:
        """The first instant (ms) from another on that suits a person who reads of a challenge."""
        hours = self._ws.settings.sending
        if hours is None or person is None:
            return instant
        zone = ZoneInfo(person.timezone or self._ws.settings.timezone or self._zone_of(challenge))
        return milliseconds(hours.next_from(moment(instant), zone))

    def _zone_of(self, challenge: str) -> str:
        if challenge not in self._zones:
            launch = outlined(self._ws, self._db, challenge)
            self._zones[challenge] = launch.plan.calendar.zone if launch else "UTC"
        return self._zones[challenge]
