"""The first look at a stranger's plugin: in a process of its own, with limits, beside the command."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moonwalk.registry.declarations import Reserved, Role
from moonwalk.registry.descriptions import Cache, Description, cache_folder
from moonwalk.registry.discovery import FoundPlugin, find_plugins, plugin_in
from moonwalk.registry.guard import describe
from moonwalk.registry.isolation.limits import limit_memory
from moonwalk.registry.loaded import LoadedPlugin

if TYPE_CHECKING:
    import subprocess

LIMIT: Final = 10.0
"""Seconds that a first look may take."""

MEMORY: Final = 1 << 30
"""Bytes that it may take beside what the process has already, where the system can tell."""

AT_ONCE: Final = 4

_MARGIN: Final = 5.0
"""Seconds after which a look that should have ended is given up, with the program that had it."""

_WAITING: Final = (
    "It is new here and is being looked at for the first time. It is left out until that is done: "
    "try again in a few seconds."
)
_AGAIN: Final = "To look at it again: moonwalk plugins --again"
_CODE: Final = (
    "import json, sys; request = json.loads(sys.argv[1]); sys.path[:] = request['path']; "
    "from {module} import {name}; {name}(request)"
)


def fingerprint(reserved: Reserved) -> str:
    """The reserved keys as text: a description holds only for these."""
    return json.dumps(sorted((use, sorted(keys)) for use, keys in reserved.items()))


def recall(plugins: Sequence[LoadedPlugin], reserved: Reserved) -> FirstLooks | None:
    """Fill in what is known of plugins. Moonwalk's own are asked at once where nothing is.

    Strangers are not: the looks at them that have begun are returned.
    """
    cache, unknown = Cache(cache_folder(), fingerprint(reserved)), []
    for plugin in plugins:
        key = cache.key(plugin.installed, plugin.code)
        description = cache.read(plugin.installed, key)
        if description is not None:
            plugin.recall(description, partial(cache.note, plugin.installed, key))
            if not plugin.installed.first_party:
                plugin.problems += cache.notes(plugin.installed, key)
        elif plugin.installed.first_party:
            plugin.look()
            cache.write(plugin.installed, key, plugin.describe())
        else:
            unknown.append(plugin)
    return FirstLooks(cache, unknown, reserved) if unknown else None


def forget_strangers(workspace: Path | None = None) -> None:
    """Takes away what is known of strangers' plugins, so that they are looked at again."""
    cache = Cache(cache_folder())
    for plugin in find_plugins(workspace):
        if not plugin.first_party:
            cache.forget(plugin)


class FirstLooks:
    """Looks at plugins that nobody has seen yet. They go on when the program that began them has ended."""

    def __init__(self, cache: Cache, plugins: Sequence[LoadedPlugin], reserved: Reserved) -> None:
        self._room = None if cache.writable() else tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._cache = cache if self._room is None else cache.at(Path(self._room.name))
        self._waiting = [(plugin, cache.key(plugin.installed, plugin.code)) for plugin in plugins]
        for plugin in plugins:
            plugin.state = "new"
            plugin.problems.append(_WAITING)
        ours = [entry for entry in self._waiting if not self._is_looked_at(*entry)]
        self._process = self._begun(ours, reserved) if ours else None

    def wait(self, patience: float) -> bool:
        """Take over what the looks have found, for at most so many seconds. Whether all of them are over."""
        until = time.monotonic() + patience
        while self._waiting:
            ended = self._process is None or self._process.poll() is not None
            ended = ended and not any(self._is_looked_at(*entry) for entry in self._waiting)
            self._waiting = [entry for entry in self._waiting if not self._is_known(*entry)]
            if ended:
                for plugin, key in self._waiting:
                    self._settle(plugin, _failed("the process that looked at it has ended"), key)
                self._waiting = []
            elif time.monotonic() > until:
                return False
            else:
                time.sleep(0.005)
        return True

    def _is_looked_at(self, plugin: LoadedPlugin, key: str) -> bool:
        """Whether a look at it goes on, of this program or of another that came first."""
        begun = self._cache.begun(plugin.installed, key)
        return begun is not None and 0 <= begun < LIMIT + _MARGIN

    def _begun(
        self, plugins: Sequence[tuple[LoadedPlugin, str]], reserved: Reserved
    ) -> subprocess.Popen[bytes] | None:
        for plugin, key in plugins:
            self._cache.begin(plugin.installed, key)
        request = {
            "seconds": LIMIT,
            "folder": str(self._cache.folder),
            "reserved": {use: sorted(keys) for use, keys in reserved.items()},
            "plugins": [(plugin.installed.package, plugin.installed.name, key) for plugin, key in plugins],
            "files": [str(plugin.installed.file) for plugin, _ in plugins if plugin.installed.file],
        }
        try:
            return _python("supervise", request)
        except OSError:
            return None

    def _is_known(self, plugin: LoadedPlugin, key: str) -> bool:
        description = self._cache.read(plugin.installed, key)
        if description is not None:
            self._settle(plugin, description, key)
        return description is not None

    def _settle(self, plugin: LoadedPlugin, description: Description, key: str) -> None:
        plugin.state = "active"
        plugin.problems.remove(_WAITING)
        plugin.recall(description, partial(self._cache.note, plugin.installed, key))


