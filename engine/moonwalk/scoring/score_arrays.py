"""Scores as plain arrays, as small as they get, and back: what the cache of the database holds.

Whatever takes time to work out is there: who was a member when, what people have, what teams have. What
people chose and where they belong on boards is not; it is read afresh, and quickly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import Int32Array
from moonwalk.scoring.leagues import score_weeks
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.teams import TeamScores

FORMAT: Final = 3
"""Which arrays there are, and how they are stored; another number for any change of it."""

ScoreArrays: TypeAlias = Mapping[str, NDArray[Any]]

Scalar = TypeVar("Scalar", bound=np.generic)

_BITS: Final = ":bits"
_RANGE: Final = ":range"
"""What bits stand for: the lower value and the higher one; and how many rows and columns there are."""

_WIDEST: Final = np.iinfo(np.int32).max

_SIZES: Final = (np.int8, np.int16, np.int32)


def arrays_of(scored: Scored) -> dict[str, NDArray[Any]]:
    """Return all that scores consist of, by name: equal scores give equal arrays."""
    people = scored.people
    whole: dict[str, NDArray[Any]] = {
        "logged": people.logged,
        **{f"met/{goal}": flags for goal, flags in people.met.items()},
        **{f"points/{rule}": points for rule, points in people.points.items()},
        **{f"shares/{rule}": shares for rule, shares in people.shares.items()},
    }
    for name, values in _parts_of(scored.teams).items():
        if isinstance(values, Mapping):
            whole |= {f"team/{name}/{key}": array for key, array in values.items()}
        else:
            whole[f"team/{name}"] = values
    arrays = _arrays_of_membership(people.membership)
    for name, array in whole.items():
        arrays |= _encoded(name, array)
    return arrays


def membership_of(arrays: ScoreArrays, names: Mapping[int, str]) -> Membership:
    """Return who was a member when, without targets, lots and columns; `names` are teams' by number."""
    day_status, homes = arrays["status/usual"], arrays["home"]
    team = np.repeat(homes.astype(np.int32)[:, None], len(day_status), axis=1)
    team[arrays["moved"]] = arrays["moved/teams"]
    status = np.repeat(day_status[None, :], len(homes), axis=0)
    status[arrays["status"]] = arrays["status/days"]
    people, teams = arrays["people"], arrays["teams"]
    called = tuple(names.get(number, "") for number in teams.tolist())
    return Membership(people, teams, team, status, day_status=day_status, team_names=called)


def scored_of(plan: Plan, membership: Membership, arrays: ScoreArrays, last_day: int) -> Scored:
    """Return the scores; only what compares teams week by week is worked out."""
    people = PeopleScores(
        membership,
        _LazyArrays(arrays, "points", np.int32),
        _decoded(arrays, "logged", np.bool_),
        stored_under(arrays, "met", np.bool_),
        stored_under(arrays, "shares", np.int64),
    )
    parts: dict[str, Any] = {}
    for part in (part for part in fields(TeamScores) if part.init):
        name = f"team/{part.name}"
        by_key = name not in arrays and f"{name}{_RANGE}" not in arrays
        parts[part.name] = (stored_under if by_key else _decoded)(arrays, name, np.int64)
    weeks = score_weeks(plan, people, len(membership.teams), last_day)
    return Scored(plan, people, TeamScores(**parts), last_day, weeks)


def stored_under(arrays: ScoreArrays, part: str, dtype: type[Scalar]) -> dict[str, NDArray[Scalar]]:
    """Return the arrays `part/name` as they were, by name."""
    return dict(_LazyArrays(arrays, part, dtype))


class _LazyArrays(Mapping[str, NDArray[Scalar]], Generic[Scalar]):
    """The arrays `part/name` as they were, by name: each is made when somebody asks for it.

    Everyone's points are the largest arrays there are, and a board of teams needs none of them.
    """

    def __init__(self, arrays: ScoreArrays, part: str, dtype: type[Scalar]) -> None:
        start = f"{part}/"
        stored = [name.removeprefix(start) for name in arrays if name.startswith(start)]
        self._names = tuple(name.removesuffix(_RANGE) for name in stored if not name.endswith(_BITS))
        self._arrays, self._start, self._dtype = arrays, start, dtype
        self._made: dict[str, NDArray[Scalar]] = {}

    def __getitem__(self, name: str) -> NDArray[Scalar]:
        made = self._made.get(name)
        if made is None:
            # Two threads may both make one: they are the same.
            made = self._made[name] = _decoded(self._arrays, f"{self._start}{name}", self._dtype)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _arrays_of_membership(membership: Membership) -> dict[str, NDArray[Any]]:
    """Nearly everyone is in one team from the first day to the last, and their days are those of all."""
    homes: Int32Array = membership.team[:, 0]
    moved = np.flatnonzero((membership.team != homes[:, None]).any(axis=1))
    unusual = np.flatnonzero((membership.status != membership.day_status).any(axis=1))
    return {
        "people": membership.people,
        "teams": membership.teams,
        "home": _narrow(homes),
        "moved": moved,
        "moved/teams": _narrow(membership.team[moved]),
        "status": unusual,
        "status/days": membership.status[unusual],
        "status/usual": membership.day_status,
    }


def _parts_of(teams: TeamScores) -> dict[str, Any]:
    return {part.name: getattr(teams, part.name) for part in fields(teams) if part.init}


def _encoded(name: str, values: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """An array as it is stored: where it has two different values only, a bit for each; for one, none."""
    least, most = (int(values.min()), int(values.max())) if values.size else (0, 0)
    highest = values == most
    two_valued = np.count_nonzero(highest) + np.count_nonzero(values == least) >= values.size
    # Farther apart, their difference might not be of the same type.
    if two_valued and values.ndim == 2 and most - least <= _WIDEST:
        value_range = {f"{name}{_RANGE}": np.array([least, most, *values.shape], np.int64)}
        return value_range if least == most else value_range | {f"{name}{_BITS}": np.packbits(highest)}
    return {name: _narrow(values)}


def _decoded(arrays: ScoreArrays, name: str, dtype: type[Scalar]) -> NDArray[Scalar]:
    """An array as it was. KeyError where there is none of this name."""
    if name in arrays:
        return arrays[name].astype(dtype)
    least, most, rows, columns = arrays[f"{name}{_RANGE}"].tolist()
    if least == most:
        return np.full((rows, columns), least, dtype)
    bits = np.unpackbits(arrays[f"{name}{_BITS}"], count=rows * columns).reshape(rows, columns)
    # In place, and not looked up in a table of two: that takes three times as long.
    whole = bits.astype(dtype)
    if most - least != 1:
        whole *= dtype(most - least)
    if least:
        whole += dtype(least)
    return whole


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    """The whole numbers in the fewest bytes that hold all of them."""
    least, most = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for size in _SIZES:
        limits = np.iinfo(size)
        if limits.min <= least and most <= limits.max:
            return values.astype(size)
    return values
