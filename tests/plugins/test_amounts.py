"""Rules that pay for amounts, on the example week of the scoring vocabulary and beyond."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from moonwalk.registry.guard import objections
from moonwalk.testing import (
    assert_awards,
    assert_vectorised_equals_scalar,
    check_rule,
    context_for,
    grid_of,
    timeline,
)
from moonwalk_plugins.amounts import Bands, PerUnit, Tiers

WEEK = "5 0 12 25 0 8 40"
STEPS = {"5 minutes": "1", "10 minutes": "2", "20 minutes": "3"}
STRETCHES = (
    {"up_to": "10 minutes", "points": "1", "per": "1 minute"},
    {"up_to": "20 minutes", "points": "1", "per": "2 minutes"},
    {"up_to": "30 minutes", "points": "1", "per": "4 minutes"},
)


def tiers(pays=STEPS, activity="walk"):
    return Tiers(activity=activity, pays=pays)


def bands(*stretches, activity="walk"):
    return Bands(activity=activity, bands=stretches or STRETCHES)


def per_unit(**keys):
    return PerUnit(activity="walk", points="1", per="1 minute", **keys)


def objection(make, *arguments):
    with pytest.raises(ValidationError) as caught:
        make(*arguments)
    (found,) = objections(caught.value)
    return found


def test_the_highest_step_reached_pays_ten_in_all():
    awards = assert_awards(tiers(), timeline(WEEK), "1 0 2 3 0 1 3")
    assert [award.reason for award in awards[:3]] == [
        "5 minutes: the step of 5 minutes",
        "12 minutes: the step of 10 minutes",
        "25 minutes: the step of 20 minutes",
    ]


def test_below_the_first_step_an_award_says_what_it_takes():
    (award,) = assert_awards(tiers(), timeline("4.999 0 0 0 0 0 0"), "0 0 0 0 0 0 0")
    assert award.reason == "4.999 minutes; the first step is 5 minutes"


def test_steps_pay_by_week_and_in_any_order():
    rule = tiers({"1 hour": "9", "5 minutes": {"week 1": "1", "weeks 2 to 4": "2"}})
    assert_awards(rule, timeline("5 59.999 60 0 0 0 0 5 60"), "1 1 9 0 0 0 0 2 9")
    assert rule.sentence() == (
        "The highest step reached on a day pays its points: "
        "from 5 minutes 1 in week 1, 2 in weeks 2 to 4; from 1 hour 9."
    )


def test_a_step_between_two_thousandths_is_reached_exactly():
    rule = Tiers(activity="run", pays={"1 mile": "1"})
    days = timeline({"run": "1.609 1.610"}, goals=())
    assert_awards(rule, days, "0 1", context_for(days, goals=(), units={"run": "km"}))
    assert_vectorised_equals_scalar(rule, goals=(), activities=("run",), units={"run": "km"})


def test_a_higher_step_that_pays_less_is_refused_at_its_place():
    assert objection(tiers, STEPS | {"1 hour": {"week 1": "4", "week 2": "2"}}) == (
        "pays.1 hour",
        (
            "the step of 1 hour pays 2 in week 2, and that of 20 minutes pays 3. "
            "More must never be worth less: raise it, or lower the step below."
        ),
    )
    assert tiers(STEPS | {"1 hour": "3"})


def test_a_step_of_nothing_is_refused():
    assert objection(tiers, {"0 minutes": "1"})[0] == "pays.0 minutes"


def test_bands_pay_each_stretch_at_its_rate_and_round_down_once_a_day():
    awards = assert_awards(bands(), timeline(WEEK), "5 0 11 16 0 8 17")
    assert sum(award.points for award in awards) == 57
    assert [award.reason for award in awards] == [
        "5 minutes",
        "12 minutes: 10 + 1",
        "25 minutes: 10 + 5 + 1.25, rounded down",
        "8 minutes",
        "40 minutes, of which 30 minutes count: 10 + 5 + 2.5, rounded down",
    ]


def test_bands_take_points_by_week():
    rule = bands({"up_to": "1 hour", "points": {"week 1": "1", "week 2": "3"}, "per": "2 minutes"})
    assert_awards(rule, timeline("5 0 0 0 0 0 61 5 61"), "2 0 0 0 0 0 30 7 90")


def test_bands_say_themselves_in_order():
    assert bands().sentence() == (
        "Each further stretch of a day pays at its own rate, in proportion: 1 point for each minute up to "
        "10 minutes, then 1 point for each 2 minutes up to 20 minutes, then 1 point for each 4 minutes up to "
        "30 minutes; nothing beyond. Rounded down to whole points once a day."
    )


def test_a_band_that_goes_no_further_is_refused_at_its_place():
    short = {"up_to": "0.5 hours", "points": "1", "per": "1 minute"}
    assert objection(bands, STRETCHES[2], short) == (
        "bands.1.up_to",
        "the band before goes up to 30 minutes, so one up to 0.5 hours pays for nothing. Raise it.",
    )
    assert objection(bands, STRETCHES[0] | {"up_to": "0 minutes"})[0] == "bands.0.up_to"


def test_numbers_that_nobody_means_are_still_exact():
    wide = bands({"up_to": "1000000 minutes", "points": "999999", "per": "7.000001 minutes"})
    days = timeline("5 999999 0 0 0 0 0")
    exact = [award.points for award in wide.awards(days, context_for(days))]
    assert exact == [5 * 999_999_000_000 // 7_000_001, 999_999 * 999_999_000_000 // 7_000_001]
    fast = wide.grid_points(grid_of([days]), context_for(days))
    assert fast.dtype == np.int64
    assert fast[0, :2].tolist() == exact


def test_per_unit_pays_each_minute_up_to_the_cap_sixty_five_in_all():
    awards = assert_awards(per_unit(cap_per_day="20 minutes"), timeline(WEEK), "5 0 12 20 0 8 20")

    assert sum(award.points for award in awards) == 65
    assert awards[2].reason == "25 minutes, of which 20 minutes count"


def test_per_unit_pays_the_first_active_days_of_each_week_only():
    awards = assert_awards(per_unit(paid_days="first 3 of 7"), timeline(WEEK), "5 0 12 25 0 0 0")

    assert awards[-1].reason == "40 minutes; the week's 3 paid days are used up"


def test_per_unit_rounds_down_once_a_day():
    rule = PerUnit(activity="walk", points="1", per="10 minutes")

    assert_awards(rule, timeline(WEEK), "0 0 1 2 0 0 4")


@pytest.mark.parametrize(
    ("counts", "expected"), [("in proportion", "0 9 10 10 15 20 30"), ("each full one", "0 0 10 10 10 20 30")]
)
def test_per_unit_counts_in_proportion_or_each_full_one(counts, expected):
    rule = PerUnit(activity="walk", points="10", per="30 minutes", counts=counts)

    assert_awards(rule, timeline("0 29 30 31 45 60 90.5"), expected)


def test_a_cap_leaves_out_what_is_no_full_one():
    rule = PerUnit(
        activity="walk", points="10", per="30 minutes", counts="each full one", cap_per_day="45 minutes"
    )
    (award,) = assert_awards(rule, timeline("70"), "10")

    assert award.reason == "70 minutes, of which 45 minutes count: 1 x 30 minutes"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"points": "10", "per": "30 minutes"},
            (
                "10 points for each 30 minutes, and in proportion for a part of it. "
                "Rounded down to whole points once a day."
            ),
        ),
        (
            {"points": "10", "per": "30 minutes", "counts": "each full one"},
            "10 points for each full 30 minutes of a day.",
        ),
        (
            {"points": "2", "per": "1 minute", "counts": "each full one"},
            "2 points for each full minute of a day.",
        ),
        (
            {"points": "1", "per": "1 minute"},
            "1 point for each minute. Rounded down to whole points once a day.",
        ),
    ],
)
def test_per_unit_says_what_a_part_is_worth(keys, expected):
    assert PerUnit(activity="walk", **keys).sentence() == expected


def test_per_unit_converts_units_exactly():
    rule = PerUnit(activity="walk", points="60", per="1 hour")

    assert_awards(rule, timeline(WEEK), "5 0 12 25 0 8 40")


def test_per_unit_takes_caps_by_week():
    rule = per_unit(cap_per_day={"week 1": "10 minutes", "week 2": "12 minutes"})

    assert_awards(rule, timeline(f"{WEEK} {WEEK}"), "5 0 10 10 0 8 10 5 0 12 12 0 8 12")


def test_per_unit_says_what_is_configured():
    assert per_unit(cap_per_day="20 minutes", paid_days="first 5 of 7").sentence() == (
        "1 point for each minute. No more than 20 minutes of a day counts. The first 5 days of a week on "
        "which something was done pay. Rounded down to whole points once a day."
    )


@pytest.mark.parametrize(
    "rule",
    [
        tiers(),
        tiers({"10 minutes": {"week 1": "1", "weeks 2 to 4": "5"}}),
        bands(),
        per_unit(
            cap_per_day={"week 1": "10 minutes", "weeks 2 to 9": "20 minutes"}, paid_days="first 5 of 7"
        ),
        PerUnit(activity="walk", points={"week 1": "3", "weeks 2 to 9": "7"}, per="2.5 minutes"),
        PerUnit(
            activity="walk",
            points={"week 1": "3", "weeks 2 to 9": "7"},
            per="2.5 minutes",
            counts="each full one",
            cap_per_day="19 minutes",
        ),
    ],
)
def test_the_fast_forms_agree(rule):
    check_rule(rule)
