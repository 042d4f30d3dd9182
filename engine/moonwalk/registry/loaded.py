"""One plugin on its way into the registry: asked itself, or known from the description of an earlier look."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from moonwalk.registry.declarations import (
    SORTS,
    Declaration,
    Reserved,
    Sort,
    declaration,
    word_for,
)
from moonwalk.registry.descriptions import DeclaredName, Description
from moonwalk.registry.discovery import FoundPlugin
from moonwalk.registry.guard import PluginFailure, attempt, guard, show
from moonwalk.registry.hooks import MOST_DECLARATIONS, ask_hooks
from moonwalk.registry.registry import PluginReport, State

if TYPE_CHECKING:
    from moonwalk.registry.isolation.client import PluginProcess

HOOKIMPL: Final = "moonwalk_impl"
"""The attribute with which pluggy marks the implementation of a hook."""

SECONDS_VARIABLE: Final = "MOONWALK_PLUGIN_SECONDS"
"""The environment variable with the seconds that a stranger's plugin may take over an answer."""

MOST: Final = 20
"""Problems of one plugin that are told one by one."""

NOTHING_RESERVED: Final[Reserved] = MappingProxyType({})

_SORTS: Final[Mapping[str, tuple[str, Sort]]] = MappingProxyType(
    {sort.name: (hook, sort) for hook, sorts in SORTS.items() for sort in sorts}
)


@dataclass
class LoadedPlugin:
    """One plugin while it is being loaded."""

    installed: FoundPlugin
    reserved: Reserved
    state: State = "active"
    declared: list[Declaration] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    milliseconds: float = 0.0

    @cached_property
    def code(self) -> str:
        """Letters that change when its files do."""
        return self.installed.code

    def look(self) -> None:
        """Imports the plugin and asks it for its declarations. What it does wrong is noted, never raised."""
        began = perf_counter()
        try:
            # What a plugin prints while it is loaded must not get among the data on stdout.
            with redirect_stdout(sys.stderr):
                self.problems[:0] = ask_hooks(self.installed, self._accept)
            self._drop_repeated()
        except PluginFailure as failure:
            self.state = "broken"
            self.problems.append(f"It failed in {failure.what}: {failure.cause}")
        self.milliseconds = (perf_counter() - began) * 1000

    def try_sources(self) -> None:
        """Drops sources that would harm the imports of others; only in a process that ends soon."""
        from moonwalk.registry.source_trial import trouble_of_source

        for declared in [each for each in self.declared if each.sort.use == "source"]:
            trouble = trouble_of_source(declared.made)
            if trouble is None:
                continue
            if trouble.harmful:
                self.declared.remove(declared)
            fate = "is left out" if trouble.harmful else "has a fault"
            self.problems.append(f"The source {declared.full_name} {fate}: {trouble.sentence}")

    def recall(self, description: Description, note: Callable[[str], None] | None = None) -> None:
        """Takes over what an earlier look found; classes are imported when somebody asks for them.

        `note` keeps what the plugin does to its process later.
        """
        classes = DeclaredClasses(self.installed)
        process = process_of(self.installed, note)
        for known in description.declared:
            if known.base not in _SORTS:
                continue
            hook, sort = _SORTS[known.base]
            find = partial(classes.find, hook, sort, known.name)
            name, module = self.installed.name, self.installed.module
            self.declared.append(Declaration(name, module, sort, known.name, known.attributes, find, process))
        self.folders += map(Path, description.folders)
        self.problems += description.problems
        self.milliseconds = description.milliseconds
        self.state = "broken" if description.broken else self.state

    def describe(self) -> Description:
        """What a look has found, for later."""
        return Description(
            declared=tuple(
                DeclaredName(made.sort.name, made.name, made.attributes) for made in self.declared
            ),
            folders=tuple(str(folder) for folder in self.folders),
            problems=tuple(self.problems),
            broken=self.state == "broken",
            milliseconds=self.milliseconds,
        )

    def report(self) -> PluginReport:
        """The plugin in a row: its state, what it declares and what is wrong with it."""
        words = [f"{word_for(made.sort.use)} {made.full_name}" for made in self.declared]
        words += [f"challenges in {folder.name}" for folder in self.folders]
        installed, more = self.installed, len(self.problems) - MOST
        return PluginReport(
            installed.name,
            installed.package,
            installed.version,
            self.state,
            tuple(words),
            (*self.problems[:MOST], *([f"{more} more problems."] if more > 0 else [])),
            self.milliseconds,
            self.code if self.state == "active" else "",
        )

    def _accept(self, hook: str, candidate: object) -> None:
        """Keeps a declaration that is one, and a sentence about one that is not."""
        try:
            if hook == "moonwalk_challenges":
                self.folders.append(_folder(self.installed, candidate))
            else:
                name, module = self.installed.name, self.installed.module
                self.declared.append(declaration(name, module, hook, candidate, self.reserved))
        except PluginFailure as failure:
            self.problems.append(f"{hook}: {failure.cause}")

    def _drop_repeated(self) -> None:
        """Drops declarations that share their name within the plugin: nobody could say which is meant."""
        counts = Counter((word_for(made.sort.use), made.name) for made in self.declared)
        self.declared = [made for made in self.declared if counts[word_for(made.sort.use), made.name] == 1]
        self.problems += [
            f"It declares the {word} '{name}' {count} times, so none of them counts."
            for (word, name), count in counts.items()
            if count > 1
        ]


