"""What a plugin under test may not use: watched call by call, and refused with its name and its line.

Two watchers see the same calls. A profile function is told of every function that Python code calls, also
of those of the clock, which nothing else reports. An audit hook is told of what native code does.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from time import monotonic, process_time
from types import CodeType, FrameType, MappingProxyType
from typing import Any, Final, Literal
from zoneinfo import TZPATH

Resource = Literal[
    "the clock",
    "randomness",
    "files",
    "the network",
    "processes",
    "the environment",
    "threads",
    "output",
    "the keyboard",
]
"""What lies outside of a plugin's input."""

EVERYTHING: Final[frozenset[Resource]] = frozenset(
    {
        "the clock",
        "randomness",
        "files",
        "the network",
        "processes",
        "the environment",
        "threads",
        "output",
        "the keyboard",
    }
)

_PATIENCE: Final = 10
"""So many seconds on the clock for each second of work."""

_CLOCK: Final = frozenset(
    [
        "time",
        "time_ns",
        "monotonic",
        "monotonic_ns",
        "perf_counter",
        "perf_counter_ns",
        "process_time",
        "process_time_ns",
        "thread_time",
        "thread_time_ns",
        "clock_gettime",
        "clock_gettime_ns",
        "localtime",
        "gmtime",
        "ctime",
        "strftime",
        "asctime",
        "sleep",
        "now",
        "today",
        "utcnow",
    ]
)
_PROCESSES: Final = frozenset(
    [
        "fork",
        "forkpty",
        "_exit",
        "abort",
        "kill",
        "killpg",
        "system",
        "popen",
        "wait",
        "waitpid",
        "waitid",
        "getpid",
        "getppid",
        "posix_spawn",
        "posix_spawnp",
        "execv",
        "execve",
        "spawnv",
        "spawnve",
        "startfile",
        "nice",
    ]
)
_ENVIRONMENT: Final = frozenset(["putenv", "unsetenv", "getlogin", "uname", "getuid", "getgid", "umask"])
_HARMLESS: Final = frozenset(
    ["fspath", "strerror", "cpu_count", "getcwd", "_path_normpath", "_path_splitroot"]
)
_MODULES: Final = MappingProxyType[str, Resource](
    {
        "_socket": "the network",
        "_ssl": "the network",
        "_posixsubprocess": "processes",
        "_winapi": "processes",
        "_thread": "threads",
        "_sqlite3": "files",
    }
)
_LIBRARIES: Final = MappingProxyType[str, Resource](
    {
        **dict.fromkeys(("urllib", "http", "socket", "requests", "httpx", "smtplib"), "the network"),
        **dict.fromkeys(("subprocess", "multiprocessing"), "processes"),
        **dict.fromkeys(("random", "uuid", "secrets"), "randomness"),
        **dict.fromkeys(("threading", "concurrent", "asyncio"), "threads"),
        "logging": "output",
    }
)
_LOCKS: Final = frozenset(["allocate_lock", "RLock", "get_ident", "get_native_id", "_set_sentinel", "lock"])

_EVENTS: Final[tuple[tuple[str, Resource], ...]] = (
    ("open", "files"),
    ("os.listdir", "files"),
    ("os.scandir", "files"),
    ("os.mkdir", "files"),
    ("os.remove", "files"),
    ("os.rename", "files"),
    ("os.rmdir", "files"),
    ("shutil.", "files"),
    ("sqlite3.connect", "files"),
    ("tempfile.", "files"),
    ("os.putenv", "the environment"),
    ("os.unsetenv", "the environment"),
    ("os.fork", "processes"),
    ("os.exec", "processes"),
    ("os.posix_spawn", "processes"),
    ("os.spawn", "processes"),
    ("os.startfile", "processes"),
    ("os.system", "processes"),
    ("os.kill", "processes"),
    ("subprocess.", "processes"),
    ("socket.", "the network"),
    ("urllib.", "the network"),
    ("_thread.start", "threads"),
)

