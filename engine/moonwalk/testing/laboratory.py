"""Tries a declaration in child processes: with limits, and in two different surroundings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from moonwalk.api import Component
from moonwalk.registry.isolation.starting import ForkServer, Process, SpawnedProcess, forks
from moonwalk.testing import child
from moonwalk.testing.child import ERRORS, JOURNAL, ORDER, RESULT, TRACES
from moonwalk.testing.confinement import is_inside
from moonwalk.testing.examination import Fault, end_of, overdue
from moonwalk.testing.worlds import config_of

_CHILD: Final = child.__name__

NO_EXAMPLES: Final[Mapping[str, bytes]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one answer may take, how much more memory it may need, and how long everything may take."""

    seconds: float = 5.0
    megabytes: int = 512
    all_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What may differ from computer to computer, and must not change an answer."""

    hash_seed: str = "1"
    time_zone: str = "UTC0"
    language: str = "C"


HERE: Final = Surroundings()
ELSEWHERE: Final = Surroundings("19", "KIT-13", "de_DE.UTF-8")

_DIFFERENCES: Final = (
    (
        Surroundings(hash_seed=ELSEWHERE.hash_seed),
        "the order of a set or on hash(), which differ from process to process",
        "Sort what you go through, and use hashlib where you need a number of a text.",
    ),
    (
        Surroundings(time_zone=ELSEWHERE.time_zone),
        "the time zone of the computer",
        "Take dates from the days: they are civil days already.",
    ),
    (
        Surroundings(language=ELSEWHERE.language),
        "the locale of the computer",
        "Write numbers with str() and f-strings, which are the same everywhere.",
    ),
)


def examine(
    declared: Component,
    limits: Limits = Limits(),
    examples: Mapping[str, bytes] = NO_EXAMPLES,
) -> Mapping[str, Fault]:
    """Every fault of a configured declaration, by the check that it fails."""
    order = _order(declared, limits, examples)
    faults, answers = _run(order, HERE, limits)
    if not answers or {"time_and_memory", "own_input", "same_again"} & set(faults):
        return faults
    others, elsewhere = _run(order, ELSEWHERE, limits)
    example = _difference(answers, elsewhere)
    if example is None:
        return {**others, **faults}
    return {**others, **faults, "same_everywhere": _why(order, limits, answers, example)}


def _why(order: Mapping[str, Any], limits: Limits, answers: Mapping[str, str], example: str) -> Fault:
    """What the answers depend on: one thing at a time is made different."""
    for surroundings, what, advice in _DIFFERENCES:
        differing = _difference(answers, _run(order, surroundings, limits)[1])
        if differing is not None:
            text = f"What it answers depends on {what}. {advice}"
            return Fault("same_everywhere", text, differing)
    text = "In another process it answers otherwise. Use nothing that the call is not given, such as id()."
    return Fault("same_everywhere", text, example)


def _difference(answers: Mapping[str, str], others: Mapping[str, str]) -> str | None:
    return next((label for label, answer in answers.items() if others.get(label, answer) != answer), None)


def _order(declared: Component, limits: Limits, examples: Mapping[str, bytes]) -> Mapping[str, Any]:
    made = type(declared)
    module = sys.modules.get(made.__module__)
    file = getattr(module, "__file__", None)
    if "<locals>" in made.__qualname__ or not file:
        raise ValueError(
            f"{made.__qualname__} cannot be tried in a process of its own. "
            "Define the class at the top level of a module that is a file."
        )
    return {
        "module": made.__module__,
        "file": file,
        "qualname": made.__qualname__,
        "config": config_of(declared),
        "home": str(_home(made.__module__, Path(file))),
        "is_test": _is_test(made.__module__),
        "path": [entry or str(Path.cwd()) for entry in sys.path],
        "seconds": limits.seconds,
        "megabytes": limits.megabytes,
        "examples": {name: b64encode(content).decode() for name, content in examples.items()},
    }


def _is_test(module: str) -> bool:
    """Whether a module holds tests: pytest runs code in it that no plugin has."""
    return module.rpartition(".")[2].startswith(("test_", "conftest"))


def _home(module: str, file: Path) -> Path:
    """The folder of the plugin's package, or the file of a module that stands alone."""
    top = sys.modules.get(module.partition(".")[0])
    folders = [Path(folder) for folder in getattr(top, "__path__", ())]
    inside = [folder for folder in folders if is_inside(str(file), folder)]
    return inside[0] if inside and not _is_test(module) else file


def _run(
    order: Mapping[str, Any], surroundings: Surroundings, limits: Limits
) -> tuple[dict[str, Fault], Mapping[str, str]]:
    """What one child process finds out: faults by check, answers by example."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / ORDER).write_text(json.dumps(order), encoding="utf-8")
        process = _begin(folder, surroundings, _environment(order, surroundings))
        try:
            code: int | None = process.wait(limits.all_seconds)
        except subprocess.TimeoutExpired:
            code = None
        process.kill()
        if (folder / RESULT).is_file():
            result = json.loads((folder / RESULT).read_text(encoding="utf-8"))
            return {check: Fault(check, *rest) for check, *rest in result["faults"]}, result["answers"]
        fault = _death(folder, order, limits, code)
        return {fault.check: fault}, {}


def _begin(folder: Path, surroundings: Surroundings, environment: Mapping[str, str]) -> Process:
    """A child process with the order in a folder: forked from one that has imported the kit, if possible."""
    if forks():
        with suppress(ConnectionError):
            request = {"order": str(folder), "path": sys.path}
            started = _fork_server(surroundings).start(request, environment)
            started.questions.close()
            started.answers.close()
            return started.process
    with (folder / ERRORS).open("wb") as errors:
        begun = subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-m", _CHILD, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=environment,
            start_new_session=os.name == "posix",
        )
    return SpawnedProcess(begun)


@cache
def _fork_server(surroundings: Surroundings) -> ForkServer:
    """The server for what Python reads of the surroundings at its start, as long as this program goes on."""
    del surroundings
    return ForkServer(_CHILD)


def _environment(order: Mapping[str, Any], surroundings: Surroundings) -> dict[str, str]:
    """As little as a process needs: what is not there cannot be leant on."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": os.pathsep.join(order["path"]),
        "PYTHONHASHSEED": surroundings.hash_seed,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "TZ": surroundings.time_zone,
        "LC_ALL": surroundings.language,
        # Native threads of its own would count against the memory that a plugin may have.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _death(folder: Path, order: Mapping[str, Any], limits: Limits, code: int | None) -> Fault:
    """What a child process died of that left no result."""
    example = end_of(folder / JOURNAL)
    trace, errors = _text_of(folder / TRACES), _text_of(folder / ERRORS)
    if trace or code is None:
        places = re.findall(r'File "(.+?)", line (\d+)', trace)
        own = [f"{Path(file).name}:{line}" for file, line in places if is_inside(file, Path(order["home"]))]
        seconds = limits.seconds if trace else limits.all_seconds
        return Fault("time_and_memory", overdue(seconds, own[0] if own else ""), example)
    if "MemoryError" in errors or code in (-9, 137):
        text = "It needs more memory than it is allowed to. Keep nothing but what the days hold."
        return Fault("time_and_memory", text, example)
    last = errors.strip().splitlines()[-1:] or [f"exit code {code}"]
    text = f"It ends the process that it runs in ({last[0][:200]}). Return from the call, whatever happens."
    return Fault("time_and_memory", text, example)


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
