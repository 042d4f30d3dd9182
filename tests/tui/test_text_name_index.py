from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moonwalk.tui.text import NameIndex, fold

LINES = st.lists(st.text("aAbéß \n", max_size=8), max_size=12)


@given(LINES, st.text("abé s", max_size=4))
def test_it_finds_exactly_the_lines_with_every_word(lines: list[str], words: str) -> None:
    wanted = fold(words).split()
    expected = {n for n, line in enumerate(lines) if wanted and all(word in fold(line) for word in wanted)}
    assert set(NameIndex(lines).find(words, 100)) == expected


def test_what_begins_with_the_words_comes_first() -> None:
    assert NameIndex(["Susana", "Ana", "Banana"]).find("ana", 10) == [1, 0, 2]


def test_case_and_accents_do_not_matter() -> None:
    assert NameIndex(["Ștefan Ionescu", "Łukasz"]).find("stefan io", 10) == [0]


def test_it_stops_at_the_most_wanted() -> None:
    assert len(NameIndex(["ana"] * 50).find("an", 7)) == 7
