"""A challenge in shards, each of them some teams with all they need, scored apart and put together again.

People are independent of one another, and teams of all but their members. So a shard needs no other one, and
where it is scored makes no difference to a byte. What compares teams or people with one another rests on the
whole, and comes afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from moonwalk.scoring.facts import EntryFacts, Int16Array, Int32Array, Int64Array, distinct
from moonwalk.scoring.joining import fill, room_for
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import BLOCK_SIZE, Block, PeopleScores
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored, score_members, scores_of_teams, with_teams_again
from moonwalk.scoring.teams import TeamScores
from moonwalk.scoring.verdicts import Codes, only


@dataclass(frozen=True, eq=False)
class Task:
    """What all shards of a challenge have in common: the plan, what numbers mean, the last day (an index)."""

    plan: Plan
    codes: Codes
    last_day: int


@dataclass(frozen=True, eq=False)
class Shard:
    """Some people of a challenge with all their entries.

    `rows` is where they are in the whole. `teams` are the teams that have members in no other shard, as
    indices of the whole; `own_teams` are the same ones, as indices of the block.
    """

    rows: Int64Array
    block: Block
    teams: Int64Array
    own_teams: Int64Array


@dataclass(frozen=True, eq=False)
class ShardScores:
    """What a shard comes to: its people, and those teams, for the whole challenge and for each week.

    `people` has an empty membership: whoever puts shards together has all of it.
    """

    people: PeopleScores
    teams: TeamScores
    weeks: tuple[TeamScores, ...]


def shards(
    task: Task, membership: Membership, entries: EntryFacts, size: int = BLOCK_SIZE
) -> Iterator[Shard]:
    """Yield the shards of a challenge, of about so many people each, and one where there is nobody.

    Entries of those who take no part are in none.
    """
    number, count = _shard_of(membership, size)
    whole = _whole_teams(membership, number, count)
    row, chosen = membership.rows(entries.person), membership.rows(membership.targets.person)
    # The row of whoever takes no part is -1, which is the last element.
    of_row = np.append(number, np.int16(count))
    of_entry, of_target = of_row[row], of_row[chosen]
    # Sorted once, instead of one look at all entries for each shard; stable, so that they stay in order.
    order = np.argsort(of_entry, kind="stable")
    bounds = np.searchsorted(of_entry[order], np.arange(count + 1))
    # Boards look at all columns, and they come afterwards.
    columns = {name: membership.columns[name] for name in task.plan.columns_of_some}
    for at in range(count):
        rows = np.flatnonzero(number == at)
        targets = membership.targets.only(np.flatnonzero(of_target == at))
        compact, known = replace(membership, columns=columns, targets=targets).only(rows).compact()
        teams = np.flatnonzero(whole == at)
        block = Block(compact, only(entries, order[bounds[at] : bounds[at + 1]]))
        yield Shard(rows, block, teams, np.searchsorted(known, teams))


def _shard_of(membership: Membership, size: int) -> tuple[Int16Array, int]:
    """Return the number of each person's shard, and how many there are."""
    people = len(membership.people)
    if not people:
        return np.zeros(0, np.int16), 1
    # Most people have one team only. With the first that they had, they are beside most of its members.
    team = membership.team[np.arange(people), np.argmax(membership.team >= 0, axis=1)]
    order = np.argsort(team, kind="stable")
    begins = np.r_[0, np.flatnonzero(np.diff(team[order])) + 1]
    members = np.diff(np.r_[begins, people])
    # A team stays together where it fits; one that is too large, and people without a team, may be cut.
    together = np.repeat((team[order][begins] >= 0) & (members <= size), members)
    place = np.where(together, np.repeat(begins, members), np.arange(people))
    number = np.empty(people, np.int16)
    number[order] = place // size
    there = distinct(number)
    return np.searchsorted(there, number).astype(np.int16), len(there)


def _whole_teams(membership: Membership, number: Int16Array, count: int) -> Int64Array:
    """Return for each team the only shard that has members of it; `count` where there are several."""
    teams = len(membership.teams)
    lowest, highest = np.full(teams, count, np.int64), np.full(teams, -1, np.int64)
    before: Int32Array | None = None
    for day in range(membership.team.shape[1]):
        team = np.ascontiguousarray(membership.team[:, day])
        # Most days are like the one before.
        if before is None or not np.array_equal(team, before):
            there = team >= 0
            np.minimum.at(lowest, team[there], number[there])
            np.maximum.at(highest, team[there], number[there])
        before = team
    return np.where(lowest == highest, lowest, count)


def score_shard(task: Task, shard: Shard) -> ShardScores:
    """Score a shard. RuleFailed where a rule does not answer."""
    block = shard.block
    people = score_members(task.plan, block.membership, block.entries, task.codes, task.last_day)
    teams, weeks = scores_of_teams(task.plan, people, shard.own_teams, task.last_day)
    return ShardScores(replace(people, membership=block.membership.only(slice(0))), teams, weeks)


@dataclass(frozen=True, eq=False)
class Place:
    """Where the scores of a shard belong in the whole: the rows of its people, and of its teams."""

    rows: Int64Array
    teams: Int64Array


def put_together(task: Task, membership: Membership, parts: Iterable[tuple[Place, ShardScores]]) -> Scored:
    """Return the scores of everyone from those of all shards, which may come in any order.

    Teams whose members are in several shards are scored here. RuleFailed where a rule does not answer.
    """
    parts = iter(parts)
    place, part = next(parts)
    whole = _Whole(membership, part)
    whole.fill(place, part)
    for place, part in parts:
        whole.fill(place, part)
    scored = Scored(task.plan, whole.people, whole.teams, task.last_day, whole.weeks)
    return with_teams_again(scored, whole.people, np.flatnonzero(~whole.scored))


class _Whole:
    """The arrays of everyone and of every team, filled shard by shard."""

    def __init__(self, membership: Membership, part: ShardScores) -> None:
        people, teams = len(membership.people), len(membership.teams)
        self.people = replace(room_for(people, part.people), membership=membership)
        # Zeros: those that no shard fills are looked at before they are replaced.
        self.teams = room_for(teams, part.teams)
        self.weeks = tuple(room_for(teams, week) for week in part.weeks)
        self.scored = np.zeros(teams, np.bool_)

    def fill(self, place: Place, part: ShardScores) -> None:
        """Take over what a shard has come to."""
        fill(self.people, place.rows, part.people)
        fill(self.teams, place.teams, part.teams)
        for week, of_week in zip(self.weeks, part.weeks, strict=True):
            fill(week, place.teams, of_week)
        self.scored[place.teams] = True
