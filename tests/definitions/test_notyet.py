from __future__ import annotations

import pytest

from .edited import errors, sound, warnings


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("people:\n", "people:\n  not_placed: {role: [organiser]}\n", "'not_placed' in 'people'"),
        ("    ranks: people\n", "    ranks: roster column\n    column: site\n", "'roster column' in 'ranks'"),
        ("    ranks: people\n", "    ranks: people\n    split_by: site\n", "'split_by' in a board"),
    ],
)
def test_what_this_version_cannot_honour_is_an_error_at_its_place(old, new, what):
    (found,) = errors((old, new))
    assert found.endswith(f"{what} belongs to the language, but this version does not have it yet.")


def test_a_notice_to_others_than_people_is_doubted():
    assert warnings(("to: people", "to: teams")) == [
        "this version sends every notice to each person; 'to' changes nothing yet."
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  no_entries: count as zero\n", "  no_entries: are left out\n  movers: take points along\n"),
        (
            "  no_entries: count as zero\n",
            "  joiners: count from the start\n  leavers: take their points away\n",
        ),
        ("part_weeks: goals shrink with the days", "part_weeks: week does not count"),
        ("    about: Add up", "    entries_same_day: latest\n    devices_same_day: add\n    about: Add up"),
        (
            "    ties: [participation, met good_week, improvement, shared place]",
            "    numbering: fractional\n    ties: [lot]",
        ),
    ],
)
def test_what_this_version_can_do_is_not_refused(old, new):
    assert sound((old, new))
