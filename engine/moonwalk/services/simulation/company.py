"""Who takes part in a rehearsal: the people of the roster in their teams, or as many made-up ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from moonwalk.api.values import SizeRange
from moonwalk.definitions import Challenge
from moonwalk.scoring.facts import NEVER, Int32Array
from moonwalk.scoring.plan import Plan
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.roster.teams import split
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, memberships, people
from moonwalk.store.database import Transaction
from moonwalk.store.decisions import Decision

_GROUPS: Final = 4
"""How many values a roster column has where there is no roster."""


@dataclass(frozen=True, eq=False)
class Company:
    """The people of a rehearsal. `team` is the index in `teams` of each, -1 for none.

    `columns` are the values of the roster columns that the challenge's boards read, by name. `names` and
    `zones` are those of the roster, and empty for made-up people.
    """

    ids: tuple[str, ...]
    team: Int32Array
    teams: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    from_roster: bool = False
    names: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The members of each team."""
        return tuple(np.bincount(self.team[self.team >= 0], minlength=len(self.teams)).tolist())


def made_up_company(challenge: Challenge, plan: Plan, number: int) -> Company:
    """Return so many made-up people, in teams of the sizes that the challenge asks for.

    Teams that are drawn are as equal as can be; others have every size there may be.
    """
    ids = tuple(f"p{each:04}" for each in range(1, number + 1))
    sizes = _sizes(challenge, number)
    team = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[:number]
    team = np.concatenate([team, np.full(number - len(team), -1, np.int32)])
    groups = {}
    for name in sorted(plan.columns):
        values = plan.values_of_some(name) or [f"Group {index + 1}" for index in range(_GROUPS)]
        groups[name] = tuple(values[index % len(values)] for index in range(number))
    return Company(ids, team, tuple(f"Team {index + 1}" for index in range(len(sizes))), groups)


def _sizes(challenge: Challenge, number: int) -> list[int]:
    if challenge.teams is None:
        return []
    size = challenge.teams.size
    equal = split(number, size) if challenge.teams.formed == "drawn" else None
    return equal or _all_sizes(number, size)


def _all_sizes(number: int, size: SizeRange) -> list[int]:
    """Return teams of every size in turn, until nobody is left."""
    sizes: list[int] = []
    left = number
    while left >= size.smallest:
        wanted = size.smallest + len(sizes) % (size.largest - size.smallest + 1)
        sizes.append(min(wanted, left))
        left -= sizes[-1]
    # Those who are too few for a team join the last one, rather than nobody's.
    return [*sizes[:-1], sizes[-1] + left] if sizes else [number]


def company_of(ws: Workspace, challenge: Challenge, plan: Plan) -> Company | None:
    """Return the people of the workspace as a launch would put them into teams; None without a roster.

    Nothing of it is kept. Refused where nobody of the roster would take part.
    """
    with ws.database() as db:
        known = {person.no: person for person in people.all_people(db)}
        if not known:
            return None
        with transaction(db, dry_run=True) as tx:
            members = _enrolled(ws, tx, challenge)
            columns = {name: people.column(tx, name, NEVER) for name in sorted(plan.columns)}
    if not members:
        raise Refused(
            f"Nobody of the roster would take part in '{challenge.name}'. Nothing was rehearsed. Look at "
            "'people' in the file, or rehearse with made-up people: --people 48"
        )
    numbers = sorted(members, key=lambda person: known[person].id)
    team = _teams_of(challenge, [members[person] for person in numbers])
    return Company(
        tuple(known[person].id for person in numbers),
        team,
        tuple(f"Team {index + 1}" for index in range(int(team.max(initial=-1)) + 1)),
        {name: tuple(values.get(person, "") for person in numbers) for name, values in columns.items()},
        from_roster=True,
        names=tuple(known[person].name for person in numbers),
        zones=tuple(known[person].timezone or ws.settings.timezone for person in numbers),
    )


def _enrolled(ws: Workspace, tx: Transaction, challenge: Challenge) -> dict[int, int | None]:
    """Return the team of everyone whom a launch would enrol, by number of the person."""
    if memberships.current(tx, challenge.name, NEVER):
        current = memberships.current(tx, challenge.name, NEVER)
        return {membership.person: membership.team for membership in current}
    at = ws.instant()
    decision = decisions.record(tx, Decision(at, operator(), "launch", challenge.name, detail={}))
    Registrar(tx, challenge, at, decision).enrol()
    return {
        membership.person: membership.team for membership in memberships.current(tx, challenge.name, NEVER)
    }


def _teams_of(challenge: Challenge, teams: list[int | None]) -> Int32Array:
    """Return the index of each person's team. People who have none are drawn into teams, where teams are."""
    if challenge.teams is None:
        return np.full(len(teams), -1, np.int32)
    known = sorted({team for team in teams if team is not None})
    index = np.array([-1 if team is None else known.index(team) for team in teams], np.int32)
    waiting = np.flatnonzero(index < 0)
    if challenge.teams.formed == "drawn" and len(waiting):
        sizes = _sizes(challenge, len(waiting))
        index[waiting] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes) + len(known)
    return index
