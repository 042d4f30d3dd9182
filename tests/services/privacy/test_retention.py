"""Entries end when the challenge says so, and its results stay, with a hash that vouches for them."""

from __future__ import annotations

import hashlib

import pytest

from moonwalk.services.boards.board import show_board
from moonwalk.services.errors import PluginFailed
from moonwalk.services.notifications import tick
from moonwalk.services.privacy.readings import look_at_person
from moonwalk.services.verification import verify
from moonwalk.store import decisions, entries

from ...workspaces import at


def test_entries_go_after_the_days_that_the_challenge_says_and_the_result_stays(day6):
    day6.now = at(40)
    before = show_board(day6.ws, "lanes")
    assert tick(day6.ws).ended == ()

    day6.now = at(16 + 90 + 2)
    ended = tick(day6.ws).ended

    assert "results are kept" in ended[0]
    assert "entries from" in ended[1]
    with day6.database() as db:
        assert entries.newest(db) == ()
    after = show_board(day6.ws, "lanes")
    assert after.rows == before.rows
    assert "kept when the entries were removed" in after.remarks[-1]
    assert tick(day6.ws).ended == ()
    assert tick(day6.ws).problems == ()


def test_what_is_kept_is_vouched_for_and_the_chain_holds(day6):
    day6.now = at(16 + 90 + 2)
    tick(day6.ws)

    with day6.database() as db:
        (text,) = db.row("SELECT results FROM retention")
        (decision,) = [each for each in decisions.newest(db, 20) if each.did == "retention"]
    assert decision.detail["results"] == hashlib.sha256(text.encode()).hexdigest()
    assert "p01" not in text
    assert verify(day6.ws).faults == ()


def test_points_of_a_person_are_not_made_up_afterwards(day6):
    day6.now = at(16 + 90 + 2)
    tick(day6.ws)

    with pytest.raises(PluginFailed, match="entries were removed"):
        look_at_person(day6.ws, "lanes", "p01")
