"""Records of cells: what quotes may do, and what they may not."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.files import SourceFile
from moonwalk.api.records import MOST_CHARACTERS, MOST_LINES, records_of
from moonwalk.api.text_files import Encoding, text_lines

CELL = st.text(st.sampled_from('ab1 ,;"\n\té'), max_size=8)


def lines_of(text):
    return list(text_lines(SourceFile(name="x", content=text.encode()), Encoding("utf-8", "UTF-8")))


def read(text, delimiter=",", width=0):
    return list(records_of(lines_of(text), delimiter, width=width))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line_and_the_last_one_begins_no_other(newline):
    assert [record.cells for record in read(newline.join(["a,b", "", "c,d", ""]))] == [
        ("a", "b"),
        ("",),
        ("c", "d"),
    ]


def test_a_line_separator_within_a_cell_is_no_line_end():
    assert read("a\u2028b,c\x1cd")[0].cells == ("a\u2028b", "c\x1cd")


def test_records_carry_the_physical_lines_they_stand_on():
    records = read('a,"b\nc",d\ne,f,g\n')

    assert [(record.line, record.last_line) for record in records] == [(1, 2), (3, 3)]
    assert records[0].cells == ("a", "b\nc", "d")


def test_an_unclosed_quote_costs_its_own_line_only():
    records = read('1,"Ann,x\n' + "".join(f"{number},Bob,y\n" for number in range(2, 1002)))

    assert "line 1 and not closed" in records[0].problem
    assert [record.cells[0] for record in records[1:]] == [str(number) for number in range(2, 1002)]


def test_two_unclosed_quotes_do_not_make_one_row_of_what_is_between():
    rows = ['1,"Ann,x', "2,Bob,y", "3,Cid,z", '4,Dan",w', "5,Eve,v"]

    records = read("\n".join(rows), width=3)

    assert records[0].problem
    assert [record.cells[0] for record in records[1:]] == ["2", "3", "4", "5"]


def test_a_quote_within_a_quoted_cell_is_told_apart_from_one_left_open():
    assert "Write it twice" in read('1,"Ann "the" Bell",x')[0].problem


def test_a_quoted_cell_over_too_many_lines_counts_as_left_open():
    assert read('"' + "a\n" * MOST_LINES + '"')[0].problem


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_huge_cell_is_a_problem_and_not_an_error(quote):
    for size in (MOST_CHARACTERS + 1, 200_000):
        records = read(f"1,{quote}{'x' * size}{quote}\n2,b\n")
        assert "characters" in records[0].problem
        assert records[1].cells == ("2", "b")


def test_zero_bytes_in_a_row_are_a_problem():
    assert "damaged" in read("1,A\0nn")[0].problem


@pytest.mark.parametrize(
    ("written", "meant"),
    [('="007"', "007"), ("'=1+1", "=1+1"), ("'-5", "-5"), ("'tis", "'tis"), ("=x", "=x")],
)
def test_what_spreadsheets_need_to_leave_a_cell_alone_is_taken_off_again(written, meant):
    assert read(f"a,{written}")[0].cells[1] == meant


def test_many_quotes_that_open_again_and_again_take_no_quadratic_time():
    records = read('x",y,"z\n' * 20_000)

    assert len(records) <= 20_000


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_writes_is_read_as_it_was_apart_from_outer_blanks(rows, delimiter):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)

    found = [record.cells for record in read(file.getvalue(), delimiter)]

    plain = [tuple(cell.strip() for cell in row) for row in rows]
    assert found == plain


@given(st.text(st.sampled_from('ab,"\n\r\0 '), max_size=60), st.integers(0, 3))
def test_records_follow_each_other_without_gap_to_the_last_line(text, width):
    lines = lines_of(text)

    records = list(records_of(lines, ",", width=width))

    assert [record.line for record in records] == [1, *(record.last_line + 1 for record in records)][
        : len(records)
    ]
    assert (records[-1].last_line if records else 0) == len(lines)
