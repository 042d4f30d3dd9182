"""Who belongs where when: teams, statuses of days, roster columns and the groups they form, lots."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.teams import DayTotals, MemberTotals, Summaries
from moonwalk.api.timeline import Status
from moonwalk.scoring.arrays import BoolArray, Int32Array, Int64Array
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import MembershipFacts, PauseFacts, TargetFacts


def draw_lots(seed: int, challenge: str, ids: Sequence[str]) -> NDArray[np.uint64]:
    """Each person's lot in a challenge: the first 64 bits of SHA-256 over `seed/challenge/id`."""
    return np.array([_lot(f"{seed}/{challenge}/{one}") for one in ids], np.uint64)


def no_lots() -> NDArray[np.uint64]:
    """What there is where no rule draws."""
    return np.zeros(0, np.uint64)


def _lot(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


Number = TypeVar("Number", np.int64, np.bool_)


def value_key(text: str) -> str:
    """By what values are compared: small letters, single blanks."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True, eq=False)
class RosterColumn:
    """Values in the order of their keys, each as most people have it; `of` is a person's, -1 for blank."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    of: Int32Array

    @classmethod
    def of_values(cls, values: Sequence[str]) -> RosterColumn:
        """From the value of each person; a blank one is none."""
        spelt: dict[str, Counter[str]] = {}
        for value, count in Counter(values).items():
            if value.strip():
                spelt.setdefault(value_key(value), Counter())[" ".join(value.split())] += count
        keys = sorted(spelt)
        at = {key: index for index, key in enumerate(keys)}
        codes = {value: at.get(value_key(value), -1) for value in set(values)}
        labels = [min(spelt[key].items(), key=lambda found: (-found[1], found[0]))[0] for key in keys]
        return cls(tuple(keys), tuple(labels), np.array([codes[value] for value in values], np.int32))

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, rows: Int64Array | slice) -> RosterColumn:
        """That of some of the people; the values stay."""
        return RosterColumn(self.keys, self.labels, self.of[rows])

    def sums(self, values: NDArray[Number]) -> Int64Array:
        """What the people of each value add up to, along the first axis; who has none adds nothing."""
        order, starts = self._by_value
        sums = np.zeros((len(self), *values.shape[1:]), np.int64)
        somebody = np.flatnonzero(np.diff(starts))
        if len(somebody):
            # The last value ends where the people do.
            sums[somebody] = np.add.reduceat(values[order], starts[somebody], axis=0, dtype=np.int64)
        return sums

    @cached_property
    def _by_value(self) -> tuple[Int64Array, Int64Array]:
        """The people who have a value, in the order of values, and where each value begins and ends."""
        order = np.argsort(self.of, kind="stable")[int((self.of < 0).sum()) :]
        return order, np.searchsorted(self.of[order], np.arange(len(self) + 1))

    def most_of(self, group: Int32Array, groups: int) -> Int32Array:
        """The value that most people of each group have, the first by name of several; -1 where none has any.

        `group` is the group of each person, -1 for none.
        """
        if not len(self):
            return np.full(groups, -1, np.int32)
        chosen = (group >= 0) & (self.of >= 0)
        cell = group[chosen].astype(np.int64) * len(self) + self.of[chosen]
        counts = np.bincount(cell, minlength=groups * len(self)).reshape(groups, len(self))
        most = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
        return most.astype(np.int32)


def _no_kinds() -> NDArray[np.int8]:
    return np.zeros(0, np.int8)


@dataclass(frozen=True, eq=False)
class Membership:
    """People x days. `people` are the store's numbers, ascending; `teams` likewise.

    `team` is the index in `teams` on each day, -1 for none; `status` holds `Status` numbers. `lots` has
    a number for each person where a rule draws among members, and is empty otherwise. `targets` are what
    people chose; there may be those of others as well. `kinds` is what each day is to who does not pause.
    `columns` are the roster columns that boards look at, by name.
    """

    people: Int32Array
    teams: Int32Array
    team: Int32Array
    status: NDArray[np.int8]
    lots: NDArray[np.uint64] = field(default_factory=no_lots)
    targets: TargetFacts = field(default_factory=TargetFacts.none)
    day_status: NDArray[np.int8] = field(default_factory=_no_kinds)
    columns: Mapping[str, RosterColumn] = field(default_factory=dict)

    def rows(self, numbers: Int32Array) -> Int64Array:
        """The row of each person number, -1 for people who are not in the challenge."""
        if not len(self.people):
            return np.full(len(numbers), -1, np.int64)
        size = int(self.people[-1]) + 1
        index = np.full(size, -1, np.int64)
        index[self.people] = np.arange(len(self.people))
        known = (numbers >= 0) & (numbers < size)
        return np.where(known, index[np.where(known, numbers, 0)], -1)

    def only(self, rows: Int64Array | slice) -> Membership:
        """The same for some of the people; teams keep their numbers."""
        lots = self.lots[rows] if len(self.lots) else self.lots
        return replace(
            self,
            people=self.people[rows],
            team=self.team[rows],
            status=self.status[rows],
            lots=lots,
            columns={name: column.only(rows) for name, column in self.columns.items()},
        )

    def members_of(self, teams: Int64Array) -> Int64Array:
        """The rows of everyone who was ever in one of these teams, which are indices."""
        chosen = np.zeros(len(self.teams) + 1, np.bool_)
        # No team is -1, which finds the last one: it is never chosen.
        chosen[teams] = True
        found = chosen[self.team[:, 0]]
        found[self._movers] = chosen[self.team[self._movers]].any(axis=1)
        return np.flatnonzero(found)

    @cached_property
    def _movers(self) -> Int64Array:
        """The rows of the few who are not in one team, or in none, on all days."""
        return np.flatnonzero((self.team != self.team[:, :1]).any(axis=1))

    def compact(self) -> tuple[Membership, Int64Array]:
        """The same with only the teams that somebody here was ever in, and their former indices."""
        known = np.unique(self.team[self.team >= 0]).astype(np.int64)
        team = np.where(self.team >= 0, np.searchsorted(known, self.team), -1).astype(np.int32)
        return replace(self, teams=self.teams[known], team=team), known

    @property
    def countable(self) -> BoolArray:
        """The days on which each person can take part: due or open."""
        return self.status <= Status.OPEN


