from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.problems import did_you_mean, nearest, quoted, rewritten


def test_a_quote_is_one_short_printable_line():
    assert quoted("72h") == "'72h'"
    assert quoted("a\nb") == "'a b'"
    assert quoted("\x1b[31m") == "'\N{REPLACEMENT CHARACTER}[31m'"
    assert quoted("x" * 500) == f"'{'x' * 57}...'"


@given(st.text())
def test_a_quote_never_breaks_the_terminal(text):
    assert quoted(text).isprintable()
    assert len(quoted(text)) <= 62
    assert rewritten(text).isprintable()


def test_text_is_rewritten_in_double_quotes():
    assert rewritten('say "a\\b"') == '"say \\"a\\\\b\\""'


def test_what_is_spelt_alike_was_probably_meant():
    assert nearest("streek", ["limit", "streak"]) == "streak"
    assert nearest("Good_Day", ["good_day"]) == "good_day"
    assert nearest("zero", ["are left out", "count as zero"]) == "count as zero"
    assert nearest("qqq", ["good_day"]) == ""
    assert nearest("", ["good_day"]) == ""


def test_nothing_is_guessed_from_a_text_that_is_too_long():
    assert nearest("x" * 100_000, ["x" * 100_000]) == ""


def test_a_guess_is_a_sentence():
    assert did_you_mean("streek", ["streak"]) == " Did you mean 'streak'?"
    assert did_you_mean("qqq", ["streak"]) == ""
