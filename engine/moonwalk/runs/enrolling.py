"""Who takes part: memberships brought in line with the roster, without ever rewriting the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import moment
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
class Registrar:
    """Writes the memberships of one challenge, all at one instant (ms) and under one decision.

    `launched_at` (ms) is None before the launch and at it.
    """

    tx: Transaction
    challenge: Challenge
    at: int
    decision: int
    launched_at: int | None = None

    @cached_property
    def today(self) -> date:
        """The civil day in the challenge's zone."""
        return self._day_of(self.at)

    @cached_property
    def begun(self) -> bool:
        """Whether it has been played already, so that newcomers begin today and not in the past."""
        starts, ends = self.challenge.schedule.starts, self.challenge.schedule.ends
        if starts is None or ends is None or self.launched_at is None:
            return False
        return starts < self.today and self._day_of(self.launched_at) <= ends

    def enrol(self) -> Enrolment:
        """Makes everyone on the roster a member, in the team the roster says unless teams are drawn.

        Whoever is new takes part from today (or their first day of work), a mover changes teams today,
        and a leaver takes part until the last day of work, which a later roster may put right. Before the
        challenge begins, at its launch, and in one that is launched when it is over, all this is from
        day 1. The same roster again changes nothing.
        """
        roster = self._roster()
        mine: dict[int, list[MembershipRecord]] = {}
        for membership in memberships.current(self.tx, self.challenge.name, int(NEVER)):
            mine.setdefault(membership.person, []).append(membership)
        for number, membership in memberships.undone(self.tx, self.challenge.name).items():
            mine.setdefault(number, [membership])
        done: Counter[str] = Counter()
        for person in people.all_people(self.tx):
            standing, said = mine.get(person.no), roster.of(person.no)
            done[self._follow(standing, said) if standing else self._join(person.no, said)] += 1
        return Enrolment(done["joined"], done["moved"], done["left"], done["redated"])

    def put_in_team(self, membership: MembershipRecord, team: int) -> None:
        """Gives a member without a team one, for all of the membership."""
        self._replace(membership, team=team)

    def _day_of(self, instant: int) -> date:
        return moment(instant).astimezone(ZoneInfo(self.challenge.schedule.timezone)).date()

    def _roster(self) -> _Roster:
        starts, ends = (attributes.column(self.tx, name, int(NEVER)) for name in (STARTS, ENDS))
        section = self.challenge.teams
        if section is None or section.formed == "drawn":
            return _Roster({}, starts, ends)
        named = attributes.column(self.tx, section.column or TEAM, int(NEVER))
        wanted = {person: name.strip() for person, name in named.items() if name.strip()}
        numbers = {name: teams.number(self.tx, name, self.at) for name in sorted(set(wanted.values()))}
        return _Roster({person: numbers[name] for person, name in wanted.items()}, starts, ends)

    def _join(self, person: int, said: _Said) -> _Done:
        first, last = self._first_day(said.starts), _day(said.ends)
        if self._is_never(first, last):
            return "same"
        self._add(MembershipRecord(self.challenge.name, person, said.team, first, last, self.at))
        return "joined"

    def _follow(self, standing: Sequence[MembershipRecord], said: _Said) -> _Done:
        """Brings someone's memberships in line with the roster; what it never said stays as it is."""
        latest = max(standing, key=lambda membership: membership.from_day)
        settled = said.starts is None or (self.begun and latest.from_day <= self.today)
        first = latest.from_day if settled else self._first_day(said.starts)
        last = latest.to_day if said.ends is None else _day(said.ends)
        if self._is_never(first, last):
            return self._undo(latest, [one for one in standing if one != latest], said)
        stays = not self.begun or last is None or last >= self.today
        team = said.team if said.team is not None and stays else latest.team
        if (first, last, team, False) == (latest.from_day, latest.to_day, latest.team, latest.void):
            return "same"
        if team != latest.team and self._played_in_team(latest):
            self._replace(latest, to_day=self.today - timedelta(days=1))
            moved = replace(latest, team=team, from_day=self.today, to_day=last, supersedes=None)
            self._add(replace(moved, known_at=self.at))
        else:
            self._replace(latest, team=team, from_day=first, to_day=last, void=False)
        return _done(latest, team, last)

    def _undo(self, latest: MembershipRecord, others: Sequence[MembershipRecord], said: _Said) -> _Done:
        """Takes a membership back whose first day never came; then the one before may end earlier, too."""
        if latest.void:
            return "same"
        self._replace(latest, void=True)
        if others:
            self._follow(others, replace(said, team=None))
        return "left"

    def _first_day(self, starts: str | None) -> date:
        """From when someone takes part whose first day of work this is."""
        first, begins = _day(starts), self.challenge.schedule.starts
        if first is None and self.begun:
            return self.today
        return first if first is not None and begins is not None and first > begins else ALWAYS

    def _is_never(self, first: date, last: date | None) -> bool:
        """Whether who is there from one day to another misses the challenge."""
        return last is not None and last < max(first, self.challenge.schedule.starts or first)

    def _played_in_team(self, membership: MembershipRecord) -> bool:
        """Whether there are days in a team that a move must leave there."""
        standing = membership.team is not None and not membership.void
        return standing and self.begun and membership.from_day < self.today

    def _replace(self, old: MembershipRecord, **changes: Any) -> None:
        self._add(replace(old, known_at=self.at, supersedes=old.no, **changes))

    def _add(self, membership: MembershipRecord) -> None:
        memberships.add(self.tx, membership, self.decision)


_Done = Literal["joined", "moved", "left", "redated", "same"]


@dataclass(frozen=True, slots=True)
class _Said:
    """What the roster says of a person: None is what no roster ever said, a blank day was taken back."""

    team: int | None
    starts: str | None
    ends: str | None


@dataclass(frozen=True, slots=True)
class _Roster:
    """The roster's columns by person: numbers of teams, and days as ISO text."""

    teams: Mapping[int, int]
    starts: Mapping[int, str]
    ends: Mapping[int, str]

    def of(self, person: int) -> _Said:
        return _Said(self.teams.get(person), self.starts.get(person), self.ends.get(person))


def _done(old: MembershipRecord, team: int | None, last: date | None) -> _Done:
    if old.void:
        return "joined"
    if team != old.team:
        return "moved"
    return "left" if last is not None and (old.to_day is None or last < old.to_day) else "redated"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
