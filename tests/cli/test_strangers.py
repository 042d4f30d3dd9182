"""Plugins of strangers that fail while they are loaded: every command works, and they are named."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from ..running import Shell, program
from ..workspaces import MONDAY, Lanes, copied, trusting
from .strangers import one_after_the_other

distribution = runpy.run_path(str(Path(__file__).parents[1] / "registry" / "installed.py"))["distribution"]

COMMANDS = (
    ("board", "lanes", "--json", "--for", "organisers"),
    ("why", "lanes", "p01", "--json"),
    ("tick", "--json"),
    ("rules", "--json"),
    ("log", "p01", "3", "walk", "--json"),
)


ANIMALS = {
    "raises": "1 / 0",
    "quits": "print('hello')\nimport sys\nsys.exit(7)",
    "ends": "import os\nos._exit(0)",
    # A second of work shows what it does to others; after that it only never ends.
    "loops": "import time\nwhile True:\n    if time.process_time() > 1: time.sleep(1)",
    "sleeps": "import time\ntime.sleep(20)",
    "interrupts": "raise KeyboardInterrupt",
    "own": "class Odd(BaseException): pass\nraise Odd",
    "threads": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
    "prints": "print('hello' * 1000)",
    "patches": "import builtins\nbuiltins.len = None",
    "greedy": "much = bytearray(3 << 30)",
}


@pytest.fixture(scope="module")
def strangers(tmp_path_factory):
    """A folder of distributions that do their worst when they are imported."""
    folder = tmp_path_factory.mktemp("site")
    for name, source in ANIMALS.items():
        distribution(folder, f"zoo-{name}", "1", {name: f"zoo_{name}"}, {f"zoo_{name}": f"{source}\n"})
    return str(folder)


@pytest.fixture
def shell(day6):
    """Commands on a workspace that loads every stranger's plugin."""
    return Shell(trusting(day6))


@pytest.fixture(scope="module")
def ended(played_once, strangers, tmp_path_factory):
    """How each command ended in a program beside the strangers."""
    return ended_beside(played_once, tmp_path_factory, PYTHONPATH=strangers)


@pytest.fixture(scope="module")
def alone(played_once, tmp_path_factory):
    """How each command ended in a program without strangers."""
    return ended_beside(played_once, tmp_path_factory)


def ended_beside(played_once, tmp_path_factory, **surroundings):
    shell = Shell(trusting(copied(played_once, tmp_path_factory.mktemp("beside") / "work")))
    answers = one_after_the_other(shell, *COMMANDS, **surroundings)
    return dict(zip(COMMANDS, answers, strict=True))


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_every_command_works_beside_plugins_that_fail(ended, arguments):
    ran = ended[arguments]

    assert ran.code == 0
    json.loads(ran.out)
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_what_a_command_answers_is_what_it_answers_without_them(ended, alone, arguments):
    ours, theirs = json.loads(ended[arguments].out), json.loads(alone[arguments].out)
    assert ours == theirs


def test_the_ones_that_fail_are_named_with_the_reason(shell, strangers):
    # Each command looks at a few new plugins; from the first look on, broken ones make it end with 1.
    new = True
    while new:
        ran = program(*shell.options, "plugins", "--json", PYTHONPATH=strangers)
        rows = {row["name"]: row for row in json.loads(ran.out)}
        new = any(row["state"] == "new" for row in rows.values())
    assert ran.code == 1

    assert (rows["raises"]["state"], rows["quits"]["state"]) == ("broken", "broken")
    assert "ZeroDivisionError" in rows["raises"]["problems"][0]
    assert "SystemExit: 7" in rows["quits"]["problems"][0]
    assert rows["goals"]["state"] == "active"


def test_only_the_plugins_allowed_by_the_environment_are_loaded(shell, strangers):
    ran = shell.program("plugins", "--json", PYTHONPATH=strangers, MOONWALK_PLUGINS="goals,streaks")

    states = {row["name"]: row["state"] for row in json.loads(ran.out)}
    assert states["raises"] == "not allowed"
    assert states["goals"] == "active"


def test_a_workspace_can_be_made_and_checked_beside_them(strangers, tmp_path):
    made = program("init", tmp_path / "work", PYTHONPATH=strangers)
    trusting(Lanes(tmp_path / "work", MONDAY))
    checked = program("-w", tmp_path / "work", "check", PYTHONPATH=strangers)

    assert (made.code, checked.code) == (0, 0), (made.err, checked.err)


RULE = '''
from collections.abc import Iterable
from typing import ClassVar
from moonwalk.api import Award, PersonRule, hookimpl

class Rain(PersonRule):
    """One point a day, until it rains."""
    name: ClassVar[str] = "rain"

    def awards(self, timeline, context):
        {body}

@hookimpl
def moonwalk_rules():
    return (Rain,)
'''


