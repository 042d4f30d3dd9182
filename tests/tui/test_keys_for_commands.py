"""Answers on the screen name keys where the command line names commands."""

from __future__ import annotations

import pytest

from moonwalk.cli.main import COMMANDS
from moonwalk.tui.keys_for_commands import _ACTIONS, with_keys


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("26 people without a team yet: moonwalk teams draw spring", "26 people without a team yet: d and d"),
        (
            "Nobody is called Ada. 'moonwalk people list' shows all.",
            "Nobody is called Ada. g and p shows all.",
        ),
        ("The roster is empty: moonwalk people import FILE.", "The roster is empty: d and r."),
        (
            "It may move (moonwalk launch spring --start DATE), or go (moonwalk withdraw spring). Or not.",
            "It may move (d and l), or go (d and w). Or not.",
        ),
        ("To accept it: moonwalk plugins accept spring", "To accept it: moonwalk plugins accept spring"),
    ],
)
def test_a_command_becomes_the_keys_that_do_the_same(said: str, shown: str) -> None:
    assert with_keys(said) == shown


def test_every_command_that_is_named_exists() -> None:
    assert {command.split()[0] for command in _ACTIONS} <= {name for name, *_ in COMMANDS}
