"""How long commands take from start to end, beside loading the libraries that they need."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

CHALLENGE = "walk-backward"
TURNS = 9
HEAD = ("start", "ms", "yardstick ms", "ratio", "at most")
VERSION = {"--version": ["--version"]}
ON_THE_DEMO = {
    "check": ["check"],
    "board": ["board", CHALLENGE],
    "why": ["why", CHALLENGE, "e003"],
    "log": ["log", "e003", "12", "backward_walk"],
}


def start_rows() -> Iterator[tuple[str, ...]]:
    """A row for each command: its time, that of its yardstick, the ratio, and what it may be."""
    yield HEAD
    with tempfile.TemporaryDirectory(prefix="moonwalk-bench-") as folder:
        demo = str(Path(folder) / "demo")
        process_seconds([sys.executable, "-m", "moonwalk", "demo", demo])
        commands = {name: ["-w", demo, *arguments] for name, arguments in ON_THE_DEMO.items()}
        yield from _rows("import click", 2.0, VERSION)
        yield from _rows("import numpy, pydantic, yaml, click, pluggy", 2.5, commands)


def _rows(libraries: str, most: float, commands: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Each command and the libraries in turns; the first round fills caches and does not count.

    The fastest of the turns stands: what a busy machine adds to one of them says nothing about it.
    """
    taken: dict[str, list[float]] = {name: [] for name in ("", *commands)}
    for _ in range(TURNS + 1):
        taken[""].append(process_seconds([sys.executable, "-c", libraries]))
        for name, arguments in commands.items():
            taken[name].append(process_seconds([sys.executable, "-m", "moonwalk", *arguments]))
    fastest = {name: min(seconds[1:]) for name, seconds in taken.items()}
    for name in commands:
        ours, theirs = fastest[name], fastest[""]
        yield (
            f"moonwalk {name}",
            f"{ours * 1000:.0f}",
            f"{theirs * 1000:.0f}",
            f"{ours / theirs:.2f}",
            f"{most:.1f}",
        )


def process_seconds(command: list[str]) -> float:
    """The seconds of a processor that a process takes, its modules compiled as an installation's are.

    Where the system cannot tell, the seconds on the clock; those of a busy machine are not worth much.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = _used()
    subprocess.run(command, check=True, capture_output=True, env=kept)
    return _used() - began


def _used() -> float:
    try:
        import resource
    except ImportError:
        return time.perf_counter()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for row in start_rows():
        print(f"{row[0]:26}" + "".join(f"{cell:>18}" for cell in row[1:]))
