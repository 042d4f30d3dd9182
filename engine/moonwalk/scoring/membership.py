"""Who takes part when, and in which team."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.timeline import Status
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import (
    BoolArray,
    Int32Array,
    Int64Array,
    MembershipFacts,
    PauseFacts,
    TargetFacts,
    distinct,
)
from moonwalk.scoring.roster_columns import RosterColumn


def _no_day_status() -> NDArray[np.int8]:
    return np.zeros(0, np.int8)


def no_lots() -> NDArray[np.uint64]:
    """Return the lots of a challenge in which no rule draws."""
    return np.zeros(0, np.uint64)


@dataclass(frozen=True, eq=False)
class Membership:
    """Who is a member on which day, and what the day is to them: people x days.

    `people` are the store's numbers, ascending; `teams` likewise, and `team_names` are their names. `team`
    is the index in `teams` on each day, -1 for none; `status` holds `Status` numbers. `lots` has a number
    for each person where a rule draws among members, and is empty otherwise. `targets` are what people
    chose, possibly those of others as well. `day_status` is what each day is to someone who is not pausing.
    `columns` are the roster columns that boards read, by name.
    """

    people: Int32Array
    teams: Int32Array
    team: Int32Array
    status: NDArray[np.int8]
    lots: NDArray[np.uint64] = field(default_factory=no_lots)
    targets: TargetFacts = field(default_factory=TargetFacts.none)
    day_status: NDArray[np.int8] = field(default_factory=_no_day_status)
    columns: Mapping[str, RosterColumn] = field(default_factory=dict)
    team_names: tuple[str, ...] = ()

    def rows(self, numbers: Int32Array) -> Int64Array:
        """Return the row of each person number, -1 for people who are not in the challenge."""
        if not len(self.people):
            return np.full(len(numbers), -1, np.int64)
        index = self._index
        # Nearly always all numbers are in the table.
        if len(numbers) and numbers.min() >= 0 and numbers.max() < len(index):
            return index[numbers]
        known = (numbers >= 0) & (numbers < len(index))
        # The inner `where` keeps numbers beyond the table from being looked up at all; NumPy evaluates
        # both sides.
        return np.where(known, index[np.where(known, numbers, 0)], -1)

    @cached_property
    def _index(self) -> Int64Array:
        """The row of each number up to the highest, -1 where nobody has it."""
        # A table by number instead of a search: numbers of a company are dense, and there may be a
        # million entries to look up.
        index = np.full(int(self.people[-1]) + 1, -1, np.int64)
        index[self.people] = np.arange(len(self.people))
        return index

    def teams_on(self, day: int) -> Int32Array:
        """Return the index of each person's team on a day (an index), -1 for none."""
        teams = self._teams_by_day.get(day)
        if teams is None:
            # Boards ask for the same day after each entry, and days lie side by side: to read those of one
            # day takes as long as to read all. Two days are asked for in turns, today and that of a week.
            if len(self._teams_by_day) > 1:
                self._teams_by_day.clear()
            teams = self._teams_by_day[day] = self.team[:, day].copy()
        return teams

    @cached_property
    def _teams_by_day(self) -> dict[int, Int32Array]:
        """What has been asked for; nobody writes into it."""
        return {}

    def only(self, rows: Int64Array | slice) -> Membership:
        """Return the membership of some of the people. Teams keep their indices."""
        lots = self.lots[rows] if len(self.lots) else self.lots
        return replace(
            self,
            people=self.people[rows],
            team=self.team[rows],
            status=self.status[rows],
            lots=lots,
            columns={name: column.only(rows) for name, column in self.columns.items()},
        )

    def having(self, wanted: Mapping[str, frozenset[str]]) -> BoolArray:
        """Return who has one of the wanted values (keys, by column) in each of these roster columns."""
        have = np.ones(len(self.people), np.bool_)
        for name, keys in wanted.items():
            column = self.columns[name]
            # The extra last element answers for people without a value, whose index is -1.
            have &= np.array([key in keys for key in column.keys] + [False], np.bool_)[column.of]
        return have

    def members_of(self, teams: Int64Array) -> Int64Array:
        """Return the rows of everyone who was ever in one of these teams, which are indices."""
        homes, order = self._by_home
        first, last = np.searchsorted(homes, teams), np.searchsorted(homes, teams, "right")
        stretches = [order[begin:end] for begin, end in zip(first.tolist(), last.tolist(), strict=True)]
        moved = self._movers[np.isin(self.team[self._movers], teams).any(axis=1)]
        return distinct(np.concatenate((*stretches, moved)))

    def homes(self) -> tuple[Int32Array, Int64Array]:
        """Return each person's team (an index, -1 for none), and all teams that share people with others.

        The home of somebody who was in several teams is one of them. The other teams ascend.
        """
        home = self.team[:, 0].copy()
        theirs = self.team[self._movers]
        home[self._movers] = theirs.max(axis=1, initial=-1)
        several = ((theirs >= 0) & (theirs != home[self._movers][:, None])).any(axis=1)
        shared = distinct(theirs[several])
        return home, shared[shared >= 0].astype(np.int64)

    @cached_property
    def _by_home(self) -> tuple[Int64Array, Int64Array]:
        """The team of each person's first day, ascending, and the rows in that order."""
        home = self.team[:, 0].astype(np.int64)
        order = np.argsort(home, kind="stable")
        return home[order], order

    @cached_property
    def _movers(self) -> Int64Array:
        """The rows of the few whose team is not the same on all days."""
        # One new entry asks for the members of one team. Comparing every day of everyone each time would
        # cost more than scoring that team; nearly all people can be told by their first day.
        return np.flatnonzero((self.team != self.team[:, :1]).any(axis=1))

    def compact(self, others: Sequence[int] | Int64Array = ()) -> tuple[Membership, Int64Array]:
        """Return the membership with only the teams that its people were ever in, and their old indices.

        `others` are teams that are kept although nobody here was in them.
        """
        there = self.team[self.team >= 0].astype(np.int64)
        known = distinct(np.append(there, np.asarray(others, np.int64)))
        team = np.where(self.team >= 0, np.searchsorted(known, self.team), -1).astype(np.int32)
        names = tuple(self.team_names[index] for index in known.tolist())
        return replace(self, teams=self.teams[known], team=team, team_names=names), known

    @property
    def countable(self) -> BoolArray:
        """The days on which each person can take part: due or open."""
        # `Status` numbers due and open first, so that one comparison decides.
        return self.status <= Status.OPEN


