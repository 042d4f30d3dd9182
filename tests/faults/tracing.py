"""What a command does to files, call by call: the record of `strace`, which sees SQLite's calls as well."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from ..forking import fork_server

UNKNOWN: Final = frozenset(
    {"writev", "pwritev", "pwritev2", "truncate", "fallocate", "copy_file_range", "dup3"}
    | {"link", "linkat", "symlink", "symlinkat"}
)
"""Calls that would change files, and that no command has made so far. One that does is not overlooked."""

CALLS: Final = (
    *("open", "openat", "creat", "close", "dup", "dup2", "fcntl", "read", "lseek", "write", "pwrite64"),
    *("sendfile", "ftruncate", "fsync", "fdatasync", "rename", "renameat", "renameat2"),
    *("unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", *sorted(UNKNOWN)),
)

UNTRACED: Final = "strace is not there, or may not watch programs"

_LINE: Final = re.compile(r"(\w+)\((.*)\) += (-?\d+|0x[0-9a-f]+)(?: (.*))?$")
_ARGUMENT: Final = re.compile(r'"[^"]*"(?:\.\.\.)?|\{[^}]*\}|[^,\s][^,]*')


@dataclass(frozen=True, slots=True)
class Step:
    """A call that has to do with a file of the watched folder, or says something to whoever started it.

    `number` counts the calls of this name in the program from 1, as `strace -e inject` does.
    """

    call: str
    number: int
    kind: str
    path: str = ""
    target: str = ""
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that was watched: its exit code, what it printed, what it did, and the whole record."""

    code: int
    out: str
    err: str
    steps: tuple[Step, ...]
    record: str


@cache
def can_trace() -> bool:
    """Whether `strace` is there and may watch programs."""
    strace = shutil.which("strace")
    return bool(strace) and subprocess.run([strace, "-o", "/dev/null", "true"], check=False).returncode == 0


def watched(folder: Path, arguments: list[str], env: Mapping[str, str], record: Path) -> Ran:
    """Runs a Python program, its source and its arguments, and records what it does to files in a folder."""
    reading = Reading(folder)
    options = ("-s", "20000000", "-e", "raw=read", "-e", f"trace={','.join(CALLS)}")
    code, out, err = _traced(options, arguments, env, record)
    text = record.read_text(encoding="ascii")
    return Ran(code, out, err, tuple(reading.steps(text)), text)


def disturbed(
    folder: Path, arguments: list[str], env: Mapping[str, str], record: Path, step: Step, fault: str
) -> Ran | None:
    """Runs a program one call of which is disturbed; None where that was a call of no file in the folder.

    The fault is `error=EIO`, or `signal=KILL`, or whatever else `strace -e inject` knows.

    Two runs of a program need not make the same calls in the same order.
    """
    options = ("-y", "-s", "200", "-e", f"trace={step.call}")
    inject = ("-e", f"inject={step.call}:{fault}:when={step.number}")
    code, out, err = _traced((*options, *inject), arguments, env, record)
    name = "".join(f"\\x{byte:02x}" for byte in str(folder.resolve()).encode())
    text = record.read_text(encoding="ascii")
    # A call in which the program was killed has no result.
    hit = [line for line in text.splitlines() if "(INJECTED)" in line or line.endswith("= ?")]
    return Ran(code, out, err, (), text) if any(name in line for line in hit) else None


def _traced(
    options: tuple[str, ...], arguments: list[str], env: Mapping[str, str], record: Path
) -> tuple[int, str, str]:
    with ExitStack() as ending:

        def watch(process: int) -> None:
            strace = ["strace", "-xx", *options, "-o", str(record), "-p", str(process)]
            tracer = ending.enter_context(subprocess.Popen(strace, stderr=subprocess.PIPE))
            said = tracer.stderr.readline()
            assert b"attached" in said, said

        source, *words = arguments
        # A program that is started makes thousands of calls until it has imported everything.
        code, *said = fork_server(env).run(words, Path.cwd(), env, 120, source, watch)
    out, err = (text.decode() for text in said)
    return code, out, err


@dataclass
class _Handle:
    path: str | None
    position: int = 0
    appends: bool = False


