from __future__ import annotations

from datetime import date

import pytest

from moonwalk.tui.wording import read_day, write_day

TODAY = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("", TODAY),
        (" Today ", TODAY),
        ("yesterday", date(2026, 3, 12)),
        ("fri", TODAY),
        ("Saturday", date(2026, 3, 7)),
        ("thu", date(2026, 3, 12)),
        ("2026-03-02", date(2026, 3, 2)),
        ("tomorrow", date(2026, 3, 14)),
        ("3 days ago", date(2026, 3, 10)),
        ("1 day ago", date(2026, 3, 12)),
        ("in 2 days", date(2026, 3, 15)),
        ("2 Mar", date(2026, 3, 2)),
        ("2. march", date(2026, 3, 2)),
        ("27.11.", date(2025, 11, 27)),
        ("27.11", date(2025, 11, 27)),
        ("1 Nov", date(2025, 11, 1)),
        ("1. Sep", date(2026, 9, 1)),
        ("1 Nov 2026", date(2026, 11, 1)),
        ("1.11.2026", date(2026, 11, 1)),
        ("29 Feb", None),
        ("31.4.", None),
        ("13 days", None),
        ("3 foo", None),
        ("fr", None),
        ("fridays", None),
        ("next friday", date(2026, 3, 20)),
        ("next mon", date(2026, 3, 16)),
        ("last fri", date(2026, 3, 6)),
        ("next", None),
        ("2026-13-01", None),
        ("\x1b[31m", None),
    ],
)
def test_a_day_is_read_as_people_type_it(words: str, day: date | None) -> None:
    assert read_day(words, TODAY) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("fri", TODAY),
        ("sat", date(2026, 3, 14)),
        ("thu", date(2026, 3, 19)),
        ("yesterday", date(2026, 3, 12)),
        ("2026-03-10", date(2026, 3, 10)),
    ],
)
def test_a_weekday_is_the_next_one_where_what_is_asked_for_lies_ahead(words: str, day: date) -> None:
    assert read_day(words, TODAY, TODAY) == day


def test_a_day_is_written_as_it_is_read() -> None:
    for day in (TODAY, date(2026, 3, 12), date(2026, 3, 1)):
        assert read_day(write_day(day, TODAY), TODAY) == day