def test_a_strangers_rule_that_fails_one_day_keeps_the_last_good_board_and_ends_with_3(lanes, tmp_path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    body = "return [Award(day=day.date, points=1, reason='dry') for day in timeline.days[:1]]"
    distribution(good, "rain", "1", {"rain": "rain_rules"}, {"rain_rules": RULE.format(body=body)})
    distribution(bad, "rain", "2", {"rain": "rain_rules"}, {"rain_rules": RULE.format(body="return 1 / 0")})
    text = (lanes.folder / "challenges" / "lanes.yaml").read_text(encoding="utf-8")
    lanes.challenge(text.replace("rules:\n", "rules:\n  - rule: rain\n", 1), "rainy")
    shell = Shell(trusting(copied(lanes, tmp_path / "copy")))

    shell.program("launch", "rainy", "--start", "2027-02-20", PYTHONPATH=str(good))
    before = shell.program("board", "rainy", "--csv", "--for", "organisers", PYTHONPATH=str(good)).out
    after = shell.program("board", "rainy", "--csv", "--for", "organisers", code=3, PYTHONPATH=str(bad))

    assert after.out == before
    assert "rainy.yaml:" in after.err
    assert "Traceback" not in after.err
    shell.program("board", "lanes", PYTHONPATH=str(bad))


def test_check_and_launch_name_a_rule_that_fails_once_somebody_has_done_something(lanes, tmp_path):
    folder = tmp_path / "rain"
    body = "return [1 / 0 for day in timeline.days if any(day.amounts.values())]"
    distribution(folder, "rain", "1", {"rain": "rain_rules"}, {"rain_rules": RULE.format(body=body)})
    text = (lanes.folder / "challenges" / "lanes.yaml").read_text(encoding="utf-8")
    ruled = text.replace("rules:\n", "rules:\n  - rule: rain\n", 1)
    lanes.challenge(ruled, "rainy")
    line = ruled.splitlines().index("  - rule: rain") + 1
    shell = Shell(trusting(copied(lanes, tmp_path / "copy")))

    checked = shell.program("check", "rainy", code=1, PYTHONPATH=str(folder))
    refused = shell.program("launch", "rainy", "--start", "2027-04-05", code=1, PYTHONPATH=str(folder))

    for ended in (checked.out, refused.err):
        assert f"rainy.yaml:{line}:" in ended
        assert "It cannot score made-up people: The plugin 'rain' failed" in ended
        assert "ZeroDivisionError" in ended


def test_check_names_a_rule_that_fails_on_days_alike_and_one_whose_sentence_has_a_gap(lanes, tmp_path):
    folder = tmp_path / "rain"
    body = (
        "amounts = [sum(day.amounts.values()) for day in timeline.days]\n"
        "        return [{} for a, b in zip(amounts, amounts[1:]) if a == b > 0]"
    )
    gap = (
        RULE.format(body="return []").replace("One point a day", "One point a {dya}").replace("rain", "hail")
    )
    modules = {"rain_rules": RULE.format(body=body), "hail_rules": gap}
    distribution(folder, "rain", "1", {"rain": "rain_rules", "hail": "hail_rules"}, modules)
    text = (lanes.folder / "challenges" / "lanes.yaml").read_text(encoding="utf-8")
    lanes.challenge(text.replace("rules:\n", "rules:\n  - rule: rain\n  - rule: hail\n", 1), "rainy")
    shell = Shell(trusting(copied(lanes, tmp_path / "copy")))

    checked = shell.program("check", "rainy", code=1, PYTHONPATH=str(folder)).out

    assert "cannot score made-up people: The plugin 'rain' failed in rain.awards: it returned {}" in checked
    assert "warning: people would read of it: 'One point a {dya}, until it hails.'" in checked


@pytest.fixture(scope="module")
def rainy(played_once, tmp_path_factory):
    """A workspace with a challenge of paddlers, and a folder whose rule for it ends the program."""
    good, bad = tmp_path_factory.mktemp("dry"), tmp_path_factory.mktemp("wet")
    distribution(good, "rain", "1", {"rain": "rain_rules"}, {"rain_rules": RULE.format(body="return []")})
    ends = "import os; os._exit(0)"
    distribution(bad, "rain", "2", {"rain": "rain_rules"}, {"rain_rules": RULE.format(body=ends)})
    lanes = trusting(copied(played_once, tmp_path_factory.mktemp("rainy") / "work"))
    text = (lanes.folder / "challenges" / "lanes.yaml").read_text(encoding="utf-8")
    ruled = text.replace("rules:\n", "rules:\n  - rule: rain\n", 1)
    lanes.challenge(re.sub(r"\bwalk\b", "paddle", ruled), "rainy")
    Shell(lanes).program("launch", "rainy", "--start", "2027-03-01", PYTHONPATH=str(good))
    Shell(lanes).program("log", "p01", "7", "paddle", PYTHONPATH=str(good))
    return lanes, str(bad)


def paddled(shell, **environment):
    rows = json.loads(shell.program("entries", "--of", "p01", "--json", **environment).out)
    return [(row["amount"], row["state"].split(" ")[0]) for row in rows if row["activity"] == "paddle"]


@pytest.mark.parametrize(
    ("command", "stored"),
    [
        (("log", "p01", "9", "paddle"), {(7, "current"), (9, "current")}),
        pytest.param(
            ("entries", "void", "ID", "--reason", "wet"),
            {(7, "superseded"), (7, "void")},
            marks=pytest.mark.torture,
        ),
        (
            ("entries", "correct", "ID", "--amount", "9", "--reason", "wet"),
            {(7, "superseded"), (9, "current")},
        ),
    ],
    ids=lambda part: part[1] if isinstance(part, tuple) else "",
)
def test_what_is_told_is_stored_although_a_rule_ends_the_program(rainy, tmp_path, command, stored):
    lanes, bad = rainy
    shell = Shell(copied(lanes, tmp_path / "copy"))
    rows = json.loads(shell.program("entries", "--of", "p01", "--json", PYTHONPATH=bad).out)
    newest = next(row["id"] for row in rows if row["activity"] == "paddle")

    ended = shell.program(*(newest if part == "ID" else part for part in command), PYTHONPATH=bad)

    assert ended.out == ""
    assert set(paddled(shell, PYTHONPATH=bad)) == stored
