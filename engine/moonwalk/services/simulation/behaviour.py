"""How made-up people behave: who logs at all, on which days, how much, and how late.

Some figures are from studies and public programmes; where nobody has published one, it is an assumption.
Each constant says which it is. Together they make seasons like those of public programmes: a test compares
how many log nothing, and how many still log after one, two and four weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import BoolArray, Int64Array

Floats = NDArray[np.float64]

SCENARIOS: Final[Mapping[str, float]] = MappingProxyType({"engaged": 375.0, "typical": 122.0, "poor": 47.0})
"""How long people keep logging: the scale, in days, of a Weibull distribution.

With the shape below, 85, 70 and 50 in 100 still log after 28 days. The last is what public programmes
report; the others are assumptions for a company that invites its own people.
"""
_SHAPE: Final = 0.7  # more give up in the first days than later (assumption)
_NO_SHOW: Final = 0.10  # registered, and never logs (assumption: 0.05 to 0.20)
_SYNCED: Final = 0.23  # entries from a device; the ratio that a trial of both ways reports
_SYNCED_STAYS: Final = 4.0  # how much longer people with a device keep logging (same trial)
_WILLING: Final = (3.0, 2.2)  # Beta: how often somebody does it on a day, 0.58 on average (assumption)
_WEEKDAYS: Final = (1.10, 1.08, 1.05, 1.02, 0.92, 0.80, 0.74)  # Monday to Sunday (assumption)
_AGAIN: Final = 1.12  # a habit: done yesterday as well (assumption)
_NOT_AGAIN: Final = 0.88
_OF_TEAMS: Final = 0.09 / (1 - 0.09)  # variance between teams by that between people: ICC 0.09, a team trial
_OTHER_WAYS: Final = 1 / 6  # who does an activity in another way, where there is one (assumption)
_SLIPS: Final = 0.005  # hours typed as minutes or the like (assumption)
_SLIP_FACTOR: Final = 60

# Of 100 entries by hand, how many are logged so many days later (assumption, within the windows that
# platforms allow); the rest are of people who enter their whole week on the Sunday or the Monday after.
_DELAYS: Final = (60, 20, 6, 3, 1, 1, 1)
_BY_HAND_AT_ONCE: Final = sum(_DELAYS)
_DAY: Final = 24 * 3600 * 1000
_EVENING: Final = 19 * 3600 * 1000


@dataclass(frozen=True, eq=False)
class Habits:
    """What stays the same for a person through a season. Arrays have one value for each person.

    `lasts` is on how many days they might log, `synced` whether a device does it for them, `willing` how
    likely they do it on a day, `vigour` the logarithm of how much more than others they do.
    """

    lasts: Floats
    synced: BoolArray
    willing: Floats
    vigour: Floats


def draw_habits(chance: np.random.Generator, team: NDArray[np.int32], scenario: str) -> Habits:
    """Return the habits of people by their teams (-1: none), whose members are a little alike."""
    people = len(team)
    synced = chance.random(people) < _SYNCED
    scale = SCENARIOS[scenario] * np.where(synced, _SYNCED_STAYS, 1.0)
    lasts = scale * (-np.log1p(-chance.random(people))) ** (1 / _SHAPE)
    lasts[chance.random(people) < _NO_SHOW] = 0.0
    willing = chance.beta(*_WILLING, people)
    vigour = chance.standard_normal(people)
    alpha, beta = _WILLING
    spread = np.sqrt(alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1)))
    teams = int(team.max(initial=-1)) + 1
    # The last row stands for people without a team, who are like nobody in particular.
    effect = np.append(chance.standard_normal(teams), 0.0) * np.sqrt(_OF_TEAMS)
    return Habits(lasts, synced, np.clip(willing + effect[team] * spread, 0.02, 0.98), vigour + effect[team])


def draw_ways(chance: np.random.Generator, people: int, ways: int) -> NDArray[np.int64]:
    """Return in which way each person does an activity: 0 for most, who do it as it is named."""
    others = chance.integers(1, ways, people) if ways > 1 else np.zeros(people, np.int64)
    return np.where(chance.random(people) < _OTHER_WAYS, others, 0)


def draw_days(
    chance: np.random.Generator, habits: Habits, weekdays: NDArray[np.int64], before: int, share: float
) -> BoolArray:
    """Return on which days each person does an activity: people x days.

    `weekdays` counts from 0, which is Monday; the first `before` days are those before day 1, on which
    nobody has given up yet. `share` is how much of what people do falls to this activity.
    """
    people, days = len(habits.lasts), len(weekdays)
    luck = chance.random((people, days))
    done = np.zeros((people, days), np.bool_)
    factor = np.ones(people)
    for day, weekday in enumerate(weekdays.tolist()):
        likely = habits.willing * _WEEKDAYS[weekday] * factor * share
        lasting = habits.lasts > max(day - before + 1, 0)
        done[:, day] = (luck[:, day] < likely) & lasting
        factor = np.where(done[:, day], _AGAIN, _NOT_AGAIN)
    return done


def draw_logged(
    chance: np.random.Generator,
    habits: Habits,
    person: Int64Array,
    day_begins: Int64Array,
    weekday: Int64Array,
) -> Int64Array:
    """Return the instant at which each entry is logged, in milliseconds.

    `person` is whose entry it is, `day_begins` when its day begins where the challenge is, `weekday` which
    day of the week that is.
    """
    at = chance.random(len(person)) * 100
    steps = np.cumsum(_DELAYS)
    later = np.searchsorted(steps, at, side="right")
    # Seven days on for an entry of a Monday, and none for a Sunday: the week as a whole, at its end.
    whole_week = 6 - weekday + (chance.random(len(person)) < 0.5)
    days = np.where(at >= _BY_HAND_AT_ONCE, whole_week, later)
    return np.asarray(day_begins + _EVENING + np.where(habits.synced[person], 0, days) * _DAY)


def with_slips(chance: np.random.Generator, amounts: Int64Array, by_hand: BoolArray) -> Int64Array:
    """Return amounts of which a few that were typed have a slip of the finger."""
    slipped = by_hand & (chance.random(len(amounts)) < _SLIPS)
    return np.asarray(np.where(slipped, amounts * _SLIP_FACTOR, amounts))
