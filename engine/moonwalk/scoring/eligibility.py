"""Who may take a place: people by roster column, teams and groups by their members and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from moonwalk.api.field_words import ConditionKind
from moonwalk.api.timeline import Status
from moonwalk.api.values import ConditionValue
from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array, day_counts, days_until, distinct
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import BoardPlan, Plan


def ineligible_people(plan: Plan, membership: Membership) -> Sequence[str]:
    """Return why each person takes no place, or "": the first column whose value says so."""
    if not plan.not_placed:
        return _no_reasons(len(membership.people))
    reasons = [""] * len(membership.people)
    for name, wanted in plan.not_placed.items():
        column = membership.columns[name]
        reason_by_value = [f"{name} is {label}" for label in column.labels]
        # The extra last element answers for people without a value, whose index is -1.
        out = np.array([key in wanted for key in column.keys] + [False], np.bool_)
        for row in np.flatnonzero(out[column.of]).tolist():
            reasons[row] = reasons[row] or reason_by_value[column.of[row]]
    return reasons


# Made again for each board of thousands of people, it takes longer than to look at it.
@lru_cache(maxsize=8)
def _no_reasons(count: int) -> tuple[str, ...]:
    return ("",) * count


def ineligible_groups(
    plan: Plan, board: BoardPlan, people: PeopleScores, now: Int32Array, groups: int, last_day: int
) -> Sequence[str]:
    """Return why each team or group takes no place, or "": its members take none, or a condition is not met.

    `now` is the group of each person on the last day, -1 for none.
    """
    reasons = [""] * groups
    for group in groups_without_eligible_member(plan, people.membership, now, groups):
        reasons[group] = "its members take no place"
    met = conditions_met(board.place_needs, people, now, groups, last_day)
    for condition, holds in zip(board.place_needs, met, strict=True):
        for group in np.flatnonzero(~holds).tolist():
            reasons[group] = reasons[group] or f"needs {ConditionKind().show(condition)}"
    return reasons


def groups_without_eligible_member(
    plan: Plan, membership: Membership, now: Int32Array, groups: int
) -> list[int]:
    """Return the teams or groups that have members, none of whom takes a place."""
    if not plan.not_placed:
        return []
    eligible = np.array([not reason for reason in ineligible_people(plan, membership)], np.bool_)
    members = np.bincount(now[now >= 0], minlength=groups)
    eligible_members = np.bincount(now[(now >= 0) & eligible], minlength=groups)
    # An empty group is not among them: nobody in it was refused a place.
    return np.flatnonzero((members > 0) & (eligible_members == 0)).tolist()


def conditions_met(
    conditions: Sequence[ConditionValue], people: PeopleScores, now: Int32Array, teams: int, last_day: int
) -> list[BoolArray]:
    """Return for each condition whether each team meets it, by its present members (`now`: person -> team).

    `met GOAL` asks whether a member met the goal at least once so far; `logged on` counts the days on which
    the member could take part. Both leave out members who pause on the last day.
    """
    day = min(max(last_day, 0), people.membership.status.shape[1] - 1)
    answers = []
    for condition in conditions:
        if condition.asks == "members":
            # The first count is of those who are in no team, whose number is -1.
            members = matching = np.bincount(now + 1, minlength=teams + 1)[1:]
        else:
            # Somebody who pauses is still a member, but nothing is asked of them: a team must not lose its
            # place because one of them is on holiday.
            asked = (now >= 0) & (people.membership.status[:, day] != Status.PAUSED)
            members = np.bincount(now[asked], minlength=teams)
            matching = np.bincount(now[asked & _matches(condition, people, last_day)], minlength=teams)
        answers.append(_holds(condition, members, matching))
    return answers


def _matches(condition: ConditionValue, people: PeopleScores, last_day: int) -> BoolArray:
    days = days_until(last_day)
    if condition.asks == "met":
        return np.asarray(people.met[condition.goal][:, days].any(axis=1))
    logged = day_counts(people.logged[:, days])
    if condition.days is not None:
        return np.asarray(logged >= condition.days)
    share = condition.day_share
    countable = day_counts(people.membership.countable[:, days])
    if share is None:
        return np.asarray(logged > 0)
    # Multiplied crosswise, since a share such as 80% compared as a double may fail by the last bit.
    return np.asarray((countable > 0) & (logged * share.denominator >= countable * share.numerator))


def _holds(condition: ConditionValue, members: Int64Array, matching: Int64Array) -> BoolArray:
    """Return `condition.holds` for every team, asked once for each pair of numbers that occurs."""
    width = int(members.max(initial=0)) + 1
    # Conditions are exact and written in Python; thousands of teams share a few pairs of size and count.
    pairs = members * width + matching
    known = distinct(pairs)
    answers = [condition.holds(*divmod(pair, width)) for pair in known.tolist()]
    return np.array(answers, np.bool_)[np.searchsorted(known, pairs)]
