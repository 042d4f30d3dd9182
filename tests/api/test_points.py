"""Points of a challenge that counts in tenths or hundredths."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.fields import ByWeek, FinePoints, smallest_points
from moonwalk.api.language import speaking
from moonwalk.api.points import PointsKind, PointsLimitKind, counted_in, points_in
from moonwalk.api.problems import FieldError
from moonwalk_plugins.amounts import Bands, Tiers
from moonwalk_plugins.fixtures import Fixtures

WHOLE = st.integers(0, 10**9)


def refused(kind, text: str) -> str:
    with pytest.raises(FieldError) as caught:
        kind.parse(text)
    return str(caught.value)


@given(WHOLE, st.sampled_from((1, 2)))
def test_what_is_printed_is_read_again(number, decimals):
    points = FinePoints(number % 10**9, decimals)
    kind, limit = PointsKind(decimals=decimals), PointsLimitKind(decimals=decimals)
    for reading in (kind, PointsKind()):
        assert reading.parse(kind.plain(points)) == points
    for reading in (limit, PointsLimitKind()):
        assert reading.parse(limit.plain(points)) == points
    assert kind.parse(kind.show(points)) == points
    assert limit.parse(limit.show(points)) == points


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_what_is_made_of_fine_points_is_the_same_number_and_prints_as_they_do(one, other):
    first, second = FinePoints(one, 1), FinePoints(other, 1)
    made = [
        (first + second, one + other),
        (7 + first, 7 + one),
        (first - second, one - other),
        (7 - first, 7 - one),
        (first * 3, one * 3),
        (3 * first, one * 3),
        (first // 2, one // 2),
        (-first, -one),
        (abs(first), abs(one)),
        (sum([first, second]), one + other),
        (min(first, second), min(one, other)),
    ]
    for points, number in made:
        assert points == number
        assert float(str(points)) == number / 10
    assert np.array([first, second], np.int64).tolist() == [one, other]


def test_fine_points_print_with_signs_separators_and_room():
    points = FinePoints(123_456, 2)
    assert (f"{points}", f"{points:,}", f"{points:+}", f"{-points:+,}") == (
        "1234.56",
        "1,234.56",
        "+1234.56",
        "-1,234.56",
    )
    assert f"{FinePoints(5, 1):>8,}" == "     0.5"
    assert (str(FinePoints(-5, 1)), repr(FinePoints(20, 1))) == ("-0.5", "2.0")


def test_fine_points_arrive_in_another_process_as_they_were():
    points = pickle.loads(pickle.dumps(FinePoints(25, 1)))
    assert (type(points), points, points.decimals) == (FinePoints, 25, 1)


def test_points_are_read_as_the_challenge_counts_them():
    assert (PointsKind(decimals=0).parse("2"), type(PointsKind(decimals=0).parse("2"))) == (2, int)
    assert PointsKind(decimals=1).parse("2") == 20
    assert PointsKind(decimals=2).parse("2.5") == 250
    assert PointsLimitKind(decimals=1).parse("12.5 points") == 125
    assert points_in(7, 0) == 7


@pytest.mark.parametrize(
    ("decimals", "text", "message"),
    [
        (
            0,
            "2.5",
            (
                "'2.5' is not a whole number. Points are whole: write 2, or more points for a larger amount. "
                "To count in tenths, write at the top: 'points: {counted_in: tenths}'."
            ),
        ),
        (
            1,
            "0.25",
            (
                "'0.25' has 2 decimals, and points are counted in tenths: count in hundredths at the top: "
                "'points: {counted_in: hundredths}'."
            ),
        ),
        (
            2,
            "0.125",
            "'0.125' has 3 decimals, and points are counted in hundredths: write no more than 2.",
        ),
        (1, "2,5", "'2,5' is not a number of points. A point begins decimals: 2.5."),
        (1, "-1", "'-1' is not a number of points. Nothing takes points away below zero: use 'lose_points'."),
        (1, "half", "'half' is not a number of points. Write it in digits, for example 20."),
    ],
)
def test_what_cannot_be_read_says_what_to_write(decimals, text, message):
    assert refused(PointsKind(decimals=decimals), text) == message


def test_a_limit_in_whole_points_refuses_half_ones():
    assert "not a whole number of points" in refused(PointsLimitKind(decimals=0), "2.5 points")
    assert "2 decimals" in refused(PointsLimitKind(decimals=1), "2.25 points")


def test_keys_are_counted_finer_wherever_points_are_in_them():
    specs = {spec.key: spec for kind in (Bands, Tiers, Fixtures) for spec in field_specs_of(kind)}
    fine = {key: counted_in(spec, 1) for key, spec in specs.items()}
    assert {key for key, spec in fine.items() if spec is not specs[key]} == {
        "bands",
        "pays",
        "win",
        "draw",
        "loss",
    }
    assert fine["win"].plain(fine["win"].default) == "3.0"
    assert smallest_points(ByWeek(always=FinePoints(5, 2))) == "hundredths of a point"


def test_points_are_said_with_their_decimals_in_the_language_that_is_spoken():
    limit, points = PointsLimitKind(decimals=1), PointsKind(decimals=1)
    cap, half = limit.parse("4.5 points"), points.parse("2.5")
    assert (limit.say(cap), points.say(half)) == ("4.5 points", "2.5")
    assert (PointsLimitKind().say(250), PointsLimitKind().say(1)) == ("250 points", "1 point")
    with speaking("de"):
        assert (limit.say(cap), points.say(half)) == ("4,5 Punkte", "2,5")
        assert (PointsLimitKind().say(250), PointsLimitKind().say(1)) == ("250 Punkte", "1 Punkt")
