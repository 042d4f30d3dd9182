"""What may not be logged, corrected or imported any more, because the challenge that it is for is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.errors import Refused
from moonwalk.services.launched import names, outlined
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings, memberships
from moonwalk.store.database import Reader


@dataclass(frozen=True, slots=True)
class _Span:
    """What entries are for: the days of a challenge, its activities, and the numbers of its people."""

    challenge: str
    first: date
    last: date
    activities: frozenset[str]
    people: frozenset[int]

    def takes(self, person: int, activity: str, day: date) -> bool:
        """Whether an entry is for it."""
        of_it = activity in self.activities and person in self.people
        return of_it and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Closures:
    """The challenges that are closed, and those that are open."""

    closed: tuple[_Span, ...]
    open: tuple[_Span, ...]

    @classmethod
    def read(cls, ws: Workspace, db: Reader) -> Closures:
        """As the workspace has it now; where nothing is closed, nothing is read."""
        shut = closings.closed(db)
        spans = [_span(ws, db, name) for name in names(db)] if shut else []
        of_all = [span for span in spans if span is not None]
        return cls(
            tuple(span for span in of_all if span.challenge in shut),
            tuple(span for span in of_all if span.challenge not in shut),
        )

    def reason(self, person: int, activity: str, day: date) -> str:
        """Why an entry is not taken; nothing where it is for no closed challenge, or also for an open one."""
        shut = next((span for span in self.closed if span.takes(person, activity, day)), None)
        if shut is None or any(span.takes(person, activity, day) for span in self.open):
            return ""
        return (
            f"Nothing was changed: '{shut.challenge}' is closed, and its results stand. To open it again: "
            f"moonwalk reopen {shut.challenge} --reason WHY"
        )


def check_open(ws: Workspace, db: Reader, person: int, activity: str, *days: date) -> None:
    """Refused where an entry of one of these days is for a challenge that is closed."""
    closures = Closures.read(ws, db)
    for day in days:
        reason = closures.reason(person, activity, day)
        if reason:
            raise Refused(reason)


def check_not_closed(db: Reader, name: str) -> None:
    """Refused where a challenge is closed: nobody's part in it changes any more."""
    at = closings.closed(db).get(name)
    if at is not None:
        raise Refused(
            f"'{name}' was closed on {moment(at):%Y-%m-%d}, and its results stand. Nothing was changed. "
            f"To open it again: moonwalk reopen {name} --reason WHY"
        )


def _span(ws: Workspace, db: Reader, name: str) -> _Span | None:
    launch = outlined(ws, db, name)
    if launch is None:
        return None
    calendar = launch.plan.calendar
    members = {member.person for member in memberships.consented(db, name, NEVER)}
    return _Span(
        name, calendar.starts, calendar.ends, frozenset(launch.challenge.activities), frozenset(members)
    )
