"""Which plugins are installed, read from metadata without importing any, and the hash of their code."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from moonwalk.registry.guard import attempt

Packages: TypeAlias = dict[str, Sequence[str] | None]
"""The folders of packages, by name."""


def code_of(module: str, packages: Packages | None = None) -> str:
    """Letters for the Python files of a module, or of its package: their names, sizes and times of change.

    None of them is run for it. `packages` are those whose place is known, as in `file_of`.
    """
    path = file_of(module, packages)
    if path is None:
        return ""
    return code_of_files(sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path])


def code_of_files(files: Sequence[Path]) -> str:
    """Letters for some Python files: their names, sizes and times of change."""
    digest = sha256()
    for source in files:
        try:
            state = source.stat()
        except OSError:
            continue
        digest.update(f"{source.name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def file_of(module: str, packages: Packages | None = None) -> Path | None:
    """The file that an import of a module would run; None where there is none. Nothing is run for it.

    The packages around it are not looked for where `packages` has them; what was found is added to it.
    """
    known = {} if packages is None else packages
    file = getattr(sys.modules.get(module), "__file__", None)
    if file:
        return Path(file)
    spec, places, name = None, None, ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        if name in known and name != module:
            places = known[name]
            continue
        spec = _spec(name, places)
        if spec is None:
            return None
        places = known[name] = spec.submodule_search_locations
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
FOLDER = "plugins"
"""The folder of a workspace in which a file is a plugin."""


@dataclass(frozen=True, slots=True)
class FoundPlugin:
    """An entry point: its name, the module it points to, whose it is. `load` imports it.

    `entry` is what the entry point says, by which another process can load it as well; it is empty for a
    plugin that only this process has. `file` is that of a plugin which is a single file of a workspace and
    belongs to no distribution.
    """

    name: str
    module: str
    package: str
    version: str
    load: Callable[[], object]
    entry: str = ""
    listed_files: Callable[[], Sequence[Path]] = tuple
    """The files that its distribution says it has; none where it does not say."""
    file: Path | None = None
    packages: Packages = field(default_factory=dict, compare=False, repr=False)
    """The packages whose place is known: many plugins are in the same one."""

    @property
    def first_party(self) -> bool:
        """Whether it comes with Moonwalk itself."""
        return normal(self.package) == FIRST_PARTY

    @property
    def code(self) -> str:
        """Letters that change when its files do."""
        return code_of(self.module, self.packages) if self.file is None else code_of_files([self.file])

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


def find_plugins(workspace: Path | None = None) -> tuple[FoundPlugin, ...]:
    """Every entry point of the group `moonwalk`: Moonwalk's own first, then by name and package.

    A distribution whose metadata cannot be read is passed over; of one that is there twice, the first
    on the path counts. The files that a workspace has in its folder for plugins come last.
    """
    plugins: list[FoundPlugin] = []
    packages: Packages = {}
    for distribution in distributions():
        entries: tuple[EntryPoint, ...] = attempt(partial(_listed, distribution), ())
        if entries:
            name, version = attempt(partial(_named, distribution), ("", ""))
            package = name or "a package without a name"
            if normal(package) not in {normal(other.package) for other in plugins}:
                plugins += [
                    FoundPlugin(
                        entry.name,
                        _module(entry),
                        package,
                        version,
                        entry.load,
                        entry.value,
                        partial(_files, distribution),
                        packages=packages,
                    )
                    for entry in entries
                ]
    plugins.sort(key=lambda entry: (not entry.first_party, entry.name, normal(entry.package)))
    return (*plugins, *(plugins_in(workspace) if workspace else ()))


def _listed(distribution: Distribution) -> tuple[EntryPoint, ...]:
    # To parse them takes longer than to read them, and hardly any distribution has plugins.
    if GROUP not in (distribution.read_text("entry_points.txt") or ""):
        return ()
    return tuple(entry for entry in distribution.entry_points if entry.group == GROUP)


def _module(entry: EntryPoint) -> str:
    return re.split(r"[:\[]", entry.value)[0].strip()


def _named(distribution: Distribution) -> tuple[str, str]:
    """The name and the version of a distribution, for which its metadata are parsed once."""
    metadata = distribution.metadata
    return metadata["Name"] or "", metadata["Version"] or ""


def _files(distribution: Distribution) -> tuple[Path, ...]:
    return attempt(lambda: tuple(Path(str(file.locate())) for file in distribution.files or ()), ())


def plugins_in(workspace: Path) -> tuple[FoundPlugin, ...]:
    """The plugins that are files of a workspace, by name. None of them is imported.

    What begins with `_` or a dot is for others to import, and tests are no plugins.
    """
    files = (workspace / FOLDER).glob("*.py")
    return tuple(
        plugin_in(file)
        for file in sorted(files)
        if not file.name.startswith(("_", ".", "test_", "conftest.")) and file.is_file()
    )


def plugin_in(file: Path) -> FoundPlugin:
    """The plugin that is a file of a workspace; its name is that of the file."""
    name = file.stem
    path = file.absolute()
    return FoundPlugin(name, name, f"{FOLDER}/{file.name}", "", partial(_import, path), str(path), file=path)


def plugin_at(name: str, module: str, entry: str) -> FoundPlugin:
    """The plugin that an entry is about: that of an entry point, or the path of a file."""
    if Path(entry).is_absolute():
        return plugin_in(Path(entry))
    return FoundPlugin(name, module, "", "", EntryPoint(name, entry, GROUP).load, entry)


def _import(file: Path) -> ModuleType:
    """The module in a file. Its inner name is its own, whatever else of the file's name can be imported."""
    if os.name == "posix" and file.stat().st_mode & 0o002:
        raise PermissionError(f"everybody on this computer may change {file.name}. Run: chmod o-w {file}")
    name = f"moonwalk_file_{sha256(str(file).encode()).hexdigest()[:12]}_{file.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            raise ImportError(f"{file.name} is not a Python module")
        module = importlib.util.module_from_spec(spec)
        # Classes look up in here what their annotations mean.
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules[name]
