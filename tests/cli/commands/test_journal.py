"""The journal as a command: its table, JSON and CSV, and decisions about plugins and channels."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from ...running import Shell
from ...services.forgotten import NAME, PERSON, filled
from ...workspaces import at, day, fresh
from ..strangers import cache_of_strangers, rule, site
from ..test_pinned_plugins import RAINY, board

__all__ = ["cache_of_strangers", "site"]

# The first look at a plugin goes on in a process of its own, also when the command that began it has ended.
pytestmark = pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")


def rows_of(shell, *options):
    return json.loads(shell("journal", "--json", *options).stdout)


def test_the_newest_decisions_are_a_table_in_the_zone_of_the_workspace(shell, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "olga")
    entry = shell("log", "p01", "12", "walk").stderr.split()[-1].rstrip(".")
    shell.lanes.now = at(6, 13)
    shell("entries", "void", entry, "--reason", "not done")

    heading, newest, older = shell("journal", "--most", "2").stdout.splitlines()

    assert heading.split() == ["Id", "When", "By", "What"]
    assert re.split("  +", newest)[1:] == [
        "2027-03-06 14:00",
        "olga",
        f"Voided the entry {entry} of Ada Bell on 2027-03-06: 12 minutes, Walked. Reason: not done",
    ]
    assert re.split("  +", older)[1:3] == ["2027-03-06 13:00", "olga"]
    assert int(newest.split()[0]) == int(older.split()[0]) + 1


def test_the_journal_as_json_and_csv(shell):
    shell("log", "p01", "12", "walk")
    (row,) = rows_of(shell, "--most", 1)
    assert {
        name: row[name] for name in ("when", "did", "what", "challenge", "people", "reason", "hidden")
    } == {
        "when": "2027-03-06T13:00:00+01:00",
        "did": "log",
        "what": "Logged an entry for Ada Bell on 2027-03-06: 12 minutes, Walked.",
        "challenge": "lanes",
        "people": ["Ada Bell"],
        "reason": "",
        "hidden": False,
    }
    assert row["id"].isdecimal()

    table = list(csv.DictReader(io.StringIO(shell("journal", "--csv").stdout)))
    logged = next(row for row in table if row["did"] == "log")
    assert (logged["people"], logged["challenge"]) == ("Ada Bell", "lanes")
    assert table[0]["did"] == "look"


def test_only_what_concerns_a_person_or_a_challenge(shell):
    shell("log", "p01", "12", "walk")
    shell("log", "p02", "14", "walk")

    assert "Ada Bell" not in shell("journal", "--of", "p02").stdout
    assert "14 minutes" in shell("journal", "--of", "Ben Cole").stdout
    assert {row["did"] for row in rows_of(shell, "--challenge", "lanes")} == {"launch", "import", "log"}
    assert "There is nobody 'p99'" in shell("journal", "--of", "p99", code=1).stderr
    assert "nope" in shell("journal", "--challenge", "nope", code=1).stderr
    shell("journal", "--most", "0", code=2)
    assert "Give a reason" in shell("journal", "--reveal", " ", code=1).stderr


def test_what_people_did_is_hidden_with_a_word_until_there_is_a_reason(shell):
    text = (shell.lanes.folder / "challenges" / "lanes.yaml").read_text("utf-8")
    hidden = Shell(fresh(shell.lanes.folder / "hidden"))
    hidden.lanes.challenge(text.replace("privacy: {organisers_see: entries}\n", ""))
    hidden.lanes.people()
    hidden("launch", "lanes", "--start", day(1))
    hidden.lanes.now = at(2)
    hidden("log", "p01", "13", "walk")

    page = hidden("journal")
    assert "Logged an entry for Ada Bell on 2027-03-02." in page.stdout
    assert "13" not in page.stdout.splitlines()[1].split("Logged")[1]
    assert "organisers_see" in page.stderr
    page = hidden("journal", "--reveal", "asked for it")
    assert "2027-03-02: 13 minutes, Walked." in page.stdout
    assert page.stderr == ""
    newest = rows_of(hidden, "--most", 1)[0]
    assert (newest["did"], newest["reason"], newest["people"]) == ("look", "asked for it", ["Ada Bell"])


def test_plugins_that_are_approved_and_pinned(tmp_path, site):
    site.install(rule(1))
    lanes = fresh(tmp_path / "work")
    shell = Shell(lanes)
    shell("plugins", "approve", "acme", "--reason", "read by Ada")
    (row,) = rows_of(shell)
    assert row["what"] == "Approved the plugin 'acme' (moonwalk-acme 1.0)."
    assert row["reason"] == "read by Ada"

    lanes.people()
    lanes.challenge(RAINY, "rainy")
    shell("launch", "rainy", "--start", "2027-03-01")
    lanes.now = at(3)
    shell = Shell(lanes)
    shell("log", "p01", "20", "walk")
    board(shell)
    site.install(rule(5), "2.0")
    shell("plugins", "approve", "acme")
    shell("plugins", "accept", "rainy", "--reason", "a better count")
    row = rows_of(shell)[0]
    assert (
        row["what"] == "Pinned 'rainy' to the changed code of 'acme', which changed the points of 1 person."
    )
    assert (row["challenge"], row["reason"]) == ("rainy", "a better count")


def test_a_channel_that_is_given_up_and_nobody_who_was_forgotten_is_named(tmp_path):
    full = filled(tmp_path)
    full.file("moonwalk.yaml", "name: Lanes\ntimezone: Europe/Berlin\nplugins: {without: [files]}\n")
    shell = Shell(full)
    assert NAME in shell("journal").stdout
    shell("people", "forget", PERSON, "--reason", "asked", "--yes", code=3)
    shell("people", "give-up", "file", "--reason", "the server was switched off")

    page = shell("journal", "--most", "500", "--reveal", "an audit").stdout

    given_up = (
        "Gave up asking the channel 'file' to erase what it keeps of 1 forgotten person. Reason: the server"
    )
    assert given_up in page
    assert "Forgot a person: everything that was kept about them was erased. Reason: asked" in page
    assert not [word for word in (NAME, PERSON, "quirina") if word.lower() in page.lower()]
