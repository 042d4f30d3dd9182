"""What a plugin's hooks return, collected one implementation at a time."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

import pluggy

from moonwalk.api import MOONWALK_API, hooks
from moonwalk.host.failures import PluginFailure, guard, show
from moonwalk.host.found import FoundPlugin

MOST = 1000
"""Declarations of one hook; an endless iterable ends here."""

HOOKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "moonwalk_rules": "rule",
        "moonwalk_rankings": "ranking",
        "moonwalk_notices": "notice",
        "moonwalk_channels": "channel",
        "moonwalk_sources": "source",
        "moonwalk_panels": "panel",
        "moonwalk_challenges": "challenges",
    }
)
"""The hooks, and what one of their declarations is called."""


@dataclass
class Offers:
    """What a loaded plugin offers, by hook, and what is wrong with it. Nothing is checked yet."""

    problems: list[str] = field(default_factory=list)
    offered: list[tuple[str, object]] = field(default_factory=list)


def offers_of(found: FoundPlugin) -> Offers:
    """Imports a plugin and asks each of its hooks; PluginFailure where the whole plugin is unusable."""
    with guard(found.name, "its import", found.module):
        plugin = found.load()
        number = getattr(plugin, "MOONWALK_API", MOONWALK_API)
    _check_contract(found, number)
    manager = pluggy.PluginManager("moonwalk")
    manager.add_hookspecs(hooks)
    offers = Offers(problems=_misspelt(manager, plugin, found))
    with guard(found.name, "its hooks", found.module):
        manager.register(plugin, found.name)
    for name in HOOKS:
        for implementation in getattr(manager.hook, name).get_hookimpls():
            if implementation.wrapper or implementation.hookwrapper:
                offers.problems.append(f"{name} is a wrapper. Return declarations instead.")
                continue
            _collect(found, name, implementation.function, offers)
    return offers


def _check_contract(found: FoundPlugin, number: object) -> None:
    if type(number) is not int or number < 1:
        raise PluginFailure(
            found.name, "its import", f"MOONWALK_API must be a whole number from 1, not {show(number)}."
        )
    if number > MOONWALK_API:
        raise PluginFailure(
            found.name,
            "its import",
            f"it is made for a newer Moonwalk (contract {number}; this one has {MOONWALK_API}). "
            "Update Moonwalk, or install an older version of the plugin.",
        )


def _misspelt(manager: pluggy.PluginManager, plugin: Any, found: FoundPlugin) -> list[str]:
    """A sentence for each function that is marked as a hook, but is none of Moonwalk's, or the reverse."""
    told = []
    for name in dir(plugin):
        with guard(found.name, "its hooks", found.module):
            options = manager.parse_hookimpl_opts(plugin, name)
        if options is None:
            if name in HOOKS:
                told.append(f"{name} is not marked with @hookimpl, so it is not asked.")
            continue
        hook = options.get("specname") or name
        if hook not in HOOKS:
            near = difflib.get_close_matches(hook, HOOKS, 1)
            told.append(f"There is no hook {hook}." + (f" Did you mean {near[0]}?" if near else ""))
    return told


def _collect(found: FoundPlugin, hook: str, function: Callable[[], object], offers: Offers) -> None:
    try:
        with guard(found.name, hook, found.module):
            answer = function()
            if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
                offers.problems.append(
                    f"{hook} returned {show(answer)}; it must return a list of declarations."
                )
                return
            for number, candidate in enumerate(islice(answer, MOST + 1)):
                if number == MOST:
                    offers.problems.append(
                        f"{hook} returned more than {MOST} declarations; the rest is left out."
                    )
                    return
                offers.offered.append((hook, candidate))
    except PluginFailure as failure:
        offers.problems.append(f"{hook} failed: {failure.cause}")
