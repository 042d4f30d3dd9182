from __future__ import annotations

import csv
import io
import json
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.cli.output import place, print_csv, print_json, print_table, whole_or_text, width
from moonwalk.cli.terminal import clean


@given(st.text())
def test_cleaned_text_steers_no_terminal_and_stays_on_its_line(text):
    shown = clean(text)

    assert len(shown) == len(text)
    assert not set(shown) & {"\x1b", "\n", "\r", "\t", "\x07", "\x9b", "\u202e", "\u2066"}
    assert clean(shown) == shown


@given(st.text(), st.sampled_from(["", "\x7f", "\x9b31m", "\x85", "\u2028", "\u202e", "\u2066", "🚶", "é"]))
def test_json_steers_no_terminal_and_reads_as_what_it_was(text, more):
    printed = io.StringIO()
    with redirect_stdout(printed):
        print_json({"name": text + more, text: 1})

    assert json.loads(printed.getvalue()) == {"name": text + more, text: 1}
    assert all(clean(line) == line for line in printed.getvalue().split("\n"))


@pytest.mark.parametrize("text", ["Ana", "Zoë", "שלום", "日本", "🚶", "a b", "Straße", "👩‍🦽"])
def test_what_people_are_called_is_left_as_it_is(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("Ana", 3), ("日本", 4), ("Zoe\u0308", 3), ("ａ", 2), ("a\u200db", 2), ("\u200e", 0)],
)
def test_the_width_of_a_text_is_what_a_terminal_gives_it(text, columns):
    assert width(text) == columns


def test_columns_line_up_whatever_the_names(capsys):
    print_table(
        ("Name", "Points"), [("日本語", 5), ("Zoe\u0308", 1000), ("a\x1b[31mb", None)], frozenset({1})
    )

    lines = capsys.readouterr().out.splitlines()
    assert {width(line) for line in lines[:3]} == {width(lines[0])}
    assert lines[1].endswith("     5")
    assert "\x1b" not in lines[3]


def test_the_last_column_has_no_blanks_after_it(capsys):
    print_table(("A", "B"), [("x", "long text"), ("y", "")])

    assert all(line == line.rstrip() for line in capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "＝1", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_would_run_is_made_plain(capsys, name):
    print_csv(("name", "moved"), [(name, -3)])

    [_, row] = csv.reader(io.StringIO(capsys.readouterr().out, newline=""))
    assert row == [f"'{name}", "-3"]


@pytest.mark.parametrize("name", ["\t=1", "\r=1", "\n=1"])
def test_nothing_hides_a_formula_behind_a_character_that_is_not_seen(capsys, name):
    print_csv(("name",), [(name,)])

    assert capsys.readouterr().out == "name\n\N{REPLACEMENT CHARACTER}=1\n"


@pytest.mark.parametrize("text", ["-3", "-3.5", "12", "a=b", "", "Ana-Lena"])
def test_numbers_and_plain_names_are_left_alone(capsys, text):
    print_csv(("a", "b"), [(text, 1)])

    assert capsys.readouterr().out.splitlines()[1] == f"{text},1"


@given(st.lists(st.tuples(st.text(), st.none() | st.integers())))
def test_a_csv_reads_back_as_the_same_table(rows):
    text = io.StringIO()
    with redirect_stdout(text):
        print_csv(("a", "b"), rows)

    back = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert len(back) == len(rows) + 1
    for (was, number), (is_now, shown) in zip(rows, back[1:], strict=True):
        assert is_now in (clean(was), f"'{clean(was)}")
        assert shown == ("" if number is None else str(number))


def test_places_are_written_as_people_write_them():
    assert [place(1, False), place(2.0, True), place(2.5, True), place(None, False)] == [
        "1",
        "=2",
        "=2.5",
        "-",
    ]


def test_whole_scores_are_numbers_and_others_their_decimal():
    assert [whole_or_text("12"), whole_or_text("-3"), whole_or_text("12.0"), whole_or_text("-")] == [
        12,
        -3,
        "12.0",
        "-",
    ]
