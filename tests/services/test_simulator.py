from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import fmean, median
from zoneinfo import ZoneInfo

import pytest

from moonwalk.services.simulator import ENGAGED, POOR, TYPICAL, SimulatedEntry, simulate

STARTS = date(2027, 1, 4)
LONG_AFTER = datetime(2027, 6, 1, tzinfo=UTC)
ACTIVITIES = ("backward_walk", "my_own_version")
CROWD = tuple(f"p{number:04}" for number in range(2000))

DIGEST = "f4262d8792964d333090c971c6911b79c233671c66de1c2add32c67f702a6078"
PRINT_DIGEST = """
import hashlib
from datetime import UTC, date, datetime
from moonwalk.services.simulator import simulate
people = [f"p{number}" for number in range(200)]
today = datetime(2027, 6, 1, tzinfo=UTC)
told = simulate(people, date(2027, 3, 15), today, 28, "Europe/Berlin", 7, ("a", "b"))
text = "".join(f"{e.person} {e.day} {e.activity} {e.minutes} {e.logged.isoformat()};" for e in told)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def crowd(today: datetime = LONG_AFTER, **changed) -> tuple[SimulatedEntry, ...]:
    arguments = {
        "people": CROWD,
        "starts": STARTS,
        "today": today,
        "days": 28,
        "timezone": "Europe/Berlin",
        "seed": 1,
        "activities": ACTIVITIES,
        "scenario": TYPICAL,
    }
    return simulate(**(arguments | changed))


@pytest.fixture(scope="module")
def typical() -> tuple[SimulatedEntry, ...]:
    return crowd()


def totals(entries: tuple[SimulatedEntry, ...]) -> list[int]:
    minutes = Counter(dict.fromkeys(CROWD, 0))
    for entry in entries:
        minutes[entry.person] += entry.minutes
    return sorted(minutes.values())


def active_share(entries: tuple[SimulatedEntry, ...], day: int) -> float:
    return sum((entry.day - STARTS).days + 1 == day for entry in entries) / len(CROWD)


def four_of_seven(entries: tuple[SimulatedEntry, ...], week: int) -> float:
    days = Counter(entry.person for entry in entries if (entry.day - STARTS).days // 7 + 1 == week)
    return sum(count >= 4 for count in days.values()) / len(CROWD)


def days_late(entry: SimulatedEntry, zone: str = "Europe/Berlin") -> int:
    return (entry.logged.astimezone(ZoneInfo(zone)).date() - entry.day).days


def test_the_same_seed_gives_the_same_entries_and_another_seed_others():
    few = CROWD[:50]
    assert crowd(people=few) == crowd(people=few)
    assert crowd(people=few) != crowd(people=few, seed=2)


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_every_machine_and_every_run_gives_the_same_bytes(hash_seed):
    answer = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST],
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == DIGEST


def test_a_later_today_only_adds_entries():
    early, later = crowd(datetime(2027, 1, 20, 9, tzinfo=UTC)), crowd(datetime(2027, 1, 26, 18, tzinfo=UTC))
    assert 0 < len(early) < len(later)
    assert set(early) < set(later)


@pytest.mark.parametrize("hour", [0, 8, 19])
def test_nothing_is_logged_in_the_future(hour):
    today = datetime(2027, 1, 20, hour, tzinfo=UTC)
    assert max(entry.logged for entry in crowd(today)) < today


@pytest.mark.parametrize(
    ("zone", "starts"),
    [
        ("Pacific/Kiritimati", STARTS),
        ("America/Los_Angeles", date(2027, 3, 8)),
        ("Europe/Berlin", date(2027, 3, 22)),
        ("Africa/Cairo", date(2027, 4, 19)),
    ],
)
def test_nothing_is_logged_before_its_day_has_begun(zone, starts):
    entries = crowd(people=CROWD[:300], timezone=zone, starts=starts)
    assert min(days_late(entry, zone) for entry in entries) == 0
    assert {entry.logged.utcoffset() for entry in entries} == {timedelta(0)}


def test_nobody_logs_before_the_first_day_or_beyond_the_last(typical):
    assert {entry.day for entry in typical} == {STARTS + timedelta(days=index) for index in range(28)}
    assert crowd(datetime(2027, 1, 3, 12, tzinfo=UTC)) == ()


def test_a_person_has_one_entry_a_day_at_most(typical):
    assert len({(entry.person, entry.day) for entry in typical}) == len(typical)


# The tolerances below are three standard errors or more for 2,000 people: the seeds are fixed, so
# they say how close the model is, not how lucky the run was.


def test_totals_are_near_the_expected_ones_for_typical_people(typical):
    minutes = totals(typical)
    assert fmean(minutes) == pytest.approx(156, abs=10)
    assert median(minutes) == pytest.approx(136, abs=12)
    assert minutes[1800] == pytest.approx(335, abs=30)
    assert minutes[1980] == pytest.approx(579, abs=70)
    assert sum(total == 0 for total in minutes) / len(CROWD) == pytest.approx(0.13, abs=0.025)
    assert sum(minutes[1800:]) / sum(minutes) == pytest.approx(0.28, abs=0.02)


@pytest.mark.parametrize(("day", "share"), [(1, 0.56), (7, 0.34), (14, 0.31), (28, 0.28)])
def test_as_many_are_active_on_a_day_as_expected(typical, day, share):
    assert active_share(typical, day) == pytest.approx(share, abs=0.035)


@pytest.mark.parametrize(("week", "share"), [(1, 0.50), (2, 0.45), (3, 0.42), (4, 0.39)])
def test_as_many_manage_four_days_of_a_week_as_expected(typical, week, share):
    assert four_of_seven(typical, week) == pytest.approx(share, abs=0.035)


def test_entries_are_of_the_expected_length_and_most_often_round(typical):
    minutes = [entry.minutes for entry in typical]
    assert median(minutes) == 12
    assert fmean(minutes) == pytest.approx(13.3, abs=0.5)
    assert sum(amount > 30 for amount in minutes) / len(minutes) == pytest.approx(0.03, abs=0.01)
    assert 0.75 < sum(amount in {5, 8, 10, 12, 15, 20, 25, 30} for amount in minutes) / len(minutes) < 0.9
    assert min(minutes) >= 1


def test_three_of_five_entries_come_the_same_day_and_few_after_a_week_has_closed(typical):
    late = Counter(days_late(entry) for entry in typical)
    assert late[0] / len(typical) == pytest.approx(0.60, abs=0.03)
    assert late[1] / len(typical) == pytest.approx(0.20, abs=0.03)
    assert max(late) == 7
    past_tuesday = sum(days_late(entry) + (entry.day - STARTS).days % 7 > 8 for entry in typical)
    assert 0 < past_tuesday / len(typical) < 0.01


def test_a_few_people_write_down_the_whole_week_at_its_end():
    logged: dict[str, set[int]] = {}
    for entry in crowd(days=7):
        logged.setdefault(entry.person, set()).add(days_late(entry) + (entry.day - STARTS).days)
    counts = Counter(entry.person for entry in crowd(days=7))
    batchers = [person for person, days in logged.items() if days <= {6, 7} and counts[person] >= 4]
    busy = [person for person in logged if counts[person] >= 4]
    assert len(batchers) / len(busy) == pytest.approx(0.08, abs=0.025)


def test_some_people_have_their_own_version_always_and_some_now_and_then(typical):
    versions: dict[str, set[str]] = {}
    for entry in typical:
        versions.setdefault(entry.person, set()).add(entry.activity)
    kinds = Counter(frozenset(activities) for activities in versions.values())
    assert kinds[frozenset({"my_own_version"})] / len(versions) == pytest.approx(0.09, abs=0.03)
    assert kinds[frozenset(ACTIVITIES)] / len(versions) == pytest.approx(0.11, abs=0.03)


def test_with_one_activity_everybody_logs_that_one():
    assert {entry.activity for entry in crowd(people=CROWD[:100], activities=("walk",))} == {"walk"}


def test_engaged_people_keep_going_longer_than_typical_ones_and_those_longer_than_poor_ones(typical):
    lasting = [active_share(crowd(scenario=scenario), 28) for scenario in (ENGAGED, TYPICAL, POOR)]
    assert lasting == [pytest.approx(share, abs=0.035) for share in (0.33, 0.28, 0.20)]
    assert lasting == sorted(lasting, reverse=True)
