from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from moonwalk.api import FieldError
from moonwalk.api.field_numbers import QuantityKind, WholeKind
from moonwalk.api.field_types import WeeklyType, parse_week_key
from moonwalk.api.fields import AmountByWeek, ByWeek, Points, Quantity, WeekSpan, Whole
from moonwalk.api.values import show_weeks


class Pays(BaseModel):
    model_config = ConfigDict(extra="forbid")

    points: Points
    cap: AmountByWeek | None = None
    places: Whole = 1


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("week1", "week 1"),
        ("weeks 2-4", "weeks 2 to 4"),
        ("week 2 to 4", "weeks 2 to 4"),
        ("weeks 4 to 2", "weeks 2 to 4"),
        ("weeks 3", "week 3"),
        ("1", "week 1"),
    ],
)
def test_weeks_in_another_notation_are_answered_with_what_was_meant(key, meant):
    with pytest.raises(FieldError, match="does not name weeks") as caught:
        parse_week_key(key)
    assert str(caught.value) == f"'{key}' does not name weeks. Did you mean '{meant}'?"


def test_anything_else_is_answered_with_the_form():
    with pytest.raises(FieldError, match=r"Write 'week 1' or 'weeks 2 to 4'\."):
        parse_week_key("fortnight")


@given(st.integers(1, 99), st.integers(1, 99))
def test_what_names_weeks_is_read_again(one, other):
    first, last = sorted((one, other))
    assert parse_week_key(show_weeks(first, last)) == (first, last)


def test_a_value_by_week_is_one_value_or_one_for_each_week():
    one = Pays(points="5")
    many = Pays(points={"week 1": "5", "weeks 2 to 4": "8"}, cap={"week 1": "5 minutes"})
    assert one.points == ByWeek(always=5)
    assert [many.points.at(week) for week in (1, 2, 4)] == [5, 8, 8]
    assert many.cap == ByWeek(
        always=None, spans=(WeekSpan(first=1, last=1, value=Quantity(value=Fraction(5), unit="minutes")),)
    )


def test_a_configuration_is_printed_as_an_author_would_write_it():
    many = Pays(points={"week 1": "5", "weeks 2 to 4": "8"}, cap="5 minutes", places="2")
    plain = {"points": {"week 1": "5", "weeks 2 to 4": "8"}, "cap": "5 minutes", "places": "2"}
    assert many.model_dump() == plain
    assert Pays(**plain) == many


@pytest.mark.parametrize("wrong", ["1_000", "yes", "nan", True, 1.0, "1e3", " 5", "\u0665"])
def test_lax_conversions_are_not_taken(wrong):
    with pytest.raises(ValidationError):
        Pays(points=wrong)


def test_a_value_by_week_is_said_in_words():
    kind = WeeklyType(QuantityKind())
    assert kind.show(ByWeek(always=Quantity(value=Fraction(5), unit="minutes"))) == "5 minutes"
    spans = (WeekSpan(first=1, last=1, value=5), WeekSpan(first=2, last=4, value=8))
    assert WeeklyType(WholeKind()).show(ByWeek(always=None, spans=spans)) == "5 in week 1, 8 in weeks 2 to 4"


def test_the_schema_offers_both_forms():
    one, by_week = WeeklyType(WholeKind()).schema()["anyOf"]
    assert one == {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    assert by_week["additionalProperties"] is False
