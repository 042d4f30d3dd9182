"""Plugins of strangers that fail while they are used: only the challenge that uses them says so."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from time import monotonic

import pytest

from moonwalk.services.launch import launch

from ..running import Shell
from ..workspaces import MONDAY, at, copied, trusting
from .strangers import one_after_the_other

distribution = runpy.run_path(str(Path(__file__).parents[1] / "registry" / "installed.py"))["distribution"]

HEAD = """
import os, sys, time
from typing import ClassVar
from moonwalk.api import Award, PersonRule, Ranking, hookimpl
from moonwalk.api.files import Source
from moonwalk.api.notices import Channel, Delivered, Notice, NoticeRule
from moonwalk.api.panels import Panel, PanelText
"""
RULE = (
    HEAD
    + '''
class {title}(PersonRule):
    """Does its worst."""
    name: ClassVar[str] = "{name}"

    def awards(self, timeline, context):
        {body}

@hookimpl
def moonwalk_rules():
    return [{title}]
'''
)
RULES = {
    "loops": ("while True: pass", "did not answer within 0.25 seconds"),
    "ends": ("os._exit(0)", "ended its own process (exit code 0)"),
    "eats": ("return bytearray(6 << 30)", "MemoryError"),
    "floods": ("return [Award(day=context.starts, points=1, reason='x')] * 3_000_000", "more than 100000"),
    "talks": (
        "return [Award(day=context.starts, points=1, reason='x' * 50_000_000)]",
        "50,000,000 characters",
    ),
    "digs": ("return self.awards(timeline, context)", "RecursionError"),
    "writes": ("timeline.days[0].amounts['walk'] = 5", "does not support item assignment"),
    "nans": ("return [Award(day=context.starts, points=float('nan'), reason='x')]", "gave nan as points"),
    "stops": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "bends": ("import builtins; builtins.len = None", "ended its own process"),
}
OTHERS = (
    HEAD
    + '''
class Greedy(Source):
    """All files."""
    name: ClassVar[str] = "greedy"
    def recognises(self, file): return True
    def read(self, file): return []

class Hangs(Source):
    """Never says."""
    name: ClassVar[str] = "hangs"
    def recognises(self, file): time.sleep(600)
    def read(self, file): return []

class Raises(Source):
    """Raises."""
    name: ClassVar[str] = "raises"
    def recognises(self, file): return 1 / 0
    def read(self, file): return []

class Hung(Channel):
    """Never comes back."""
    name: ClassVar[str] = "hung"
    def deliver(self, message, folder): time.sleep(600)

class Lies(Channel):
    """Lies."""
    name: ClassVar[str] = "lies"
    def deliver(self, message, folder): return True

class Still(Panel):
    """Never shows."""
    name: ClassVar[str] = "still"
    def title(self): return "Still"
    def show(self, view): time.sleep(600)

@hookimpl
def moonwalk_sources(): return [Greedy, Hangs, Raises]

@hookimpl
def moonwalk_channels(): return [Hung, Lies]

@hookimpl
def moonwalk_panels(): return [Still]
'''
)
WORST = ("loops", "ends", "eats", "writes", "nans")
"""One of each kind of harm: to time, to the program, to memory, to others' data, to the scores."""

COMMANDS = (
    ("check", "lanes"),
    ("board", "lanes", "--json", "--for", "organisers"),
    ("why", "lanes", "p01", "--json"),
    ("tick", "--json"),
    ("log", "p01", "3", "walk", "--json"),
    ("import", "FILE", "--json"),
)


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """A folder of distributions that do their worst when they are used, and the environment to use it."""
    folder = tmp_path_factory.mktemp("site")
    for name, (body, _) in RULES.items():
        source = RULE.format(name=name, title=name.title(), body=body)
        distribution(folder, f"zoo-{name}", "1", {name: f"zoo_{name}"}, {f"zoo_{name}": source})
    distribution(folder, "zoo-others", "1", {"others": "zoo_others"}, {"zoo_others": OTHERS})
    cache = str(tmp_path_factory.mktemp("cache"))
    return {"PYTHONPATH": str(folder), "MOONWALK_CACHE": cache, "MOONWALK_PLUGIN_SECONDS": "2"}


@pytest.fixture
def briefly(strangers):
    """The same environment for what never answers: how long it is waited for changes nothing."""
    return strangers | {"MOONWALK_PLUGIN_SECONDS": "0.25"}


def shell_on(lanes, folder):
    return Shell(trusting(copied(lanes, folder / "work")))


