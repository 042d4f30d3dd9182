"""The process in which a stranger's plugin runs: takes questions, gives answers, ends with the program."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import IO, Any, Final

from moonwalk.api import FieldError
from moonwalk.api.language import speaking
from moonwalk.registry.discovery import plugin_at
from moonwalk.registry.guard import PluginFailure, Unusable, describe
from moonwalk.registry.isolation.limits import limit_memory
from moonwalk.registry.isolation.messages import (
    Buffers,
    pack_answer,
    read_frame,
    unpack_question,
    write_frame,
)
from moonwalk.registry.isolation.questions import Implementation

ANY_LENGTH: Final = 1 << 62
"""Questions come from the program itself."""

KEPT: Final = 64
"""Configured declarations that are kept for the next question."""

Find = Callable[[str, str], type[Any]]


def serve(request: Mapping[str, Any]) -> None:
    """Answer questions until the program that asks them has ended, or this process does.

    The protocol has the streams that the process began with; whatever the plugin prints goes nowhere.
    """
    questions, answers = _own_streams()
    limit_memory(int(request["memory"]))
    waiting: SimpleQueue[Buffers] = SimpleQueue()
    # Reads on while a question is answered: when the program has ended, so does a plugin that hangs.
    threading.Thread(target=_receive, args=(questions, waiting), daemon=True).start()
    worker = _Worker(request, waiting, answers)
    write_frame(answers, pack_answer(("ready",)))
    while True:
        worker.answer(waiting.get())


def _own_streams() -> tuple[IO[bytes], IO[bytes]]:
    questions: IO[bytes] = os.fdopen(os.dup(0), "rb", buffering=0)
    answers: IO[bytes] = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    return questions, answers


def _receive(stream: IO[bytes], waiting: SimpleQueue[Buffers]) -> None:
    while True:
        parts = None
        with suppress(OSError):
            parts = read_frame(stream, ANY_LENGTH)
        if parts is None:
            os._exit(0)
        waiting.put(parts)


class _Worker:
    """Answers one question after the other."""

    def __init__(self, request: Mapping[str, Any], waiting: SimpleQueue[Buffers], answers: IO[bytes]) -> None:
        self._module = str(request["module"])
        self._find = _finder(request)
        self._waiting, self._answers = waiting, answers
        self._implementations: dict[tuple[str, str, str], Implementation] = {}

    def answer(self, parts: Buffers) -> None:
        """Answer one question; whatever the plugin raises becomes the answer."""
        try:
            frame = pack_answer(("answer", self._ask(*unpack_question(parts, self._stand_in))))
        except PluginFailure as failure:
            frame = self._failed(failure.cause)
        except Unusable as error:
            frame = self._failed(str(error))
        except FieldError as error:
            frame = pack_answer(("failed", str(error)[:2000], True, str(error.at)[:200]))
        except BaseException as error:
            frame = self._failed(describe(error, self._module))
        write_frame(self._answers, frame)

    def _failed(self, cause: str) -> Buffers:
        return pack_answer(("failed", cause, False, ""))

    def _ask(
        self,
        sort: str,
        name: str,
        config: dict[str, Any],
        question: Callable[..., Any],
        arguments: Any,
        code: str,
    ) -> Any:
        key = (sort, name, json.dumps(config, sort_keys=True, default=str))
        implementation = self._implementations.get(key)
        if implementation is None:
            if len(self._implementations) >= KEPT:
                self._implementations.clear()
            implementation = Implementation(self._find(sort, name), config)
            self._implementations[key] = implementation
        # Whoever reads the answer reads it in the language that is spoken where it was asked for.
        with speaking(code):
            return question(implementation, *arguments)

    def _stand_in(self, number: int) -> Callable[..., Any]:
        return partial(self._ask_back, number)

    def _ask_back(self, number: int, *arguments: Any) -> Any:
        """What a function of the program returns."""
        write_frame(self._answers, pack_answer(("call", number, arguments)))
        answer, failure = unpack_question(self._waiting.get(), self._stand_in)
        if failure:
            raise KeyError(failure)
        return answer


def _finder(request: Mapping[str, Any]) -> Find:
    # Not before now: what it needs is not needed by those who only ask.
    from moonwalk.registry.loaded import DeclaredClasses

    installed = plugin_at(str(request["name"]), str(request["module"]), str(request["entry"]))
    with suppress(BaseException):
        # Whatever it raises, it raises again when it is asked for something.
        installed.load()
    return DeclaredClasses(installed).by_name


def main() -> None:
    """Run as `python -c`, with the request as JSON in the first argument."""
    serve(json.loads(sys.argv[1]))
