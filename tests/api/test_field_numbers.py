from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.field_numbers import (
    CountedAmountKind,
    DecimalKind,
    PercentKind,
    QuantityKind,
    ShareOfWeekKind,
    WholeKind,
)
from moonwalk.api.fields import Quantity, ShareOfWeek


def refused(kind, text: str) -> str:
    with pytest.raises(FieldError) as caught:
        kind.parse(text)
    return str(caught.value)


def answer(kind, text: str) -> str:
    try:
        return str(kind.parse(text))
    except FieldError as wrong:
        return str(wrong)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2.5", "Write 2 or 3."),
        ("-5", "Nothing takes points away below zero: use 'lose_points'."),
        ("yes", "Nothing here is switched on or off; write a number."),
        ("Off", "Nothing here is switched on or off; write a number."),
        ("1,000", "Write numbers without separators: 1000."),
        ("1_000", "Write numbers without separators: 1000."),
        ("007", "Write the number alone: 7."),
        ("5 points", "Write the number alone: 5."),
        ("five", "Write it in digits: 5."),
        ("9999999999", "The largest is 999999999."),
        ("1e3", "Write it in digits, for example 20."),
        ("\u0665", "Write it in digits, for example 20."),
    ],
)
def test_a_whole_number_is_plain_digits(text, message):
    assert refused(WholeKind(), text) == f"'{text}' is not a whole number. {message}"


def test_points_are_whole_and_the_message_says_so():
    assert refused(WholeKind("points"), "2.5") == (
        "'2.5' is not a whole number. Points are whole: write 2, or more points for a larger amount."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("72h", "Did you mean '72 hours'?"),
        ("1min", "Did you mean '1 minute'?"),
        ("5 Minutes", "Did you mean '5 minutes'?"),
        ("5minutes", "Did you mean '5 minutes'?"),
        ("5  minutes", "Did you mean '5 minutes'?"),
        ("05 minutes", "Did you mean '5 minutes'?"),
        ("5 min.", "Did you mean '5 minutes'?"),
        ("5m", "Did you mean '5 minutes' or '5 metres'?"),
        ("1,000 minutes", "Write numbers without separators: 1000 minutes."),
        ("10 000 steps", "Write numbers without separators: 10000 steps."),
        ("10k steps", "Write numbers in full: 10000 steps."),
        ("1,5 km", "Decimals have a point: 1.5 km."),
        ("5", "The number has no unit: write for example 5 minutes."),
        ("five minutes", "Write the number in digits: 5 minutes."),
        ("-5 minutes", "Amounts begin at 0; write it without the minus."),
        ("no", "Nothing here is switched on or off; write an amount."),
        ("5 minutes a day", "Write a number, one blank and a unit: 5 minutes."),
        ("1234567890 steps", "Write at most nine digits and six decimals."),
    ],
)
def test_an_amount_is_a_number_one_blank_and_a_unit(text, message):
    assert refused(QuantityKind(), text) == f"'{text}' is not an amount with its unit. {message}"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5 minutes", Fraction(5), "minutes"),
        ("1.5 km", Fraction(3, 2), "km"),
        ("0 points", Fraction(0), "points"),
        ("0.5 hours", Fraction(1, 2), "hours"),
        ("1 minutes", Fraction(1), "minute"),
    ],
)
def test_an_amount_is_exact(text, value, unit):
    assert QuantityKind().parse(text) == Quantity(value=value, unit=unit)


def test_an_amount_in_a_known_unit_says_it_in_the_message():
    kind = CountedAmountKind("points")
    assert refused(kind, "25").endswith("The number has no unit: write for example 25 points.")
    assert refused(kind, "2.5 points") == (
        "'2.5 points' is not a whole number of points. Write for example 3 points."
    )
    assert kind.parse("1 point") == 1
    assert kind.show(1) == "1 point"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("80", "Did you mean '80%'?"),
        ("0.8", "Did you mean '80%'?"),
        ("80 %", "Did you mean '80%'?"),
        ("120%", "It cannot be more than 100%."),
        ("most", "Write for example 80%."),
    ],
)
def test_a_percentage_has_its_sign(text, message):
    assert refused(PercentKind(), text) == f"'{text}' is not a percentage. {message}"


def test_a_decimal_has_a_point():
    assert DecimalKind().parse("1.2") == Fraction(6, 5)
    assert refused(DecimalKind(), "1,2") == "'1,2' is not a decimal number. Write 1.2."
    assert refused(DecimalKind(), "nan") == "'nan' is not a decimal number. Write for example 1.2."


@pytest.mark.parametrize(
    ("first", "text", "message"),
    [
        (False, "4/7", "'4/7' is not a share of the week. Did you mean '4 of 7'?"),
        (False, "4", "'4' is not a share of the week. Out of how many days: write '4 of 7'."),
        (False, "first 4 of 7", "'first 4 of 7' is not a share of the week. Did you mean '4 of 7'?"),
        (True, "5 of 7", "'5 of 7' is not a share of the week. Did you mean 'first 5 of 7'?"),
        (False, "8 of 7", "'8 of 7' is not a share of the week. Write for example 4 of 7."),
        (False, "6 of 5", "'6 of 5' asks for more days than there are. Write for example 4 of 7."),
    ],
)
def test_a_share_of_a_week_says_out_of_how_many_days(first, text, message):
    assert refused(ShareOfWeekKind(first), text) == message


def test_a_share_of_a_week_shrinks_rounded_up():
    assert ShareOfWeekKind().parse("4 of 7") == ShareOfWeek(days=4, of=7)
    assert ShareOfWeekKind(first=True).show(ShareOfWeek(days=5, of=7)) == "first 5 of 7"


@pytest.mark.parametrize("raw", [True, -1, 2.5, None, ["5"]])
def test_a_value_of_another_type_is_no_whole_number(raw):
    with pytest.raises(FieldError):
        WholeKind().accept(raw)


decimals = st.decimals(0, 999_999_999, allow_nan=False, allow_infinity=False, places=3).map(Fraction)


@given(decimals, st.sampled_from(["minutes", "km", "steps", "times"]))
def test_what_an_amount_shows_is_read_again(value, unit):
    shown = QuantityKind().show(Quantity(value=value, unit=unit))
    assert QuantityKind().parse(shown).thousandths(unit) == value * 1000


@given(st.integers(0, 100_000_000))
def test_what_a_percentage_shows_is_read_again(millionths):
    value = Fraction(millionths, 100_000_000)
    assert PercentKind().parse(PercentKind().show(value)) == value


@given(st.text(alphabet="0123456789., km%offirst-", max_size=14))
def test_the_schema_accepts_what_the_parser_accepts(text):
    for kind in (QuantityKind(), PercentKind(), CountedAmountKind("points")):
        try:
            kind.parse(text)
        except FieldError:
            assert not re.search(kind.schema()["pattern"], text)
        else:
            assert re.search(kind.schema()["pattern"], text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_answered(text):
    for kind in (
        WholeKind(),
        DecimalKind(),
        PercentKind(),
        QuantityKind(),
        ShareOfWeekKind(),
        CountedAmountKind(),
    ):
        assert answer(kind, text).isprintable()
