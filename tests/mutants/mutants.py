"""Mutation testing: `make mutants`, or python tests/mutants/mutants.py [PACKAGE] [--most N] [--minutes N].

Each module of a package is changed in one small place, and the tests of that package that reach the line
have to notice. What was tried is kept in build/mutants, so that the next run goes on; a module that changes
is tried anew. The list of survivors there is what is to be looked at.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Final

from changes import Change, changes_of
from trials import ENGINE, ROOT, SURVIVED, load_before, module_of, trial

UNREACHED: Final = "unreached"
MISSED: Final = (SURVIVED, UNREACHED)
Tried = tuple[str, Path, ast.Module, Change]
"""A change, by a name that stays as long as its module does."""

MOST_TESTS: Final = 120
SERVICES: Final = "engine/moonwalk/services"
PACKAGES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "ids": (("engine/moonwalk/store/ids.py",), ("tests/store/test_ids.py",)),
    "store": (("engine/moonwalk/store",), ("tests/store",)),
    "scoring": (("engine/moonwalk/scoring",), ("tests/scoring",)),
    "privacy": (
        (
            f"{SERVICES}/privacy",
            "engine/moonwalk/scoring/disclosure.py",
            "engine/moonwalk/store/disclosures.py",
        ),
        ("tests/services/privacy", "tests/scoring/test_disclosure.py"),
    ),
    "outbox": (
        (
            f"{SERVICES}/notifications.py",
            f"{SERVICES}/queueing.py",
            f"{SERVICES}/delivering.py",
            f"{SERVICES}/turns.py",
            f"{SERVICES}/reader_terms.py",
            "engine/moonwalk/store/outbox.py",
            "engine/moonwalk/store/claims.py",
            "engine/moonwalk/store/notice_choices.py",
            f"{SERVICES}/channels.py",
        ),
        (
            "tests/services/test_notifications.py",
            "tests/services/test_delivering.py",
            "tests/services/test_channels.py",
            "tests/services/test_notice_choices.py",
            "tests/services/test_reader_terms.py",
            "tests/services/test_tick_preview.py",
            "tests/store/test_outbox.py",
            "tests/store/test_outbox_ticks.py",
        ),
    ),
}
"""By name: what is changed, and the tests that have to notice."""


@dataclass
class Package:
    """A package under trial: which tests reach which line, and what was tried already."""

    name: str
    build: Path
    reached: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    coverage: str = ""
    tried: dict[str, str] = field(default_factory=dict)
    is_sound: bool = False

    @property
    def files(self) -> list[Path]:
        """The modules that are changed."""
        places = [ROOT / place for place in PACKAGES[self.name][0]]
        return [
            path for place in places for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
        ]

    @property
    def tests(self) -> list[str]:
        """The tests that there are, as pytest takes them."""
        return [test for test in PACKAGES[self.name][1] if (ROOT / test).exists()]

    @property
    def results(self) -> Path:
        """What was tried, a line for each."""
        return self.build / f"{self.name}.jsonl"

    @cached_property
    def state_of_tests(self) -> str:
        """Changes with the tests of the package."""
        total = sha256()
        for test in self.tests:
            place = ROOT / test
            for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
                total.update(file.read_bytes())
        return total.hexdigest()[:16]

    def measure(self) -> None:
        """Run the tests once, noting which of them reach which line."""
        import coverage

        data = self.build / f"{self.name}.coverage"
        settings = self.build / f"{self.name}.ini"
        included = ",".join(str(path) for path in self.files)
        settings.write_text(
            f"[run]\nbranch = true\ndata_file = {data}\ninclude = {included}\n", encoding="utf-8"
        )
        options = ("-q", "-m", "not torture", "-p", "no:xdist", "-p", "no:cacheprovider", "--cov-report=")
        measuring = ("--cov", "--cov-context=test", f"--cov-config={settings}")
        command = [sys.executable, "-m", "pytest", *options, *measuring, *self.tests]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        measured = coverage.Coverage(data_file=str(data), config_file=str(settings))
        measured.load()
        with (self.build / f"{self.name}-coverage.txt").open("w", encoding="utf-8") as report:
            share = measured.report(file=report, show_missing=True)
        self.coverage = f"{share:.1f}% of lines and branches"
        for path in map(str, self.files):
            lines = measured.get_data().contexts_by_lineno(path)
            self.reached[path] = {
                line: sorted({context.partition("|")[0] for context in contexts if context})
                for line, contexts in lines.items()
            }

    def covering(self, path: Path, line: int) -> list[str]:
        """Tests that reach a line, the module's own first; of a line that runs at import, all of its file."""
        lines = self.reached[str(path)]
        tests = lines.get(line) or []
        if not tests and line in lines:
            tests = sorted({test for several in lines.values() for test in several})
        own = f"test_{path.stem}"
        return sorted(tests, key=lambda test: (own not in test, test))[:MOST_TESTS]

    def check_unchanged(self, path: Path, tree: ast.Module, tests: list[str]) -> None:
        """Try the first module without any change: a harness in which tests fail would notice everything."""
        if tests and not self.is_sound:
            assert trial(path, tree, tests, 300) == SURVIVED, f"{path}: its tests fail without any change"
            self.is_sound = True

    def load(self) -> None:
        """Read what earlier runs have tried. What was missed is tried anew when the tests have changed."""
        lines = self.results.read_text(encoding="utf-8").splitlines() if self.results.exists() else ()
        for kept in map(json.loads, lines):
            if kept["verdict"] not in MISSED or kept["tests"] == self.state_of_tests:
                self.tried[kept["key"]] = kept["verdict"]

    def keep(self, key: str, path: Path, change: Change, verdict: str) -> None:
        """Write down what became of a change."""
        self.tried[key] = verdict
        place = f"{path.relative_to(ROOT).as_posix()}:{change.line}"
        kept = {"key": key, "verdict": verdict, "tests": self.state_of_tests}
        with self.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**kept, "place": place, "says": change.says}) + "\n")


