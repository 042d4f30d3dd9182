from __future__ import annotations

from ..edited import errors, sound

PERSONAL = "  personal: 7 days\n"
AVERAGE = "  a_paused_day: counts as own average\n"


def test_a_paused_day_may_count_as_own_average():
    assert sound((PERSONAL, PERSONAL + AVERAGE)).pauses.a_paused_day == "counts as own average"


def test_paused_days_that_count_need_somebody_who_may_pause():
    (found,) = errors((PERSONAL, AVERAGE))
    assert found.partition(": ")[2] == (
        "'a_paused_day' has no effect here: nobody may pause, and days off for everyone count for nobody. "
        "Add for example 'personal: 5 days', or remove it."
    )
