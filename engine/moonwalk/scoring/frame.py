"""Who was where when: the people of a challenge, their teams and the status of their days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Status
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.columns import RosterColumn
from moonwalk.scoring.facts import MembershipFacts, PauseFacts, TargetFacts
from moonwalk.scoring.lots import no_lots


def _no_kinds() -> NDArray[np.int8]:
    return np.zeros(0, np.int8)


@dataclass(frozen=True, eq=False)
class Frame:
    """People x days. `people` are the store's numbers, ascending; `teams` likewise.

    `team` is the index in `teams` on each day, -1 for none; `status` holds `Status` numbers. `lots` has
    a number for each person where a rule draws among members, and is empty otherwise. `targets` are what
    people chose; there may be those of others as well. `kinds` is what each day is to who does not pause.
    `columns` are the roster columns that boards look at, by name.
    """

    people: NDArray[np.int32]
    teams: NDArray[np.int32]
    team: NDArray[np.int32]
    status: NDArray[np.int8]
    lots: NDArray[np.uint64] = field(default_factory=no_lots)
    targets: TargetFacts = field(default_factory=TargetFacts.none)
    kinds: NDArray[np.int8] = field(default_factory=_no_kinds)
    columns: Mapping[str, RosterColumn] = field(default_factory=dict)

    def rows(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        """The row of each person number, -1 for people who are not in the challenge."""
        if not len(self.people):
            return np.full(len(numbers), -1, np.int64)
        size = int(self.people[-1]) + 1
        index = np.full(size, -1, np.int64)
        index[self.people] = np.arange(len(self.people))
        known = (numbers >= 0) & (numbers < size)
        return np.where(known, index[np.where(known, numbers, 0)], -1)

    def only(self, rows: NDArray[np.int64] | slice) -> Frame:
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

    def members_of(self, teams: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of everyone who was ever in one of these teams, which are indices."""
        chosen = np.zeros(len(self.teams) + 1, np.bool_)
        # No team is -1, which finds the last one: it is never chosen.
        chosen[teams] = True
        found = chosen[self.team[:, 0]]
        found[self._movers] = chosen[self.team[self._movers]].any(axis=1)
        return np.flatnonzero(found)

    @cached_property
    def _movers(self) -> NDArray[np.int64]:
        """The rows of the few who are not in one team, or in none, on all days."""
        return np.flatnonzero((self.team != self.team[:, :1]).any(axis=1))

    def compact(self) -> tuple[Frame, NDArray[np.int64]]:
        """The same with only the teams that somebody here was ever in, and their former indices."""
        known = np.unique(self.team[self.team >= 0]).astype(np.int64)
        team = np.where(self.team >= 0, np.searchsorted(known, self.team), -1).astype(np.int32)
        return replace(self, teams=self.teams[known], team=team), known

    @property
    def countable(self) -> NDArray[np.bool_]:
        """The days on which each person can take part: due or open."""
        return self.status <= Status.OPEN


def frame(calendar: Calendar, members: MembershipFacts, pauses: PauseFacts, known_at: int) -> Frame:
    """Who is a member when, and what each day is to them as seen at an instant (milliseconds, UTC).

    Memberships of one person that overlap count the later one, in the order of the arrays.
    """
    people = np.unique(members.person)
    teams = np.unique(members.team[members.team > 0])
    shape = (len(people), calendar.length)
    team = np.full(shape, -1, np.int32)
    member = np.zeros(shape, np.bool_)
    _fill(calendar, people, members, member, team, teams)
    kinds = calendar.kinds.copy()
    kinds[(kinds == Status.DUE) & (calendar.closes >= known_at)] = Status.OPEN
    status = np.repeat(kinds[None, :], len(people), axis=0)
    _pause(calendar, people, pauses, status)
    status[~member] = Status.ABSENT
    return Frame(people, teams, team, status, kinds=kinds)


def _fill(
    calendar: Calendar,
    people: NDArray[np.int32],
    members: MembershipFacts,
    member: NDArray[np.bool_],
    team: NDArray[np.int32],
    teams: NDArray[np.int32],
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


def _pause(
    calendar: Calendar, people: NDArray[np.int32], pauses: PauseFacts, status: NDArray[np.int8]
) -> None:
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
