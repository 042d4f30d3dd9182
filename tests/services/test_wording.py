"""Moments in sentences: what closes at midnight is open on all of the day before."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from moonwalk.api.language import speaking
from moonwalk.services.wording import last_moment


@pytest.mark.parametrize(
    ("at", "language", "said"),
    [
        (datetime(2027, 6, 8, tzinfo=UTC), "en", "Monday, 7 June 2027, end of the day"),
        (datetime(2027, 6, 8, tzinfo=UTC), "de", "Montag, 7. Juni 2027, 24:00 Uhr"),
        (datetime(2027, 3, 1, tzinfo=UTC), "en", "Sunday, 28 February 2027, end of the day"),
        (datetime(2027, 6, 8, 0, 1, tzinfo=UTC), "en", "Tuesday, 8 June 2027, 00:01"),
        (datetime(2027, 6, 8, 12, tzinfo=UTC), "de", "Dienstag, 8. Juni 2027, 12:00 Uhr"),
    ],
)
def test_midnight_is_the_end_of_the_day_before(at, language, said):
    with speaking(language):
        assert last_moment(at) == said