def changed(package: Package, dice: random.Random) -> Iterator[Tried]:
    """Every change of a package in an order that is the same each time, and favours no module."""
    every = []
    for path in package.files:
        tree, changes = changes_of(path)
        digest = sha256(path.read_bytes()).hexdigest()[:16]
        every += [(f"{module_of(path)}/{digest}/{change.number}", path, tree, change) for change in changes]
    yield from dice.sample(every, len(every))


def run(name: str, build: Path, most: int, minutes: float) -> Counter[str]:
    """Try changes of a package until so many were tried or the time is over; the verdicts of all so far."""
    build.mkdir(parents=True, exist_ok=True)
    package, until, verdicts = Package(name, build), time.monotonic() + 60 * minutes, Counter[str]()
    package.load()
    package.measure()
    every = list(changed(package, random.Random(14)))
    for key, path, tree, change in every:
        verdict = package.tried.get(key)
        if verdict is None:
            if sum(verdicts.values()) >= most or time.monotonic() > until:
                continue
            tests = package.covering(path, change.line)
            package.check_unchanged(path, tree, tests)
            with change.made():
                verdict = trial(path, tree, tests, 60) if tests else UNREACHED
            package.keep(key, path, change, verdict)
        verdicts[verdict] += 1
    list_survivors(package, every)
    tried, missed = sum(verdicts.values()), verdicts[SURVIVED] + verdicts[UNREACHED]
    print(
        f"{name}: {package.coverage}; of {len(every)} changes {tried} tried, {tried - missed} noticed "
        f"({100 * (tried - missed) / max(tried, 1):.1f}%), {verdicts[SURVIVED]} survived, "
        f"{verdicts[UNREACHED]} not reached",
        flush=True,
    )
    return verdicts


def list_survivors(package: Package, every: list[Tried]) -> None:
    """Write the changes that no test notices to a file, by place."""
    missed = sorted(
        (path.relative_to(ROOT).as_posix(), change.line, package.tried[key], change.says)
        for key, path, _, change in every
        if package.tried.get(key) in MISSED
    )
    text = "".join(f"{path}:{line}: {verdict}: {says}\n" for path, line, verdict, says in missed)
    (package.build / f"{package.name}-survivors.txt").write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Change the engine in small places; its tests have to notice."
    )
    parser.add_argument("packages", nargs="*", choices=PACKAGES, help=", ".join(PACKAGES))
    parser.add_argument("--most", type=int, default=1_000_000, help="so many changes of each package")
    parser.add_argument("--minutes", type=float, default=1e6, help="so long for each package")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "mutants", help="where it is kept")
    asked = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ENGINE))
    load_before()
    for name in asked.packages or [name for name in PACKAGES if name != "ids"]:
        run(name, asked.build, asked.most, asked.minutes)
    print(f"The survivors are listed in {asked.build}.")


if __name__ == "__main__":
    main()
