"""A challenge amended, and decisions taken back and done again, as commands."""

from __future__ import annotations

import json

from ...workspaces import LANES, day

CHANGED = LANES.replace("cap_per_day: 30 minutes", "cap_per_day: 20 minutes")


def test_an_amendment_is_shown_then_asked_for_then_taken_back(shell):
    shell.lanes.challenge(CHANGED)
    before = shell("board", "lanes", "--csv", "--for", "organisers").stdout
    page = shell("amend", "lanes", "--reason", "a slip", "--dry-run")
    data = json.loads(shell("amend", "lanes", "--reason", "a slip", "--json").stdout)

    assert "Lanes: an amendment for all days." in page.stdout
    fewer = len(data["points"])
    assert "No more than 30 minutes of a day counts. Becomes: 1 point" in page.stdout
    assert f"Points change for {fewer} people: 0 gain, {fewer} lose." in page.stdout
    assert f"points that they have already. To leave past days as they are: --from {day(6)}" in page.stdout
    assert "Nothing was changed" in page.stderr
    assert (data["dry_run"], data["from"]) == (True, None)
    assert {row["board"] for row in data["boards"]} == {"table", "people"}

    refused = shell("amend", "lanes", "--reason", "a slip", code=1, typed="no\n")
    assert "Nothing was changed" in refused.stderr
    assert shell("board", "lanes", "--csv", "--for", "organisers").stdout == before
    assert "is amended" in shell("amend", "lanes", "--reason", "a slip", typed="lanes\n").stderr
    assert shell("board", "lanes", "--csv", "--for", "organisers").stdout != before
    assert "Amended the rules of 'lanes' for all days" in shell("journal", "--most", "1").stdout

    taken = shell("undo", "--yes")
    assert "Takes back decision" in taken.stdout
    assert "'lanes' goes back to the rules that it had before." in taken.stdout
    assert shell("board", "lanes", "--csv", "--for", "organisers").stdout == before
    assert "is done again" in shell("redo", "--yes").stderr


def test_an_undo_says_what_it_does_and_asks(shell):
    shell("log", "p01", "25", "walk", "--day", day(6))
    number = shell("journal", "--most", "1", "--csv").stdout.splitlines()[1].split(",")[0]
    rehearsed = shell("undo", "--dry-run")
    assert "- 1 entry of Ada Bell no longer counts." in rehearsed.stdout
    assert "Nothing was changed" in rehearsed.stderr
    assert "That is not its id" in shell("undo", code=1, typed="yes\n").stderr
    assert f"Decision {number} is taken back" in shell("undo", typed=f"{number}\n").stderr
    assert "was taken back already" in shell("undo", number, code=1).stderr
    assert json.loads(shell("redo", number, "--yes", "--json").stdout)["did"] == "log"
    assert "nothing to do again" in shell("redo", code=1).stderr