def _failed(what: str) -> Description:
    return Description(
        problems=(f"It failed in its first look: {what}. It is left out until its files change. {_AGAIN}",),
        broken=True,
    )


def _python(name: str, request: dict[str, Any]) -> subprocess.Popen[bytes]:
    """A Python that runs a function of this module, with none of our files, windows and signals."""
    # Most starts find nothing new, and need no process.
    import subprocess

    code = _CODE.format(module=__name__, name=name)
    apart: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {}
    if os.name == "nt":
        apart["creationflags"] = 0x08000000  # no window
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", code, json.dumps({**request, "path": sys.path})],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        **apart,
    )


def _wanted(request: dict[str, Any]) -> tuple[FoundPlugin, ...]:
    """What is installed, and the files that a request is about."""
    return (*find_plugins(), *(plugin_in(Path(file)) for file in request["files"]))


@dataclass
class _Look:
    """A look that runs: how it ended (None: not yet), and how to end it."""

    plugin: FoundPlugin
    key: str
    began: float
    ended: Callable[[], int | None]
    end: Callable[[], None]


def supervise(request: dict[str, Any]) -> None:
    """Look at each plugin of a request, and note of those that do not come to an end what they did."""
    installed = {(plugin.package, plugin.name): plugin for plugin in _wanted(request)}
    cache = Cache(Path(request["folder"]), fingerprint(request["reserved"]))
    todo = [(installed[package, name], key) for package, name, key in request["plugins"]]
    running: list[_Look] = []
    while todo or running:
        while todo and len(running) < AT_ONCE:
            running.append(_begin(cache, *todo.pop(0), request))
        running = [look for look in running if not _is_over(look, cache, request["seconds"])]
        time.sleep(0.005)


def _is_over(look: _Look, cache: Cache, limit: float) -> bool:
    code = look.ended()
    if code is None:
        if time.monotonic() - look.began < limit:
            return False
        look.end()
        cache.write(look.plugin, look.key, _failed(f"it was not done after {limit:.0f} seconds"))
    elif cache.read(look.plugin, look.key) is None:
        cache.write(look.plugin, look.key, _failed(_ending(code)))
    return True


def _ending(code: int) -> str:
    if code < 0:
        return f"its process was ended by the signal {-code}"
    return f"it ended the program that imports it (exit code {code})"


def _begin(cache: Cache, plugin: FoundPlugin, key: str, request: dict[str, Any]) -> _Look:
    began = time.monotonic()
    if hasattr(os, "fork"):
        # What every plugin needs has been imported already, and costs nothing once more.
        number = os.fork()
        if not number:
            os.setsid()
            _look_and_end(cache, plugin, key, request["reserved"])
        return _Look(plugin, key, began, lambda: _ended(number), lambda: _end_group(number))
    process = _python("look", {**request, "plugins": [(plugin.package, plugin.name, key)]})
    return _Look(plugin, key, began, process.poll, process.kill)


def _ended(number: int) -> int | None:
    done, status = os.waitpid(number, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if done else None


def _end_group(number: int) -> None:
    with suppress(OSError):
        os.killpg(number, signal.SIGKILL)
    os.waitpid(number, 0)


def look(request: dict[str, Any]) -> None:
    """Look at the one plugin of a request, in this process."""
    package, name, key = request["plugins"][0]
    plugin = next(each for each in _wanted(request) if (each.package, each.name) == (package, name))
    cache = Cache(Path(request["folder"]), fingerprint(request["reserved"]))
    _look_and_end(cache, plugin, key, request["reserved"])


def _look_and_end(cache: Cache, plugin: FoundPlugin, key: str, reserved: dict[Role, list[str]]) -> None:
    """Look at a plugin, and end the process whatever it has left behind: threads, exit handlers."""
    limit_memory(MEMORY)
    loaded = LoadedPlugin(plugin, {use: frozenset(keys) for use, keys in reserved.items()})
    try:
        loaded.look()
        loaded.try_sources()
    except BaseException as error:
        loaded.state = "broken"
        loaded.problems.append(f"It failed in its import: {describe(error, plugin.module)}")
    cache.write(plugin, key, loaded.describe())
    os._exit(0)
