"""A file in the plugins folder of a workspace is a plugin: found, looked at in its own process, listed."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from moonwalk.registry import load
from moonwalk.registry.discovery import plugins_in

from .test_first_look import RULE, look

POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
SEEN = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from moonwalk.registry import load

plugins = load(workspace=Path({0!r}))
found = plugins.find("person", "rain.rain")
while any(report.state == "new" for report in plugins.reports):
    pass
print(json.dumps({{
    "reports": {{report.package: asdict(report) for report in plugins.reports}},
    "found": found is not None,
    "imported": sorted(name for name in sys.modules if name.startswith("moonwalk_file_")),
    "code": plugins.codes().get("rain", ""),
    "why": plugins.why_missing("person", "bad.rain"),
}}))
"""


@pytest.fixture
def workspace(tmp_path):
    """A folder with one plugin in it."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "rain.py").write_text(RULE, encoding="utf-8")
    return tmp_path


def write(workspace: Path, name: str, text: str = RULE) -> Path:
    path = workspace / "plugins" / name
    path.write_text(text, encoding="utf-8")
    return path


def seen(workspace: Path):
    """What a program sees that works in the workspace."""
    return look(workspace / "none", workspace / "cache", SEEN.format(str(workspace)))


def test_a_file_is_a_plugin_named_like_it(workspace):
    first, later = seen(workspace), seen(workspace)

    report = first["reports"]["plugins/rain.py"]
    assert (report["name"], report["state"], report["declares"]) == ("rain", "active", ["rule rain.rain"])
    assert first["found"]
    assert later == first
    assert first["code"].startswith("plugins/rain.py")


def test_it_runs_in_a_process_of_its_own(workspace):
    assert seen(workspace)["imported"] == []


def test_a_change_of_the_file_is_seen(workspace):
    before = seen(workspace)["code"]
    write(workspace, "rain.py", RULE.replace('"rain"', '"hail"'))

    after = seen(workspace)

    assert after["reports"]["plugins/rain.py"]["declares"] == ["rule rain.hail"]
    assert after["code"] != before


def test_files_of_the_same_name_in_two_workspaces_are_two_plugins(workspace, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(workspace / "plugins", other / "plugins")
    write(other, "rain.py", RULE.replace("One point", "Two points"))

    sentences = [
        load(installed=plugins_in(folder)).find("person", "rain").first_line for folder in (workspace, other)
    ]

    assert sentences == ["One point a day, until it rains.", "Two points a day, until it rains."]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("bad.py", "import sys; sys.exit(3)", "SystemExit: 3 (bad.py:1)"),
        ("bad.py", "import os; os._exit(0)", "ended the program that imports it"),
        ("bad.py", "def", "SyntaxError: invalid syntax"),
        ("Bad one.py", RULE, "is not a name"),
        ("streaks.py", RULE, "The name 'streaks' is Moonwalk's own. plugins/streaks.py is left out"),
        ("print.py", "", ""),
    ],
)
def test_one_that_is_none_is_named_and_costs_the_others_nothing(workspace, name, text, told):
    write(workspace, name, text)

    found = seen(workspace)

    report = found["reports"][f"plugins/{name}"]
    assert (report["state"], any(told in problem for problem in report["problems"]) or not told) == (
        "broken" if told else "active",
        True,
    )
    assert found["found"]
    if name == "bad.py":
        assert "bad.py" in found["why"] or "first look" in found["why"]


def test_a_file_named_like_an_installed_plugin_gives_way(workspace):
    (file,) = plugins_in(workspace)
    installed = replace(file, package="moonwalk-rain", version="1.0", file=None)

    kept, left_out = load(installed=[installed, file]).reports

    assert (kept.state, kept.problems, left_out.state) == ("active", (), "broken")
    assert "The name 'rain' is the installed moonwalk-rain 1.0's." in left_out.problems[0]


def test_what_is_for_others_or_a_test_is_no_plugin(workspace):
    for name in ("_shared.py", "test_rain.py", "conftest.py", ".hidden.py", "notes.txt"):
        write(workspace, name)
    (workspace / "plugins" / "folder.py").mkdir()

    assert [plugin.name for plugin in plugins_in(workspace)] == ["rain"]
    assert plugins_in(workspace / "nowhere") == ()


def test_lists_of_plugins_name_it_by_either_name(workspace):
    states = [
        load(installed=plugins_in(workspace), only=only, without=without).reports[0].state
        for only, without in [
            (None, frozenset({"rain"})),
            (frozenset(), frozenset()),
            (frozenset({"plugins/rain.py"}), frozenset()),
        ]
    ]

    assert states == ["disabled", "not allowed", "active"]


@POSIX
def test_a_file_that_everybody_may_change_is_not_run(workspace):
    write(workspace, "rain.py").chmod(0o666)

    (report,) = load(installed=plugins_in(workspace)).reports

    assert report.state == "broken"
    assert "chmod o-w" in report.problems[0]


def test_a_module_of_its_name_is_neither_taken_nor_hidden(workspace):
    write(workspace, "statistics.py", RULE)
    import statistics

    (found, _) = reversed(load(installed=plugins_in(workspace)).reports)

    assert (found.name, found.state) == ("statistics", "active")
    assert sys.modules["statistics"] is statistics


def test_its_classes_can_go_to_another_process_of_the_program(workspace):
    rule = load(installed=plugins_in(workspace)).find("person", "rain")

    assert pickle.loads(pickle.dumps(rule)).full_name == "rain.rain"


def test_a_file_that_could_not_be_imported_leaves_nothing_behind(workspace):
    write(workspace, "rain.py", "1 / 0")
    before = set(sys.modules)

    (report,) = load(installed=plugins_in(workspace)).reports

    assert report.problems == ("It failed in its import: ZeroDivisionError: division by zero (rain.py:1)",)
    assert not [name for name in set(sys.modules) - before if name.startswith("moonwalk_file_")]
