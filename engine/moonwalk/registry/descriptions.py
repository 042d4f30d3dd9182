"""What is known of plugins without importing them, kept on disk by distribution, version and code."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from moonwalk import __version__
from moonwalk.registry.discovery import FoundPlugin, code_of, normal

FORMAT: Final = 1
"""Changes whenever what is written does, so that nobody reads what an older Moonwalk wrote."""


@dataclass(frozen=True, slots=True)
class DeclaredName:
    """A declaration without its class: the base of the class, the short name, and its kept attributes."""

    base: str
    name: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Description:
    """What a plugin declares and what is wrong with it, as a look at it found. A broken one has no use."""

    declared: tuple[DeclaredName, ...] = ()
    folders: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    broken: bool = False
    milliseconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The description as plain values."""
        return {
            "declared": [
                [declared.base, declared.name, dict(declared.attributes)] for declared in self.declared
            ],
            "folders": list(self.folders),
            "problems": list(self.problems),
            "broken": self.broken,
            "milliseconds": self.milliseconds,
        }

    @classmethod
    def from_json(cls, values: Any) -> Description:
        """The description in plain values; ValueError, TypeError or KeyError where there is none in them."""
        declared = tuple(
            DeclaredName(str(base), str(name), {key: _frozen(value) for key, value in attributes.items()})
            for base, name, attributes in values["declared"]
        )
        folders = tuple(str(folder) for folder in values["folders"])
        problems = tuple(str(problem) for problem in values["problems"])
        return cls(declared, folders, problems, values["broken"] is True, float(values["milliseconds"]))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def cache_folder() -> Path | None:
    """The folder for what may be thrown away, of this user and this Python; None where there is no home.

    `MOONWALK_CACHE` names another.
    """
    named = os.environ.get("MOONWALK_CACHE")
    try:
        home = Path(named) if named else _home_of_caches()
    except RuntimeError:
        return None
    place = sha256(f"{sys.prefix}\n{sys.version}\n{__file__}".encode()).hexdigest()[:12]
    return home / "plugins" / place


def _home_of_caches() -> Path:
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "moonwalk" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "moonwalk"
    named = os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "moonwalk"


class Cache:
    """The descriptions in a folder, a file for each plugin. It may be missing, damaged or read-only.

    Programs may share it: a file is replaced as a whole, and counts only for the code that it describes.
    """

    def __init__(self, folder: Path | None, reserved: str = "") -> None:
        self.folder = folder
        self._engine = (
            f"{FORMAT} {__version__} {code_of('moonwalk.api')} {code_of('moonwalk.registry')} {reserved}"
        )

    def at(self, folder: Path) -> Cache:
        """A cache for the same descriptions in another folder."""
        other = Cache(folder)
        other._engine = self._engine
        return other

    def writable(self) -> bool:
        """Whether anything can be kept."""
        if self.folder is None:
            return False
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                return True
        except OSError:
            return False

    def key(self, plugin: FoundPlugin, code: str) -> str:
        """Letters for the very code that a description is of; `code` are those of `code_of`."""
        parts = (self._engine, plugin.label, plugin.name, plugin.module, code)
        return sha256("\n".join(parts).encode()).hexdigest()[:32]

    def read(self, plugin: FoundPlugin, key: str) -> Description | None:
        """What is known of a plugin; None where nothing is, or only of other code."""
        try:
            values = json.loads(self._file(plugin).read_text("utf-8"))
            if values["key"] != key:
                return None
            if "surroundings" in values and values["surroundings"] != surroundings():
                return None
            return Description.from_json(values)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def write(self, plugin: FoundPlugin, key: str, description: Description) -> None:
        """Keeps a description in place of the one before. Where that is not possible, nothing happens."""
        values: dict[str, Any] = {"key": key, **description.to_json()}
        if description.broken:
            # What it lacks may be installed without a change to its own files.
            values["surroundings"] = surroundings()
        self._replace(plugin, values)

    def begin(self, plugin: FoundPlugin, key: str) -> None:
        """Notes that a look at this very code has begun, in place of what is known of other code."""
        self._replace(plugin, {"key": key, "begun": time.time()})

    def begun(self, plugin: FoundPlugin, key: str) -> float | None:
        """How many seconds ago a look at this very code began that has not ended; None where none did."""
        try:
            values = json.loads(self._file(plugin).read_text("utf-8"))
            return time.time() - float(values["begun"]) if values["key"] == key else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def forget(self, plugin: FoundPlugin) -> None:
        """Takes away what is known of a plugin, so that it is looked at again."""
        with suppress(OSError):
            for kind in ("", _NOTES):
                self._file(plugin, kind).unlink(missing_ok=True)

    def note(self, plugin: FoundPlugin, key: str, sentence: str) -> None:
        """Keeps what this very code did to its process, for whoever asks about the plugin later."""
        notes = dict.fromkeys((*self.notes(plugin, key), sentence))
        self._replace(plugin, {"key": key, "notes": list(notes)[-MOST_NOTES:]}, _NOTES)

    def notes(self, plugin: FoundPlugin, key: str) -> tuple[str, ...]:
        """What this very code did to its process until now, a sentence each."""
        try:
            values = json.loads(self._file(plugin, _NOTES).read_text("utf-8"))
            return tuple(map(str, values["notes"])) if values["key"] == key else ()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return ()

    def _file(self, plugin: FoundPlugin, kind: str = "") -> Path:
        if self.folder is None:
            raise FileNotFoundError
        whose = f"{normal(plugin.package)}\n{plugin.name}"
        if plugin.file is not None:
            # Another workspace may have a file of this name.
            whose = f"{whose}\n{plugin.file.absolute()}"
        owner = sha256(whose.encode()).hexdigest()[:16]
        return self.folder / f"{owner}{kind}.json"

    def _replace(self, plugin: FoundPlugin, values: Mapping[str, Any], kind: str = "") -> None:
        with suppress(OSError):
            file = self._file(plugin, kind)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=file.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as stream:
                    json.dump(values, stream)
                Path(temporary).replace(file)
            except OSError:
                Path(temporary).unlink(missing_ok=True)


_NOTES: Final = ".notes"

MOST_NOTES: Final = 5


def surroundings() -> str:
    """Letters that change when a distribution is installed, removed or updated beside the plugins."""
    digest = sha256()
    for place in sys.path:
        with suppress(OSError):
            if place.endswith(("site-packages", "dist-packages")):
                digest.update(f"{place} {Path(place).stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
