"""Whose code may be loaded, and how the very code of a plugin is known again on any machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from moonwalk.registry.descriptions import cache_folder
from moonwalk.registry.discovery import FoundPlugin, file_of, normal
from moonwalk.registry.guard import attempt

Policy = Literal["ask", "allow", "strict"]
"""What is done with plugins that Moonwalk did not bring: loaded once approved, always, or only unchanged."""

_SHOWN: Final = 12
"""Of a hash, so many letters are enough to tell two of them apart."""

_DIGITS: Final = 64

_QUICKLY_READ: Final = 1 << 18
"""Bytes that are hashed sooner than anything could be looked up about them."""

_MADE_WHEN_RUN: Final = (".pyc", ".pyo")


@dataclass(frozen=True, slots=True)
class PluginCode:
    """The code of a plugin: its distribution, its version, and the hash of its files.

    The hash is the same wherever the same files are installed. It is empty where it is not known.
    """

    package: str
    version: str
    hash: str = ""

    @property
    def label(self) -> str:
        """The distribution, its version and the beginning of the hash, for people."""
        letters = f" ({self.hash[:_SHOWN]})" if self.hash else ""
        return f"{self.package} {self.version}".strip() + letters

    def holds(self, now: PluginCode) -> bool:
        """Whether code is still this very code, as far as anybody knows."""
        same = normal(self.package) == normal(now.package) and self.version == now.version
        return same and self.hash in ("", now.hash)


def code_of_plugin(plugin: FoundPlugin) -> PluginCode:
    """The code of a plugin as it is installed now. None of it is run."""
    return PluginCode(plugin.package, plugin.version, content_hash(plugin))


def content_hash(plugin: FoundPlugin) -> str:
    """The SHA-256 of a plugin's files, by name and content; empty where it has none.

    The files of a stranger are its whole package and all else that its distribution lists; those of a
    plugin of Moonwalk's own are its module or package. How a machine ends lines makes no difference.
    """
    files = sorted(dict(_files(plugin)).items())
    if not files:
        return ""
    states = [(name, path.stat()) for name, path in files]
    if sum(state.st_size for _, state in states) < _QUICKLY_READ:
        return _hash_of(files)
    # Reading a large package at every start would be felt; as long as no file is touched, it need not be.
    key = sha256(repr([(name, state.st_size, state.st_mtime_ns) for name, state in states]).encode())
    return _remembered(key.hexdigest(), files)


def _remembered(key: str, files: Sequence[tuple[str, Path]]) -> str:
    folder = cache_folder()
    if folder is None:
        return _hash_of(files)
    file = folder / f"{key[:32]}.hash"
    known = attempt(partial(file.read_text, "ascii"), "")
    if len(known) == _DIGITS:
        return known
    hashed = _hash_of(files)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(hashed, "ascii")
    return hashed


def _hash_of(files: Sequence[tuple[str, Path]]) -> str:
    digest = sha256()
    for name, path in files:
        data = attempt(path.read_bytes, b"")
        if b"\0" not in data:
            data = data.replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(plugin: FoundPlugin) -> Iterator[tuple[str, Path]]:
    """A plugin's files, each with the name that it has on every machine."""
    if plugin.file is not None:
        yield plugin.file.name, plugin.file
        return
    path = file_of(plugin.module)
    top = plugin.module.partition(".")[0]
    if not plugin.first_party and path is not None:
        package = file_of(top)
        path = package if package is not None and package.name == "__init__.py" else path
    if path is not None and path.name == "__init__.py":
        yield from _named(path.parent.parent, path.parent.rglob("*"))
    elif path is not None:
        yield path.name, path
    if path is None:
        yield from ((file.name, file) for file in plugin.listed_files() if file.is_file())
    elif not plugin.first_party:
        home = path.parent.parent if path.name == "__init__.py" else path.parent
        yield from _named(home, plugin.listed_files())


def _named(home: Path, paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """The files that count, by their path below a folder; what lies elsewhere does not count."""
    for path in paths:
        if not path.is_relative_to(home):
            continue
        inside = path.relative_to(home)
        odd = any(
            part.startswith((".", "__pycache__", "__editable__")) or part.endswith(".dist-info")
            for part in inside.parts
        )
        if not odd and path.suffix not in _MADE_WHEN_RUN and path.is_file():
            yield inside.as_posix(), path


def _nothing() -> Mapping[str, PluginCode]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Trust:
    """Which strangers' plugins a workspace loads. `approved` is read only where there is a stranger."""

    policy: Policy = "ask"
    approved: Callable[[], Mapping[str, PluginCode]] = _nothing

    @cached_property
    def _approved(self) -> Mapping[str, PluginCode]:
        return self.approved()

    def objection(self, plugin: FoundPlugin) -> str:
        """Why a plugin is not loaded, and the command that changes it; empty where it may be loaded."""
        if self.policy == "allow" or plugin.first_party:
            return ""
        approved = self._approved.get(plugin.name)
        way_out = f"It was not loaded. If you trust it: moonwalk plugins approve {plugin.name}"
        if approved is None:
            return f"It is new to this workspace, and nobody has approved it. {way_out}"
        now = code_of_plugin(plugin)
        if plugin.file is not None and not _approval_here(plugin, now).is_file():
            # The workspace brings both, its code and its approval of that.
            return f"It came with this workspace, and nobody has approved it on this computer. {way_out}"
        if approved.holds(now) and (approved.hash or self.policy == "ask"):
            return ""
        return f"It is {now.label}, and what was approved is {approved.label}. {way_out}"


def approve_here(plugin: FoundPlugin, code: PluginCode) -> None:
    """Note that somebody on this computer trusts the file of a workspace. Others' approvals do not count."""
    file = _approval_here(plugin, code)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)


def _approval_here(plugin: FoundPlugin, code: PluginCode) -> Path:
    """The file that stands for an approval by this account on this computer; it may be missing."""
    folder = cache_folder()
    letters = sha256(f"{plugin.file}\n{code.hash}".encode()).hexdigest()[:32]
    return (folder or Path(os.devnull)) / f"{letters}.approved"


EVERYTHING: Final = Trust("allow")
"""Outside of a workspace nobody's data is at stake, and whatever is installed may show what it is."""

NOBODY: Final = Trust("ask")
"""A workspace that is only being made has approved nothing."""
