"""Running the command line: in this process through click's runner, and as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TypeVar

from click.testing import CliRunner, Result

from moonwalk.cli import build

from .forking import fork_server, forkable
from .workspaces import Lanes

T = TypeVar("T")
OURS = ("MOONWALK_WORKSPACE", "MOONWALK_NOW", "MOONWALK_PLUGINS")


@dataclass
class Ran:
    """How a program ended."""

    code: int
    out: str
    err: str


@dataclass
class Shell:
    """Commands on one workspace, at its moment."""

    lanes: Lanes
    before: tuple[str, ...] = field(default=())

    def __call__(self, *arguments: object, code: int = 0, typed: str | None = None) -> Result:
        """Runs a command in this process, which must end with this code; `typed` answers its questions."""
        result = run(*self.options, *arguments, typed=typed)
        assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr, result.exception)
        return result

    def program(self, *arguments: object, code: int = 0, **environment: str) -> Ran:
        """Runs a command as a program of its own, which must end with this code."""
        ran = program(*self.options, *arguments, **environment)
        assert ran.code == code, (ran.code, ran.out, ran.err)
        return ran

    @property
    def options(self) -> tuple[str, ...]:
        """What stands before every command."""
        return ("-w", str(self.lanes.folder), "--now", self.lanes.now.isoformat(), *self.before)


def run(*arguments: object, typed: str | None = None) -> Result:
    """Runs a command in this process; a mistake of the program is raised."""
    result = CliRunner(env=dict.fromkeys(OURS)).invoke(build(), [str(one) for one in arguments], typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def calls_of(function: Callable[[], T]) -> tuple[T, int]:
    """What a function returns, and how many calls it makes, those of built-in functions among them."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        result = function()
    finally:
        sys.setprofile(None)
    return result, calls


def environment(**more: str) -> dict[str, str]:
    """The environment of a program, without what would steer ours."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8", **more}


def start(*arguments: object, cwd: Path | None = None, **more: str) -> subprocess.Popen[bytes]:
    """Starts the program."""
    return subprocess.Popen(
        [sys.executable, "-m", "moonwalk", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(**more),
    )


def program(*arguments: object, cwd: Path | None = None, **more: str) -> Ran:
    """Runs the program to its end: as a fork that begins where its imports end, where it can be one."""
    if forkable(more):
        server = fork_server(environment())
        words = [str(argument) for argument in arguments]
        code, out, err = server.run(words, cwd or Path.cwd(), environment(**more), timeout=60)
    else:
        process = start(*arguments, cwd=cwd, **more)
        out, err = process.communicate(timeout=60)
        code = process.returncode
    encoding = more.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    return Ran(code, out.decode(encoding), err.decode(encoding))
