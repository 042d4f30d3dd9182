from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from moonwalk.tui.text import cell, clean, clean_lines, ui

from .samples import HOSTILE

ANY = st.text(st.characters(), max_size=40)


@given(ANY)
def test_cleaned_text_is_one_line_without_controls_and_can_be_encoded(text: str) -> None:
    shown = clean(text)
    shown.encode("utf-8")
    assert not any(ord(mark) < 0x20 or 0x7F <= ord(mark) < 0xA0 for mark in shown)
    assert len(shown.splitlines()) <= 1


@given(ANY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY, st.integers(min_value=0, max_value=30), st.booleans())
def test_a_cell_is_exactly_as_wide_as_it_should_be(text: str, width: int, right: bool) -> None:
    assert cell_len(cell(text, width, right=right)) == width


def test_an_escape_sequence_is_shown_as_a_picture() -> None:
    assert clean("\x1b[31mBob\x07") == "␛[31mBob␇"


def test_bidirectional_controls_and_c1_are_replaced_and_zero_width_marks_left_out() -> None:
    assert clean("a\u202eb\x9bc\u200bd\ud800") == "a�b�cd�"


def test_lines_stay_lines_and_tabs_become_spaces() -> None:
    assert clean_lines("a\r\nb\tc\n") == "a\nb   c\n"


def test_markup_is_literal() -> None:
    for name in HOSTILE:
        content = ui("Hi ", (name, "bold"))
        assert content.plain == "Hi " + clean_lines(name)
        assert all("@click" not in str(span.style) for span in content.spans)
