"""`moonwalk today`, and who has been quiet: as text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json

from moonwalk.services.backups.backup import back_up
from moonwalk.services.notifications import tick

from ...workspaces import at


def test_what_needs_attention_comes_with_its_command_and_then_how_it_does(shell):
    lines = shell("today").stdout.splitlines()

    assert lines[0].split() == ["Where", "What", "What", "to", "do"]
    assert [line.split("moonwalk")[1] for line in lines[1:3]] == [" backup FILE", " tick"]
    shares = {line.split()[0]: line.split()[1:] for line in lines if line.startswith(("North", "Everyone"))}
    assert len(shares["North"]) == len(shares["Everyone"]) == 6
    assert "Wed 2027-03-10: the last day." in lines


def test_it_says_that_all_is_well(shell, tmp_path):
    tick(shell.lanes.ws)
    back_up(shell.lanes.ws, tmp_path / "backup.zip")
    assert shell("today").stdout.splitlines()[0] == "All is well."


def test_as_json_it_has_every_day(shell):
    page = json.loads(shell("today", "--json").stdout)

    assert [item["topic"] for item in page["attention"]] == ["safety", "messages"]
    (running,) = page["running"]
    assert running["challenge"] == "lanes"
    assert len(running["days"]) == len(running["everyone"]["shares"]) == 6


def test_quiet_people_are_listed_the_longest_quiet_first(shell):
    shell.lanes.now = at(10)
    shell("log", "p01", "20", "walk")

    table = shell("people", "list", "--challenge", "lanes", "--quiet", "4")
    people = json.loads(shell("people", "list", "--challenge", "lanes", "--quiet", "4", "--json").stdout)
    rows = list(
        csv.DictReader(
            io.StringIO(shell("people", "list", "--challenge", "lanes", "--quiet", "4", "--csv").stdout)
        )
    )

    days = [person["quiet"] for person in people]
    assert days == sorted(days, reverse=True)
    assert min(days) >= 4
    assert "p01" not in {person["id"] for person in people} != set()
    assert [row["id"] for row in rows] == [person["id"] for person in people]
    assert table.stdout.splitlines()[0].split("  ")[0] == "Id"


def test_people_are_quiet_in_a_challenge_only(shell):
    assert "--quiet needs --challenge" in shell("people", "list", "--quiet", "4", code=2).stderr
