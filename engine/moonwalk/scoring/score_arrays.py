"""Scores as plain arrays, as small as they get, and back: what the cache of the database holds.

Whatever takes time to work out is there: who was a member when, what people have, what teams have. What
people chose and where they belong on boards is not; it is read afresh, and quickly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import Int32Array
from moonwalk.scoring.leagues import score_weeks
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.teams import TeamScores

ScoreArrays: TypeAlias = Mapping[str, NDArray[Any]]

_SIZES: Final = (np.int8, np.int16, np.int32)


def arrays_of(scored: Scored) -> dict[str, NDArray[Any]]:
    """Return all that scores consist of, by name: equal scores give equal arrays."""
    people = scored.people
    arrays = {
        **_arrays_of_membership(people.membership),
        "logged": np.packbits(people.logged, axis=1),
        **{f"met/{goal}": np.packbits(flags, axis=1) for goal, flags in people.met.items()},
        **{f"points/{rule}": _narrow(points) for rule, points in people.points.items()},
        **{f"shares/{rule}": shares for rule, shares in people.shares.items()},
    }
    for name, values in _parts_of(scored.teams).items():
        if isinstance(values, Mapping):
            arrays |= {f"team/{name}/{key}": _narrow(array) for key, array in values.items()}
        else:
            arrays[f"team/{name}"] = _narrow(values)
    return arrays


def membership_of(arrays: ScoreArrays, names: Mapping[int, str]) -> Membership:
    """Return who was a member when, without targets, lots and columns; `names` are teams' by number.

    KeyError where the arrays are those of another version.
    """
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
    days = plan.calendar.length
    people = PeopleScores(
        membership,
        {name: values.astype(np.int32) for name, values in _under("points", arrays).items()},
        _flags(arrays["logged"], days),
        {name: _flags(values, days) for name, values in _under("met", arrays).items()},
        _under("shares", arrays),
    )
    wide = {name: values.astype(np.int64) for name, values in _under("team", arrays).items()}
    parts: dict[str, Any] = {
        part.name: wide[part.name] if part.name in wide else _under(part.name, wide)
        for part in fields(TeamScores)
        if part.init
    }
    weeks = score_weeks(plan, people, len(membership.teams), last_day)
    return Scored(plan, people, TeamScores(**parts), last_day, weeks)


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


def _under(part: str, arrays: ScoreArrays) -> dict[str, NDArray[Any]]:
    start = f"{part}/"
    return {name.removeprefix(start): values for name, values in arrays.items() if name.startswith(start)}


def _flags(bits: NDArray[np.uint8], days: int) -> NDArray[np.bool_]:
    return np.unpackbits(bits, axis=1, count=days).view(np.bool_)


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    """The whole numbers in the fewest bytes that hold all of them."""
    least, most = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for size in _SIZES:
        limits = np.iinfo(size)
        if limits.min <= least and most <= limits.max:
            return values.astype(size)
    return values
