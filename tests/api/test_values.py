from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import show_amount
from moonwalk.api.fields import Quantity, convertible, singular
from moonwalk.api.values import exact_decimal


@pytest.mark.parametrize(
    ("unit", "one"),
    [
        ("minutes", "minute"),
        ("glasses", "glass"),
        ("glass", "glass"),
        ("km", "km"),
        ("steps", "step"),
        ("leaves", "leaf"),
        ("maple_leaves", "maple_leaf"),
        ("stories", "story"),
        ("calories", "calorie"),
        ("boxes", "box"),
        ("stretches", "stretch"),
        ("push_ups", "push_up"),
        ("exercises", "exercise"),
        ("people", "person"),
        ("feet", "foot"),
        ("waves", "wave"),
        ("Gl\u00e4ser", "Gl\u00e4ser"),
        ("Glas", "Glas"),
    ],
)
def test_units_are_compared_in_the_singular(unit, one):
    assert singular(unit) == one


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("leaf", "leaves"),
        ("storie", "stories"),
        ("Glas", "Gl\u00e4ser"),
        ("Schritt", "Schritte"),
        ("\u00dcbung", "\u00dcbungen"),
        ("Buch", "B\u00fccher"),
        ("\u0441\u0442\u0430\u043a\u0430\u043d", "\u0441\u0442\u0430\u043a\u0430\u043d\u043e\u0432"),
        ("\u676f", "\u676f"),
        ("Gla\u0308ser", "Gl\u00e4ser"),
        ("steps", "Steps"),
    ],
)
def test_singular_and_plural_are_one_unit(one, many):
    assert convertible(one, many)
    assert Quantity(value=Fraction(3), unit=one).thousandths(many) == 3000


@pytest.mark.parametrize(
    ("unit", "other"),
    [("cup", "cupcakes"), ("push", "pushup"), ("Glas", "Minuten"), ("Buch", "Bild"), ("lap", "flap")],
)
def test_other_words_are_other_units(unit, other):
    assert not convertible(unit, other)


def test_only_times_and_distances_convert_by_themselves():
    assert convertible("hours", "minutes")
    assert convertible("miles", "km")
    assert convertible("step", "steps")
    assert not convertible("steps", "minutes")
    assert not convertible("km", "hours")


def test_amounts_convert_exactly():
    assert Quantity(value=Fraction(3, 2), unit="hours").thousandths("minutes") == 90_000
    assert Quantity(value=Fraction(1), unit="mile").thousandths("km") == Fraction(1_609_344, 1000)
    with pytest.raises(ValueError, match="cannot be said in minutes"):
        Quantity(value=Fraction(1), unit="step").thousandths("minutes")


def test_amounts_are_shown_for_people():
    assert show_amount(12_500, "minutes") == "12.5 minutes"
    assert show_amount(1_000, "minutes") == "1 minute"
    assert show_amount(0, "steps") == "0 steps"


@given(st.integers(-(10**15), 10**15))
def test_decimals_are_exact(millionths):
    assert Fraction(exact_decimal(Fraction(millionths, 1_000_000))) == Fraction(millionths, 1_000_000)


def test_a_decimal_that_never_ends_has_six_places():
    assert exact_decimal(Fraction(1, 3)) == "0.333333"
    assert exact_decimal(Fraction(-1, 4)) == "-0.25"
    assert exact_decimal(Fraction(100)) == "100"


def test_amounts_that_are_the_same_have_one_canonical_form():
    assert (
        Quantity(value=Fraction(1), unit="hour").canonical
        == Quantity(value=Fraction(60), unit="minutes").canonical
    )
    assert (
        Quantity(value=Fraction(2), unit="km").canonical
        == Quantity(value=Fraction(2000), unit="metres").canonical
    )
    assert (
        Quantity(value=Fraction(1), unit="step").canonical
        != Quantity(value=Fraction(1), unit="minute").canonical
    )
