"""A plugin that a stranger wrote for contract 1 is loaded and plays a challenge as it always did.

The expectations are as frozen as the plugin: where one fails, plugins that people have installed are broken.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from moonwalk.api import MOONWALK_API
from moonwalk.api.panels import PanelText, Series, Table
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import FoundPlugin, find_plugins, load
from moonwalk.services.boards.board import show_board
from moonwalk.services.channels import channels_of
from moonwalk.services.creation import create_workspace, start_challenge
from moonwalk.services.drafts import check_file
from moonwalk.services.entries import log_entry
from moonwalk.services.files import ImportRequest
from moonwalk.services.imports.importer import explain_entries, import_entries
from moonwalk.services.launch import launch
from moonwalk.services.notifications import list_messages, tick
from moonwalk.services.plugins import show_panels
from moonwalk.services.roster.people import import_people
from moonwalk.services.why.person import explain
from moonwalk.services.why.team import explain_team
from moonwalk.services.workspace import Workspace, clock, load_settings

from ..registry.installed import distribution
from ..running import program

HERE = Path(__file__).parent / "first"
MONDAY = date(2027, 1, 4)
NAME = "first-steps"
SETTINGS = """\
name: First
timezone: UTC
channels:
- first.ledger: {file: ledger.jsonl, key: {env: FIRST_KEY}, most: 3}
"""
ROSTER = """\
First key;First full name;Mail;First group
p1;Ada Bell;ada@example.org;North
p2;Ben Cole;;North
p3;Cleo Dunn;;South
"""
ENTRIES = """\
First member,First day,First amount,First unit,Written at,Notes
p1,27/12/2026,20,min,,before
p1,4/1/2027,12,min,2027-01-04 18:30,
p1,5/1/2027,"1h10",,,
p2,4/1/2027,6,min,2027-01-05T07:00:00+01:00,
p3,5/1/2027,5.5,min,,
p3,6/1/2027,many,min,,
Total,6/1/2027,93.5,min,,
"""


@pytest.fixture(scope="module")
def plugins():
    """What is installed, and the frozen plugin."""
    sys.path.insert(0, str(HERE))
    try:
        module = importlib.import_module("moonwalk_first")
    finally:
        sys.path.remove(str(HERE))
    found = FoundPlugin("first", "moonwalk_first", "moonwalk-first", "1.0", lambda: module)
    return load(installed=[*find_plugins(), found], reserved=RESERVED_KEYS)


@pytest.fixture(scope="module")
def played(plugins, tmp_path_factory):
    """The workspace at noon of day 10, played with the plugin's own sources."""
    folder = create_workspace(tmp_path_factory.mktemp("first") / "work", "First", "UTC")
    (folder / "moonwalk.yaml").write_text(SETTINGS, encoding="utf-8")
    ws = Workspace(folder, load_settings(folder), plugins, on(1))
    start_challenge(ws, NAME, NAME)
    (folder / "people.csv").write_text(ROSTER, encoding="utf-8")
    import_people(ws, folder / "people.csv")
    launch(replace(ws, now=on(-3)), NAME, MONDAY, seed=7)
    (folder / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    ws = replace(ws, now=on(3))
    report = import_entries(ws, folder / "entries.csv")
    log_entry(replace(ws, now=on(8)), "p2", "30", "step", MONDAY + timedelta(days=7))
    return replace(ws, now=on(10)), report


def on(number: int):
    """The clock at noon of a challenge day."""
    return clock(datetime(2027, 1, 4, 12, tzinfo=UTC) + timedelta(days=number - 1))


def test_it_is_loaded_whole_and_without_a_word_against_it(plugins):
    (report,) = (report for report in plugins.reports if report.name == "first")

    assert (report.state, report.problems) == ("active", ())
    assert len(report.declares) == 16


def test_its_challenge_is_read_without_a_problem(plugins):
    checked = check_file(HERE / "moonwalk_first" / "challenges" / f"{NAME}.yaml", plugins)

    assert checked.problems == ()
    assert "- 5 points in week 1, 7 points in week 2 for 'a good day', and more for much." in checked.words
    assert "- 10 points to the best of each week on 'Form'." in checked.words


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("  - {rule: first.capped, id: capped, a_day: 12 points}\n", "", "nothing caps the points of steady"),
        ("  odd_sizes: The teams are as they are.\n", "", "teams of 1 to 3 are compared"),
        ("at_least: 1 hour", "at_least: 9 minutes", "18:20: The bands must rise"),
    ],
)
def test_what_it_has_to_say_to_authors_is_told(plugins, tmp_path, written, instead, told):
    text = (HERE / "moonwalk_first" / "challenges" / f"{NAME}.yaml").read_text(encoding="utf-8")
    assert written in text
    (tmp_path / "changed.yaml").write_text(text.replace(written, instead), encoding="utf-8")

    assert told in " ".join(map(str, check_file(tmp_path / "changed.yaml", plugins).problems))


