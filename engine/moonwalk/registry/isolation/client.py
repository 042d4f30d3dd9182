"""A plugin's process, seen from the program that asks it: begun when it is needed, ended when it fails."""

from __future__ import annotations

import json
import subprocess
import threading
import weakref
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any, Final

from moonwalk.api import FieldError
from moonwalk.api.language import language
from moonwalk.registry.guard import Unusable, one_line
from moonwalk.registry.isolation.messages import (
    Buffers,
    TooLong,
    pack_question,
    read_frame,
    unpack_answer,
    write_frame,
)
from moonwalk.registry.isolation.questions import SECONDS, Question
from moonwalk.registry.isolation.starting import Process, start

SECONDS_TO_BEGIN: Final = 60.0
"""How long its process may take to begin and import it, on a busy machine."""

MEMORY: Final = 2 << 30
"""Bytes that it may take beside what Python needs anyway, where the system can tell."""

FORGIVEN_AFTER: Final = 600.0
"""Seconds after which a question is put again that has ended a process: the machine may have been asleep."""

LONGEST_ANSWER: Final = 512 << 20
"""Bytes of one answer."""

Note = Callable[[str], None]
"""Keeps a sentence about what a plugin did to its process."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Which declaration is asked, with which configuration: the name of its sort, its own, plain values."""

    sort: str
    name: str
    config: Mapping[str, Any]

    def asked(self, question: Question) -> str:
        """Letters for a question put to it."""
        config = json.dumps(self.config, sort_keys=True, default=str)
        return f"{self.sort} {self.name} {config} {question!r}"


@dataclass
class RunningProcess:
    """A process that has begun, and the two threads that write to it and read from it.

    Each thread closes its own stream when it is done with it, and nobody else does. A stream that is closed
    while its thread is about to read frees its number, the next process is given that number, and the thread
    takes away the first message of a process that is none of its business.
    """

    process: Process
    questions: IO[bytes]
    answers: IO[bytes]
    outbox: SimpleQueue[Buffers | None] = field(default_factory=SimpleQueue)
    ready: bool = False
    inbox: SimpleQueue[Buffers | TooLong | None] = field(default_factory=SimpleQueue)

    def begin(self) -> None:
        """Start the threads."""
        # In threads, since no system call on every system waits for a pipe with a limit.
        for work in (self._write, self._read):
            threading.Thread(target=work, daemon=True).start()

    def end(self) -> None:
        """Kill the process, with whatever it has begun itself, and let the threads go."""
        self.outbox.put(None)
        self.process.kill()

    def _write(self) -> None:
        with closing(self.questions), suppress(OSError, ValueError):
            while (parts := self.outbox.get()) is not None:
                write_frame(self.questions, parts)

    def _read(self) -> None:
        with closing(self.answers):
            self._read_answers()

    def _read_answers(self) -> None:
        parts: Buffers | None = []
        while parts is not None:
            try:
                parts = read_frame(self.answers, LONGEST_ANSWER)
            except TooLong as error:
                self.inbox.put(error)
                return
            except (OSError, ValueError):
                parts = None
            self.inbox.put(parts)


