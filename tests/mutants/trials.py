"""Trying a changed module: a process of its own runs the tests that reach the line, and one has to fail."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
ENGINE: Final = ROOT / "engine"
KILLED, SURVIVED, ENDLESS = "killed", "survived", "endless"

# Loaded once; each trial is a fork of this process. Nothing of the engine may be among them.
LOADED_BEFORE: Final = (
    *("numpy", "yaml", "click", "pluggy", "pydantic", "sqlite_utils", "hypothesis", "openpyxl"),
    *("click.testing", "rich", "_pytest.assertion.rewrite"),
)


OPTIONS: Final = (
    *("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"),
    *("-o", "addopts=--import-mode=importlib", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


def module_of(path: Path) -> str:
    """The name of a module of the engine."""
    return ".".join(path.relative_to(ENGINE).with_suffix("").parts)


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


def load_before() -> None:
    """Loads what every trial needs and no change touches."""
    for name in LOADED_BEFORE:
        importlib.import_module(name)


def trial(path: Path, tree: ast.Module, tests: Sequence[str], seconds: float) -> str:
    """Runs tests on a module as its tree says: killed, survived, or endless where they took so long."""
    assert not any(name == "moonwalk" or name.startswith("moonwalk.") for name in sys.modules)
    child = os.fork()
    if not child:
        code = 1
        try:
            os.setsid()
            for handle in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), handle)
            code = int(pytest.main([*OPTIONS, *tests], plugins=[_Finder(path, tree)]))
        finally:
            os._exit(0 if code == 0 else 1)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return SURVIVED if status == 0 else KILLED
        time.sleep(0.01)
    # It is the first of a group of its own, to which the programs belong that its tests have started.
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return ENDLESS