_CALLS: Final = frozenset({"call", "c_call"})
"""What a profile function is told of; it is told of each return as well."""

_WATCHED: Final = tuple(prefix for prefix, _ in _EVENTS)

_TRUSTED: Final = ("<frozen importlib", "<frozen zipimport", "<frozen runpy")
_TRUSTED_MODULES: Final = frozenset(
    {"zoneinfo", "importlib", "linecache", "warnings", "moonwalk", "pydantic", "pluggy", "pytest", "_pytest"}
)


class Trespass(BaseException):
    """Ends a call that uses what it may not; no `except Exception` of a plugin holds it up."""


class Overdue(BaseException):
    """Ends a call that takes too long; the text is the line of the plugin that it had come to."""


@dataclass(frozen=True, slots=True)
class Use:
    """A resource that a plugin used: the function it called, and the line that called it."""

    resource: Resource
    function: str
    place: str


@dataclass
class Watch:
    """Watches the calls of one plugin, whose code lies in `home`: a file, or a folder with all below it."""

    home: Path
    forbidden: frozenset[Resource] = EVERYTHING
    used: list[Use] = field(default_factory=list)
    _active: bool = False
    _hooked: bool = False
    _deadline: float = inf
    _last_moment: float = inf
    _soonest: float = inf

    @contextmanager
    def on(self, seconds: float = inf) -> Iterator[None]:
        """Watches whatever is called inside; Trespass at the first use of something forbidden.

        Overdue at the first call after so many seconds of work, or ten times as many on the clock: on a busy
        machine a plugin waits for its turn, and a plugin that waits for something else does no work.
        """
        if not self._hooked:
            sys.addaudithook(self._audit)
            self._hooked = True
        self._active, self._deadline = True, process_time() + seconds
        now = monotonic()
        self._last_moment = now + _PATIENCE * seconds
        # All cores together do no more work than this. To ask for work done takes ten times as long.
        self._soonest = now + seconds / (os.cpu_count() or 1)
        sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            self._active = False

    def _profile(self, frame: FrameType, event: str, arg: Any) -> None:
        if event not in _CALLS:
            return
        now = monotonic()
        if now > self._soonest and (process_time() > self._deadline or now > self._last_moment):
            raise Overdue(self._place_in_plugin(frame))
        if event == "c_call":
            resource = _native(arg, frame)
            if resource in self.forbidden:
                self._refuse(resource, frame, _name_of(arg))
        elif event == "call":
            resource = _python(frame)
            if resource in self.forbidden and frame.f_back is not None:
                self._refuse(resource, frame.f_back, _call_of(frame))

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._active or not event.startswith(_WATCHED):
            return
        resource = next((resource for prefix, resource in _EVENTS if event.startswith(prefix)), None)
        if resource in self.forbidden and not _is_time_zone(event, arguments):
            self._active = False
            try:
                self._refuse(resource, sys._getframe(1), f"{event}()")
            finally:
                self._active = True

    def _refuse(self, resource: Resource | None, frame: FrameType, function: str) -> None:
        """Raises where the plugin itself asked for this, not what Python does to import or to warn."""
        inner: FrameType | None = None
        outer: FrameType | None = frame
        while outer is not None and not self._is_plugin(outer.f_code):
            if _is_trusted(outer):
                return
            inner, outer = outer, outer.f_back
        if outer is None or resource is None:
            return
        called = function
        if inner is not None:
            # What a library does inside, say read the environment, says less than what it was asked for.
            called, top = _call_of(inner), str(inner.f_globals.get("__name__", "")).partition(".")[0]
            resource = _LIBRARIES.get(top, resource)
        place = f"{Path(outer.f_code.co_filename).name}:{outer.f_lineno}"
        self.used.append(Use(resource, called, place))
        raise Trespass(f"{resource}: {called} at {place}")

    def _place_in_plugin(self, frame: FrameType | None) -> str:
        while frame is not None and not self._is_plugin(frame.f_code):
            frame = frame.f_back
        return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame is not None else ""

    def _is_plugin(self, code: CodeType) -> bool:
        return is_inside(code.co_filename, self.home)


