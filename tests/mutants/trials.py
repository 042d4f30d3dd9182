"""Trying a change: a process of its own runs the tests that reach the line, and one of them has to fail.

Most changes are made in a fork of a process in which the engine and the tests are loaded already: that takes
a fraction of a second. What a module does while it is loaded is tried in a process that loads it anew.
"""

from __future__ import annotations

import ast
import gc
import importlib
import importlib.machinery
import importlib.util
import marshal
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings

ROOT: Final = Path(__file__).resolve().parents[2]
ENGINE: Final = ROOT / "engine"
KILLED, SURVIVED, ENDLESS = "killed", "survived", "endless"

# Loaded once; each trial is a fork of this process. Nothing of the engine may be among them.
LOADED_BEFORE: Final = (
    *("numpy", "yaml", "click", "pluggy", "pydantic", "sqlite_utils", "hypothesis", "openpyxl"),
    *("click.testing", "rich", "jinja2", "babel.dates", "_pytest.assertion.rewrite"),
)

# An example that fails is enough: the smallest one takes long to find, and a kept one is of another change.
settings.register_profile(
    "trials",
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
OPTIONS: Final = (
    *("-x", "-q", "-m", "not torture", "--hypothesis-profile=trials", "-p", "no:cacheprovider"),
    *("-p", "no:xdist", "-o", "addopts=--import-mode=importlib"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a trial: the verdict, the test that failed, and how long each test took (s)."""

    verdict: str
    failed: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)


def module_of(path: Path) -> str:
    """The name of a module of the engine."""
    return ".".join(path.relative_to(ENGINE).with_suffix("").parts)


def load_before() -> None:
    """Loads what every trial needs and no change touches."""
    for name in LOADED_BEFORE:
        importlib.import_module(name)


@dataclass
class _Apart:
    """A process of its own, which leads a group: the programs that its tests have started end with it."""

    connection: Connection
    process: int

    @classmethod
    def doing(cls, work: Callable[[Connection], object], *, quiet: bool = True) -> _Apart:
        """Starts `work` in a fork of this process."""
        mine, theirs = Pipe()
        process = os.fork()
        if process:
            theirs.close()
            return cls(mine, process)
        try:
            mine.close()
            os.setpgid(0, 0)
            for handle in (1, 2) if quiet else ():
                os.dup2(os.open(os.devnull, os.O_WRONLY), handle)
            work(theirs)
        finally:
            os._exit(0)

    def answer(self, seconds: float) -> Any:
        """What it sends; None where it ends before, and TimeoutError where it takes so long."""
        if not self.connection.poll(seconds):
            raise TimeoutError
        with suppress(EOFError, ConnectionError):
            return self.connection.recv()

    def end(self) -> None:
        """Ends it, and whatever it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.connection.close()


def _outcome(apart: _Apart, seconds: float) -> Outcome:
    try:
        outcome = apart.answer(seconds)
    except TimeoutError:
        return Outcome(ENDLESS)
    finally:
        apart.end()
    # Who is gone without a word has been ended by what was changed.
    return outcome if isinstance(outcome, Outcome) else Outcome(KILLED)


@dataclass(eq=False)
class _Reporter:
    """Tells the outcome of tests, as soon as one has failed."""

    connection: Connection
    seconds: Counter[str] = field(default_factory=Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration  # type: ignore[assignment]
        if report.failed:
            self.tell(Outcome(KILLED, report.nodeid))

    def tell(self, outcome: Outcome) -> None:
        """Sends the outcome and ends the process: what the tests have left behind is cleared away outside."""
        self.connection.send(outcome)
        os._exit(0)


class _Changed(importlib.machinery.SourceFileLoader):
    """Loads a module from a tree instead of its file."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


class _Finder:
    """Finds the changed module, before pytest does, which loads what it takes for a plugin by itself."""

    def __init__(self, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = module_of(path), str(path), tree

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(self) -> None:
        sys.meta_path.insert(0, self)  # type: ignore[arg-type]

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=_Changed(name, self.path, self.tree)
        )


def loading(path: Path, tree: ast.Module, tests: Sequence[str], seconds: float, folder: Path) -> Outcome:
    """Runs tests in a process that loads the engine anew, with a module as its tree says."""
    assert not any(name == "moonwalk" or name.startswith("moonwalk.") for name in sys.modules)

    def work(connection: Connection) -> None:
        reporter = _Reporter(connection)
        options = (*OPTIONS, "-p", "no:pytest_cov", f"--basetemp={folder}")
        code = pytest.main([*options, *tests], plugins=[_Finder(path, tree), reporter])
        reporter.tell(Outcome(KILLED if code else SURVIVED, seconds=dict(reporter.seconds)))

    return _outcome(_Apart.doing(work), seconds)


def measured(tests: Sequence[str], files: Sequence[Path], options: Sequence[str], folder: Path) -> Outcome:
    """Runs tests with options of pytest-cov in a process of its own, without any change."""

    class Loading:
        def pytest_collection_finish(self) -> None:
            load_all(files)

    def work(connection: Connection) -> None:
        reporter = _Reporter(connection)
        options_of_all = (*OPTIONS, *options, f"--basetemp={folder}")
        code = pytest.main([*options_of_all, *tests], plugins=[Loading(), reporter])
        reporter.tell(Outcome(KILLED if code else SURVIVED, seconds=dict(reporter.seconds)))

    return _outcome(_Apart.doing(work), 3600)


class Loaded:
    """A process in which the engine and the tests are loaded, and that tries changes in forks of itself."""

    def __init__(self, tests: Sequence[str], files: Sequence[Path], folder: Path) -> None:
        def work(connection: Connection) -> None:
            options = (*OPTIONS, "-p", "no:pytest_cov", f"--basetemp={folder}")
            pytest.main([*options, *tests], plugins=[_Collected(connection, files)])

        self._apart = _Apart.doing(work)
        self.tests: list[str] = self._apart.answer(300) or []
        assert self.tests, "the tests cannot be collected"

    def trial(self, changed: CodeType | None, tests: Sequence[str], seconds: float) -> Outcome | None:
        """Runs tests with a module as it is after a change; None where it has to be loaded anew for that."""
        self._apart.connection.send((marshal.dumps(changed), list(tests), seconds))
        outcome = self._apart.answer(seconds + 60)
        assert outcome is None or isinstance(outcome, Outcome)
        return outcome

    def end(self) -> None:
        """Ends the process."""
        self._apart.end()


@dataclass(eq=False)
class _Collected:
    """Runs changes instead of tests, once these are collected."""

    connection: Connection
    files: Sequence[Path]
    functions: dict[str, list[FunctionType]] = field(default_factory=dict)
    items: dict[str, pytest.Item] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        load_all(self.files)
        self.items = {item.nodeid: item for item in session.items}
        # What was set apart from the search for garbage is not listed.
        gc.unfreeze()
        names = set(map(str, self.files))
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__code__.co_filename in names:
                self.functions.setdefault(each.__code__.co_filename, []).append(each)
        gc.freeze()
        self.connection.send(sorted(self.items))
        while True:
            self.connection.send(self._outcome(*self.connection.recv()))

    def _outcome(self, changed: bytes, tests: Sequence[str], seconds: float) -> Outcome | None:
        module: CodeType | None = marshal.loads(changed)
        codes = [] if module is None else _altered(self.functions.get(module.co_filename, ()), module)
        if module is not None and not codes:
            return None

        def work(connection: Connection) -> None:
            for function, code in codes:
                function.__code__ = code
            items = [self.items[name] for name in tests]
            reporter = _Reporter(connection)
            config = items[0].config
            config.pluginmanager.register(reporter)
            for item, following in zip(items, [*items[1:], None], strict=True):
                config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            reporter.tell(Outcome(SURVIVED, seconds=dict(reporter.seconds)))

        return _outcome(_Apart.doing(work, quiet=False), seconds)


def load_all(files: Sequence[Path]) -> None:
    """Loads modules that are changed, so that none is loaded by the first test that needs it."""
    for path in files:
        importlib.import_module(module_of(path))


def _altered(functions: Sequence[FunctionType], module: CodeType) -> list[tuple[FunctionType, CodeType]]:
    """The functions that are others in a changed module, with what they do there."""
    codes: dict[tuple[str, int], list[CodeType]] = {}
    for code in _codes(module):
        codes.setdefault((code.co_qualname, code.co_firstlineno), []).append(code)
    altered = []
    for function in functions:
        old = function.__code__
        same_place = codes.get((old.co_qualname, old.co_firstlineno), [])
        # Two functions in the same line are not told apart.
        if len(same_place) == 1 and same_place[0] != old and same_place[0].co_freevars == old.co_freevars:
            altered.append((function, same_place[0]))
    return altered


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)
