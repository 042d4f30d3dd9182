from __future__ import annotations

import re

from moonwalk.tui.actions import ACTIONS

GUIDE = "docs/organiser.md"


def test_every_key_of_the_screen_is_in_the_guide_and_no_other(text_of):
    section = text_of(GUIDE).split("## The screen")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}
    spoken = {key for action in ACTIONS for key in re.split(" or ", action.keys_in_words) if key}
    missing = spoken - told - {"Backspace", "G"}
    assert missing == set()
    assert told - spoken == set()
