"""The guard around every call of plugin code, and what a plugin did wrong, in one line."""

from __future__ import annotations

import reprlib
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from time import perf_counter
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from moonwalk.api import FieldError

T = TypeVar("T")

LONGEST = 300
"""Characters of a plugin's own words that are worth repeating."""


class PluginFailure(Exception):
    """A plugin did not do what it was asked. `what` was asked; `cause` is an exception or a sentence.

    Nothing is lost by it: facts are stored before any plugin is asked.
    """

    def __init__(self, plugin: str, what: str, cause: BaseException | str, module: str = "") -> None:
        self.plugin, self.what = plugin, what
        self.cause = cause if isinstance(cause, str) else describe(cause, module)
        super().__init__(f"The plugin '{plugin}' failed in {what}: {self.cause}")


class Unusable(Exception):
    """A plugin answered, and the answer cannot be used; the text says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that was put to a plugin: `rain.awards`, how long it took, and how it ended.

    `outcome` is `ok`, or names the exception; what failed in a process of its own gave nothing usable. It
    never holds words of the plugin, which may hold a secret.
    """

    plugin: str
    what: str
    milliseconds: float
    outcome: str


Recorder = Callable[[Answer], None]

_RECORDER: Final[ContextVar[Recorder | None]] = ContextVar("recorder", default=None)


@contextmanager
def recording(record: Recorder) -> Iterator[None]:
    """Hands every answer of a plugin to a recorder, as long as it lasts; threads begun in it do the same."""
    before = _RECORDER.set(record)
    try:
        yield
    finally:
        _RECORDER.reset(before)


@contextmanager
def guard(plugin: str, what: str, module: str = "") -> Iterator[None]:
    """Turns whatever plugin code raises into a PluginFailure, also an attempt to end the program.

    Only the person at the keyboard may interrupt. `module` is the plugin's, to name its file and line.
    """
    began, outcome = perf_counter(), "ok"
    try:
        yield
    except PluginFailure:
        outcome = "failed"
        raise
    except Unusable as error:
        outcome = "gave nothing usable"
        raise PluginFailure(plugin, what, str(error)) from error
    except (KeyboardInterrupt, GeneratorExit):
        outcome = "interrupted"
        raise
    except BaseException as error:
        outcome = f"raised {one_line(type(error).__name__, 60)}"
        raise PluginFailure(plugin, what, error, module) from error
    finally:
        record = _RECORDER.get()
        if record is not None:
            record(Answer(plugin, what, (perf_counter() - began) * 1000, outcome))


def describe(error: BaseException, module: str = "") -> str:
    """An exception's type and text in one line, and where in the plugin's files it was raised."""
    text = one_line(attempt(lambda: str(error), ""))
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    place = _place(error, module.partition(".")[0])
    return f"{said} ({place})" if place else said


def attempt(ask: Callable[[], T], otherwise: T) -> T:
    """What plugin code answers, or `otherwise` where it fails to."""
    try:
        return ask()
    except (Exception, SystemExit):
        return otherwise


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text without line breaks and control characters, shortened where it is long."""
    words = " ".join(text[: longest * 4].split())
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words)
    return f"{shown[: longest - 3]}..." if len(shown) > longest else shown


def show(value: object) -> str:
    """A value for a message: short, in one line, whatever its `repr` does."""
    short = reprlib.Repr()
    short.maxstring = short.maxother = 80
    return one_line(attempt(lambda: short.repr(value), f"a {type(value).__name__}"), 80)


def _place(error: BaseException, package: str) -> str:
    """The innermost line of the plugin that the exception passed; a syntax error names its own."""
    if not package:
        return ""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno))
    for filename, line in reversed(frames):
        parts = PurePath(filename).parts
        if package in parts:
            inside = parts[len(parts) - 1 - parts[::-1].index(package) :]
            return f"{'/'.join(inside)}:{line}"
        if parts and parts[-1] == f"{package}.py":
            return f"{parts[-1]}:{line}"
    return ""


MOST = 20
"""Objections to one configuration that are worth telling."""


def objections(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """(address, message) for each objection; the address is empty where it is about the whole.

    An address is a key, or a spot below one: `bands.2.up_to`, `pays.10 minutes`.
    """
    return tuple(_objection(detail) for detail in error.errors(include_url=False, include_input=False)[:MOST])


def _objection(detail: Any) -> tuple[str, str]:
    loc = [str(part) for part in detail["loc"] if part != "[key]"]
    key = ".".join(loc)
    match detail["type"]:
        case "value_error" | "assertion_error":
            raised = detail["ctx"]["error"]
            if isinstance(raised, FieldError) and raised.at:
                key = ".".join((*loc, raised.at))
            return key, one_line(attempt(lambda: str(raised), "")) or "This value cannot be used."
        case "missing":
            return key, f"'{loc[-1]}' is missing."
        case "extra_forbidden":
            return key, f"there is no key '{loc[-1]}' here."
    return key, one_line(str(detail["msg"]))
