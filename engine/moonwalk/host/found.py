"""Which plugins are installed: read from the metadata of distributions, without importing any of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import Distribution, EntryPoint, distributions

from moonwalk.host.failures import attempt

GROUP = "moonwalk"
FIRST_PARTY = "moonwalk"


@dataclass(frozen=True, slots=True)
class FoundPlugin:
    """An entry point: its name, the module it points to, whose it is. `load` imports it."""

    name: str
    module: str
    package: str
    version: str
    load: Callable[[], object]

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


def find_plugins() -> tuple[FoundPlugin, ...]:
    """Every entry point of the group `moonwalk`: Moonwalk's own first, then by name and package.

    A distribution whose metadata cannot be read is passed over; of one that is there twice, the first
    on the path counts.
    """
    found: list[FoundPlugin] = []
    for distribution in distributions():
        entries: tuple[EntryPoint, ...] = attempt(partial(_listed, distribution), ())
        if entries:
            package = attempt(partial(_name, distribution), "") or "a package without a name"
            if normal(package) not in {normal(other.package) for other in found}:
                version = attempt(partial(_version, distribution), "")
                found += [FoundPlugin(one.name, _module(one), package, version, one.load) for one in entries]
    return tuple(sorted(found, key=lambda one: (not one.first_party, one.name, normal(one.package))))


def _listed(distribution: Distribution) -> tuple[EntryPoint, ...]:
    return tuple(entry for entry in distribution.entry_points if entry.group == GROUP)


def _module(entry: EntryPoint) -> str:
    return re.split(r"[:\[]", entry.value)[0].strip()


def _name(distribution: Distribution) -> str:
    return distribution.metadata["Name"] or ""


def _version(distribution: Distribution) -> str:
    return distribution.version or ""
