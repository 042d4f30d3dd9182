"""Which plugins are installed, read from metadata without importing any, and the hash of their code."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path

from moonwalk.registry.guard import attempt


def code_of(module: str) -> str:
    """Letters for the Python files of a module, or of its package: their names, sizes and times of change.

    None of them is run for it.
    """
    path = file_of(module)
    if path is None:
        return ""
    files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
    digest = sha256()
    for source in files:
        try:
            state = source.stat()
        except OSError:
            continue
        digest.update(f"{source.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def file_of(module: str) -> Path | None:
    """The file that an import of a module would run; None where there is none. Nothing is run for it."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if file:
        return Path(file)
    spec, places, name = None, None, ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = _spec(name, places)
        if spec is None:
            return None
        places = spec.submodule_search_locations
    return Path(spec.origin) if spec and spec.origin and spec.has_location else None


def _spec(name: str, places: Sequence[str] | None) -> ModuleSpec | None:
    # `importlib.util.find_spec` would import the packages around the module, and run a stranger's code.
    for finder in sys.meta_path:
        spec = attempt(partial(finder.find_spec, name, places, None), None)
        if spec is not None:
            return spec
    return None


GROUP = "moonwalk"
FIRST_PARTY = "moonwalk"


@dataclass(frozen=True, slots=True)
class FoundPlugin:
    """An entry point: its name, the module it points to, whose it is. `load` imports it.

    `entry` is what the entry point says, by which another process can load it as well; it is empty for a
    plugin that only this process has.
    """

    name: str
    module: str
    package: str
    version: str
    load: Callable[[], object]
    entry: str = ""
    listed_files: Callable[[], Sequence[Path]] = tuple
    """The files that its distribution says it has; none where it does not say."""

    @property
    def first_party(self) -> bool:
        """Whether it comes with Moonwalk itself."""
        return normal(self.package) == FIRST_PARTY

    @property
    def label(self) -> str:
        """The distribution for people: `moonwalk-acme 1.2`."""
        return f"{self.package} {self.version}".strip()


def normal(package: str) -> str:
    """A distribution's name in the spelling by which names are compared."""
    return re.sub(r"[-_.]+", "-", package).lower()


def same_package(first: str, second: str) -> bool:
    """Whether two spellings are of the same distribution's name."""
    return normal(first) == normal(second)


def find_plugins() -> tuple[FoundPlugin, ...]:
    """Every entry point of the group `moonwalk`: Moonwalk's own first, then by name and package.

    A distribution whose metadata cannot be read is passed over; of one that is there twice, the first
    on the path counts.
    """
    plugins: list[FoundPlugin] = []
    for distribution in distributions():
        entries: tuple[EntryPoint, ...] = attempt(partial(_listed, distribution), ())
        if entries:
            package = attempt(partial(_name, distribution), "") or "a package without a name"
            if normal(package) not in {normal(other.package) for other in plugins}:
                version = attempt(partial(_version, distribution), "")
                plugins += [
                    FoundPlugin(
                        entry.name,
                        _module(entry),
                        package,
                        version,
                        entry.load,
                        entry.value,
                        partial(_files, distribution),
                    )
                    for entry in entries
                ]
    return tuple(
        sorted(plugins, key=lambda entry: (not entry.first_party, entry.name, normal(entry.package)))
    )


def _listed(distribution: Distribution) -> tuple[EntryPoint, ...]:
    return tuple(entry for entry in distribution.entry_points if entry.group == GROUP)


def _module(entry: EntryPoint) -> str:
    return re.split(r"[:\[]", entry.value)[0].strip()


def _name(distribution: Distribution) -> str:
    return distribution.metadata["Name"] or ""


def _version(distribution: Distribution) -> str:
    return distribution.version or ""


def _files(distribution: Distribution) -> tuple[Path, ...]:
    return attempt(lambda: tuple(Path(str(file.locate())) for file in distribution.files or ()), ())