def _is_time_zone(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether the rules of a time zone are read, which anything may ask for by its name."""
    path = str(arguments[0]) if event == "open" and arguments else ""
    return path.startswith(tuple(TZPATH)) or "tzdata" in path


def is_inside(filename: str, home: Path) -> bool:
    """Whether a file is this one, or lies in this folder."""
    return filename == str(home) or filename.startswith(f"{home}{os.sep}")


def _is_trusted(frame: FrameType) -> bool:
    if frame.f_code.co_filename.startswith(_TRUSTED):
        return True
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in _TRUSTED_MODULES


def _native(function: Any, frame: FrameType) -> Resource | None:
    """What a function of native code uses, if it is anything that lies outside."""
    module, name = getattr(function, "__module__", None), getattr(function, "__name__", "")
    owner = getattr(function, "__self__", None)
    if module == "time" and name in _CLOCK:
        return "the clock"
    if name in ("now", "today", "utcnow") and isinstance(owner, type) and issubclass(owner, date):
        return "the clock"
    if owner is getattr(random, "_inst", None):
        return "randomness"
    if module in ("posix", "nt"):
        return _of_system(name)
    if module in ("_io", "io") and name in ("open", "open_code"):
        return "files"
    if module == "builtins" and name in ("print", "input"):
        return "output" if name == "print" else "the keyboard"
    if module == "_thread" and (name in _LOCKS or not name.startswith("start")):
        return None
    return _MODULES.get(module or "")


def _of_system(name: str) -> Resource | None:
    if name in ("urandom", "getrandom"):
        return "randomness"
    if name in ("times",):
        return "the clock"
    if name in _PROCESSES:
        return "processes"
    if name in _ENVIRONMENT:
        return "the environment"
    return None if name in _HARMLESS or name.startswith("W") else "files"


_Environ: Final = type(os.environ)
_ENVIRON_CODE: Final = frozenset(
    {
        _Environ.__getitem__.__code__,
        _Environ.__setitem__.__code__,
        _Environ.__delitem__.__code__,
        _Environ.__iter__.__code__,
        _Environ.__len__.__code__,
    }
)
_ENVIRON_FILE: Final = _Environ.__getitem__.__code__.co_filename
_SEED: Final[Callable[..., None]] = random.Random.seed


def _python(frame: FrameType) -> Resource | None:
    """What a function of Python's own library uses, where the function itself is what tells."""
    code = frame.f_code
    # A piece of code is looked up by all that it holds, which takes longer than to compare names of files.
    if code.co_filename == _ENVIRON_FILE and code in _ENVIRON_CODE:
        return "the environment"
    if code.co_filename == random.__file__:
        values = frame.f_locals
        shared = values.get("self") is getattr(random, "_inst", None) and values.get("self") is not None
        unseeded = code is getattr(_SEED, "__code__", None) and values.get("a") is None
        return "randomness" if shared or unseeded else None
    return None


def _name_of(function: Any) -> str:
    owner = getattr(function, "__self__", None)
    module = {"posix": "os", "nt": "os", "_io": "", "io": "", "builtins": ""}.get(
        function.__module__ or "", function.__module__
    )
    name = getattr(function, "__name__", "")
    if isinstance(owner, type):
        return f"{owner.__name__}.{name}()"
    if owner is getattr(random, "_inst", None):
        return f"random.{name}()"
    return f"{module}.{name}()" if module else f"{name}()"


def _call_of(frame: FrameType) -> str:
    """A function of Python code, as people call it."""
    module = str(frame.f_globals.get("__name__", ""))
    name = frame.f_code.co_qualname
    if frame.f_code in _ENVIRON_CODE:
        return "os.environ"
    return f"{module}.{name.removeprefix('Random.')}()" if module else f"{name}()"
