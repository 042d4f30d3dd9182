"""Several people at once: moved, paused or taken out by one decision, which one undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from moonwalk.api.cells import clean_name
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.lookup import person_of
from moonwalk.services.roster.participation import PauseReport, pause_at, resume_at
from moonwalk.services.roster.roster_change import RosterChange, decided, roster_change
from moonwalk.services.roster.sign_ups import leave_at
from moonwalk.services.roster.teams import assign_at
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions
from moonwalk.store.database import Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.people import PersonRecord


@dataclass(frozen=True, slots=True)
class SeveralChanged:
    """The ids and names of those for whom it was done, and a sentence about each for whom it was not."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    left_out: tuple[str, ...]
    remarks: tuple[str, ...] = ()


_Attempt = Callable[[Sequence[str], bool], SeveralChanged]
"""What does it for people by id, or only tries it."""


def move_several(
    ws: Workspace, challenge: str, ids: Sequence[str], team: str, *, dry_run: bool = False
) -> SeveralChanged:
    """Put members into a team, as `assign_to_team` does one. Refused where none of them can be."""
    remarks: list[str] = []

    def move(change: RosterChange, person: PersonRecord) -> bool:
        done = assign_at(change, person, team)
        remarks.extend(remark for remark in done.remarks if remark not in remarks)
        return done.changed

    attempt = _in_roster(ws, "teams put", challenge, move, {"team": clean_name(team)})
    changed = _carry_out(attempt, ids, dry_run)
    return replace(changed, remarks=tuple(remarks))


def leave_several(
    ws: Workspace, challenge: str, ids: Sequence[str], day: date | None = None, *, dry_run: bool = False
) -> SeveralChanged:
    """Take people out from a day on, as `leave` does one. Refused where none of them can be."""

    def take_out(change: RosterChange, person: PersonRecord) -> bool:
        return leave_at(change, person, day).changed

    return _carry_out(_in_roster(ws, "people leave", challenge, take_out), ids, dry_run)


def pause_several(
    ws: Workspace, challenge: str, ids: Sequence[str], first: date, last: date, *, dry_run: bool = False
) -> SeveralChanged:
    """Pause people from a day to a day, as `pause` does one. Refused where none of them can be."""

    def change(tx: Transaction, who: str, decision: int) -> PauseReport:
        return pause_at(ws, tx, challenge, who, first, last, decision)

    days = {"first": str(first), "last": str(last)}
    return _carry_out(_in_pauses(ws, "people pause", challenge, change, days), ids, dry_run)


def resume_several(
    ws: Workspace, challenge: str, ids: Sequence[str], day: date | None = None, *, dry_run: bool = False
) -> SeveralChanged:
    """End the pauses of people, as `resume` does one's. Refused where none of them has any."""

    def change(tx: Transaction, who: str, decision: int) -> PauseReport:
        return resume_at(ws, tx, challenge, who, day, decision)

    return _carry_out(_in_pauses(ws, "people resume", challenge, change), ids, dry_run)


def _in_pauses(
    ws: Workspace,
    did: str,
    challenge: str,
    change: Callable[[Transaction, str, int], PauseReport],
    detail: Mapping[str, str] = MappingProxyType({}),
) -> _Attempt:
    def attempt(wanted: Sequence[str], rehearsing: bool) -> SeveralChanged:
        attempted = _Attempted()
        with ws.database() as db, transaction(db, rehearsing) as tx:
            about = {"people": len(wanted), **detail}
            decision = decisions.record(tx, Decision(ws.instant(), operator(), did, challenge, detail=about))
            for each in wanted:
                try:
                    attempted.take(each, change(tx, each, decision).name)
                except Refused as reason:
                    attempted.leave_out(str(reason))
        return attempted.result()

    return attempt


def _in_roster(
    ws: Workspace,
    did: str,
    challenge: str,
    change_person: Callable[[RosterChange, PersonRecord], bool],
    detail: Mapping[str, str] = MappingProxyType({}),
) -> _Attempt:
    def attempt(wanted: Sequence[str], rehearsing: bool) -> SeveralChanged:
        attempted = _Attempted()
        decision = decided(ws, did, challenge, detail={"people": len(wanted), **detail})
        with roster_change(ws, challenge, decision, rehearsing) as change:
            for each in wanted:
                try:
                    person = person_of(change.tx, each)
                    if change_person(change, person):
                        attempted.take(each, person.name)
                    else:
                        attempted.leave_out(f"For {person.name}, nothing changes.")
                except Refused as reason:
                    attempted.leave_out(str(reason))
        return attempted.result()

    return attempt


def _carry_out(attempt: _Attempt, ids: Sequence[str], dry_run: bool) -> SeveralChanged:
    """Try it for all, then do it for those for whom it can be done: the decision says how many they are."""
    tried = attempt(ids, True)
    if not tried.ids:
        raise Refused(f"Nothing was changed. {' '.join(tried.left_out)}")
    return tried if dry_run else replace(attempt(tried.ids, False), left_out=tried.left_out)


class _Attempted:
    """What came of it, person by person."""

    def __init__(self) -> None:
        self._done: dict[str, str] = {}
        self._left_out: dict[str, None] = {}

    def take(self, person: str, name: str) -> None:
        """It was done for somebody."""
        self._done[person] = name

    def leave_out(self, reason: str) -> None:
        """It could not be done for somebody, while it is for others."""
        self._left_out[reason.replace(" Nothing was changed.", "")] = None

    def result(self) -> SeveralChanged:
        """All of it."""
        return SeveralChanged(tuple(self._done), tuple(self._done.values()), tuple(self._left_out))
