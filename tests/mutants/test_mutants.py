"""The tests mean it: small changes to the engine are noticed, and the harness that makes them is honest."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .changes import changes_of

HARNESS = Path(__file__).with_name("mutants.py")

SAMPLE = '''
"""A docstring WHERE a = 1 AND b."""

def late(at: int, closes: int, days: list[int]) -> bool:
    """Whether it is late."""
    if at > closes and not days:
        raise ValueError("SELECT what WHERE it is")
    total = 0
    for day in days:
        total += day * 2
    forget(days)
    rows("SELECT max(at) FROM entry WHERE day = ? AND void = 0 LIMIT 1")
    return min(total, at - 1) >= closes
'''
QUERY = "SELECT max(at) FROM entry WHERE day = ? AND void = 0 LIMIT 1"


def test_a_module_is_changed_in_every_place_that_matters_and_in_one_at_a_time(tmp_path):
    path = tmp_path / "late.py"
    path.write_text(SAMPLE, encoding="utf-8")
    tree, changes = changes_of(path)
    whole = ast.unparse(tree)
    says = [change.says for change in changes]
    assert len(says) == len(set(says))
    for expected in (
        "at > closes  ->  at >= closes",
        "at > closes and (not days)  ->  at > closes or not days",
        "not days  ->  days",
        "total += day * 2  ->  total -= day * 2",
        "forget(days)  ->  pass",
        "min(total, at - 1)  ->  max(total, at - 1)",
        "return min(total, at - 1) >= closes  ->  return None",
        f"{QUERY!r}  ->  {QUERY.replace('AND', 'OR')!r}",
    ):
        assert expected in says
    # What is for people is left alone.
    assert not any("SELECT what" in line or "docstring" in line for line in says)
    for change in changes:
        with change.made():
            compile(tree, str(path), "exec")
            assert ast.unparse(tree) != whole
        assert ast.unparse(tree) == whole


def shares(package: str, most: int, folder: Path) -> tuple[int, int]:
    """How many changes of a package were tried, and how many of them were noticed."""
    asked = [package, "--most", str(most), "--build", str(folder)]
    done = subprocess.run(
        [sys.executable, str(HARNESS), *asked], capture_output=True, text=True, check=False, timeout=3600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    words = done.stdout.partition(" tried, ")
    return int(words[0].split()[-1]), int(words[2].split()[0])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork there")
@pytest.mark.promise("P14", "changes to the engine noticed by its tests")
@pytest.mark.parametrize(
    ("package", "most"),
    [
        ("ids", 4),
        *(
            pytest.param(name, 60, marks=pytest.mark.torture)
            for name in ("store", "scoring", "privacy", "outbox")
        ),
    ],
)
def test_changes_are_noticed(package, most, tmp_path, counted):
    tried, noticed = shares(package, most, tmp_path)
    counted(tried, "changes")
    counted(noticed, "noticed")
    assert noticed >= 0.85 * tried


@pytest.mark.torture
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork there")
def test_a_run_goes_on_where_the_one_before_ended_and_measures_nothing_again(tmp_path):
    assert shares("ids", 2, tmp_path)[0] == 2
    measured = (tmp_path / "ids.coverage").stat().st_mtime_ns
    assert shares("ids", 5, tmp_path)[0] == 5
    assert (tmp_path / "ids.coverage").stat().st_mtime_ns == measured
    assert len((tmp_path / "ids.jsonl").read_text(encoding="utf-8").splitlines()) == 5
