"""Who takes part: memberships brought in line with the roster, without ever rewriting the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from moonwalk.definitions import Challenge
from moonwalk.scoring.facts import NEVER
from moonwalk.store import attributes, memberships, people, teams
from moonwalk.store.database import Transaction
from moonwalk.store.memberships import MembershipRecord

ALWAYS: Final = date(2000, 1, 1)
"""The first day of who takes part from the beginning, whenever that will be."""

STARTS, ENDS, TEAM = "starts", "ends", "team"
"""Roster columns with a meaning: the first and last day of employment, and the team."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What enrolling changed: people who joined, moved to another team, left, and have other days."""

    joined: int = 0
    moved: int = 0
    left: int = 0
    redated: int = 0

    def __str__(self) -> str:
        parts = [
            (self.joined, "joined"),
            (self.moved, "moved"),
            (self.left, "left"),
            (self.redated, "with other first or last days"),
        ]
        return ", ".join(f"{count} {what}" for count, what in parts if count) or "nobody changed"


@dataclass(frozen=True)
class _Enrolling:
    tx: Transaction
    challenge: Challenge
    today: date
    known_at: int
    decision: int
    launched_on: date | None

    @property
    def begun(self) -> bool:
        """Whether it has been played already, so that newcomers begin today and not in the past."""
        starts, ends = self.challenge.schedule.starts, self.challenge.schedule.ends
        if starts is None or ends is None or self.launched_on is None:
            return False
        return starts < self.today and self.launched_on <= ends

    def record(self, person: int, team: int | None, first: date, last: date | None) -> MembershipRecord:
        return MembershipRecord(self.challenge.name, person, team, first, last, self.known_at)

    def add(self, membership: MembershipRecord) -> None:
        memberships.add(self.tx, membership, self.decision)


def enrol(
    tx: Transaction,
    challenge: Challenge,
    today: date,
    known_at: int,
    decision: int,
    launched_on: date | None = None,
) -> Enrolment:
    """Makes everyone on the roster a member, in the team the roster says if teams come from it.

    Whoever is new takes part from today (or their first day of work), a mover changes teams today, and
    a leaver takes part until the last day of work, which a later roster may put right. Before the
    challenge begins, at its launch, and in one that is launched when it is over, all this is from day 1.
    """
    run = _Enrolling(tx, challenge, today, known_at, decision, launched_on)
    by_person: dict[int, list[MembershipRecord]] = {}
    for membership in memberships.current(tx, challenge.name, int(NEVER)):
        by_person.setdefault(membership.person, []).append(membership)
    roster_teams = _roster_teams(tx, challenge, known_at)
    first_days, last_days = (attributes.column(tx, name, int(NEVER)) for name in (STARTS, ENDS))
    done: Counter[str] = Counter()
    for person in people.all_people(tx):
        team = None if roster_teams is None else roster_teams.get(person.no)
        first, last = _day(first_days.get(person.no)), _day(last_days.get(person.no))
        now = by_person.get(person.no)
        if now is None:
            done["joined"] += _join(run, person.no, team, first, last)
        else:
            latest = max(now, key=lambda membership: membership.from_day)
            done[_follow(run, latest, team, first, last)] += 1
    return Enrolment(done["joined"], done["moved"], done["left"], done["redated"])


def put_in_team(run_of: _Enrolling, membership: MembershipRecord, team: int) -> None:
    """Gives a member without a team one, for all of the membership."""
    _move(run_of, membership, team, membership.to_day)


def enrolling(
    tx: Transaction,
    challenge: Challenge,
    today: date,
    known_at: int,
    decision: int,
    launched_on: date | None,
) -> _Enrolling:
    """What the drawing of teams needs to write memberships."""
    return _Enrolling(tx, challenge, today, known_at, decision, launched_on)


def _roster_teams(tx: Transaction, challenge: Challenge, known_at: int) -> Mapping[int, int] | None:
    """The team number of each person by the roster's column; None where teams do not come from it."""
    section = challenge.teams
    if section is None or section.formed != "from the roster":
        return None
    named = attributes.column(tx, section.column or TEAM, int(NEVER))
    numbers: dict[str, int] = {}
    for name in sorted({value.strip() for value in named.values()} - {""}):
        numbers[name] = teams.number(tx, name, known_at)
    return {person: numbers[name.strip()] for person, name in named.items() if name.strip()}


def _join(run: _Enrolling, person: int, team: int | None, first: date | None, last: date | None) -> int:
    start = run.today if run.begun and first is None else _start(run, first)
    if _is_never(run, start, last):
        return 0
    run.add(run.record(person, team, start, last))
    return 1


def _is_never(run: _Enrolling, first: date, last: date | None) -> bool:
    """Whether who is there from one day to another misses the challenge."""
    begins = run.challenge.schedule.starts or first
    return last is not None and last < max(first, begins)


def _start(run: _Enrolling, first: date | None) -> date:
    """From when someone takes part whose first day of work this is."""
    begins = run.challenge.schedule.starts
    return first if first is not None and begins is not None and first > begins else ALWAYS


def _follow(
    run: _Enrolling, latest: MembershipRecord, team: int | None, first: date | None, last: date | None
) -> Literal["moved", "left", "redated", "same"]:
    """Brings a membership in line with the roster; a day that the roster leaves out stays as it is."""
    here = last is None or last >= run.today or not run.begun
    if team is not None and team != latest.team and here and _runs_on(latest, run):
        _move(run, latest, team, latest.to_day if last is None else last)
        return "moved"
    starts = latest.from_day if first is None or run.begun else _start(run, first)
    ends = latest.to_day if last is None else last
    if (starts, ends) == (latest.from_day, latest.to_day):
        return "same"
    changed = replace(latest, known_at=run.known_at, supersedes=latest.no)
    if _is_never(run, starts, ends):
        run.add(replace(changed, void=True))
    else:
        run.add(replace(changed, from_day=starts, to_day=ends))
    return "left" if ends is not None and (latest.to_day is None or ends < latest.to_day) else "redated"


def _move(run: _Enrolling, latest: MembershipRecord, team: int, last: date | None) -> None:
    if not run.begun or latest.from_day >= run.today or latest.team is None:
        run.add(replace(latest, team=team, to_day=last, known_at=run.known_at, supersedes=latest.no))
        return
    yesterday = run.today - timedelta(days=1)
    run.add(replace(latest, to_day=yesterday, known_at=run.known_at, supersedes=latest.no))
    run.add(run.record(latest.person, team, run.today, last))


def _runs_on(membership: MembershipRecord, run: _Enrolling) -> bool:
    return membership.to_day is None or membership.to_day >= run.today


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
