"""The script that counts which files an ordinary thing leads through still finds its way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WALKS = Path(__file__).parents[1] / "bench" / "walks.py"


@pytest.mark.torture
def test_each_walk_is_counted():
    done = subprocess.run([sys.executable, str(WALKS)], capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stderr
    assert [line.split(maxsplit=1)[1] for line in done.stdout.splitlines()] == [
        "one CSV row to the board of teams",
        "why for one person",
        "Enter in the log bar to the board",
    ]
