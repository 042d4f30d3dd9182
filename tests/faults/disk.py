"""A disk that loses its power: what was not synced may be lost, kept, or torn, in any order.

Two models of file systems. `ORDERED`: changes of names reach the disk in their order, and every sync takes
along all that came before it, as with a journal of metadata. `LOOSE`: a name is on the disk for sure only
once its folder was synced; before that each change may be there or not, whatever became of others.
In both, each sector of 512 bytes that was written and not synced may be there or not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .tracing import Step

ORDERED: Final = "ordered"
LOOSE: Final = "loose"
MODELS: Final = (ORDERED, LOOSE)
SECTOR: Final = 512


@dataclass(eq=False)
class File:
    """A file: what is on the disk for sure, and what was written to it since."""

    stable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def after(self, dice: random.Random | None = None, kept: float = 1.0) -> bytes:
        """The content when each sector written since is there with this probability."""
        content = bytearray(self.stable)

        def survives() -> bool:
            return kept >= 1 or (dice is not None and dice.random() < kept)

        for at, data in self.pending:
            if data is None:
                if survives():
                    _resize(content, at)
                continue
            begin = at
            while begin < at + len(data):
                end = min(at + len(data), (begin // SECTOR + 1) * SECTOR)
                if survives():
                    _resize(content, max(len(content), end))
                    content[begin:end] = data[begin - at : end - at]
                begin = end
        return bytes(content)

    def sync(self) -> None:
        """Everything is on the disk."""
        self.stable, self.pending = self.after(), []


def _resize(content: bytearray, size: int) -> None:
    del content[size:]
    content.extend(bytes(size - len(content)))


@dataclass(eq=False)
class Folder:
    """A folder: the names in it now, and those that are on the disk for sure."""

    names: dict[str, File | Folder] = field(default_factory=dict)
    stable: dict[str, File | Folder] = field(default_factory=dict)


Change = tuple[tuple[Folder, str, "File | Folder | None"], ...]
"""What happens at once to names in folders."""


@dataclass
class Disk:
    """A folder on a disk of one of the models."""

    model: str
    top: Folder = field(default_factory=Folder)
    changes: list[Change] = field(default_factory=list)

    @classmethod
    def holding(cls, path: Path, model: str) -> Disk:
        """A disk with what is in a folder now, all of it safe."""

        def taken(place: Path) -> File | Folder:
            if place.is_file():
                return File(place.read_bytes())
            names = {inner.name: taken(inner) for inner in place.iterdir()}
            return Folder(names, dict(names))

        top = taken(path)
        assert isinstance(top, Folder)
        return cls(model, top)

    def do(self, step: Step) -> None:
        """Do what a program did."""
        match step.kind:
            case "make":
                self._change((step.path, File()))
            case "folder":
                self._change((step.path, Folder()))
            case "remove":
                self._change((step.path, None))
            case "rename":
                self._change((step.path, None), (step.target, self._at(step.path)))
            case "write":
                self._file(step.path).pending.append((step.at, step.data))
            case "resize":
                self._file(step.path).pending.append((step.at, None))
            case "sync":
                self._sync(self._at(step.path))

    def _at(self, path: str) -> File | Folder:
        node: File | Folder = self.top
        for name in filter(None, path.split("/")):
            assert isinstance(node, Folder), path
            node = node.names[name]
        return node

    def _file(self, path: str) -> File:
        node = self._at(path)
        assert isinstance(node, File), path
        return node

    def _change(self, *named: tuple[str, File | Folder | None]) -> None:
        change = []
        for path, node in named:
            above, _, name = path.rpartition("/")
            folder = self._at(above)
            assert isinstance(folder, Folder), path
            _set(folder.names, name, node)
            change.append((folder, name, node))
        self.changes.append(tuple(change))

    def _sync(self, node: File | Folder) -> None:
        if isinstance(node, File):
            node.sync()
        if self.model == ORDERED:
            safe = set(range(len(self.changes)))
        else:
            safe = {at for at, change in enumerate(self.changes) if any(item[0] is node for item in change)}
            # What came earlier to the same name has come to pass as well.
            for at in reversed(range(len(self.changes))):
                later = {item[:2] for number in safe if number > at for item in self.changes[number]}
                if any(item[:2] in later for item in self.changes[at]):
                    safe.add(at)
        for at in sorted(safe):
            for folder, name, target in self.changes[at]:
                _set(folder.stable, name, target)
        self.changes = [change for at, change in enumerate(self.changes) if at not in safe]

    def cut(self, dice: random.Random) -> dict[str, bytes | None]:
        """What is on the disk after a power cut at this moment: content by path, None for folders."""
        kept, named = dice.choice((0.0, 0.5, 0.9, 1.0)), dice.choice((0.0, 0.5, 0.9, 1.0))
        if self.model == ORDERED:
            survivors = self.changes[: round(dice.random() * len(self.changes)) if 0 < named < 1 else None]
            survivors = survivors if named else []
        else:
            survivors = [change for change in self.changes if dice.random() < named]
        names: dict[Folder, dict[str, File | Folder]] = {}
        for change in survivors:
            for folder, name, node in change:
                _set(names.setdefault(folder, dict(folder.stable)), name, node)
        return dict(self._walk(self.top, "", names, dice, kept))

    def now(self) -> dict[str, bytes | None]:
        """What a program sees at this moment, without any power cut."""
        every: dict[Folder, dict[str, File | Folder]] = {}

        def gather(folder: Folder) -> None:
            every[folder] = folder.names
            for node in folder.names.values():
                if isinstance(node, Folder):
                    gather(node)

        gather(self.top)
        return dict(self._walk(self.top, "", every, random.Random(0), 1.0))

    def _walk(
        self,
        folder: Folder,
        path: str,
        names: dict[Folder, dict[str, File | Folder]],
        dice: random.Random,
        kept: float,
    ) -> Iterator[tuple[str, bytes | None]]:
        for name, node in sorted(names.get(folder, folder.stable).items()):
            inner = f"{path}{name}"
            if isinstance(node, File):
                yield inner, node.after(dice, kept)
            else:
                yield inner, None
                yield from self._walk(node, f"{inner}/", names, dice, kept)


def _set(names: dict[str, File | Folder], name: str, node: File | Folder | None) -> None:
    if node is None:
        names.pop(name, None)
    else:
        names[name] = node
