"""What a command loads: help and version must not wait for numpy, and never run a stranger's code."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .sources import ROOT

HEAVY = ("pydantic", "numpy", "sqlite_utils", "textual", "yaml")
ENGINE = ROOT / "engine" / "moonwalk"
WATCH = """
import atexit, sys
atexit.register(lambda: print(*sorted(sys.modules), file=sys.stderr))
"""
RUN = "import runpy; sys.argv = ['moonwalk', {argument!r}]; runpy.run_module('moonwalk', run_name='__main__')"
SOURCES = {
    "import moonwalk": ENGINE / "__init__.py",
    "import moonwalk.cli": ENGINE / "cli" / "__init__.py",
    RUN.format(argument="--help"): ENGINE / "__main__.py",
    RUN.format(argument="--version"): ENGINE / "__main__.py",
}


@pytest.mark.parametrize("statement", [statement for statement, path in SOURCES.items() if path.is_file()])
def test_no_plugin_and_nothing_heavy_is_imported(statement):
    done = subprocess.run(
        [sys.executable, "-c", WATCH + statement], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "moonwalk" in loaded
    assert not {name for name in loaded if name in HEAVY or name.startswith("moonwalk_")}
