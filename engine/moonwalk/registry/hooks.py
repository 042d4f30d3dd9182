"""Asking a plugin's hooks: each by itself, under guard, and what is wrong with them as a whole."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import pluggy

from moonwalk.api import MOONWALK_API, hooks
from moonwalk.registry.discovery import FoundPlugin
from moonwalk.registry.guard import PluginFailure, guard, show

MOST_DECLARATIONS = 1000
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


def ask_hooks(installed: FoundPlugin, accept: Accept) -> tuple[str, ...]:
    """Imports a plugin and asks each of its hooks; returns what is wrong with the hooks.

    PluginFailure where the whole plugin is unusable.
    """
    with guard(installed.name, "its import", installed.module):
        plugin = installed.load()
        number = getattr(plugin, "MOONWALK_API", MOONWALK_API)
    _check_contract(installed, number)
    manager = pluggy.PluginManager("moonwalk")
    manager.add_hookspecs(hooks)
    problems = _misspelt(manager, plugin, installed)
    with guard(installed.name, "its hooks", installed.module):
        manager.register(plugin, installed.name)
    for name in HOOKS:
        for implementation in getattr(manager.hook, name).get_hookimpls():
            if implementation.wrapper or implementation.hookwrapper:
                problems.append(f"{name} is a wrapper. Return declarations instead.")
                continue
            problem = _ask(installed, name, implementation.function, accept)
            problems += [problem] if problem else []
    return tuple(problems)


def _check_contract(installed: FoundPlugin, number: object) -> None:
    if type(number) is not int or number < 1:
        raise PluginFailure(
            installed.name, "its import", f"MOONWALK_API must be a whole number from 1, not {show(number)}."
        )
    if number > MOONWALK_API:
        raise PluginFailure(
            installed.name,
            "its import",
            f"it is made for a newer Moonwalk (contract {number}; this one has {MOONWALK_API}). "
            "Update Moonwalk, or install an older version of the plugin.",
        )


def _misspelt(manager: pluggy.PluginManager, plugin: Any, installed: FoundPlugin) -> list[str]:
    """A sentence for each function that is marked as a hook, but is none of Moonwalk's, or the reverse."""
    problems = []
    for name in dir(plugin):
        with guard(installed.name, "its hooks", installed.module):
            options = manager.parse_hookimpl_opts(plugin, name)
        if options is None:
            if name in HOOKS:
                problems.append(f"{name} is not marked with @hookimpl, so it is not called.")
            continue
        hook = options.get("specname") or name
        if hook not in HOOKS:
            near = difflib.get_close_matches(hook, HOOKS, 1)
            problems.append(f"There is no hook {hook}." + (f" Did you mean {near[0]}?" if near else ""))
    return problems


def _ask(installed: FoundPlugin, hook: str, function: Callable[[], object], accept: Accept) -> str:
    """Asks one implementation; what is wrong with its answer as a whole, or nothing."""
    try:
        with guard(installed.name, hook, installed.module):
            answer = function()
            if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
                return f"{hook} returned {show(answer)}; it must return a list of declarations."
            for number, candidate in enumerate(answer):
                if number == MOST_DECLARATIONS:
                    return (
                        f"{hook} returned more than {MOST_DECLARATIONS} declarations; the rest is left out."
                    )
                accept(hook, candidate)
    except PluginFailure as failure:
        return f"{hook} failed: {failure.cause}"
    return ""