class PluginProcess:
    """Asks a plugin in a process of its own. What fails there is told as `Unusable`.

    A question that ended the process, or was not answered in time, is not put again for a while, and is
    noted for whoever asks about the plugin later. `seconds` is how long each answer may take, where that is
    not left to whoever asks.
    """

    def __init__(
        self, name: str, module: str, entry: str, note: Note | None = None, seconds: float | None = None
    ) -> None:
        self._name, self._module, self._entry, self._seconds = name, module, entry, seconds
        self._note = note
        self._lock = threading.RLock()
        self._running: RunningProcess | None = None
        self._finalizer: weakref.finalize[[], PluginProcess] | None = None
        self._broken = ""
        self._fatal: dict[str, tuple[str, float]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        # Another process of ours begins one of its own.
        return type(self), (self._name, self._module, self._entry, self._note, self._seconds)

    @property
    def is_file(self) -> bool:
        """Whether the plugin is a single file of this computer, and no package that others may have."""
        return Path(self._entry).is_absolute()

    def prepare(self) -> None:
        """Begin the process without waiting for it; where that fails, the first question says so."""
        with self._lock, suppress(_Fatal):
            self._begin()

    def close(self) -> None:
        """End the process; the next question begins another."""
        with self._lock:
            self._end()

    def ask(
        self, subject: Subject, question: Question, arguments: tuple[Any, ...], seconds: float = SECONDS
    ) -> Any:
        """What the plugin answers, not judged yet. Unusable where it fails, FieldError where it refuses."""
        with self._lock:
            asked = subject.asked(question)
            cause, at = self._fatal.get(asked, ("", 0.0))
            if cause and monotonic() - at < FORGIVEN_AFTER:
                raise Unusable(cause)
            functions: list[Callable[..., Any]] = []
            request = (subject.sort, subject.name, dict(subject.config), question, arguments, language())
            parts = pack_question(request, functions)
            try:
                running = self._ready()
                running.outbox.put(parts)
                return self._answer(running, functions, self._seconds or seconds)
            except _Fatal as fatal:
                self._end()
                self._fatal[asked] = str(fatal), monotonic()
                if self._note is not None:
                    self._note(f"{subject.name}: {fatal}")
                raise Unusable(str(fatal)) from None
            except (Unusable, FieldError):
                # An answer like any other.
                raise
            except BaseException:
                # Whoever was interrupted must not get the answer to the question before.
                self._end()
                raise

    def _answer(self, running: RunningProcess, functions: list[Callable[..., Any]], seconds: float) -> Any:
        left = seconds
        while True:
            began = monotonic()
            message = self._message(running, left, seconds)
            left -= monotonic() - began
            match message:
                case ("answer", answer):
                    return answer
                case ("failed", str(cause), bool(refusal), str(at)):
                    raise FieldError(cause, at) if refusal else Unusable(one_line(cause))
                case ("call", int(number), tuple(arguments)) if 0 <= number < len(functions):
                    running.outbox.put(_called(functions, number, arguments))
                case _:
                    raise _Fatal("its process sent something that is no answer.")

    def _begin(self) -> RunningProcess:
        if self._running is None:
            try:
                self._running = _begin(self._name, self._module, self._entry)
            except OSError as error:
                raise _Fatal(f"no process could be started for it: {error.strerror or error}.") from error
            # Ended with the program, and before that with whoever held it. Once: another process may have
            # been given its number by then.
            self._finalizer = weakref.finalize(self, self._running.end)
        return self._running

    def _ready(self) -> RunningProcess:
        """The process when it has imported the plugin; a failure until then is one of every question."""
        if self._broken:
            raise _Fatal(self._broken)
        running = self._begin()
        if not running.ready:
            try:
                message = self._message(running, SECONDS_TO_BEGIN, SECONDS_TO_BEGIN)
            except _Fatal as fatal:
                self._broken = f"{fatal} That was while it was being imported."
                raise _Fatal(self._broken) from None
            running.ready = message == ("ready",)
            if not running.ready:
                raise _Fatal("its process sent something that is no answer.")
        return running

    def _message(self, running: RunningProcess, left: float, seconds: float) -> Any:
        """The next message of the process."""
        try:
            parts = running.inbox.get(timeout=max(left, 0.0))
        except Empty:
            raise _Fatal(f"it did not answer within {seconds:g} seconds, and was ended.") from None
        if isinstance(parts, TooLong):
            raise _Fatal(f"its answer is longer than {LONGEST_ANSWER >> 20} MB.")
        if parts is None:
            raise _Fatal(_ending(running.process))
        try:
            return unpack_answer(parts)
        except Exception as error:
            raise _Fatal("its process sent something that is no answer.") from error

    def _end(self) -> None:
        self._running = None
        if self._finalizer is not None:
            self._finalizer()


class _Fatal(Exception):
    """The process is of no use any more; the text says why, in a sentence."""


def _begin(name: str, module: str, entry: str) -> RunningProcess:
    running = RunningProcess(*start({"name": name, "module": module, "entry": entry, "memory": MEMORY}))
    running.begin()
    return running


def _called(functions: list[Callable[..., Any]], number: int, arguments: tuple[Any, ...]) -> Buffers:
    """What a function of ours returns, for the plugin that called it."""
    try:
        return pack_question((functions[number](*arguments), ""), functions)
    except Exception as error:
        return pack_question((None, one_line(str(error)) or type(error).__name__), functions)


def _ending(process: Process) -> str:
    """How a process ended that has closed its end."""
    try:
        code = process.wait(1.0)
    except subprocess.TimeoutExpired:
        return "it closed the connection to its own process."
    if code < 0:
        return f"its process was ended by the signal {-code}."
    return f"it ended its own process (exit code {code})."
