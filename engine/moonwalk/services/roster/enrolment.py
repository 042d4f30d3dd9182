"""Who takes part: memberships brought in line with the roster, without ever rewriting the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from moonwalk.api.problems import did_you_mean
from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.roster_columns import value_key
from moonwalk.store import memberships, people
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.memberships import MembershipRecord

Wanted = Mapping[str, Sequence[str]]
"""Columns of the roster with the values that are asked for."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """The numbers of the people whom a challenge is for; None where it is for everyone."""

    people: frozenset[int] | None

    @classmethod
    def read(cls, db: Reader, wanted: Wanted) -> Eligible:
        """As the newest roster says: in each column one of the values, whatever its case and blanks."""
        if not wanted:
            return cls(None)
        matching = [
            frozenset(
                number for number, value in _column(db, name).items() if value_key(value) in _keys(values)
            )
            for name, values in wanted.items()
        ]
        return cls(frozenset.intersection(*matching))

    def __contains__(self, person: int) -> bool:
        return self.people is None or person in self.people


def unknown_values(db: Reader, wanted: Wanted, key: str) -> Iterator[str]:
    """A remark for each value that nobody has; `key` names what asks for it.

    Columns that no roster has are not spoken of: a file that names them is refused.
    """
    known = people.names(db)
    for name, values in wanted.items():
        there = {value_key(value): value for value in _column(db, name).values() if value}
        for value in values if name in known else ():
            if value_key(value) not in there:
                meant = did_you_mean(value, there.values())
                yield f"Nobody's '{name}' is '{value}', which '{key}' asks for.{meant}"


def _column(db: Reader, name: str) -> Mapping[int, str]:
    return people.column(db, name, NEVER)


def _keys(values: Sequence[str]) -> frozenset[str]:
    return frozenset(map(value_key, values))


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
        """Makes everyone on the roster a member whom the challenge is for, in the team the roster says.

        Whoever is new takes part from today (or their first day of work), a mover changes teams today,
        and a leaver takes part until the last day of work, which a later roster may put right. Before the
        challenge begins, at its launch, and in one that is launched when it is over, all this is from
        day 1. The same roster again changes nothing. Where people sign up, nobody new becomes a member;
        where teams do not come from the roster, nobody moves.
        """
        roster = self._roster
        mine: dict[int, list[MembershipRecord]] = {}
        for membership in memberships.consented(self.tx, self.challenge.name, NEVER):
            mine.setdefault(membership.person, []).append(membership)
        for number, membership in memberships.undone(self.tx, self.challenge.name).items():
            mine.setdefault(number, [membership])
        done: Counter[str] = Counter()
        for person in people.all_people(self.tx):
            standing, roster_row = mine.get(person.no), roster.of(person.no)
            if standing:
                done[self._follow(standing, roster_row)] += 1
            elif not self._by_sign_up:
                done[self._join(person.no, roster_row, self._first_day(roster_row.starts))] += 1
        return Enrolment(done["joined"], done["moved"], done["left"], done["redated"])

    def admit(self, person: int, team: int | None = None) -> bool:
        """Makes a member of who signs up, for all the days the roster leaves; whether there are any."""
        roster_row = self._roster.of(person)
        roster_row = replace(roster_row, team=roster_row.team if team is None else team)
        return self._join(person, roster_row, self._work_begins(roster_row.starts)) == "joined"

    def assign_to_team(self, person: int, team: int) -> bool:
        """Gives a member a team: from today on where there are days in another one; whether it changed."""
        latest = max(
            memberships.consented(self.tx, self.challenge.name, NEVER, person),
            key=lambda membership: membership.from_day,
        )
        if latest.team != team:
            self._change_team(latest, team, latest.from_day, latest.to_day)
        return latest.team != team

    @cached_property
    def eligible(self) -> Eligible:
        """Whom the challenge is for."""
        return Eligible.read(self.tx, self.challenge.people.only_where)

    @property
    def _by_sign_up(self) -> bool:
        return self.challenge.people.take_part == "those who sign up"

    def _day_of(self, instant: int) -> date:
        return moment(instant).astimezone(ZoneInfo(self.challenge.schedule.timezone)).date()

    @cached_property
    def _roster(self) -> _Roster:
        starts, ends = (people.column(self.tx, name, NEVER) for name in (STARTS, ENDS))
        section = self.challenge.teams
        if section is None or section.formed != "from the roster":
            return _Roster({}, starts, ends)
        named = people.column(self.tx, section.column or TEAM, NEVER)
        wanted = {person: name for person, name in named.items() if name.strip()}
        # Before anybody's team is known, all would be in the open one.
        is_open = section.open_team if wanted else ""
        # The first spelling of each name is the team's; sorting keeps numbers apart from the order of rows.
        spelt: dict[str, str] = {}
        for name in (*wanted.values(), *([is_open] if is_open else ())):
            spelt.setdefault(value_key(name), name)
        keys = sorted(spelt)
        numbers = memberships.numbers(self.tx, (spelt[key] for key in keys), self.at)
        teams = {person: numbers[spelt[value_key(name)]] for person, name in wanted.items()}
        return _Roster(teams, starts, ends, numbers[spelt[value_key(is_open)]] if is_open else None)

    def _join(self, person: int, roster_row: _RosterRow, first: date) -> _Outcome:
        last = _day(roster_row.ends)
        if self._is_never(first, last) or person not in self.eligible:
            return "same"
        team = self._roster.open_team if roster_row.team is None else roster_row.team
        self._add(MembershipRecord(self.challenge.name, person, team, first, last, self.at))
        return "joined"

    def _follow(self, standing: Sequence[MembershipRecord], roster_row: _RosterRow) -> _Outcome:
        """Brings someone's memberships in line with the roster; what it never said stays as it is."""
        latest = max(standing, key=lambda membership: membership.from_day)
        belongs = latest.person in self.eligible
        lapsed = self._lapsed(latest)
        if lapsed and belongs and (latest.void or latest.to_day != self._yesterday):
            again = replace(roster_row, team=roster_row.team or latest.team)
            return self._join(latest.person, again, max(self.today, self._work_begins(roster_row.starts)))
        settled = roster_row.starts is None or (self.begun and latest.from_day <= self.today)
        first = latest.from_day if settled else self._first_day(roster_row.starts)
        last = latest.to_day if roster_row.ends is None and not lapsed else _day(roster_row.ends)
        if not belongs:
            last = self._lapse(latest, last)
        if self._is_never(first, last) or (latest.void and not belongs):
            return self._undo(
                latest, [membership for membership in standing if membership != latest], roster_row
            )
        stays = not self.begun or last is None or last >= self.today
        team = roster_row.team if roster_row.team is not None and stays else latest.team
        if team is None and stays:
            team = self._roster.open_team
        if (first, last, team, False) == (latest.from_day, latest.to_day, latest.team, latest.void):
            return "same"
        self._change_team(latest, team, first, last)
        return _outcome(latest, team, last)

    def _change_team(
        self, latest: MembershipRecord, team: int | None, first: date, last: date | None
    ) -> None:
        """The membership with this team and these days; from today on where there are days in another."""
        if team != latest.team and self._played_in_team(latest):
            self._replace(latest, to_day=self.today - timedelta(days=1))
            moved = replace(latest, team=team, from_day=self.today, to_day=last, supersedes=None)
            self._add(replace(moved, known_at=self.at))
        else:
            self._replace(latest, team=team, from_day=first, to_day=last, void=False)

    def _lapse(self, latest: MembershipRecord, last: date | None) -> date:
        """The last day of who is no longer one of those whom the challenge is for."""
        ends = self._yesterday if self.begun else date.min
        return min([ends, *(day for day in (last, latest.to_day) if day is not None)])

    def _lapsed(self, latest: MembershipRecord) -> bool:
        """Whether a membership ended because the challenge was not for the person any more.

        What a roster's last day ended, it may also take back; that day is then on record.
        """
        if not self.challenge.people.only_where or not self.begun:
            return False
        if not latest.void and (latest.to_day is None or latest.to_day >= self.today):
            return False
        days = [day for day in map(_day, people.ever(self.tx, latest.person, ENDS)) if day]
        if latest.void:
            return not any(self._is_never(latest.from_day, day) for day in days)
        return latest.to_day not in days

    @property
    def _yesterday(self) -> date:
        return self.today - timedelta(days=1)

    def _undo(
        self, latest: MembershipRecord, others: Sequence[MembershipRecord], roster_row: _RosterRow
    ) -> _Outcome:
        """Takes a membership back whose first day never came; then the one before may end earlier, too."""
        if latest.void:
            return "same"
        self._replace(latest, void=True)
        if others:
            self._follow(others, replace(roster_row, team=None))
        return "left"

    def _first_day(self, starts: str | None) -> date:
        """From when someone takes part whose first day of work this is."""
        return self.today if self.begun and _day(starts) is None else self._work_begins(starts)

    def _work_begins(self, starts: str | None) -> date:
        """A first day of work that lies within the challenge, or ALWAYS."""
        first, begins = _day(starts), self.challenge.schedule.starts
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


_Outcome = Literal["joined", "moved", "left", "redated", "same"]


@dataclass(frozen=True, slots=True)
class _RosterRow:
    """What the roster says of a person: None is what no roster ever said, a blank day was taken back."""

    team: int | None
    starts: str | None
    ends: str | None


@dataclass(frozen=True, slots=True)
class _Roster:
    """The roster's columns by person: numbers of teams, and days as ISO text.

    `open_team` is the team of those without one, where the challenge has one.
    """

    teams: Mapping[int, int]
    starts: Mapping[int, str]
    ends: Mapping[int, str]
    open_team: int | None = None

    def of(self, person: int) -> _RosterRow:
        return _RosterRow(self.teams.get(person), self.starts.get(person), self.ends.get(person))


def _outcome(old: MembershipRecord, team: int | None, last: date | None) -> _Outcome:
    if old.void:
        return "joined"
    if team != old.team:
        return "moved"
    return "left" if last is not None and (old.to_day is None or last < old.to_day) else "redated"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
