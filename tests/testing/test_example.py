"""The example for plugin authors, installed as they would install it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "moonwalk-acme"
FIND = """
from moonwalk.registry import load
new = True
while new:
    # A busy machine takes longer for the first look at a plugin.
    plugins = load()
    report = next(one for one in plugins.reports if one.name == "acme")
    new = report.state == "new"
assert report.problems == (), report.problems
rule = plugins.find("person", "rain")
assert rule is plugins.find("person", "acme.rain")
config = {"goal": "walk_day", "points": "5", "rainy_days": ["2027-04-07", "week 2 Tuesday"]}
rule = rule.configured(config)
assert rule.problems() == ()
print(report.package, report.version, rule.full_name)
print(rule.sentence())
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Runs Python with the example installed in a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([sys.executable, *pip, "--target", str(folder), str(EXAMPLE)], check=True)
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        )

    return run


def test_the_example_is_found_after_it_is_installed(python):
    done = python("-c", FIND)
    assert done.stdout.splitlines() == [
        "moonwalk-acme 1.0.0 acme.rain",
        "5 points a day with walk_day, 2 times as many on a rainy day.",
    ], done.stderr


def test_the_tests_of_the_example_pass(python):
    config = str(EXAMPLE / "pyproject.toml")
    done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", config, str(EXAMPLE / "tests"))
    assert done.returncode == 0, done.stdout + done.stderr
