"""Made-up people and what they log: for the demo, for rehearsals, for a look before anyone plays.

The figures lie between published ones on attendance, drop-out and logging. They are assumptions all the same.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import NormalDist
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

Draw: TypeAlias = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Scenario:
    """How well people keep going.

    `no_show` is the share that never logs anything. Of the others, 37% still log after `scale_days`.
    """

    name: str
    scale_days: float
    no_show: float = 0.10


ENGAGED: Final = Scenario("engaged", 375)
TYPICAL: Final = Scenario("typical", 122)
POOR: Final = Scenario("poor", 47)
SCENARIOS: Final = (ENGAGED, TYPICAL, POOR)


@dataclass(frozen=True, slots=True)
class SimulatedEntry:
    """One made-up entry: who, which civil day, what, how many minutes, and when it was logged (UTC)."""

    person: str
    day: date
    activity: str
    minutes: int
    logged: datetime


@dataclass(frozen=True, slots=True)
class _Habit:
    """What makes one person different from the next; `keeps_going` is in days, 0 for a no-show."""

    keeps_going: int
    willing: float
    usual_minutes: float
    own_version: float
    batches: bool


def simulate(
    people: Sequence[str],
    starts: date,
    today: datetime,
    days: int,
    timezone: str,
    seed: int,
    activities: Sequence[str],
    scenario: Scenario = TYPICAL,
) -> tuple[SimulatedEntry, ...]:
    """Everything these people have logged before the instant `today`, person by person, day by day.

    Equal arguments give equal entries on every machine. A later `today` only adds to them. The first
    of `activities` is the main one; some people log the second instead, always or now and then.
    """
    # Only random() keeps its sequence for a seed across Python versions; its other methods may change.
    draw = random.Random(seed).random
    stopped = _stopped(scenario, days)
    midnights = _midnights(starts, days + 8, ZoneInfo(timezone))
    main, own = activities[0], activities[-1]
    entries = []
    for person in people:
        habit = _habit(draw, scenario, stopped)
        for index, minutes, share in _active_days(draw, habit, starts.weekday(), days):
            logged = midnights[_log_day(draw, habit, index)] + _time_of_day(draw)
            if logged < today:
                activity = own if share < habit.own_version else main
                entries.append(
                    SimulatedEntry(person, starts + timedelta(days=index), activity, minutes, logged)
                )
    return tuple(entries)


# Chances of an entry by weekday, from Monday; yesterday's entry makes today's likelier.
_WEEKDAYS: Final = (1.10, 1.08, 1.05, 1.02, 0.92, 0.80, 0.74)
_AFTER_YES, _AFTER_NO = 1.12, 0.88

_MEDIAN_MINUTES: Final = 11
_ROUND_NUMBERS: Final = (5, 8, 10, 12, 15, 20, 25, 30)
_ROUNDED_SHARE: Final = 0.75

_BATCHERS: Final = 0.08
# How many days later an entry arrives: the share that has arrived by then, of those who do not batch.
_ARRIVED: Final = ((0.652, 0), (0.870, 1), (0.935, 2), (0.967, 3), (0.975, 4), (0.983, 5), (0.992, 6))
_REMINDED: Final = 0.7


def _spread(sigma: float) -> tuple[float, ...]:
    """Factors around 1, each equally likely, that together are lognormal.

    Rounded, so that the last digit of another machine's mathematics changes nothing.
    """
    normal = NormalDist(0, sigma)
    return tuple(round(math.exp(normal.inv_cdf((step + 0.5) / 512)), 9) for step in range(512))


_BETWEEN_PEOPLE: Final = _spread(0.35)
_BETWEEN_DAYS: Final = _spread(0.40)


def _stopped(scenario: Scenario, days: int) -> tuple[float, ...]:
    """The share of people who have stopped before each day, from day 1 (nobody): Weibull with shape 0.7."""
    kept = (math.exp(-((day / scenario.scale_days) ** 0.7)) for day in range(days))
    return tuple(round(1 - share, 9) for share in kept)


def _midnights(starts: date, days: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Twelve hours before each day's noon, in UTC: midnight, but for nights on which clocks change."""
    noons = (datetime.combine(starts + timedelta(days=index), time(12), zone) for index in range(days))
    return tuple(noon.astimezone(UTC) - timedelta(hours=12) for noon in noons)


def _habit(draw: Draw, scenario: Scenario, stopped: tuple[float, ...]) -> _Habit:
    """One made-up person."""
    begins = draw() >= scenario.no_show
    keeps_going = bisect_right(stopped, draw())
    # The third smallest of four even chances is Beta(3, 2), of five Beta(3, 3): together a mean of 0.58.
    willing = sorted(draw() for _ in range(5 if draw() < 0.2 else 4))[2]
    usual = _MEDIAN_MINUTES * _BETWEEN_PEOPLE[int(draw() * len(_BETWEEN_PEOPLE))]
    way = draw()
    return _Habit(
        keeps_going=keeps_going if begins else 0,
        willing=willing,
        usual_minutes=usual,
        own_version=1.0 if way < 0.08 else 0.35 if way < 0.20 else 0.0,
        batches=draw() < _BATCHERS,
    )


def _active_days(
    draw: Draw, habit: _Habit, first_weekday: int, days: int
) -> Iterator[tuple[int, int, float]]:
    """The days on which a person did it: index, minutes, and a number that decides on the activity."""
    after = 1.0
    for index in range(min(days, habit.keeps_going)):
        if draw() >= habit.willing * _WEEKDAYS[(first_weekday + index) % 7] * after:
            after = _AFTER_NO
            continue
        after = _AFTER_YES
        growth = 0.75 + 0.125 * (index // 7 + 1)
        minutes = habit.usual_minutes * growth * _BETWEEN_DAYS[int(draw() * len(_BETWEEN_DAYS))]
        yield index, _written_minutes(draw, minutes), draw()


def _written_minutes(draw: Draw, minutes: float) -> int:
    """The whole number of minutes that people write down, most often a round one."""
    if draw() >= _ROUNDED_SHARE:
        return max(1, int(minutes + 0.5))
    if minutes > 32:
        return 5 * int(minutes / 5 + 0.5)
    return min(_ROUND_NUMBERS, key=lambda number: abs(number - minutes))


def _log_day(draw: Draw, habit: _Habit, index: int) -> int:
    """The index of the day on which an entry for the day `index` is written down."""
    week_ends = index - index % 7 + 6
    if habit.batches:
        return week_ends + (draw() < 0.5)
    chance = draw()
    later = next((days for share, days in _ARRIVED if chance < share), 7)
    # A week closes soon after its end, and most of those who are late hurry up for it.
    if index + later > week_ends + 1 and draw() < _REMINDED:
        return week_ends + 1
    return index + later


def _time_of_day(draw: Draw) -> timedelta:
    """Some time between nine in the morning and eleven at night, evenings being likelier."""
    hours = 9 + 14 * max(draw(), draw())
    return timedelta(seconds=int(hours * 3600))
