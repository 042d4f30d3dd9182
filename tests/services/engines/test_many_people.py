"""Fifty thousand people on a cluster of two workers, one of which is killed half-way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "bench" / "many_people.py"


@pytest.mark.torture
def test_boards_of_fifty_thousand_are_the_same_although_a_worker_is_killed():
    pytest.importorskip("distributed", reason="Dask is not installed")
    command = [sys.executable, str(SCRIPT), "50000", "2", "2GB"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, done.stderr
    assert "one worker killed after" in done.stdout
    assert done.stdout.endswith("The boards are the same, byte by byte.\n")
