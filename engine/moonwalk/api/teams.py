"""A team's days and a team's summary, as team rules and rankings see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.days import Award, Status


@dataclass(frozen=True, slots=True)
class Member:
    """One member on one day. `number` tells members apart and says nothing else about them.

    `lot` is a number of 64 bits that stays the same all challenge, for rules that read lots; else 0.
    """

    number: int
    status: Status
    logged: bool
    met: frozenset[str]
    lot: int = 0


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A day of a team: who was a member on it."""

    date: date
    index: int
    week: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TeamTimeline:
    """One team's challenge, day by day."""

    name: str
    days: tuple[TeamDay, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a board knows of one team or person.

    `points` are the members' points, `bonus` the team's own on top; `member_days` counts the days on
    which members could take part (paused days are in neither number), `days` those of the challenge so
    far, so `size` is the number of members with part-time ones counted in part. `per_day` are points.
    """

    id: str
    points: int
    bonus: int
    people: int
    active: int
    member_days: int
    days: int
    logged_days: int
    per_day: tuple[int, ...] = ()
    met: Mapping[str, int] = field(default_factory=dict)
    member_points: tuple[int, ...] = ()

    @property
    def size(self) -> Fraction:
        """Members, those who were there part of the time counted in part; 0 before the first day."""
        return Fraction(self.member_days, self.days) if self.days else Fraction(0)

    @property
    def participation(self) -> Fraction:
        """The share of the days they could log on which members logged something."""
        return Fraction(self.logged_days, self.member_days) if self.member_days else Fraction(0)


@dataclass(frozen=True, eq=False)
class Summaries:
    """Many summaries as arrays, one number a row; `met` has an array for each goal."""

    ids: tuple[str, ...]
    points: NDArray[np.int64]
    bonus: NDArray[np.int64]
    people: NDArray[np.int64]
    active: NDArray[np.int64]
    member_days: NDArray[np.int64]
    days: int
    logged_days: NDArray[np.int64]
    met: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, index: int) -> Summary:
        """One of them as a plain value."""
        return Summary(
            id=self.ids[index],
            points=int(self.points[index]),
            bonus=int(self.bonus[index]),
            people=int(self.people[index]),
            active=int(self.active[index]),
            member_days=int(self.member_days[index]),
            days=self.days,
            logged_days=int(self.logged_days[index]),
            met={goal: int(counts[index]) for goal, counts in self.met.items()},
        )


@dataclass(frozen=True, slots=True)
class TeamAward:
    """What a field rule gives: an award and the team that gets it."""

    team: str
    award: Award
