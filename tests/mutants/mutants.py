"""Mutation testing: `make mutants`, or python tests/mutants/mutants.py [PACKAGE] [--minutes N] [--seconds N].

Each module of a package is changed in one small place, and the tests of that package that reach the line
have to notice, the quickest of them first. What was tried is kept in build/mutants, so that the next run goes
on; a module that changes is tried anew. The list of survivors there is what is to be looked at. With
`--seconds`, only the quickest tests are asked for each change: a first round, after which a run without tries
what these have missed.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Final

from changes import Change, changes_of
from trials import ENGINE, ROOT, SURVIVED, Loaded, Outcome, load_before, loading, measured, module_of

UNREACHED: Final = "unreached"
LOADING: Final = ""
"""In place of a test, where a line is run before the first one."""

MISSED: Final = (SURVIVED, UNREACHED)
Tried = tuple[str, Path, ast.Module, Change]
"""A change, by a name that stays as long as its module does."""

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
        (
            "tests/scoring/test_disclosure.py",
            "tests/scoring/test_disclosure_groupings.py",
            "tests/store/test_disclosures.py",
            "tests/services/privacy",
            "tests/services/sheets/test_participation.py",
            "tests/services/sheets/test_data_protection.py",
            "tests/services/test_journal.py",
        ),
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
            "tests/services/test_keep_ticking.py",
            "tests/services/test_queueing.py",
            "tests/services/test_delivering.py",
            "tests/services/test_channels.py",
            "tests/services/test_channels_failing.py",
            "tests/services/test_notice_choices.py",
            "tests/services/test_reader_terms.py",
            "tests/services/test_tick_preview.py",
            "tests/store/test_outbox.py",
            "tests/store/test_outbox_held.py",
            "tests/store/test_outbox_ticks.py",
        ),
    ),
}
"""By name: what is changed, and the tests that have to notice."""


@dataclass
class Package:
    """A package under trial: which tests reach which line, how long they take (s), and what was tried."""

    name: str
    build: Path
    most_seconds: float
    reached: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    coverage: str = ""
    tried: dict[str, str] = field(default_factory=dict)
    missed: set[str] = field(default_factory=set)
    seconds: Mapping[str, float] = field(default_factory=dict)
    noticed: defaultdict[Path, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sound: set[str] = field(default_factory=set)

    @property
    def files(self) -> list[Path]:
        """The modules that are changed."""
        places = [ROOT / place for place in PACKAGES[self.name][0]]
        return [
            path for place in places for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])
        ]

    @property
    def tests(self) -> list[str]:
        """The tests, as pytest takes them."""
        return list(PACKAGES[self.name][1])

    @property
    def results(self) -> Path:
        """What was tried, a line for each."""
        return self.build / f"{self.name}.jsonl"

    @property
    def times(self) -> Path:
        """How long each test took when it was noted which lines it reaches."""
        return self.build / f"{self.name}-times.json"

    def known_seconds(self, state: str) -> Mapping[str, float]:
        """How long each test takes, where that was measured of this code; otherwise of none."""
        kept = json.loads(self.times.read_text(encoding="utf-8")) if self.times.exists() else {}
        return dict(kept["seconds"]) if kept.get("of") == state else {}

    @cached_property
    def state_of_tests(self) -> str:
        """Changes with the tests of the package."""
        total = sha256()
        for test in self.tests:
            place = ROOT / test
            for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
                total.update(file.read_bytes())
        return f"{total.hexdigest()[:16]} {self.most_seconds:g}"

    def measure(self) -> None:
        """Note which tests reach which line and how long they take: run them once, unless that is known."""
        import coverage

        data = self.build / f"{self.name}.coverage"
        settings = self.build / f"{self.name}.ini"
        state, included = state_of_code(), ",".join(str(path) for path in self.files)
        settings.write_text(
            f"[run]\nbranch = true\ndata_file = {data}\ninclude = {included}\n", encoding="utf-8"
        )
        self.seconds = self.known_seconds(state) if data.exists() else {}
        if not self.seconds:
            options = ("--cov", "--cov-context=test", "--cov-report=", f"--cov-config={settings}")
            with _folder() as folder:
                unchanged = measured(self.tests, self.files, options, folder)
            assert unchanged.verdict == SURVIVED, f"the tests fail without any change: {unchanged}"
            self.seconds = unchanged.seconds
            self.times.write_text(json.dumps({"of": state, "seconds": self.seconds}), encoding="utf-8")
        coverage_data = coverage.Coverage(data_file=str(data), config_file=str(settings))
        coverage_data.load()
        with (self.build / f"{self.name}-coverage.txt").open("w", encoding="utf-8") as report:
            share = coverage_data.report(file=report, show_missing=True)
        self.coverage = f"{share:.1f}% of lines and branches"
        for path in map(str, self.files):
            lines = coverage_data.get_data().contexts_by_lineno(path)
            self.reached[path] = {
                line: sorted({context.rpartition("|")[0] for context in contexts})
                for line, contexts in lines.items()
            }

    def covering(self, path: Path, change: Change) -> list[str]:
        """Tests that reach a change; of what is done while loading, all of the file.

        First come the quickest, and those that have noticed the most in that file.
        """
        lines = self.reached[str(path)]
        tests = self._at(path, change)
        if LOADING in tests:
            tests = {test for several in lines.values() for test in several}
        noticed = self.noticed[path]
        quickest = sorted(
            tests & set(self.seconds), key=lambda test: (self.seconds[test] / (1 + noticed[test]), test)
        )
        until = accumulate(self.seconds[test] for test in quickest)
        return [
            test for test, time in zip(quickest, until, strict=True) if time <= self.most_seconds
        ] or quickest[:1]

    def is_loading(self, path: Path, change: Change) -> bool:
        """Whether what is changed has happened before the first test."""
        return LOADING in self._at(path, change)

    def _at(self, path: Path, change: Change) -> set[str]:
        lines = self.reached[str(path)]
        # Of a statement of several lines some may not be told apart.
        return set(lines.get(change.line) or lines.get(change.statement) or ())

    @contextmanager
    def loaded(self) -> Iterator[Loaded]:
        """The tests in a process of their own."""
        with _folder() as folder:
            loaded = Loaded(self.tests, self.files, folder)
            try:
                yield loaded
            finally:
                loaded.end()

    def trial(self, loaded: Loaded, path: Path, tree: ast.Module, change: Change) -> Outcome:
        """What becomes of a change."""
        tests = self.covering(path, change)
        if not tests:
            return Outcome(UNREACHED)
        most = 60 + 20 * sum(self.seconds[test] for test in tests)
        with change.made():
            if not self.is_loading(path, change):
                outcome = loaded.trial(compile(tree, str(path), "exec", dont_inherit=True), tests, most)
                if outcome is not None:
                    self.check_unchanged(loaded, outcome.failed)
                    return outcome
            with _folder() as folder:
                return loading(path, tree, tests, 60 + most, folder)

    def check_unchanged(self, loaded: Loaded, test: str) -> None:
        """A test that notices a change has to pass without any, the first time that it does."""
        if test and test not in self.sound:
            outcome = loaded.trial(None, [test], 300)
            assert outcome is not None
            assert outcome.verdict == SURVIVED, f"fails without any change: {test}"
            self.sound.add(test)

    def load(self) -> None:
        """Read what earlier runs have tried. What was missed is tried anew when the tests have changed."""
        lines = self.results.read_text(encoding="utf-8").splitlines() if self.results.exists() else ()
        for kept in map(json.loads, lines):
            if kept["verdict"] not in MISSED or kept["tests"] == self.state_of_tests:
                self.tried[kept["key"]] = kept["verdict"]
            if kept["verdict"] in MISSED:
                self.missed.add(kept["key"])
            self.noticed[ROOT / kept["place"].partition(":")[0]][kept.get("by", "")] += 1

    def keep(self, key: str, path: Path, change: Change, outcome: Outcome) -> None:
        """Write down what became of a change."""
        self.tried[key] = outcome.verdict
        self.noticed[path][outcome.failed] += 1
        place = f"{path.relative_to(ROOT).as_posix()}:{change.line}"
        kept = {"key": key, "verdict": outcome.verdict, "by": outcome.failed, "tests": self.state_of_tests}
        with self.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**kept, "place": place, "says": change.says}) + "\n")


def state_of_code() -> str:
    """Changes with whatever may lead a test to another line: the program, its plugins, all tests."""
    total = sha256()
    for folder in ("engine", "plugins", "challenges", "examples", "tests"):
        for file in sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".yaml")):
            total.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def changed(package: Package, dice: random.Random) -> Iterator[Tried]:
    """Every change of a package in an order that is the same each time, and favours no module."""
    every = []
    for path in package.files:
        tree, changes = changes_of(path)
        digest = sha256(path.read_bytes()).hexdigest()[:16]
        every += [(f"{module_of(path)}/{digest}/{change.number}", path, tree, change) for change in changes]
    yield from dice.sample(every, len(every))


def run(package: Package, most: int, minutes: float) -> Counter[str]:
    """Try changes of a package until so many were tried or the time is over; the verdicts of all so far."""
    package.build.mkdir(parents=True, exist_ok=True)
    until, verdicts = time.monotonic() + 60 * minutes, Counter[str]()
    package.load()
    package.measure()
    # What earlier tests have missed comes first: the share that is noticed would look better without it.
    every = sorted(changed(package, random.Random(14)), key=lambda tried: tried[0] not in package.missed)
    with package.loaded() as loaded:
        for key, path, tree, change in every:
            if key not in package.tried:
                if sum(verdicts.values()) >= most or time.monotonic() > until:
                    continue
                package.keep(key, path, change, package.trial(loaded, path, tree, change))
            verdicts[package.tried[key]] += 1
    list_survivors(package, every)
    tried, missed = sum(verdicts.values()), verdicts[SURVIVED] + verdicts[UNREACHED]
    share = 100 * (tried - missed) / max(tried, 1)
    print(
        f"{package.name}: {package.coverage}; of {len(every)} changes {tried} tried, "
        f"{tried - missed} noticed ({share:.1f}%), {verdicts[SURVIVED]} survived, "
        f"{verdicts[UNREACHED]} not reached",
        flush=True,
    )
    return verdicts


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the files of tests, in memory if there is such a place: none has to outlast its test."""
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place, prefix="mutants-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "tests"


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
    parser.add_argument("--seconds", type=float, default=1e6, help="tests of so long for each change")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "mutants", help="where it is kept")
    asked = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ENGINE))
    load_before()
    for name in asked.packages or [name for name in PACKAGES if name != "ids"]:
        run(Package(name, asked.build, asked.seconds), asked.most, asked.minutes)
    print(f"The survivors are listed in {asked.build}.")


if __name__ == "__main__":
    main()
