from __future__ import annotations

import pytest

from .edited import sound


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  no_entries: count as zero\n", "  no_entries: are left out\n  movers: take points along\n"),
        (
            "  no_entries: count as zero\n",
            "  joiners: count from the start\n  leavers: take their points away\n",
        ),
        ("part_weeks: goals shrink with the days", "part_weeks: week does not count"),
        ("people:\n", "people:\n  not_placed: {role: [organiser]}\n"),
        ("    ranks: people\n", "    ranks: roster column\n    column: site\n"),
        ("    ranks: people\n", "    ranks: people\n    split_by: site\n"),
        ("    about: Add up", "    entries_same_day: latest\n    devices_same_day: add\n    about: Add up"),
        (
            "    ties: [participation, met good_week, improvement, shared place]",
            "    numbering: fractional\n    ties: [lot]",
        ),
    ],
)
def test_what_this_version_can_do_is_not_refused(old, new):
    assert sound((old, new))