def build_membership(
    calendar: Calendar, members: MembershipFacts, pauses: PauseFacts, known_at: int
) -> Membership:
    """Return who is a member when, and what each day is to them as seen at an instant (milliseconds, UTC).

    Where memberships of one person overlap, the later one in the arrays counts.
    """
    people = distinct(members.person)
    teams = distinct(members.team[members.team > 0])
    shape = (len(people), calendar.length)
    team = np.full(shape, -1, np.int32)
    member = np.zeros(shape, np.bool_)
    _fill(calendar, people, members, member, team, teams)
    # The order matters: a deadline opens due days only, a pause covers due and open ones, and absence
    # overrides all of it.
    kinds = calendar.statuses.copy()
    kinds[(kinds == Status.DUE) & (calendar.closes >= known_at)] = Status.OPEN
    status = np.repeat(kinds[None, :], len(people), axis=0)
    _pause(calendar, people, pauses, status)
    status[~member] = Status.ABSENT
    names = tuple(members.team_names.get(number, "") for number in teams.tolist())
    return Membership(people, teams, team, status, day_status=kinds, team_names=names)


def _fill(
    calendar: Calendar,
    people: Int32Array,
    members: MembershipFacts,
    member: BoolArray,
    team: Int32Array,
    teams: Int32Array,
) -> None:
    rows = np.searchsorted(people, members.person)
    indices = np.where(members.team > 0, np.searchsorted(teams, members.team), -1)
    # Almost everyone has one membership from the first day to the last; the others go one by one, in order.
    whole = (members.first <= 0) & (members.last >= calendar.length - 1)
    # Someone who came back has two memberships; only in order does the later one win.
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
        # Pauses are stored by person, who may have left the challenge since.
        if row >= len(people) or people[row] != pauses.person[at]:
            continue
        days = status[row, _days(calendar, int(pauses.first[at]), int(pauses.last[at]))]
        # An excused day or a day off stays what it is: nothing is asked on it that a pause could spare.
        days[days <= Status.OPEN] = Status.PAUSED


def _days(calendar: Calendar, first: int, last: int) -> slice:
    """Return the days from first to last that the challenge has; none where all of them lie outside."""
    return slice(max(first, 0), max(min(last, calendar.length - 1) + 1, 0))


def draw_lots(seed: int, challenge: str, ids: Sequence[str]) -> NDArray[np.uint64]:
    """Return each person's lot in a challenge: the first 64 bits of SHA-256 over `seed/challenge/id`."""
    # From the id alone, not from a generator in sequence: who joins or leaves changes nobody else's lot,
    # and anyone can compute a lot again once the seed is published.
    return np.array([_lot(f"{seed}/{challenge}/{person}") for person in ids], np.uint64)


def _lot(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def value_on_day(column: RosterColumn, membership: Membership, last_day: int) -> Int32Array:
    """Return the value of each person who is a member on a day; -1 for non-members and blank values."""
    day = min(max(last_day, 0), membership.status.shape[1] - 1)
    return np.where(membership.status[:, day] != Status.ABSENT, column.of, np.int32(-1))
