from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from moonwalk.api import Status
from moonwalk.definitions import Challenge, read_file
from moonwalk.registry import load
from moonwalk.scoring.grid import build_grid
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import score_people
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.verdicts import converted
from moonwalk.services.planning import plan_of

FOLDER = Path(__file__).parents[2] / "challenges"
SHIPPED = sorted(FOLDER.glob("*.yaml"))
MONDAY = date(2027, 1, 4)
FAR_TOO_MUCH = 10**6


@pytest.fixture(scope="module")
def plugins():
    return load(frozenset())


@pytest.fixture(params=SHIPPED, ids=lambda path: path.stem)
def challenge(request, plugins) -> Challenge:
    return read_file(request.param, plugins, MONDAY).challenge


@pytest.fixture
def plan(challenge, plugins) -> Plan:
    return plan_of(challenge, plugins, 0)


def main_activity(plan: Plan) -> str:
    return next(activity.name for activity in plan.activities if activity.target == activity.name)


def daily_goal(plan: Plan) -> np.ndarray:
    """What the daily goal asks for on each day, in thousandths; without one, once or one of it.

    Of those who choose a target of their own, it is that of who chooses none.
    """
    goals = (goal for goal in plan.goals if goal.each == "day" and (goal.reach or goal.own_target))
    goal = next((one for one in goals if one.activity == main_activity(plan)), None)
    if goal is None:
        return np.full(plan.calendar.length, 1000)
    if goal.own_target is not None:
        return np.full(plan.calendar.length, goal.own_target.unless_chosen)
    return np.array([goal.reach.at(int(week)) for week in plan.calendar.week])


def totals(plan: Plan, amounts: np.ndarray, activity: str = "") -> np.ndarray:
    """What people earn who did these amounts (people x days, thousandths)."""
    people = np.arange(len(amounts), dtype=np.int32)
    status = np.repeat(plan.calendar.statuses[None, :], len(amounts), axis=0)
    membership = Membership(people, people[:0], np.full(amounts.shape, -1, np.int32), status)
    done = np.where(status == Status.DUE, amounts, 0).astype(np.int64)
    raw = {one.name: np.zeros_like(done) for one in plan.activities} | {activity or main_activity(plan): done}
    return score_people(plan, membership, build_grid(plan, membership, raw, converted(plan, raw))).total.sum(
        axis=1
    )


def patterns(days: int) -> np.ndarray:
    """Ways to skip: up to three days anywhere, the same days in every week, and days at random."""
    few = [skipped for count in (1, 2, 3) for skipped in combinations(range(days), count)]
    walks = np.ones((len(few), days), np.bool_)
    for row, skipped in enumerate(few):
        walks[row, list(skipped)] = False
    weekly = (np.arange(128)[:, None] >> np.arange(7)) & 1 == 1
    same = np.tile(weekly, -(-days // 7))[:, :days]
    random = np.random.default_rng(1).random((5000, days)) < 0.85
    return np.concatenate([walks, same, random])


@pytest.mark.parametrize("effort", [1, Fraction(3, 2), 2, 5])
def test_skipping_days_never_beats_walking_them(plan, effort):
    each_day = daily_goal(plan) * effort.numerator // effort.denominator
    always = totals(plan, each_day[None, :])[0]
    skipping = totals(plan, np.where(patterns(plan.calendar.length), each_day, 0))
    assert always > 0
    assert skipping.max() <= always


def test_overdoing_earns_no_more_than_the_days_cap(plan):
    each_day = daily_goal(plan)
    enough, more = totals(plan, np.stack([each_day * 5, each_day * FAR_TOO_MUCH]))
    assert enough == more


def test_a_single_heroic_day_earns_less_than_a_week_of_good_ones(plan):
    week = np.arange(plan.calendar.length) < 7
    each_day = daily_goal(plan)
    good = np.where(week, each_day, 0)
    heroic = np.where(np.arange(plan.calendar.length) == 0, each_day * FAR_TOO_MUCH, 0)
    earned_by_good, earned_by_heroic = totals(plan, np.stack([good, heroic]))
    assert earned_by_heroic < earned_by_good


def test_every_way_in_the_same_unit_is_worth_the_same(plan):
    each_day = daily_goal(plan)[None, :]
    target = main_activity(plan)
    same = [one.name for one in plan.activities if one.target == target and one.rate == 1]
    assert target in same
    for activity in same:
        assert totals(plan, each_day, activity) == totals(plan, each_day, target)