def process_of(installed: FoundPlugin, note: Callable[[str], None] | None = None) -> PluginProcess | None:
    """The process in which a stranger's code runs; None for Moonwalk's own, which runs in this one."""
    if installed.first_party or not installed.entry:
        return None
    # Most workspaces have no strangers, and need no processes.
    from moonwalk.registry.isolation.client import PluginProcess

    seconds = attempt(lambda: float(os.environ.get(SECONDS_VARIABLE, "")), 0.0)
    return PluginProcess(installed.name, installed.module, installed.entry, note, seconds or None)


def _folder(installed: FoundPlugin, candidate: object) -> Path:
    with guard(installed.name, "moonwalk_challenges", installed.module):
        if isinstance(candidate, Path) and candidate.is_dir():
            return candidate
        raise PluginFailure(installed.name, "moonwalk_challenges", f"{show(candidate)} is not a folder.")


class DeclaredClasses:
    """The classes that a described plugin declares, imported when the first of them is asked for."""

    def __init__(self, installed: FoundPlugin) -> None:
        self._installed = installed
        self._made: dict[tuple[str, str], type[Any]] = {}

    def by_name(self, sort: str, name: str) -> type[Any]:
        """A class by the name of its sort and its own. PluginFailure as for `find`."""
        return self.find(*_SORTS[sort], name)

    def find(self, hook: str, sort: Sort, name: str) -> type[Any]:
        """A class. PluginFailure where the plugin fails, or no longer declares what it did."""
        if (sort.name, name) not in self._made:
            with redirect_stdout(sys.stderr):
                self._ask(hook)
        made = self._made.get((sort.name, name))
        if made is None:
            raise PluginFailure(
                self._installed.name,
                hook,
                f"it no longer declares '{name}', although its files have not changed.",
            )
        return made

    def _ask(self, hook: str) -> None:
        """Asks the one hook; all of them where it goes by another name."""
        with guard(self._installed.name, hook, self._installed.module):
            function: Any = getattr(self._installed.load(), hook, None)
            if hasattr(function, HOOKIMPL):
                # What is wrong with the plugin as a whole was found at the first look.
                for candidate in islice(function(), MOST_DECLARATIONS):
                    self._accept(hook, candidate)
                return
        ask_hooks(self._installed, self._accept)

    def _accept(self, hook: str, candidate: object) -> None:
        for sort in SORTS.get(hook, ()):
            if isinstance(candidate, type) and issubclass(candidate, sort.base):
                made: Any = candidate
                if not made.__pydantic_complete__:
                    made.model_rebuild()
                self._made[sort.name, str(made.name)] = made
                return