def build_membership(
    calendar: Calendar, members: MembershipFacts, pauses: PauseFacts, known_at: int
) -> Membership:
    """Who is a member when, and what each day is to them as seen at an instant (milliseconds, UTC).

    Memberships of one person that overlap count the later one, in the order of the arrays.
    """
    people = np.unique(members.person)
    teams = np.unique(members.team[members.team > 0])
    shape = (len(people), calendar.length)
    team = np.full(shape, -1, np.int32)
    member = np.zeros(shape, np.bool_)
    _fill(calendar, people, members, member, team, teams)
    kinds = calendar.statuses.copy()
    kinds[(kinds == Status.DUE) & (calendar.closes >= known_at)] = Status.OPEN
    status = np.repeat(kinds[None, :], len(people), axis=0)
    _pause(calendar, people, pauses, status)
    status[~member] = Status.ABSENT
    return Membership(people, teams, team, status, day_status=kinds)


def _fill(
    calendar: Calendar,
    people: Int32Array,
    members: MembershipFacts,
    member: BoolArray,
    team: Int32Array,
    teams: Int32Array,
) -> None:
    rows = np.searchsorted(people, members.person)
    found = np.searchsorted(teams, members.team)
    indices = np.where(members.team > 0, found, -1)
    # Almost everyone has one membership from the first day to the last; the others go one by one, in order.
    whole = (members.first <= 0) & (members.last >= calendar.length - 1)
    whole &= np.bincount(rows, minlength=len(people))[rows] == 1
    member[rows[whole]] = True
    team[rows[whole]] = indices[whole, None]
    for at in np.flatnonzero(~whole):
        days = _days(calendar, int(members.first[at]), int(members.last[at]))
        member[rows[at], days] = True
        team[rows[at], days] = indices[at]


def _pause(calendar: Calendar, people: Int32Array, pauses: PauseFacts, status: NDArray[np.int8]) -> None:
    rows = np.searchsorted(people, pauses.person)
    for at in range(len(pauses.person)):
        row = int(rows[at])
        if row >= len(people) or people[row] != pauses.person[at]:
            continue
        days = status[row, _days(calendar, int(pauses.first[at]), int(pauses.last[at]))]
        days[days <= Status.OPEN] = Status.PAUSED


def _days(calendar: Calendar, first: int, last: int) -> slice:
    """The days from first to last that the challenge has; none where all of them lie outside."""
    return slice(max(first, 0), max(min(last, calendar.length - 1) + 1, 0))


def value_on_day(column: RosterColumn, build_membership: Membership, last_day: int) -> Int32Array:
    """The value of each person who is a member on a day, -1 for who is none or has none."""
    day = min(max(last_day, 0), build_membership.status.shape[1] - 1)
    return np.where(build_membership.status[:, day] != Status.ABSENT, column.of, np.int32(-1))


def group_summaries(column: RosterColumn, now: Int32Array, people: Summaries) -> Summaries:
    """Groups as a ranking sees them: their people's figures added up, no bonus.

    `now` is the group of who is there on the last day. Whoever has left keeps their points in it.
    """
    there = np.flatnonzero(column.of >= 0)

    def make_days() -> DayTotals:
        days = people.by_day
        return DayTotals(
            points=column.sums(days.points), roster=column.sums(days.roster), due=column.sums(days.due)
        )

    def make_members() -> MemberTotals:
        rows = column.of[there].astype(np.int64)
        return MemberTotals.of(rows, len(column), people.points[there], people.member_days[there])

    points = column.sums(people.points)
    return Summaries(
        ids=column.keys,
        points=points,
        bonus=np.zeros_like(points),
        people=column.sums(now >= 0),
        active=column.sums((now >= 0) & (people.active > 0)),
        member_days=column.sums(people.member_days),
        days=people.days,
        logged_days=column.sums(people.logged_days),
        active_days=column.sums(people.active_days),
        met={goal: column.sums(counts) for goal, counts in people.met.items()},
        make_days=make_days,
        make_members=make_members,
    )
