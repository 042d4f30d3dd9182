"""The process that plugins' processes are forked from: what all of them import is imported once, here.

It runs no code of any plugin. On its control socket it takes requests, each with three streams: the questions
and the answers of the new process, and a socket on which its number and the end of it are told, and on which
whoever closes it or writes to it asks for its end.
"""

from __future__ import annotations

import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from moonwalk.registry import loaded
from moonwalk.registry.isolation.starting import LENGTH

STREAMS: Final = 3

Serve = Callable[[Mapping[str, Any]], object]
"""What a forked process does with its request; when it returns, the process ends."""

_IMPORTED: Final = (loaded.__name__, "moonwalk.api.fields", "moonwalk.api.notices", "moonwalk.api.files")
"""What plugins import in their own processes, beside what these need themselves."""


@dataclass
class _Server:
    """What the server listens to, and the processes that it has forked, by the number of each."""

    control: socket.socket
    serve: Serve
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    statuses: dict[int, socket.socket] = field(default_factory=dict)

    def listen(self, ended: int) -> None:
        """Fork and tell until the program that asks has ended."""
        self.selector.register(self.control, selectors.EVENT_READ)
        self.selector.register(ended, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.control:
                    self._take_request()
                elif key.fd == ended:
                    os.read(ended, 4096)
                    self._tell_ends()
                elif key.data in self.statuses:
                    self._end(key.data)

    def _take_request(self) -> None:
        streams: list[int] = []
        with suppress(OSError):
            head, streams, _, _ = socket.recv_fds(self.control, LENGTH.size, STREAMS)
            head += _read_exactly(self.control, LENGTH.size - len(head))
            request = json.loads(_read_exactly(self.control, *LENGTH.unpack(head)))
            self._fork(request, *streams)
            return
        # The program has ended.
        for number in tuple(self.statuses):
            self._end(number)
        os._exit(0)

    def _fork(self, request: Mapping[str, Any], questions: int, answers: int, status: int) -> None:
        number = os.fork()
        if not number:
            _serve_forked(self.serve, request, questions, answers)
        os.close(questions)
        os.close(answers)
        teller = socket.socket(fileno=status)
        self.statuses[number] = teller
        self.selector.register(teller, selectors.EVENT_READ, number)
        with suppress(OSError):
            teller.sendall(b"%d\n" % number)

    def _tell_ends(self) -> None:
        for number in tuple(self.statuses):
            # Not waited for yet: until then nobody else can be given its number.
            if os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                self._end(number)

    def _end(self, number: int) -> None:
        """Kill a process, with whatever it has begun itself, and tell how it ended."""
        with suppress(OSError):
            os.killpg(number, signal.SIGKILL)
        _, ended = os.waitpid(number, 0)
        status = self.statuses.pop(number)
        self.selector.unregister(status)
        with status, suppress(OSError):
            status.sendall(b"%d\n" % os.waitstatus_to_exitcode(ended))


def _read_exactly(stream: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = stream.recv(size - len(data))
        if not more:
            raise ConnectionError
        data += more
    return data


def _serve_forked(serve: Serve, request: Mapping[str, Any], questions: int, answers: int) -> NoReturn:
    """Be the process of a plugin: with its streams only, and as if it had been started by the program."""
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(questions, 0)
        os.dup2(answers, 1)
        # Whatever else is open belongs to the server and to other plugins.
        for number in {int(path.name) for path in Path("/proc/self/fd").iterdir()} - {0, 1, 2}:
            with suppress(OSError):
                os.close(number)
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        with suppress(OSError):
            os.chdir(request["folder"])
        sys.path[:] = request["path"]
        importlib.invalidate_caches()
        serve(request)
    finally:
        os._exit(1)


def main() -> NoReturn:
    """Run as `python -c`, with the number of the control socket and the module that serves as arguments."""
    control = socket.socket(fileno=int(sys.argv[1]))
    serve: Serve = importlib.import_module(sys.argv[2]).serve
    sys.argv[1:] = []
    for name in _IMPORTED:
        importlib.import_module(name)
    ended, tell_end = os.pipe()
    os.set_blocking(tell_end, False)
    signal.set_wakeup_fd(tell_end, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    _Server(control, serve).listen(ended)
    os._exit(0)