@dataclass
class Reading:
    """Reads a record: follows which handle is which file, and where in it. Made before the program runs."""

    folder: Path
    handles: dict[int, _Handle] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    began: str = ""
    call: str = ""

    def __post_init__(self) -> None:
        self.began = f"{self.folder.resolve()}/"
        self.files = {str(path)[len(self.began) :] for path in self.folder.resolve().rglob("*")}

    def steps(self, text: str) -> Iterator[Step]:
        """Every step, in the order in which the calls were made."""
        for line in text.splitlines():
            parsed = _LINE.match(line)
            if parsed:
                self.call = parsed[1]
                self.counts[self.call] += 1
                # What failed did nothing; that a file is not there is what programs often ask.
                if not parsed[3].startswith("-1"):
                    yield from self._step(_ARGUMENT.findall(parsed[2]), int(parsed[3], 0))

    def _made(self, kind: str, path: str, target: str = "", at: int = 0, data: bytes = b"") -> Step:
        return Step(self.call, self.counts[self.call], kind, path, target, at, data)

    def _step(self, arguments: list[str], result: int) -> Iterator[Step]:
        name = self.call.rstrip("2").removesuffix("at").removesuffix("64")
        if self.call in UNKNOWN:
            if any(self._inside(argument) is not None for argument in arguments):
                raise NotImplementedError(f"{self.call} of a file in {self.folder}")
        elif self.call in ("open", "openat", "creat"):
            yield from self._opened(arguments, result)
        elif self.call in ("read", "lseek", "close", "dup", "dup2", "fcntl"):
            self._moved(arguments, result)
        elif self.call in ("write", "pwrite64", "sendfile"):
            yield from self._written(arguments, result)
        elif name in ("fsync", "fdatasync", "ftruncate"):
            path = self._of_handle(int(arguments[0]))
            if path is not None:
                size = int(arguments[1]) if name == "ftruncate" else 0
                yield self._made("resize" if name == "ftruncate" else "sync", path, at=size)
        else:
            yield from self._renamed(name, arguments)

    def _opened(self, given: list[str], result: int) -> Iterator[Step]:
        path = self._path(given)
        flags = given[-1] if given[-1].startswith("O_") else given[-2]
        self.handles[result] = _Handle(path, appends="O_APPEND" in flags)
        if path is None:
            return
        yield self._made("open", path)
        if "O_CREAT" in flags and path not in self.files:
            self.files.add(path)
            yield self._made("make", path)
        elif "O_TRUNC" in flags:
            yield self._made("resize", path)

    def _moved(self, given: list[str], result: int) -> None:
        handle = self.handles.get(int(given[0], 0))
        if handle is None:
            return
        if self.call == "read":
            handle.position += result
        elif self.call == "lseek":
            handle.position = result
        elif self.call == "close":
            del self.handles[int(given[0])]
        elif self.call.startswith("dup") or given[1].startswith("F_DUPFD"):
            self.handles[result] = handle

    def _written(self, given: list[str], result: int) -> Iterator[Step]:
        number = int(given[0])
        handle = self.handles.get(number)
        if self.call == "write" and handle is None and number in (1, 2):
            if result:
                yield self._made("said", str(number), data=_bytes(given[1]))
            return
        if handle is None or handle.path is None:
            return
        if self.call == "sendfile" or handle.appends:
            raise NotImplementedError(f"{self.call} to {handle.path}")
        at = int(given[3]) if self.call == "pwrite64" else handle.position
        if self.call == "write":
            handle.position += result
        yield self._made("write", handle.path, at=at, data=_bytes(given[1])[:result])

    def _renamed(self, name: str, given: list[str]) -> Iterator[Step]:
        path = self._path(given)
        if path is None:
            return
        if name == "rename":
            old, new = (self._name(text) for text in given if text.startswith('"'))
            if not new.startswith(self.began) or self.call != "rename":
                raise NotImplementedError(f"{self.call} of {old}")
            target = new[len(self.began) :]
            yield self._made("rename", path, target)
            self._follow(path, target)
        elif name == "mkdir":
            self.files.add(path)
            yield self._made("folder", path)
        else:
            yield self._made("remove", path)
            self._follow(path, None)

    def _follow(self, path: str, target: str | None) -> None:
        """Handles and names go along with what was renamed; what is removed has none any longer."""
        if target is not None:
            self._follow(target, None)

        def new(old: str) -> str | None:
            return None if target is None else target + old[len(path) :]

        for handle in self.handles.values():
            if handle.path is not None and f"{handle.path}/".startswith(f"{path}/"):
                handle.path = new(handle.path)
        moved = {old for old in self.files if f"{old}/".startswith(f"{path}/")}
        self.files -= moved
        self.files |= {renamed for old in moved if (renamed := new(old)) is not None}

    def _path(self, given: list[str]) -> str | None:
        """The path that a call names, from the folder on; None outside of it. "" is the folder itself."""
        names = [text for text in given if text.startswith('"')]
        name = self._name(names[0])
        if not name.startswith("/"):
            base = None if given[0] == "AT_FDCWD" or given[0] == names[0] else self._of_handle(int(given[0]))
            return None if base is None else f"{base}/{name}".lstrip("/")
        if name.rstrip("/") == self.began[:-1]:
            return ""
        return name[len(self.began) :].rstrip("/") if name.startswith(self.began) else None

    def _inside(self, argument: str) -> str | None:
        if argument.startswith('"'):
            return self._path([argument])
        return self._of_handle(int(argument)) if argument.isdigit() else None

    def _of_handle(self, number: int) -> str | None:
        handle = self.handles.get(number)
        return None if handle is None else handle.path

    def _name(self, quoted: str) -> str:
        return _bytes(quoted).decode()


def _bytes(quoted: str) -> bytes:
    if quoted.endswith("..."):
        raise ValueError("strace has cut a text short")
    return bytes.fromhex(quoted[1:-1].replace("\\x", ""))
