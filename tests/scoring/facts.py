"""Facts line by line, and the same as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moonwalk.scoring.facts import FOREVER, NEVER, EntryFacts, MembershipFacts, PauseFacts, TargetFacts
from moonwalk.scoring.verdicts import Codes

KINDS = ("walk", "own", "steps", "swimming")
"""Activities by the store's number; a challenge does not know the last."""

SOURCES = ("watch", "form", "phone")
CODES = Codes(np.array([0, 1, 2, -1], np.int16), np.array([2, 0, 1], np.int16))
"""Sources rank by name: form, phone, watch."""


@dataclass(frozen=True)
class Line:
    """An entry; `supersedes` is the id of the one it corrects."""

    id: int
    person: int
    day: int
    kind: int
    amount: int
    logged: int
    source: int = 0
    on_time: int | None = None
    supersedes: int | None = None
    void: bool = False

    @property
    def due(self) -> int:
        return self.logged if self.on_time is None else self.on_time


@dataclass(frozen=True)
class Member:
    person: int
    team: int = 1
    first: int = 0
    last: int = FOREVER


@dataclass(frozen=True)
class Pause:
    person: int
    first: int
    last: int


@dataclass(frozen=True)
class Target:
    person: int
    goal: str
    first: int
    amount: int


def entry_facts(lines) -> EntryFacts:
    replaced = {line.supersedes: line.due for line in lines if line.supersedes is not None}

    def column(values, dtype):
        return np.array(list(values), dtype)

    return EntryFacts(
        id=column((line.id for line in lines), np.int64),
        person=column((line.person for line in lines), np.int32),
        day=column((line.day for line in lines), np.int32),
        kind=column((line.kind for line in lines), np.int16),
        source=column((line.source for line in lines), np.int16),
        amount=column((line.amount for line in lines), np.int64),
        logged=column((line.logged for line in lines), np.int64),
        on_time=column((line.due for line in lines), np.int64),
        replaced=column((replaced.get(line.id, NEVER) for line in lines), np.int64),
        void=column((line.void for line in lines), np.bool_),
    )


def member_facts(*members: Member) -> MembershipFacts:
    columns = [[getattr(one, name) for one in members] for name in ("person", "team", "first", "last")]
    names = {one.team: f"Team {one.team}" for one in members}
    return MembershipFacts(*(np.array(column, np.int32) for column in columns), team_names=names)


def pause_facts(*pauses: Pause) -> PauseFacts:
    columns = [[getattr(one, name) for one in pauses] for name in ("person", "first", "last")]
    return PauseFacts(*(np.array(column, np.int32) for column in columns))


def target_facts(*targets: Target) -> TargetFacts:
    goals = tuple(sorted({one.goal for one in targets}))
    ordered = sorted(targets, key=lambda one: (one.person, one.goal, one.first))
    return TargetFacts(
        goals,
        np.array([one.person for one in ordered], np.int32),
        np.array([goals.index(one.goal) for one in ordered], np.int32),
        np.array([one.first for one in ordered], np.int32),
        np.array([one.amount for one in ordered], np.int64),
    )
