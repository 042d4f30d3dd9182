from __future__ import annotations

import pytest

from moonwalk.definitions import read_file

from .edited import GOOD, HERE
from .installed import THIS_VERSION, WITH_STRANGERS

NOT_YET = {
    "backward_lanes": [],
    "desk_league": [],
    "piggy_bank": [],
    "puddles": ["there is no rule 'acme.rain' here."],
    "quiet_nights": [],
    "six_petals": [],
    "steps_and_wheels": [],
    "two_by_two": [],
}


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_challenge_has_no_error_but_what_this_version_lacks(path):
    errors = [
        problem.message for problem in read_file(path, THIS_VERSION).problems if problem.severity == "error"
    ]
    starts = NOT_YET[path.stem]
    assert [message[: len(start)] for message, start in zip(errors, starts, strict=True)] == starts


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_challenge_has_no_warning_but_what_is_not_done_yet(path):
    warnings = [
        problem.message for problem in read_file(path, THIS_VERSION).problems if problem.severity == "warning"
    ]
    assert [message for message in warnings if "this version" not in message] == []


def test_a_strangers_rule_loads_where_its_plugin_is_installed():
    challenge = read_file(HERE / "good" / "puddles.yaml", WITH_STRANGERS).challenge
    (rain,) = challenge.rules
    assert (rain.name, rain.full_name, rain.id) == ("rain", "acme.rain", "rain")
    assert rain.config == {
        "goal": "walk_day",
        "points": "5",
        "rainy_days": ["2027-04-07", "week 2 Tuesday"],
        "times": "3",
    }