def entries_file(folder):
    file = folder / "entries.csv"
    file.write_text("person,day,activity,amount\np01,2027-03-02,walk,12\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def known(played_once, strangers, tmp_path_factory):
    """What `plugins` says of them when the first look at all of them is over."""
    shell = shell_on(played_once, tmp_path_factory.mktemp("known"))
    new = True
    while new:
        rows = json.loads(shell.program("plugins", "--json", code=1, **strangers).out)
        new = any(row["state"] == "new" for row in rows)
    return {row["name"]: row for row in rows}


def test_sources_that_would_spoil_every_import_are_left_out_and_named(known):
    sources = " ".join(known["others"]["problems"])

    assert "others.greedy is left out: it recognises the file empty.csv" in sources
    assert "others.hangs is left out: it did not say within 2 seconds" in sources
    assert "others.raises has a fault" in sources
    assert "ZeroDivisionError" in sources


@pytest.fixture(scope="module")
def beside_and_alone(known, strangers, played_once, tmp_path_factory):
    """What each command answers in a program beside the strangers, and in one without them."""
    return [said_by_each(played_once, tmp_path_factory, surroundings) for surroundings in (strangers, {})]


def said_by_each(played_once, tmp_path_factory, surroundings):
    shell = shell_on(played_once, tmp_path_factory.mktemp("commands"))
    folder = shell.lanes.folder.parent
    file = str(entries_file(folder))
    lines = [tuple(file if part == "FILE" else part for part in arguments) for arguments in COMMANDS]
    answers = one_after_the_other(shell, *lines, **surroundings)
    assert {ran.code for ran in answers} == {0}
    # That a source failed to look at the file is said, and changes nothing.
    said = [re.sub(r'(?s)"remarks": \[.*?\]', "", ran.out.replace(str(folder), "PLACE")) for ran in answers]
    return dict(zip(COMMANDS, said, strict=True))


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_commands_do_on_other_challenges_what_they_do_without_them(beside_and_alone, arguments):
    beside, alone = beside_and_alone
    assert beside[arguments] == alone[arguments]


@pytest.fixture(scope="module")
def challenged(played_once, known, tmp_path_factory):
    """A workspace with a challenge for each rule that fails, launched while the rule still was a good one."""
    lanes = trusting(copied(played_once, tmp_path_factory.mktemp("challenged") / "work"))
    text = (lanes.folder / "challenges" / "lanes.yaml").read_text(encoding="utf-8")
    good = tmp_path_factory.mktemp("good")
    lines = []
    for name in RULES:
        source = RULE.format(name=name, title=name.title(), body="return []")
        distribution(good, f"zoo-{name}", "1", {name: f"zoo_{name}"}, {f"zoo_{name}": source})
        ruled = text.replace("rules:\n", f"rules:\n  - rule: {name}\n", 1)
        lanes.challenge(re.sub(r"\bwalk\b", f"walk_{name}", ruled), f"with_{name}")
        lines += [("launch", f"with_{name}", "--start", "2027-03-01"), ("board", f"with_{name}")]
    assert {answer.code for answer in one_after_the_other(Shell(lanes), *lines, PYTHONPATH=str(good))} == {0}
    return lanes


@pytest.mark.parametrize(
    "name", [name if name in WORST else pytest.param(name, marks=pytest.mark.torture) for name in RULES]
)
def test_its_own_challenge_keeps_its_last_good_board(challenged, strangers, briefly, name, tmp_path):
    fault = RULES[name][1]
    surroundings = briefly if name == "loops" else strangers

    checked, board = one_after_the_other(
        shell_on(challenged, tmp_path), ("check", f"with_{name}"), ("board", f"with_{name}"), **surroundings
    )

    assert (checked.code, board.code) == (1, 3)
    for said in (checked.out, board.err):
        assert fault in said, said
        assert f"with_{name}.yaml:" in said
        assert "Traceback" not in said


@pytest.mark.parametrize("name", ["loops", "ends", "nans"])
def test_what_is_logged_is_kept_whatever_a_rule_makes_of_it(challenged, strangers, briefly, name, tmp_path):
    shell = shell_on(challenged, tmp_path)

    shell.program("log", "p01", "4", f"walk_{name}", **(briefly if name == "loops" else strangers))

    rows = json.loads(shell("entries", "--of", "p01", "--reveal", "a test", "--json").stdout)
    assert (f"walk_{name}", 4) in {(row["activity"], row["amount"]) for row in rows}


def test_what_a_plugin_did_to_its_process_is_told_by_plugins(challenged, strangers, tmp_path):
    board, told = one_after_the_other(
        shell_on(challenged, tmp_path), ("board", "with_ends"), ("plugins", "ends"), **strangers
    )

    assert (board.code, told.code) == (3, 1)
    assert "ends: it ended its own process (exit code 0)" in told.out


def test_a_rule_that_hangs_costs_its_own_challenge_one_wait(challenged, strangers, tmp_path):
    shell = shell_on(challenged, tmp_path)
    began = monotonic()
    shell.program("board", "with_loops", code=3, **strangers)
    # Two seconds for the rule; the rest is for a busy machine.
    assert monotonic() - began < 60


def test_a_launch_is_refused_where_a_rule_cannot_score_anybody(challenged, strangers, tmp_path):
    shell = shell_on(challenged, tmp_path)
    text = (shell.lanes.folder / "challenges" / "with_ends.yaml").read_text(encoding="utf-8")
    shell.lanes.challenge(text.replace("walk_ends", "paddle_ends"), "again")

    refused = shell.program("launch", "again", "--start", "2027-03-01", code=1, **strangers)

    assert "It was not launched" in refused.err
    assert "ended its own process" in refused.err


def test_channels_that_hang_or_lie_are_asked_again_later_and_the_others_deliver(known, strangers, empty):
    empty.people()
    launch(empty.ws, "walk-backward", MONDAY)
    empty.now = at(1, 7, 30)
    empty.file(
        "moonwalk.yaml", "timezone: Europe/Berlin\nchannels: [hung, file, lies]\nplugins: {policy: allow}\n"
    )

    report = json.loads(Shell(empty).program("tick", "--json", code=1, **strangers).out)

    problems = " ".join(report["problems"])
    assert (report["delivered"], report["retried"]) == (12, 24)
    assert "hung.deliver: it did not answer within 2 seconds" in problems
    assert "lies.deliver: it returned True instead of Delivered, Retry or Never" in problems
