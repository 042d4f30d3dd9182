"""A program that is a fork shows what one shows that is started."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from .forking import ForkServer, forkable
from .running import Ran, environment, program, start

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked there")


def started(*arguments, cwd, **more) -> Ran:
    process = start(*arguments, cwd=cwd, **more)
    out, err = process.communicate(timeout=60)
    return Ran(process.returncode, out.decode(), err.decode())


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (("--version",), {}),
        (("nonsense",), {}),
        (("board", "lanes"), {"MOONWALK_WORKSPACE": "elsewhere"}),
        (("-w", "ü", "init", "--json"), {"PYTHONPATH": "nowhere"}),
    ],
)
def test_a_fork_ends_and_writes_as_a_program_that_is_started(tmp_path, arguments, more):
    answers = []
    for run in (started, program):
        folder = tmp_path / run.__name__
        folder.mkdir()
        ran = run(*arguments, cwd=folder, **more)
        answers.append((ran.code, *(text.replace(run.__name__, "") for text in (ran.out, ran.err))))

    assert answers[0] == answers[1]


@pytest.mark.parametrize("name", ["PYTHONHASHSEED", "PYTHONUTF8", "PYTHONIOENCODING", "LC_ALL", "LANG"])
def test_what_python_reads_when_it_starts_has_it_started(name):
    assert not forkable({name: "C"})


def test_a_fork_that_goes_on_for_too_long_is_ended_with_its_server(tmp_path):
    server = ForkServer(environment())
    with pytest.raises(subprocess.TimeoutExpired):
        server.run(["--version"], tmp_path, environment(), timeout=0)

    assert server.end() < 0


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not listed there")
def test_a_program_that_is_watched_does_nothing_until_its_watcher_is_there(tmp_path):
    server, source = ForkServer(environment()), "print('ran', flush=True); raise SystemExit(7)"
    states = []

    def watch(process: int) -> None:
        states.append(Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0])

    code, out, err = server.run([], tmp_path, environment(), 60, source, watch)

    assert (states, code, out, err) == (["T"], 7, b"ran\n", b"")
    server.end()
