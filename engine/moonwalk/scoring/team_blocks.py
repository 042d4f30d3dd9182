"""All teams of a large company, scored some at a time: as many as have members for one block of people.

Teams are independent of one another. The arrays of a block stay in the cache of a core and are used again
for the next one; those of everyone at once do not fit, and the system has to provide new memory for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array
from moonwalk.scoring.people import BLOCK_SIZE, PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.teams import TeamScores, score_teams

MOST_AT_ONCE: Final = 100_000
"""Up to so many people are scored at once as quickly, and more so where members are not side by side."""


def score_teams_in_blocks(
    plan: Plan,
    people: PeopleScores,
    teams: int,
    last_day: int,
    *,
    most: int = MOST_AT_ONCE,
    size: int = BLOCK_SIZE,
) -> TeamScores:
    """Return what `score_teams` does, for more than `most` people by scoring about `size` at a time."""
    membership = people.membership
    if len(membership.people) <= most:
        return score_teams(plan, people, teams, last_day)
    homes, linked = membership.homes()
    if 2 * len(linked) >= teams:
        return score_teams(plan, people, teams, last_day)
    alone = np.ones(teams, np.bool_)
    alone[linked] = False
    parts = [
        (block.teams, _score_block(plan, people, homes, block, last_day))
        for block in _blocks(homes, alone, size)
    ]
    if len(linked):
        members, rows = members_of_teams(people, linked)
        scores = score_teams(plan, members, len(members.membership.teams), last_day)
        parts.append((linked, scores.only(rows)))
    return _joined(parts)


def members_of_teams(people: PeopleScores, teams: Int64Array) -> tuple[PeopleScores, Int64Array]:
    """Return everyone who was ever in some teams (ascending indices), and where these teams are now.

    The teams that members came from or went to are there as well, but lack their other members.
    """
    members = people.only(people.membership.members_of(teams))
    membership, known = members.membership.compact(teams)
    return replace(members, membership=membership), np.searchsorted(known, teams)


@dataclass(frozen=True, eq=False)
class _TeamBlock:
    """Some teams (indices, ascending), and where all their members are, who were never in another team."""

    teams: Int64Array
    rows: Int64Array | slice


def _blocks(homes: Int32Array, alone: BoolArray, size: int) -> Iterator[_TeamBlock]:
    """Yield blocks with about so many members, of teams that share none; those without members as well."""
    teams = np.flatnonzero(alone)
    order = np.argsort(homes, kind="stable")
    # The extra last element answers for people without a team, whose home is -1.
    order = order[np.append(alone, False)[homes[order]]]
    members = np.bincount(homes[order], minlength=len(alone))[teams]
    until = np.cumsum(members)
    cuts = np.flatnonzero(np.diff((until - members) // size)) + 1
    for first, last in pairwise((0, *cuts.tolist(), len(teams))):
        if first < last:
            rows = order[until[first] - members[first] : until[last - 1]]
            yield _TeamBlock(teams[first:last], _as_slice(rows))


def _as_slice(rows: Int64Array) -> Int64Array | slice:
    """Consecutive rows as a slice, which copies nothing."""
    if len(rows) and (np.diff(rows) == 1).all():
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def _score_block(
    plan: Plan, people: PeopleScores, homes: Int32Array, block: _TeamBlock, last_day: int
) -> TeamScores:
    members = people.only(block.rows)
    home = np.searchsorted(block.teams, homes[block.rows]).astype(np.int32)
    membership = replace(
        members.membership,
        teams=members.membership.teams[block.teams],
        team=np.where(members.membership.team >= 0, home[:, None], np.int32(-1)),
        team_names=tuple(members.membership.team_names[team] for team in block.teams.tolist()),
    )
    return score_teams(plan, replace(members, membership=membership), len(block.teams), last_day)


def _joined(parts: list[tuple[Int64Array, TeamScores]]) -> TeamScores:
    """Return the scores of all teams, in the order of their indices."""
    order = np.concatenate([teams for teams, _ in parts])
    in_order, back = bool((np.diff(order) > 0).all()), np.argsort(order)

    def whole(arrays: list[NDArray[Any]]) -> NDArray[Any]:
        rows = np.concatenate(arrays)
        return rows if in_order else rows[back]

    joined: dict[str, Any] = {}
    for part in fields(TeamScores):
        if part.init:
            values = [getattr(scores, part.name) for _, scores in parts]
            joined[part.name] = (
                {key: whole([arrays[key] for arrays in values]) for key in values[0]}
                if isinstance(values[0], Mapping)
                else whole(values)
            )
    return TeamScores(**joined)
