"""`moonwalk plugins`: all, one in full, a new one of each kind, and the checks of what is installed."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from moonwalk.services.new_plugins import KINDS

from ...running import environment, program, run

ROOT = Path(__file__).parents[3]
distribution = runpy.run_path(str(ROOT / "tests" / "registry" / "installed.py"))["distribution"]

LUCKY = '''
import random
from typing import ClassVar
from moonwalk.api import Award, PersonRule, hookimpl
from moonwalk.api.fields import Points

class Lucky(PersonRule):
    """{points} points or nothing, by luck."""
    name: ClassVar[str] = "lucky"
    points: Points

    def awards(self, timeline, context):
        for day in timeline.days:
            if day.entries and random.random() < 0.5:
                yield Award(day=day.date, points=self.points.at(day.week), reason="luck")

@hookimpl
def moonwalk_rules():
    return [Lucky]
'''


@pytest.fixture
def site(tmp_path):
    """A folder of distributions: one whose rule draws lots, one that cannot be imported."""
    distribution(tmp_path, "moonwalk-lucky", "1", {"lucky": "moonwalk_lucky"}, {"moonwalk_lucky": LUCKY})
    return tmp_path


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A distribution of each kind as it was written, and all of them installed in one folder."""
    place, installed = tmp_path_factory.mktemp("started"), tmp_path_factory.mktemp("installed")
    for kind in KINDS:
        assert run("plugins", "new", f"my_{kind}", "--kind", kind, "--in", place).exit_code == 0
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    folders = map(str, sorted(place.iterdir()))
    subprocess.run([sys.executable, *pip, "--target", str(installed), *folders], check=True)
    return place, installed


OFTEN = ("rule", "ranking")
"""The kinds that strangers write most; the others are tried in the long run."""


@pytest.mark.parametrize(
    "kind", [kind if kind in OFTEN else pytest.param(kind, marks=pytest.mark.torture) for kind in KINDS]
)
def test_the_tests_of_a_new_plugin_pass_at_once(started, kind):
    folder = started[0] / f"moonwalk-my-{kind}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout


def test_new_plugins_are_written_as_the_house_writes(started):
    for arguments in (("check",), ("format", "--check")):
        config = str(ROOT / "pyproject.toml")
        ruff = [sys.executable, "-m", "ruff", *arguments, "--config", config, "--no-cache"]
        ignored = ["--ignore", "S101,ANN,D,INP,I001"] if arguments == ("check",) else []
        done = subprocess.run(
            [*ruff, *ignored, str(started[0])], capture_output=True, text=True, check=False, cwd=started[0]
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheels_of_new_plugins_are_found_once_installed(started):
    new = True
    while new:
        # On a busy machine the first look at some of them goes on beside the command.
        ran = program("plugins", "--json", PYTHONPATH=str(started[1]))
        rows = {row["name"]: row for row in json.loads(ran.out)}
        new = any(row["state"] == "new" for row in rows.values())
    for kind in KINDS:
        row = rows[f"my_{kind}"]
        assert (row["state"], row["problems"], row["package"]) == ("active", [], f"moonwalk-my-{kind}")
        assert len(row["declares"]) == 1
    assert ran.code == 0


def test_an_installed_plugin_is_checked(started):
    ran = program("plugins", "check", "my_panel", PYTHONPATH=str(started[1]))
    assert (ran.code, ran.out) == (0, "panel my_panel.my_panel: 7 checks passed, 0 failed.\n")


def test_of_a_pack_only_its_own_challenges_are_checked(started):
    ran = program("plugins", "check", "my_pack", PYTHONPATH=str(started[1]))
    assert (ran.code, ran.out) == (0, "challenges in challenges: 1 check passed, 0 failed.\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [("Rain!", "small letters"), ("class", "small letters"), ("streaks", "belongs to moonwalk")],
)
def test_a_name_that_cannot_be_used_is_refused(tmp_path, name, words):
    ended = run("plugins", "new", name, "--kind", "rule", "--in", tmp_path)
    assert ended.exit_code == 1
    assert words in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    (tmp_path / "moonwalk-rain").mkdir()
    ended = run("plugins", "new", "rain", "--kind", "rule", "--in", tmp_path)
    assert ended.exit_code == 1
    assert "It was left as it is" in ended.stderr
    assert list((tmp_path / "moonwalk-rain").iterdir()) == []


def test_of_a_plugin_that_declares_much_the_list_has_the_first():
    lines = run("plugins").stdout.splitlines()
    [sources] = [line for line in lines if line.startswith("trackers ")]
    assert "source trackers.apple_health_csv and 20 more" in sources
    assert "withings" in run("plugins", "trackers").stdout
    assert max(map(len, lines)) < 150


def test_one_plugin_is_shown_with_its_keys():
    ended = run("plugins", "streaks")
    assert ended.exit_code == 0
    assert "rule streaks.streak: {points} points for every {every} in a row" in ended.stdout
    assert "number of days" in ended.stdout
    detail = json.loads(run("plugins", "streaks", "--json").stdout)
    assert {row["name"] for row in detail["declares"]} == {"streaks.streak", "streaks.comeback"}


def test_a_name_that_no_plugin_has_gets_a_guess():
    ended = run("plugins", "streask")
    assert ended.exit_code == 1
    assert "Did you mean 'streaks'?" in ended.stderr


def test_a_rule_that_draws_lots_is_named_with_its_line(site):
    ran = program("plugins", "check", "lucky", PYTHONPATH=str(site))
    assert ran.code == 1
    assert "own_input: It uses randomness: random.random() at moonwalk_lucky.py:14." in ran.out
    assert "Example: walk: " in ran.out


def test_a_broken_plugin_makes_the_list_end_with_1(site):
    distribution(site, "zoo-raises", "1", {"raises": "zoo_raises"}, {"zoo_raises": "1 / 0\n"})
    listed = program("plugins", PYTHONPATH=str(site))
    one = program("plugins", "raises", PYTHONPATH=str(site))
    checked = program("plugins", "check", "raises", PYTHONPATH=str(site))
    assert (listed.code, one.code, checked.code) == (1, 1, 1)
    assert "ZeroDivisionError" in one.out
    assert "cannot be checked, it is broken" in checked.err


@pytest.mark.parametrize(
    "arguments", [("rules",), ("check",), ("plugins",), ("templates",), ("tick",)], ids=lambda words: words[0]
)
def test_leaving_out_what_is_not_there_is_an_error(shell, arguments):
    ended = run(*shell.options, "--without", "nonsense", *arguments)
    assert ended.exit_code == 1
    assert "There is no plugin 'nonsense'. There are: " in ended.stderr
    assert os.linesep not in ended.stdout


def test_leaving_out_what_is_there_is_none(shell):
    ended = run(*shell.options, "--without", "streaks", "plugins", "--json")
    states = {row["name"]: row["state"] for row in json.loads(ended.stdout)}
    assert states["streaks"] == "disabled"
