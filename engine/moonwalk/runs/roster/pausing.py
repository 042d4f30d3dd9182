"""Personal pauses: days on which somebody need not take part. No reason is asked, and none is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from moonwalk.runs.errors import Refused
from moonwalk.runs.landing import operator
from moonwalk.runs.roster.taking_part import taking_part
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.facts import NEVER
from moonwalk.store import decisions, pauses
from moonwalk.store.database import Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.pauses import PauseRecord
from moonwalk.store.people import PersonRecord


@dataclass(frozen=True, slots=True)
class PauseReport:
    """Somebody's pauses in a challenge after a change: the days of each, and how many days are left."""

    person: str
    name: str
    pauses: tuple[tuple[date, date], ...]
    left: int


def pause(ws: Workspace, challenge: str, who: str, first: date, last: date) -> PauseReport:
    """Pauses a person from a day to a day, both included.

    Refused outside the challenge, over another pause, or beyond the days that the challenge allows.
    """
    with ws.database() as db, db.write() as tx:
        launch, person = taking_part(ws, tx, challenge, who)
        calendar, allowed = launch.plan.calendar, launch.challenge.pauses.personal
        if not calendar.starts <= first <= last <= calendar.ends:
            raise Refused(
                f"A pause in '{challenge}' lies between {calendar.starts} and {calendar.ends}, and its first "
                "day is not after its last. Nothing was changed."
            )
        held = _held(tx, challenge, person)
        if any(one_pause.from_day <= last and first <= one_pause.to_day for one_pause in held):
            raise Refused(f"{person.name} has a pause on some of these days already. Nothing was changed.")
        left = allowed - _days(held)
        days = (last - first).days + 1
        if days > left:
            raise Refused(
                f"'{challenge}' allows {allowed} days of pause each, of which {person.name} has {left} left; "
                f"{days} were asked for. Nothing was changed."
            )
        _add(ws, tx, PauseRecord(challenge, person.no, first, last, ws.instant()))
        return _report(tx, challenge, person, allowed)


def resume(ws: Workspace, challenge: str, who: str, day: date | None = None) -> PauseReport:
    """Ends a person's pauses: from a day on, today by default, they take part again.

    Days of pause that lie before stay as they are. Refused where there is no pause to end.
    """
    with ws.database() as db, db.write() as tx:
        launch, person = taking_part(ws, tx, challenge, who)
        back = day or launch.plan.calendar.today(ws.instant())
        ending = [held for held in _held(tx, challenge, person) if held.to_day >= back]
        if not ending:
            raise Refused(f"{person.name} has no pause on {back} or later. Nothing was changed.")
        for held in ending:
            newer = replace(held, known_at=ws.instant(), supersedes=held.no)
            begun = held.from_day < back
            _add(
                ws,
                tx,
                replace(newer, to_day=back - timedelta(days=1)) if begun else replace(newer, void=True),
            )
        return _report(tx, challenge, person, launch.challenge.pauses.personal)


def _held(tx: Transaction, challenge: str, person: PersonRecord) -> list[PauseRecord]:
    return [record for record in pauses.current(tx, challenge, NEVER) if record.person == person.no]


def _days(held: list[PauseRecord]) -> int:
    return sum((record.to_day - record.from_day).days + 1 for record in held)


def _add(ws: Workspace, tx: Transaction, record: PauseRecord) -> None:
    did = "people resume" if record.supersedes else "people pause"
    decided = Decision(ws.instant(), operator(), did, record.challenge, person=record.person)
    pauses.add(tx, record, decisions.record(tx, decided))


def _report(tx: Transaction, challenge: str, person: PersonRecord, allowed: int) -> PauseReport:
    held = sorted(_held(tx, challenge, person), key=lambda record: record.from_day)
    days = tuple((record.from_day, record.to_day) for record in held)
    return PauseReport(person.id, person.name, days, allowed - _days(held))
