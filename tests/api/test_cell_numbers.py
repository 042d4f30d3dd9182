"""Amounts: every spelling that has one reading is read, every other one refused."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.files import CellAmount, Separators, read_amount, separators_of


@pytest.mark.parametrize(
    ("cell", "thousandths", "unit"),
    [
        ("12", 12_000, ""),
        ("0", 0, ""),
        ("007", 7_000, ""),
        ("12,5", 12_500, ""),
        ("0,500", 500, ""),
        ("13162.00", 13_162_000, ""),
        ("1,234,567", 1_234_567_000, ""),
        ("1.234,5", 1_234_500, ""),
        ("1'117", 1_117_000, ""),
        ("1\u202f117", 1_117_000, ""),
        ("12.3456", 12_346, ""),
        ("15 min", 15_000, "minutes"),
        ("15Min.", 15_000, "minutes"),
        ("1h30", 90_000, "minutes"),
        ("1 h 30 min", 90_000, "minutes"),
        ("1 Std. 5 Min.", 65_000, "minutes"),
        ("2 hours", 120_000, "minutes"),
        ("0:45", 45_000, "minutes"),
        ("00:31:30", 31_500, "minutes"),
        ("90 sec", 1_500, "minutes"),
        ("1,5 h", 1_500, "hours"),
        ("1,117 steps", 1_117_000, "steps"),
        ("8000 Schritte", 8_000_000, "steps"),
        ("3 pages", 3_000, "pages"),
    ],
)
def test_an_amount_is_read_in_thousandths_of_its_unit(cell, thousandths, unit):
    assert read_amount(cell) == CellAmount(thousandths=thousandths, unit=unit)


@pytest.mark.parametrize(
    "cell",
    [
        *("nan", "inf", "-5", "\N{MINUS SIGN}5", "+5", "1_000", "１２", "٣", "5²", "1e3", "--", "N.A", ""),
        *("12 5", "1,2,3", "12%", "~15", "15+", "1.2.3", "12:3", "1:75", "1" * 10, "1" * 5000, "=1+1"),
        "5 \N{CYRILLIC SMALL LETTER EM}",
    ],
)
def test_what_is_no_plain_amount_is_refused_with_a_sentence(cell):
    with pytest.raises(FieldError, match=r"\.$|12\.5$"):
        read_amount(cell)


def test_a_separator_with_two_readings_is_refused_with_both():
    with pytest.raises(FieldError, match=r"read as 1117 or as 1\.117") as caught:
        read_amount("1,117", unit="minutes")

    assert read_amount("1.1170", unit="minutes").thousandths == 1_117
    assert "1.1170" in str(caught.value)


@pytest.mark.parametrize("settling", ["12,5", "1.234,5", "1.234.567", "0,250"])
def test_one_cell_with_a_decimal_comma_settles_the_column(settling):
    separators = separators_of(["1,117", settling, "8"])

    assert read_amount("1,117", separators).thousandths == 1_117
    assert read_amount("1.117", separators).thousandths == 1_117_000


@pytest.mark.parametrize("settling", ["12.5", "1,234.5", "1,234,567", "13162.00"])
def test_one_cell_with_a_decimal_point_settles_the_column(settling):
    separators = separators_of(["1,117", settling])

    assert read_amount("1,117", separators).thousandths == 1_117_000
    assert read_amount("1.117", separators).thousandths == 1_117


def test_cells_that_contradict_each_other_settle_nothing_but_are_read_themselves():
    separators = separators_of(["12,5", "12.5", "1.2.2016"])

    assert separators == Separators()
    assert read_amount("12,5", separators) == read_amount("12.5", separators)
    with pytest.raises(FieldError):
        read_amount("1,117", separators)


@pytest.mark.parametrize("cell", ["1,117", "1.117"])
@pytest.mark.parametrize("column", [["1,117"], ["1,117", "12,5"], ["1,117", "12.5"]])
def test_nobody_walks_a_thousandth_of_a_step(cell, column):
    assert read_amount(cell, separators_of(column), "steps").thousandths == 1_117_000


def test_three_decimals_of_nothing_are_no_thousands_of_steps():
    separators = separators_of(["100.000", "13162.000"])

    assert read_amount("100.000", separators, "steps").thousandths == 100_000


def test_an_amount_is_said_in_the_unit_of_its_column():
    assert read_amount("0:45", unit="hours") == CellAmount(thousandths=750, unit="hours")
    assert read_amount("90", unit="Minuten") == CellAmount(thousandths=90_000, unit="minutes")
    assert read_amount("2.5 km", unit="metres") == CellAmount(thousandths=2_500_000, unit="metres")


def test_a_unit_that_does_not_fit_the_column_is_refused():
    with pytest.raises(FieldError, match="in km, but minutes are asked for"):
        read_amount("5 km", unit="minutes")


def test_m_is_what_the_column_says_or_refused():
    assert read_amount("15 m", unit="min") == CellAmount(thousandths=15_000, unit="minutes")
    assert read_amount("15 m", unit="km") == CellAmount(thousandths=15, unit="km")
    with pytest.raises(FieldError, match="minutes or as metres"):
        read_amount("15 m")


def test_fifteen_hours_are_more_likely_fifteen_minutes_so_it_is_refused():
    with pytest.raises(FieldError, match=r"15 hours 0 minutes or as 15 minutes 0 seconds"):
        read_amount("15:00")


@given(st.integers(0, 999_999_999), st.integers(0, 999))
def test_the_decimal_point_is_read_exactly(whole, thousandths):
    text = f"{whole}.{thousandths:03}0"

    assert read_amount(text).thousandths == whole * 1000 + thousandths


@given(st.integers(0, 999_999_999), st.integers(0, 99))
def test_english_and_german_spellings_of_a_number_are_the_same(whole, hundredths):
    english = f"{whole:,}.{hundredths:02}"
    german = english.translate(str.maketrans(",.", ".,"))

    assert read_amount(english) == read_amount(german)
    assert Fraction(read_amount(english).thousandths, 1000) == whole + Fraction(hundredths, 100)


@given(
    st.text(st.sampled_from("0123456789.,:hmin -'e") | st.characters(), max_size=12),
    st.lists(st.text(max_size=6)),
)
def test_a_cell_is_read_or_refused_and_nothing_else(cell, column):
    separators = separators_of(column)
    with suppress(FieldError):
        assert read_amount(cell, separators, "minutes").thousandths >= 0


@pytest.mark.parametrize("column", [["4,5", "12,5"], ["0,5"], ["1.234,5"]])
def test_decimals_elsewhere_do_not_make_thousands_of_steps_into_a_few(column):
    separators = separators_of(column)

    with pytest.raises(FieldError, match=r"'4,000' can be read as 4000 or as 4\.000"):
        read_amount("4,000", separators, "steps")
    assert read_amount("4,250", separators, "steps").thousandths == 4_250_000
    assert read_amount("4,000", separators, "km").thousandths == 4_000


@pytest.mark.parametrize("column", [["13162.000"], ["13162.00", "9.0"]])
def test_where_all_decimals_are_zeros_a_whole_number_is_what_it_says(column):
    assert read_amount("100.000", separators_of(column), "steps").thousandths == 100_000


@pytest.mark.parametrize(("cell", "seconds"), [("90", 90), ("90 s", 90), ("1:30:00", 5400), ("2 min", 120)])
def test_a_column_of_seconds_takes_any_duration(cell, seconds):
    assert read_amount(cell, unit="seconds") == CellAmount(thousandths=seconds * 1000, unit="seconds")
