"""The program as a fork of a process that has imported the engine: most of the time of a short command.

What Python reads once when it starts, a fork cannot have otherwise: encoding, hash seed, locale. Programs
for which a test sets these are started as ever. This file is also what the process runs that is forked.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

COMMANDS = (
    "backup",
    "board",
    "check",
    "entries",
    "import_",
    "launch",
    "people",
    "plugins",
    "restore",
    "tick",
)
"""The modules of commands that are imported, with all that they need."""

READ_AT_START = ("PYTHON", "LC_", "LANG")

MOONWALK = "import runpy; runpy.run_module('moonwalk', run_name='__main__', alter_sys=True)"
"""The source of the program, as `python -m moonwalk` has it."""

LET_ANY_WATCH = (0x59616D61, ctypes.c_ulong(-1))
"""PR_SET_PTRACER to anybody: some systems let a program be watched only by those who started it."""


def forkable(more: Mapping[str, str]) -> bool:
    """Whether a program with these variables, beside those of the tests, can be a fork."""
    read = [name for name in more if name.startswith(READ_AT_START) and name != "PYTHONPATH"]
    return hasattr(os, "fork") and not read


class ForkServer:
    """The process that programs are forked from, one after the other."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        # They are closed with the server.
        self._files = [tempfile.TemporaryFile() for _ in ("out", "err")]  # noqa: SIM115
        self._process = subprocess.Popen(
            [sys.executable, __file__, *(str(file.fileno()) for file in self._files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environment),
            pass_fds=[file.fileno() for file in self._files],
            start_new_session=True,
        )
        atexit.register(self.end)

    def run(
        self,
        arguments: list[str],
        cwd: Path,
        environment: Mapping[str, str],
        timeout: float,
        source: str = MOONWALK,
        watch: Callable[[int], None] | None = None,
    ) -> tuple[int, bytes, bytes]:
        """The exit code of a program, or minus the signal that ended it, and what it wrote.

        `source` is what it runs. `watch` is called with the number of its process before it does anything.
        """
        for file in self._files:
            file.seek(0)
            file.truncate()
        asked = {"arguments": arguments, "cwd": str(cwd), "environment": dict(environment)}
        request = json.dumps({**asked, "source": source, "stops": watch is not None}).encode()
        self._process.stdin.write(b"%d\n" % len(request) + request)
        self._process.stdin.flush()
        if watch is not None:
            process = self._answer(arguments, timeout)
            watch(process)
            os.kill(process, signal.SIGCONT)
        code = self._answer(arguments, timeout)
        out, err = (os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0) for file in self._files)
        return code, out, err

    def _answer(self, arguments: list[str], timeout: float) -> int:
        if not select.select([self._process.stdout], [], [], timeout)[0]:
            os.killpg(self._process.pid, signal.SIGKILL)
            _fork_server.cache_clear()
            raise subprocess.TimeoutExpired(arguments, timeout)
        return int(self._process.stdout.readline())

    def end(self) -> int:
        """Ends the process; its exit code, or minus the signal that ended it."""
        for stream in (self._process.stdin, self._process.stdout, *self._files):
            stream.close()
        # Whatever a test has forked may hold these streams open as well.
        self._process.terminate()
        return self._process.wait()


def fork_server(environment: Mapping[str, str]) -> ForkServer:
    """The server of this process for what Python reads at its start from such an environment."""
    read = ((name, value) for name, value in environment.items() if name.startswith(READ_AT_START))
    return _fork_server(os.getpid(), tuple(sorted(read)))


@cache
def _fork_server(owner: int, settings: tuple[tuple[str, str], ...]) -> ForkServer:
    del owner
    others = {name: value for name, value in os.environ.items() if not name.startswith(READ_AT_START)}
    return ForkServer(others | dict(settings))


# What follows is run by the process that is forked.


def serve(out: int, err: int) -> dict[str, Any]:
    """Forks and tells exit codes until nobody asks any longer; returns in each fork, with its request."""
    while size := sys.stdin.buffer.raw.readline():
        request = json.loads(read_exactly(int(size)))
        number = os.fork()
        if not number:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out, 1)
            os.dup2(err, 2)
            os.close(out)
            os.close(err)
            return request
        if request["stops"]:
            os.waitpid(number, os.WUNTRACED)
            os.write(1, b"%d\n" % number)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        os.write(1, b"%d\n" % code)
    sys.exit()


def read_exactly(size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += sys.stdin.buffer.raw.read(size - len(data))
    return data


def become(request: dict[str, Any]) -> None:
    """Makes this process what `python -m moonwalk` is in a folder and an environment."""
    inherited = os.environ.get("PYTHONPATH", "")
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    usual = [path for path in sys.path[1:] if path not in folders(inherited)]
    sys.path[:] = [str(Path.cwd()), *folders(os.environ.get("PYTHONPATH", "")), *usual]
    sys.argv[:] = ["-m", *request["arguments"]]
    sys.orig_argv[:] = [sys.executable, "-m", "moonwalk", *request["arguments"]]


def folders(path: str) -> list[str]:
    return [str(Path(folder).absolute()) for folder in path.split(os.pathsep) if folder]


if __name__ == "__main__":
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    for name in COMMANDS:
        importlib.import_module(f"moonwalk.cli.commands.{name}")
    gc.collect()
    gc.freeze()
    asked_for = serve(*map(int, sys.argv[1:]))
    become(asked_for)
    if asked_for["stops"]:
        ctypes.CDLL(None).prctl(*LET_ANY_WATCH)
        os.kill(os.getpid(), signal.SIGSTOP)
    # As the last call here, its exit is that of the process.
    exec(compile(asked_for["source"], "<string>", "exec"), {"__name__": "__main__"})
