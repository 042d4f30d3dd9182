"""What a definition could have decided otherwise about its people, one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, get_args

from moonwalk.scoring.plan import PartWeeks, PausedDay, Plan

_TEAMS: Final = (
    ("no_entries", "leave_out_silent", ("count as zero", "are left out")),
    ("joiners", "joiners_from_start", ("count from their first day", "count from the start")),
    ("leavers", "leavers_take_points", ("keep their points in the team", "take their points away")),
    ("movers", "movers_take_points", ("leave points where earned", "take points along")),
)
"""A key of `teams`, the field of the plan that it sets, and the words for no and yes."""


@dataclass(frozen=True)
class Alternative:
    """A key of the language with another value, and the plan as it would be."""

    key: str
    value: str
    plan: Plan


def of_teams(plan: Plan) -> Iterator[Alternative]:
    """What teams could do otherwise with their members; the people's points stay."""
    for key, field, words in _TEAMS:
        other = not getattr(plan.teams, field)
        yield Alternative(key, words[other], replace(plan, teams=replace(plan.teams, **{field: other})))


def of_people(plan: Plan) -> Iterator[Alternative]:
    """What could be otherwise about people's own days; their points must be reckoned anew."""
    for value in get_args(PartWeeks):
        if value != plan.part_weeks:
            yield Alternative("part_weeks", value, replace(plan, part_weeks=value))
    for word in get_args(PausedDay):
        if word != plan.a_paused_day:
            yield Alternative("a_paused_day", word, replace(plan, a_paused_day=word))
