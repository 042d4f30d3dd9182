"""How a process for a plugin is begun and ended: forked where the system bears it, else started anew."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from struct import Struct
from typing import IO, Any, Final, NamedTuple, Protocol

from moonwalk.registry.isolation.limits import environment_for

LENGTH: Final = Struct("!Q")
"""What goes before a request to the fork server: how many bytes it has."""

_WORKER: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1])['path']; "
    "from moonwalk.registry.isolation.worker import main; main()"
)
_SERVER: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(2)); "
    "from moonwalk.registry.isolation.fork_server import main; main()"
)
_SERVING: Final = "moonwalk.registry.isolation.worker"
"""The module whose `serve` is called in a forked process, with its request."""


def forks() -> bool:
    """Whether processes are forked here: elsewhere libraries of the system do not bear it without `exec`."""
    return sys.platform == "linux"


class Process(Protocol):
    """A process that has begun."""

    @property
    def pid(self) -> int:
        """Its number."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or minus the signal that ended it; `subprocess.TimeoutExpired` where it goes on."""

    def kill(self) -> None:
        """End it, with whatever it has begun itself where the system can tell. Once, and then never again."""


class Started(NamedTuple):
    """A process that has begun, with the streams to write questions to and read answers from."""

    process: Process
    questions: IO[bytes]
    answers: IO[bytes]


def start(request: Mapping[str, Any]) -> Started:
    """Begin the process of a plugin. OSError where none can be."""
    request = {**request, "path": sys.path}
    environment = {**environment_for(os.environ), "OPENBLAS_NUM_THREADS": "1"}
    if forks():
        with suppress(ConnectionError):
            return fork_server(_python_settings()).start(request, environment)
    return _spawn(request, environment)


class SpawnedProcess:
    """A process that was started anew."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def wait(self, timeout: float | None = None) -> int:
        """See `Process`."""
        return self._process.wait(timeout)

    def kill(self) -> None:
        """See `Process`; on Windows what it has begun goes on."""
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()


class ForkedProcess:
    """A process that the fork server has begun, which alone waits for it and kills it."""

    def __init__(self, status: socket.socket) -> None:
        self._status = status
        self._lines = b""
        self._lock = threading.Lock()

    @property
    def pid(self) -> int:
        """Its number, as soon as it has one; 0 where the server ended before."""
        return self._line(0, None) or 0

    def wait(self, timeout: float | None = None) -> int:
        """See `Process`. Where the server has ended, so has this, since nobody asks it anything."""
        code = self._line(1, timeout)
        self._status.close()
        return -int(signal.SIGKILL) if code is None else code

    def kill(self) -> None:
        """See `Process`."""
        with suppress(OSError):
            self._status.sendall(b"end\n")
        self.wait()

    def _line(self, index: int, timeout: float | None) -> int | None:
        """The number in a line of what the server tells; None where it ended without telling it."""
        with self._lock:
            while self._lines.count(b"\n") <= index:
                try:
                    self._status.settimeout(timeout)
                    more = self._status.recv(64)
                except TimeoutError:
                    raise subprocess.TimeoutExpired("plugin", timeout or 0.0) from None
                except OSError:
                    more = b""
                if not more:
                    return None
                self._lines += more
            return int(self._lines.split(b"\n")[index])


class ForkServer:
    """The process that plugins' processes are forked from, from the first of them to the program's end.

    A second plugin costs a few milliseconds, instead of what Python takes to import the libraries again.
    `serving` is the module whose `serve` is called in each of them, with the request.
    """

    def __init__(self, serving: str = _SERVING) -> None:
        self._serving = serving
        self._lock = threading.Lock()
        self._running: tuple[socket.socket, subprocess.Popen[bytes]] | None = None
        self._owner = 0

    def start(self, request: Mapping[str, Any], environment: Mapping[str, str]) -> Started:
        """Have a process forked. ConnectionError where the server has ended, and so has the next one.

        Of the environment, what Python reads at its start is that of the first request.
        """
        data = json.dumps({**request, "environment": dict(environment), "folder": _current_folder()}).encode()
        with self._lock:
            with suppress(ConnectionError):
                return _ask(self._control(environment), data)
            self._end()
            return _ask(self._control(environment), data)

    def _control(self, environment: Mapping[str, str]) -> socket.socket:
        """The control socket of the server, which is begun where there is none of this very process."""
        if self._running is None or self._owner != os.getpid():
            self._running, self._owner = _begin_server(environment, self._serving), os.getpid()
            weakref.finalize(self, _end_server, *self._running)
        return self._running[0]

    def _end(self) -> None:
        if self._running is not None:
            _end_server(*self._running)
        self._running = None


@cache
def fork_server(settings: tuple[str, ...]) -> ForkServer:
    """The fork server of this program for a Python and its settings, which hold from its start on."""
    del settings
    return ForkServer()


def _python_settings() -> tuple[str, ...]:
    named = (f"{name}={value}" for name, value in os.environ.items() if name.startswith("PYTHON"))
    return (sys.executable, *sorted(named))


def _current_folder() -> str:
    with suppress(OSError):
        return str(Path.cwd())
    return os.sep


def _begin_server(
    environment: Mapping[str, str], serving: str
) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", _SERVER, str(theirs.fileno()), json.dumps(sys.path), serving],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
    return ours, process


def _end_server(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    """Let the server end, which ends what it has forked."""
    control.close()
    process.wait()


def _ask(control: socket.socket, data: bytes) -> Started:
    """Send a request with the server's ends of three streams, and keep the other ends."""
    status, their_status = socket.socketpair()
    with ExitStack() as ours, their_status:
        ours.enter_context(status)
        reads_questions, questions = _pipe()
        answers, writes_answers = _pipe()
        for stream in (questions, answers):
            ours.enter_context(stream)
        with reads_questions, writes_answers:
            numbers = [reads_questions.fileno(), writes_answers.fileno(), their_status.fileno()]
            socket.send_fds(control, [LENGTH.pack(len(data))], numbers)
            control.sendall(data)
        ours.pop_all()
    return Started(ForkedProcess(status), questions, answers)


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    reads, writes = os.pipe()
    return os.fdopen(reads, "rb", buffering=0), os.fdopen(writes, "wb", buffering=0)


def _spawn(request: Mapping[str, Any], environment: Mapping[str, str]) -> Started:
    apart: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {}
    if os.name == "nt":
        apart["creationflags"] = 0x08000000  # no window
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", _WORKER, json.dumps(request)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environment,
        **apart,
    )
    if process.stdin is None or process.stdout is None:
        raise OSError("its streams are missing")
    return Started(SpawnedProcess(process), process.stdin, process.stdout)
