"""A stranger's distribution that a test installs, upgrades and removes, for commands in this process."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ..registry.installed import distribution
from ..running import Ran, Shell, environment

RULE = '''
from typing import ClassVar
from moonwalk.api import Award, PersonRule, hookimpl

class Rain(PersonRule):
    """{points} points for every day with an entry."""
    name: ClassVar[str] = "{name}"

    def awards(self, timeline, context):
        return [Award(day=day.date, points={points}, reason="rain") for day in timeline.days if day.entries]

@hookimpl
def moonwalk_rules():
    return [Rain]
'''


def rule(points: int, name: str = "rain") -> str:
    """A module with a rule that pays so much for every day with an entry."""
    return RULE.format(points=points, name=name)


@dataclass
class Site:
    """A folder on the path, with what is installed in it."""

    folder: Path

    def install(self, source: str, version: str = "1.0", plugin: str = "acme", package: str = "") -> None:
        """Puts a distribution there in place of an older one."""
        self.remove(plugin)
        name = package or f"moonwalk-{plugin}"
        distribution(self.folder, name, version, {plugin: f"{plugin}_rules"}, {f"{plugin}_rules": source})
        importlib.invalidate_caches()

    def remove(self, plugin: str = "acme") -> None:
        """Takes a distribution away."""
        sys.modules.pop(f"{plugin}_rules", None)
        for path in [*self.folder.glob(f"*{plugin}*.dist-info"), self.folder / f"{plugin}_rules.py"]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        importlib.invalidate_caches()


@pytest.fixture(scope="session")
def cache_of_strangers(tmp_path_factory):
    """What is known of plugins, apart from tests that run at the same time with plugins of the same names."""
    return tmp_path_factory.mktemp("cache")


@contextmanager
def installing(folder: Path, patch: pytest.MonkeyPatch, cache: Path) -> Iterator[Site]:
    """A folder in which strangers' distributions are installed. Nothing is compiled: no old code is run."""
    folder.mkdir()
    patch.setenv("MOONWALK_CACHE", str(cache))
    patch.setattr(sys, "dont_write_bytecode", True)
    patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    patch.syspath_prepend(str(folder))
    yield Site(folder)
    for path in folder.glob("*_rules.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture
def site(tmp_path, monkeypatch, cache_of_strangers):
    """Where strangers' distributions are installed for one test."""
    with installing(tmp_path / "site", monkeypatch, cache_of_strangers) as installed:
        yield installed


EACH = """
import json, sys
from click.testing import CliRunner
from moonwalk.cli import build

for line in json.loads(sys.argv[1]):
    ended = CliRunner().invoke(build(), line)
    print(json.dumps([ended.exit_code, ended.stdout, ended.stderr, repr(ended.exception)]))
"""
"""Runs commands one after the other; each loads the plugins anew, and those that fail fail anew."""


def one_after_the_other(shell: Shell, *commands: tuple[str, ...], **surroundings: str) -> list[Ran]:
    """How each of several commands ended in one program, which raised nothing of its own."""
    lines = json.dumps([[*shell.options, *command] for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", EACH, lines],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=environment(**surroundings),
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(exception == "None" or exception.startswith("SystemExit") for *_, exception in answers)
    return [Ran(code, out, err) for code, out, err, _ in answers]
