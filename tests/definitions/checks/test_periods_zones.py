from __future__ import annotations

import pytest

from moonwalk.definitions import read_launched

from ..edited import edited, errors, errors_in, sound, warnings
from ..installed import WITH_STRANGERS

BERLIN = "timezone: Europe/Berlin"


@pytest.mark.parametrize(
    ("written", "way_out"),
    [
        ("GMT-5", "Etc/GMT+5"),
        ("UTC+2", "Etc/GMT-2"),
        ("UTC +02:00", "Etc/GMT-2"),
        ('"+10"', "Etc/GMT-10"),
        ("utc-3", "Etc/GMT+3"),
        ("GMT\u22125", "Etc/GMT+5"),
        ("UTC+5:30", "Asia/Kolkata"),
        ('"+05:45"', "Asia/Kathmandu"),
        ("UTC+0:00", "UTC"),
        ("CET", "Europe/Berlin"),
        ("CEST", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("PST8PDT", "America/Los_Angeles"),
        ("IST", "Asia/Kolkata"),
        ("new york", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
    ],
)
def test_advice_about_a_time_zone_is_right_and_loads(written, way_out):
    (message,) = errors((BERLIN, f"timezone: {written}"))
    assert message.startswith("11:13: ")
    assert f"'{way_out}'" in message

    assert not errors((BERLIN, f"timezone: {way_out}"))


def test_a_zone_between_the_hours_that_nobody_has_is_answered_too():
    (message,) = errors((BERLIN, "timezone: UTC+5:15"))
    assert message.endswith("No zone is UTC+5:15. Write a region and a city: Europe/Berlin.")


@pytest.mark.parametrize("zone", ["CET", "EST", "HST"])
def test_what_was_launched_with_an_abbreviation_is_still_scored(zone):
    text = edited((BERLIN, f"timezone: {zone}"))

    assert errors_in(text)
    launched = read_launched(text, "x.yaml", WITH_STRANGERS)
    assert launched.challenge is not None
    assert launched.challenge.schedule.timezone == zone


def test_a_fixed_zone_says_which_way_its_sign_goes():
    assert sound((BERLIN, "timezone: Etc/GMT+5")).schedule.timezone == "Etc/GMT+5"
    (warning,) = warnings((BERLIN, "timezone: Etc/GMT-5"))
    assert warning.startswith("'Etc/GMT-5' is UTC+5: its sign is the other way round")
