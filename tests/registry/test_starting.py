"""Plugins' processes, forked from one that has imported what they need, or started anew."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moonwalk.registry.isolation import starting
from moonwalk.registry.isolation.messages import read_frame, unpack_answer
from moonwalk.registry.isolation.starting import ForkedProcess, ForkServer, SpawnedProcess, Started, start

from .installed import distribution

linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked there only")

SOURCE = """
import json, os, pathlib, random, subprocess, sys
numbers = pathlib.Path("/proc/self/fd").iterdir()
open_files = sorted((path.name, os.readlink(path)) for path in numbers if os.path.lexists(path))
begun = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
pathlib.Path("seen.json").write_text(json.dumps({
    "files": [target for number, target in open_files if "/proc/" not in target],
    "folder": os.getcwd(), "environment": dict(os.environ), "argv": sys.argv, "random": random.random(),
    "begun": begun.pid, "session": os.getsid(0) == os.getpid(), "modules": sorted(sys.modules),
}))
"""


@pytest.fixture
def request_(tmp_path, monkeypatch) -> dict[str, Any]:
    distribution(tmp_path, "looks", "1", {"looks": "looks_plugin"}, {"looks_plugin": SOURCE})
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return {"name": "looks", "module": "looks_plugin", "entry": "looks_plugin", "memory": 2 << 30}


def seen_by(started: Started) -> dict[str, Any]:
    """What the plugin saw when it was imported; its process is ready then."""
    frame = read_frame(started.answers, 1 << 20)
    assert frame is not None
    assert unpack_answer(frame) == ("ready",)
    return json.loads(Path("seen.json").read_text(encoding="utf-8"))


def lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def ended(started: Started) -> None:
    started.process.kill()
    started.questions.close()
    started.answers.close()


@linux
def test_a_forked_process_has_what_one_started_anew_has(request_, monkeypatch):
    """Its folder, environment and arguments as they are now, a session, no stream of anybody else."""
    first = start(request_)
    assert seen_by(first)["folder"] == str(Path.cwd())
    monkeypatch.setenv("MOONWALK_LATE", "yes")
    monkeypatch.setenv("SOMEBODYS_TOKEN", "secret")
    seen = {}
    for platform in ("linux", "elsewhere"):
        monkeypatch.setattr(starting.sys, "platform", platform)
        begun = start(request_)
        seen[platform] = seen_by(begun)
        ended(begun)
        assert begun.process.wait() == -signal.SIGKILL
        assert isinstance(begun.process, ForkedProcess if platform == "linux" else SpawnedProcess)
    ended(first)

    forked, spawned = seen["linux"], seen["elsewhere"]
    assert forked["environment"]["MOONWALK_LATE"] == "yes"
    assert "SOMEBODYS_TOKEN" not in forked["environment"]
    for what in ("environment", "folder", "session"):
        assert forked[what] == spawned[what], what
    kinds = {what: [path.split(":")[0] for path in saw["files"]] for what, saw in seen.items()}
    assert kinds["linux"] == kinds["elsewhere"]
    assert sorted(kinds["linux"])[3:] == ["/dev/null", "pipe", "pipe"]
    assert forked["random"] != spawned["random"]


@linux
def test_what_a_process_has_begun_ends_with_it(request_):
    begun = start(request_)
    child = seen_by(begun)["begun"]
    assert lives(child)
    ended(begun)
    while lives(child):
        pass
    assert not lives(begun.process.pid)


@linux
def test_how_a_process_ended_is_told_and_what_it_had_begun_is_ended(request_):
    begun = start(request_)
    child = seen_by(begun)["begun"]
    with pytest.raises(subprocess.TimeoutExpired):
        begun.process.wait(0.01)
    begun.questions.close()
    assert begun.process.wait(60) == 0
    while lives(child):
        pass
    assert begun.process.wait() == 0
    ended(begun)


@linux
def test_a_server_that_was_killed_is_begun_again(request_):
    server = ForkServer()
    first = server.start({**request_, "path": sys.path}, os.environ)
    seen_by(first)
    assert server._running is not None
    os.kill(server._running[1].pid, signal.SIGKILL)
    server._running[1].wait()

    second = server.start({**request_, "path": sys.path}, os.environ)
    assert seen_by(second)["folder"] == str(Path.cwd())

    # It answers until its questions end, and nobody can say how it did.
    first.questions.close()
    assert first.process.wait() == -signal.SIGKILL
    while lives(first.process.pid):
        pass
    first.answers.close()
    ended(second)
    server._end()


@linux
def test_where_no_server_can_begin_a_process_is_started_anew(request_, monkeypatch):
    monkeypatch.setattr(starting, "_SERVER", "raise SystemExit(1)")
    monkeypatch.setattr(starting, "fork_server", lambda _: ForkServer())
    begun = start(request_)
    assert isinstance(begun.process, SpawnedProcess | ForkedProcess)
    if isinstance(begun.process, ForkedProcess):
        # The request went out before the server had ended.
        assert begun.process.wait() == -signal.SIGKILL
    ended(begun)


@linux
def test_all_processes_end_with_the_program_that_was_killed(request_):
    code = (
        "import json, os, signal, sys\n"
        "from moonwalk.registry.isolation.starting import start\n"
        "request = json.loads(sys.argv[1])\n"
        "begun = [start(request), start(request)]\n"
        "print(*(each.process.pid for each in begun), os.getpid(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, json.dumps(request_)], capture_output=True, text=True)
    assert run.returncode == -signal.SIGKILL
    numbers = [int(number) for number in run.stdout.split()]
    assert len(numbers) == 3
    while any(lives(number) for number in numbers):
        pass
