"""What a day comes to: entries that add up, sources that compete, limits, conversions."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from tests.scoring.challenges import LONG_AFTER, a_challenge, an_activity, entry
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts

from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import Verdict, converted

WATCH, FORM, PHONE = 0, 1, 2


def settled(*lines, **walk):
    plan = a_challenge(activities=(an_activity("walk", **walk),))
    whole = build_membership(plan.calendar, member_facts(Member(1), Member(2)), pause_facts(), LONG_AFTER)
    return settle_entries(plan, whole, entry_facts(lines), CODES, 27)


def minutes(*lines, **walk) -> float:
    """The minutes of the first day."""
    return settled(*lines, **walk).raw["walk"][0, 0] / 1000


def verdicts(*lines, **walk) -> list[str]:
    return [Verdict(int(one)).name for one in settled(*lines, **walk).judged.verdict]


def test_two_walks_on_one_day_add_up():
    assert minutes(entry(1, 0, 5), entry(1, 0, 7), entry(1, 1, 9), entry(2, 0, 11)) == 12


def test_of_two_devices_on_one_day_the_larger_counts():
    lines = entry(1, 0, 9, source=WATCH), entry(1, 0, 5, source=PHONE), entry(1, 0, 5, source=PHONE)

    assert minutes(*lines) == 10
    assert verdicts(*lines) == ["ANOTHER_SOURCE", "COUNTED", "COUNTED"]


def test_of_equal_devices_the_first_by_name_counts():
    lines = entry(1, 0, 9, source=WATCH), entry(1, 0, 9, source=FORM)

    assert verdicts(*lines) == ["ANOTHER_SOURCE", "COUNTED"]


def test_devices_may_add_up():
    assert minutes(entry(1, 0, 9, source=WATCH), entry(1, 0, 5, source=PHONE), devices="add") == 14


def test_each_day_has_its_own_largest_device():
    lines = [
        entry(1, day, amount, source=source) for day, source, amount in ((0, 0, 9), (0, 1, 5), (1, 1, 2))
    ]

    assert verdicts(*lines) == ["COUNTED", "ANOTHER_SOURCE", "COUNTED"]


def test_an_entry_of_nothing_does_not_lose_to_a_device_without_entries():
    lines = entry(1, 0, 0, source=WATCH), entry(1, 1, 9, source=FORM)

    assert verdicts(*lines) == ["COUNTED", "COUNTED"]


def test_the_latest_entry_of_a_day_may_stand_for_it():
    lines = entry(1, 0, 9, logged=LONG_AFTER), entry(1, 0, 5)

    assert verdicts(*lines, same_day="latest") == ["LATE", "COUNTED"]
    early = [entry(1, 0, 9), entry(1, 0, 5)]
    early[0] = entry(1, 0, 9, logged=early[1].logged + 1)
    for order in permutations(early):
        assert minutes(*order, same_day="latest") == 9


def test_a_correction_of_an_earlier_entry_does_not_become_the_latest():
    first = entry(1, 0, 9)
    second = entry(1, 0, 5, logged=first.logged + 1)
    corrected = entry(1, 0, 8, logged=first.logged + 2, on_time=first.logged, supersedes=first.id)

    assert minutes(first, second, corrected, same_day="latest") == 5


def test_of_entries_logged_at_one_instant_their_content_decides():
    one, other = entry(1, 0, 9), entry(1, 0, 5)
    latest = max(one, other, key=lambda line: line.id)

    assert {minutes(*order, same_day="latest") for order in ((one, other), (other, one))} == {
        latest.amount / 1000
    }


def test_the_largest_entry_of_a_day_may_stand_for_it():
    lines = entry(1, 0, 5), entry(1, 0, 9), entry(1, 0, 7)

    assert minutes(*lines, same_day="largest") == 9
    assert verdicts(*lines, same_day="largest") == ["ANOTHER_ENTRY", "COUNTED", "ANOTHER_ENTRY"]


def test_entries_that_bring_a_day_above_its_limit_are_refused_in_the_order_logged():
    first, second, third = (entry(1, 0, 40, logged=entry(1, 0, 1).logged + more) for more in range(3))
    small = entry(1, 0, 10, logged=third.logged + 1)

    for order in permutations((first, second, third, small)):
        found = dict(zip((line.id for line in order), verdicts(*order, reject_day_above=90000), strict=True))
        assert [found[line.id] for line in (first, second, third, small)] == [
            "COUNTED",
            "COUNTED",
            "IMPLAUSIBLE",
            "COUNTED",
        ]
        assert minutes(*order, reject_day_above=90000) == 90


def test_a_correction_keeps_its_place_in_the_order():
    first, second = entry(1, 0, 50), entry(1, 0, 30, logged=entry(1, 0, 1).logged + 1)
    corrected = entry(1, 0, 70, logged=second.logged + 9, on_time=first.logged, supersedes=first.id)

    assert verdicts(first, second, corrected, reject_day_above=90000) == [
        "SUPERSEDED",
        "IMPLAUSIBLE",
        "COUNTED",
    ]


def test_the_limit_of_a_day_holds_over_devices_that_add_up():
    lines = entry(1, 0, 60, source=WATCH), entry(1, 0, 60, source=PHONE)

    assert minutes(*lines, devices="add", reject_day_above=90000) == 60
    assert verdicts(*lines, devices="add", reject_day_above=90000) == ["COUNTED", "IMPLAUSIBLE"]


@pytest.mark.parametrize("same_day", ["latest", "largest"])
def test_an_entry_above_the_days_limit_does_not_push_another_out(same_day):
    lines = entry(1, 0, 80), entry(1, 0, 91, logged=entry(1, 0, 1).logged + 1)

    assert minutes(*lines, same_day=same_day, reject_day_above=90000) == 80
    assert verdicts(*lines, same_day=same_day, reject_day_above=90000) == ["COUNTED", "IMPLAUSIBLE"]


def test_a_refused_day_of_one_device_leaves_the_other():
    lines = entry(1, 0, 99, source=FORM), entry(1, 0, 8, source=WATCH)

    assert minutes(*lines, reject_day_above=90000) == 8
    assert verdicts(*lines, reject_day_above=90000) == ["IMPLAUSIBLE", "COUNTED"]


def test_what_counts_as_another_activity_is_converted_and_rounded_down_a_day():
    plan = a_challenge(
        activities=(
            an_activity("walk"),
            an_activity("own"),
            an_activity("steps", "walk", "steps", rate=Fraction(1, 300)),
        )
    )
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    lines = entry(1, 0, 5), entry(1, 0, 3, kind=1), entry(1, 0, 1000, kind=2)
    raw = settle_entries(plan, whole, entry_facts(lines), CODES, 27).raw
    amounts = converted(plan, raw)

    assert amounts["walk"][0, 0] == 5000 + 3000 + 3333
    assert (amounts["own"][0, 0], amounts["steps"][0, 0]) == (3000, 1_000_000)
    assert raw["walk"][0, 0] == 5000


def test_a_day_without_entries_is_nothing():
    assert settled().raw["walk"].sum() == 0
