"""Skipping a day never beats walking it: every pattern of days in two weeks on end is searched."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from moonwalk.api.timeline import Status
from moonwalk.definitions import read_file
from moonwalk.registry import load
from moonwalk.scoring.grid import build_grid
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import score_people
from moonwalk.services.planning import plan_of

CHALLENGES = Path(__file__).parents[2] / "challenges"
FILES = sorted(CHALLENGES.glob("*.yaml"))
TWO_WEEKS = 14


@pytest.fixture(scope="module")
def plugins():
    return load(None, frozenset())


def plan(path, plugins):
    reading = read_file(path, plugins, date(2027, 1, 4))
    return plan_of(reading.challenge, plugins, 0)


def totals(plan, walked, amount):
    """The points of each row of `walked` (patterns x days), with so many thousandths on each walked day."""
    people = len(walked)
    status = np.repeat(plan.calendar.statuses[None, :], people, axis=0)
    membership = Membership(
        np.arange(1, people + 1, dtype=np.int32),
        np.empty(0, np.int32),
        np.full(walked.shape, -1, np.int32),
        status,
    )
    counts = walked & (status == Status.DUE)
    raw = {one.name: np.zeros(walked.shape, np.int64) for one in plan.activities}
    raw[plan.activities[0].target] = counts * amount
    return score_people(plan, membership, build_grid(plan, membership, raw, raw)).total.sum(axis=1)


def patterns(days, first, others):
    """Every pattern of two weeks from `first` on; all other days are walked, or none of them."""
    bits = np.arange(2**TWO_WEEKS)[:, None] >> np.arange(TWO_WEEKS) & 1
    rows = np.full((2**TWO_WEEKS, days), others, np.bool_)
    rows[:, first : first + TWO_WEEKS] = bits.astype(np.bool_)[:, : days - first]
    return rows


def amounts(plan):
    """What is worth walking: each amount that a goal asks for, a little, and far too much."""
    asked = {value for goal in plan.goals if goal.reach for value in goal.reach.values()}
    asked |= {goal.own_target.unless_chosen for goal in plan.goals if goal.own_target}
    return sorted({*asked, max(asked, default=1000) * 3, 1000})


@pytest.mark.parametrize(
    "step", [14, pytest.param(7, marks=pytest.mark.torture)], ids=lambda step: f"each {step}"
)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_pattern_of_days_earns_more_by_leaving_one_out(path, step, plugins):
    one = plan(path, plugins)
    length = one.calendar.length
    for first in range(0, max(length - TWO_WEEKS, 0) + 1, step):
        for others in (True, False):
            walked = patterns(length, first, others)
            for amount in amounts(one):
                points = totals(one, walked, np.int64(amount))
                for day in range(min(TWO_WEEKS, length - first)):
                    with_day = np.flatnonzero(walked[:, first + day])
                    without = with_day - (1 << day)
                    worse = np.flatnonzero(points[with_day] < points[without])
                    assert not len(worse), (
                        f"{amount} thousandths a day: leaving day {first + day + 1} out of "
                        f"{walked[with_day[worse[0]]].astype(int)} brings {points[without[worse[0]]]} "
                        f"instead of {points[with_day[worse[0]]]} points"
                    )


def test_the_flagship_pays_five_days_a_week_up_to_its_caps_and_no_more(plugins):
    one = plan(CHALLENGES / "walk-backward.yaml", plugins)
    every_day = np.ones((1, one.calendar.length), np.bool_)
    five_days = every_day & (np.arange(one.calendar.length) % 7 < 5)
    least, most = np.int64(10_000), np.int64(60_000)

    weeks_of_minutes = 5 * (10 + 12 + 15 + 20)
    earned = totals(one, every_day, most)
    assert earned >= weeks_of_minutes
    assert totals(one, five_days, most) >= weeks_of_minutes
    assert totals(one, every_day, least) <= earned <= 4 * 120