def test_its_sources_read_their_files(played):
    ws, report = played
    explained = explain_entries(ws, ImportRequest(path=ws.folder / "entries.csv"))

    assert (report.source, report.new, len(report.rejected), len(report.skipped)) == ("step_table", 5, 1, 1)
    assert report.remarks[0].startswith("entries.csv has 6 rows: First member, First day")
    assert [(use.header, use.used_as, use.samples) for use in explained.columns][1:3] == [
        ("First day", "day", ("27/12/2026", "4/1/2027")),
        ("First amount", "steps", ("20", "12")),
    ]


def test_its_rules_pay_people_what_they_paid(played):
    ws, _ = played
    awards = explain(ws, NAME, "p1").awards

    assert [(award.day.day, award.points, award.rule, award.badge) for award in awards] == [
        (4, 8, "steady", "Steady"),
        (4, 1, "fields", ""),
        (5, 14, "steady", "Steady"),
        (5, -2, "capped", ""),
        (10, 0, "doubled", ""),
        (10, 5, "steady", "Steady"),
    ]
    assert awards[0].reason == "Stepped 12 minutes, 12000 of 5000, 20000 before"
    assert awards[1].reason == FIELDS
    assert {row.name: row.score for row in show_board(ws, NAME, "people").rows} == POINTS


POINTS = {"Ada Bell": "26", "Ben Cole": "21", "Cleo Dunn": "11"}
FIELDS = (
    "1.5 hours 8 minutes A badge form workdays 16:00 | "
    "site at least 50% of members met good_day good_day 3 | 4 of 7 3 2 miles 5 of 7 | "
    "good_week A label 5 6/5 4/5 2027-01-04 to 2027-01-06 | "
    "True 1 in week 1, 2 in week 2 25 | steady A line A few sentences. 5 good_week | "
    "20 other (1, 2) {'a': 1, 'b': 2} [1, 2] | ['5 minutes: 1', '1 hour: 2 in week 1, 3 in week 2'] glass | "
    "(1, 2) True 14 2"
)


def test_its_rules_and_its_ranking_score_teams_as_they_did(played):
    ws, _ = played
    board = show_board(ws, NAME, "teams")

    assert [(row.name, row.score, row.place) for row in board.rows] == [
        ("North", "18.70", 1.0),
        ("South", "6.20", 2.0),
    ]
    assert [
        (award.day.day, award.points, award.reason) for award in explain_team(ws, NAME, "North").awards
    ] == [
        (4, 4, "North on day 1"),
        (10, 10, "the best of week 1"),
    ]
    (together,) = board.together
    assert (together.total, together.goal, together.percent, together.now) == (
        123_500,
        120_000,
        102,
        "So far.",
    )
    assert [(step.day.day, step.text) for step in together.reached] == [(5, "Half of it")]


