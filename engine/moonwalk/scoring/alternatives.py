"""What would be if one thing had been decided differently: other plans, and scores by them.

Only what an alternative may change is scored again. Most of them concern few people: those who pause, come
later, leave or change teams.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np

from moonwalk.api.timeline import Status
from moonwalk.scoring.attribution import attribute_days, can_take_part
from moonwalk.scoring.facts import BoolArray, EntryFacts, Int32Array, distinct
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.plan import NOTHING, OWN_AVERAGE, PartWeeks, Plan
from moonwalk.scoring.score import Scored, rescore, score, score_from_people, with_teams_again
from moonwalk.scoring.verdicts import Codes, only

_TEAM_SETTINGS: Final = (
    ("no_entries", "leave_out_silent", ("count as zero", "are left out")),
    ("joiners", "joiners_from_start", ("count from their first day", "count from the start")),
    ("leavers", "leavers_take_points", ("keep their points in the team", "take their points away")),
    ("movers", "movers_take_points", ("leave points where earned", "take points along")),
)
"""A key of `teams`, the field of the plan that it sets, and the values for False and True."""


@dataclass(frozen=True)
class Alternative:
    """The plan with one key of the language set to another value.

    `concerns` says whose scores it may change: those of teams only, or of people who pause, who have days
    that others do not have, or of everyone.
    """

    key: str
    value: str
    plan: Plan
    concerns: Literal["teams", "pauses", "part weeks", "everyone"] = "everyone"


def team_alternatives(plan: Plan) -> Iterator[Alternative]:
    """Yield the plan with each setting of teams reversed. The points of people stay as they are."""
    for key, setting, words in _TEAM_SETTINGS:
        other = not getattr(plan.teams, setting)
        teams = replace(plan.teams, **{setting: other})
        yield Alternative(key, words[other], replace(plan, teams=teams), "teams")


def people_alternatives(plan: Plan) -> Iterator[Alternative]:
    """Yield the plan with each other value of what concerns people's own days."""
    for value in get_args(PartWeeks):
        if value != plan.part_weeks:
            yield Alternative("part_weeks", value, _everywhere(plan, part_weeks=value), "part weeks")
    for absence in (day for day in (NOTHING, OWN_AVERAGE) if day != plan.a_paused_day):
        other = _everywhere(plan, a_paused_day=absence)
        yield Alternative("a_paused_day", absence.words, other, "pauses")
    if plan.a_missed_day.counts:
        yield Alternative("a_missed_day", "counts as nothing", _everywhere(plan, a_missed_day=NOTHING))


def _everywhere(plan: Plan, **changes: Any) -> Plan:
    """Return the plan with something else for all days, also those that an earlier text scores."""
    earlier = tuple(replace(part, plan=replace(part.plan, **changes)) for part in plan.earlier)
    return replace(plan, earlier=earlier, **changes)


def people_concerned(scored: Scored, alternatives: Iterable[Alternative]) -> Int32Array:
    """Return the numbers of all whose own points may be others by one of the alternatives."""
    membership = scored.people.membership
    concerned = np.zeros(len(membership.people), np.bool_)
    for other in alternatives:
        concerned |= _people_concerned(scored.plan, membership, other)
    return membership.people[concerned]


def score_alternative(scored: Scored, other: Alternative, entries: EntryFacts, codes: Codes) -> Scored:
    """Return the scores by an alternative to the plan of `scored`.

    `entries` are at least those of the people whom it concerns. The scores are what `score` answers for its
    plan. RuleFailed where a rule does not answer.
    """
    people = scored.people
    if other.concerns == "teams":
        return _with_other_teams(scored, other.plan)
    concerned = _people_concerned(scored.plan, people.membership, other)
    if 2 * concerned.sum() > len(concerned):
        return score(other.plan, people.membership, entries, codes, scored.last_day)
    numbers = people.membership.people[concerned]
    theirs = only(entries, np.isin(entries.person, numbers))
    return rescore(replace(scored, plan=other.plan), numbers, theirs, codes)


def _people_concerned(plan: Plan, membership: Membership, other: Alternative) -> BoolArray:
    """Return who may have other points by an alternative (people)."""
    if other.concerns == "teams":
        return np.zeros(len(membership.people), np.bool_)
    if other.concerns == "pauses":
        return np.asarray((membership.status == Status.PAUSED).any(axis=1))
    if other.concerns == "part weeks":
        # Whoever has the days that everyone has is in no part of a week that is not everyone's.
        of_everyone = plan.calendar.statuses == Status.DUE
        return np.asarray((membership.countable != of_everyone).any(axis=1))
    return np.ones(len(membership.people), np.bool_)


def _with_other_teams(scored: Scored, plan: Plan) -> Scored:
    """Return the scores by a plan that treats joiners, leavers, movers or the silent otherwise."""
    people, last_day = scored.people, scored.last_day
    membership = people.membership
    # Weeks by themselves have joiners, leavers and silent members of their own.
    if scored.weeks:
        return score_from_people(plan, people, last_day)
    before, after = (
        attribute_days(each, membership, people.logged, last_day) for each in (scored.plan, plan)
    )
    differs = (before.points != after.points) | (before.member != after.member)
    differs |= can_take_part(scored.plan, membership, before) != can_take_part(plan, membership, after)
    touched = distinct(membership.team[differs.any(axis=1)])
    teams = touched[touched >= 0].astype(np.int64)
    if 2 * len(teams) > len(membership.teams):
        return score_from_people(plan, people, last_day)
    return with_teams_again(replace(scored, plan=plan), people, teams)
