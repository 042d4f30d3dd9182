"""What a plugin's hooks return, asked one implementation at a time."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
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


Accept = Callable[[str, object], None]
"""What takes each declaration of a hook as it comes; an endless hook must not fill the memory."""


def ask_hooks(found: FoundPlugin, accept: Accept) -> tuple[str, ...]:
    """Imports a plugin and asks each of its hooks; returns what is wrong with the hooks.

    PluginFailure where the whole plugin is unusable.
    """
    with guard(found.name, "its import", found.module):
        plugin = found.load()
        number = getattr(plugin, "MOONWALK_API", MOONWALK_API)
    _check_contract(found, number)
    manager = pluggy.PluginManager("moonwalk")
    manager.add_hookspecs(hooks)
    problems = _misspelt(manager, plugin, found)
    with guard(found.name, "its hooks", found.module):
        manager.register(plugin, found.name)
    for name in HOOKS:
        for implementation in getattr(manager.hook, name).get_hookimpls():
            if implementation.wrapper or implementation.hookwrapper:
                problems.append(f"{name} is a wrapper. Return declarations instead.")
                continue
            told = _ask(found, name, implementation.function, accept)
            problems += [told] if told else []
    return tuple(problems)


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


def _ask(found: FoundPlugin, hook: str, function: Callable[[], object], accept: Accept) -> str:
    """Asks one implementation; what is wrong with its answer as a whole, or nothing."""
    try:
        with guard(found.name, hook, found.module):
            answer = function()
            if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
                return f"{hook} returned {show(answer)}; it must return a list of declarations."
            for number, candidate in enumerate(answer):
                if number == MOST:
                    return f"{hook} returned more than {MOST} declarations; the rest is left out."
                accept(hook, candidate)
    except PluginFailure as failure:
        return f"{hook} failed: {failure.cause}"
    return ""
