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
        ("fr", None),
        ("fridays", None),
        ("2026-13-01", None),
        ("\x1b[31m", None),
    ],
)
def test_a_day_is_read_as_people_type_it(words: str, day: date | None) -> None:
    assert read_day(words, TODAY) == day


def test_a_day_is_written_as_it_is_read() -> None:
    for day in (TODAY, date(2026, 3, 12), date(2026, 3, 1)):
        assert read_day(write_day(day, TODAY), TODAY) == day