def test_its_panels_show_what_they_showed(played):
    ws, _ = played
    shown = {panel.title: panel.content for panel in show_panels(ws, NAME)}

    assert shown["First: everyone"] == Table(
        columns=("Team", "Members", "Points"), rows=(("North", "2", "47"), ("South", "1", "11"))
    )
    assert isinstance(shown["First: days"], Series)
    assert sum(shown["First: days"].values) == 58
    assert shown["First: words"] == PanelText(
        text="First steps, day 10 of 14: 5 of 30, Half of it, miles 102%, So far."
    )


def test_its_notice_travels_by_its_channel(played, monkeypatch):
    ws, _ = played
    monkeypatch.setenv("FIRST_KEY", "abcdef")
    ledger = ws.folder / "messages" / "first.ledger" / "ledger.jsonl"

    done = tick(ws)
    lines = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]

    assert (done.enqueued, done.delivered, done.problems) == (3, 3, ())
    assert [(line["to"], line["subject"], line["text"], line["signed"]) for line in lines] == [
        ("p1", "Half way, Ada", "26 points for Ada of North in First steps.", 6),
        ("p2", "Half way, Ben", "11 points for Ben of North in First steps.", 6),
        ("p3", "Half way, Cleo", "11 points for Cleo of South in First steps.", 6),
    ]
    assert lines[0]["key"] == "first-steps/2027-01-04/half-2/p1/first.ledger"
    assert {message.note for message in list_messages(ws)} == {"Line 1.", "Line 2.", "Line 3."}
    assert channels_of(ws)("first.ledger").forget("p2") == ""
    assert [json.loads(line)["to"] for line in ledger.read_text(encoding="utf-8").splitlines()] == [
        "p1",
        "p3",
    ]


def test_contract_1_is_the_one_that_is_there(plugins):
    module = sys.modules["moonwalk_first"]

    assert module.CONTRACTS == (1, MOONWALK_API)
    assert module.MOONWALK_API <= MOONWALK_API


def test_installed_it_does_the_same_for_the_program(tmp_path):
    """As a stranger's distribution, with whatever the program puts between itself and those."""
    distribution(tmp_path / "site", "moonwalk-first", "1.0", {"first": "moonwalk_first"}, {})
    path = os.pathsep.join([str(HERE), str(tmp_path / "site")])
    folder = tmp_path / "work"
    (tmp_path / "people.csv").write_text(ROSTER, encoding="utf-8")
    usable = ENTRIES.partition("p3,6/1/2027")[0]
    (tmp_path / "entries.csv").write_text(usable, encoding="utf-8")

    def moonwalk(day: int, *command: object) -> str:
        moment = on(day)().isoformat()
        said = program("-w", folder, "--now", moment, *command, PYTHONPATH=path, FIRST_KEY="abcdef")
        assert said.code == 0, (command, said.out, said.err)
        return said.out

    moonwalk(1, "init", folder)
    (folder / "moonwalk.yaml").write_text(SETTINGS, encoding="utf-8")
    moonwalk(1, "plugins", "approve", "first")
    assert "active" in moonwalk(1, "plugins", "first").splitlines()[0]
    moonwalk(1, "new", NAME, "--from", NAME)
    moonwalk(1, "people", "import", tmp_path / "people.csv")
    moonwalk(-3, "launch", NAME, "--start", MONDAY)
    moonwalk(3, "import", tmp_path / "entries.csv")
    moonwalk(8, "log", "p2", "30", "step", "--day", MONDAY + timedelta(days=7))

    people = json.loads(moonwalk(10, "board", NAME, "people", "--json", "--for", "organisers"))["rows"]
    teams = json.loads(moonwalk(10, "board", NAME, "teams", "--json", "--for", "organisers"))["rows"]
    ada = json.loads(moonwalk(10, "why", NAME, "p1", "--reveal", "a test", "--json"))

    assert {row["name"]: str(row["score"]) for row in people} == POINTS
    assert [(row["name"], float(row["score"])) for row in teams] == [("North", 18.7), ("South", 6.2)]
    assert [award["reason"] for award in ada["awards"]][1] == FIELDS
    moonwalk(10, "tick")
    assert (folder / "messages" / "first.ledger" / "ledger.jsonl").read_text().count("First steps.") == 3
