"""Who takes part when and in which team, and the groups that roster columns form."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import DayTotals, MemberTotals
from moonwalk.api.teams import Summaries
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

Number = TypeVar("Number", np.int64, np.bool_)

_WITHIN: Final = " / "
"""No name of a column has it, nor a slash."""


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


@dataclass(frozen=True, eq=False)
class RosterColumn:
    """The values of a roster column in the order of their keys, each spelt as most people have it.

    `of` is the index of each person's value, -1 for a blank one.
    """

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    of: Int32Array

    @classmethod
    def of_values(cls, values: Sequence[str]) -> RosterColumn:
        """Return a column from the value of each person; a blank one is no value."""
        spelt: dict[str, Counter[str]] = {}
        for value, count in Counter(values).items():
            if value.strip():
                spelt.setdefault(value_key(value), Counter())[" ".join(value.split())] += count
        keys = sorted(spelt)
        at = {key: index for index, key in enumerate(keys)}
        codes = {value: at.get(value_key(value), -1) for value in set(values)}
        # Equally frequent spellings are settled by name: the label must not depend on the order of the
        # roster file.
        labels = [
            min(spelt[key].items(), key=lambda spelling: (-spelling[1], spelling[0]))[0] for key in keys
        ]
        return cls(tuple(keys), tuple(labels), np.array([codes[value] for value in values], np.int32))

    def within(self, outer: RosterColumn) -> RosterColumn:
        """Return a column whose values are those of this one within each value of another.

        The same value in two of them is two, of the same label. Who lacks one of the two has none.
        """
        there = (self.of >= 0) & (outer.of >= 0)
        # In 64 bits: teams times their parts may be more than 32 hold.
        pairs = outer.of.astype(np.int64) * len(self) + self.of
        known = distinct(pairs[there])
        of = np.where(there, np.searchsorted(known, pairs), -1).astype(np.int32)
        parts = [divmod(pair, max(len(self), 1)) for pair in known.tolist()]
        keys = tuple(nested_name(outer.keys[whole], self.keys[part]) for whole, part in parts)
        return RosterColumn(keys, tuple(self.labels[part] for _, part in parts), of)

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, rows: Int64Array | slice) -> RosterColumn:
        """Return the column of some of the people. All values stay, so indices mean what they did."""
        return RosterColumn(self.keys, self.labels, self.of[rows])

    def sums(self, values: NDArray[Number]) -> Int64Array:
        """Add up the rows of `values` (people first) by value. People without one add nothing."""
        order, starts = self._by_value
        sums = np.zeros((len(self), *values.shape[1:]), np.int64)
        # `reduceat` gives an empty group the first row behind it instead of 0, so only values that occur
        # are asked for.
        occurring = np.flatnonzero(np.diff(starts))
        if len(occurring):
            # Starts are enough: the last group reaches to the end of the sorted people.
            sums[occurring] = np.add.reduceat(values[order], starts[occurring], axis=0, dtype=np.int64)
        return sums

    @cached_property
    def _by_value(self) -> tuple[Int64Array, Int64Array]:
        """The people who have a value, sorted by it, and where each value begins and ends."""
        # People without a value (-1) sort first and are cut off. Kept, because a board adds up five or
        # more arrays by the same column.
        order = np.argsort(self.of, kind="stable")[int((self.of < 0).sum()) :]
        return order, np.searchsorted(self.of[order], np.arange(len(self) + 1))

    def most_of(self, group: Int32Array, groups: int) -> Int32Array:
        """Return the value that most people of each group have, the first by name of several; -1 for none.

        `group` is the group of each person, -1 for none.
        """
        if not len(self):
            return np.full(groups, -1, np.int32)
        chosen = (group >= 0) & (self.of >= 0)
        # In 64 bits: 50,000 teams times as many values would leave 32.
        cell = group[chosen].astype(np.int64) * len(self) + self.of[chosen]
        counts = np.bincount(cell, minlength=groups * len(self)).reshape(groups, len(self))
        # `argmax` takes the first of equal counts, and values stand in the order of their keys.
        most = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
        return most.astype(np.int32)


def nested_name(outer: str, inner: str) -> str:
    """Return the name of a column within another, or of a value within another: `red / climbers`."""
    return f"{outer}{_WITHIN}{inner}"


def columns_of(names: Iterable[str]) -> frozenset[str]:
    """Return the roster columns that names of columns are made of."""
    return frozenset(part for name in names for part in name.split(_WITHIN))


def with_nested(columns: Mapping[str, RosterColumn], names: Iterable[str]) -> dict[str, RosterColumn]:
    """Return the columns, and those of the names that are one column within another."""
    nested = (name.split(_WITHIN) for name in names if _WITHIN in name)
    return {
        **columns,
        **{nested_name(outer, inner): columns[inner].within(columns[outer]) for outer, inner in nested},
    }


def value_key(text: str) -> str:
    """Return what teams and values of a roster column are compared by.

    Capitals, blanks and the Unicode form make no difference: an accent may be part of its letter or apart.
    """
    folded = " ".join(text.split()).casefold()
    # Folding may take a letter apart again.
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def value_on_day(column: RosterColumn, build_membership: Membership, last_day: int) -> Int32Array:
    """Return the value of each person who is a member on a day; -1 for non-members and blank values."""
    day = min(max(last_day, 0), build_membership.status.shape[1] - 1)
    return np.where(build_membership.status[:, day] != Status.ABSENT, column.of, np.int32(-1))


def group_summaries(column: RosterColumn, now: Int32Array, people: Summaries) -> Summaries:
    """Return groups as a ranking sees them: the totals of their people added up, no bonus.

    `now` is the group of everyone who is a member on the last day. People who have left keep their points
    in it.
    """
    there = np.flatnonzero(column.of >= 0)

    def make_days() -> DayTotals:
        # Only some rankings look at single days or members, and both are large.
        days = people.by_day
        return DayTotals(
            points=column.sums(days.points), roster=column.sums(days.roster), due=column.sums(days.due)
        )

    def make_members() -> MemberTotals:
        rows = column.of[there].astype(np.int64)
        return MemberTotals.from_members(rows, len(column), people.points[there], people.member_days[there])

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
        paused_days=column.sums(people.paused_days),
        met={goal: column.sums(counts) for goal, counts in people.met.items()},
        make_days=make_days,
        make_members=make_members,
    )
