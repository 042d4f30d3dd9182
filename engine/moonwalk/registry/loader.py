"""Loading plugins: each by itself, under guard; one that fails is named, and all others go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, Final

from moonwalk.api import Component, hookimpl
from moonwalk.registry.adapters import Adapter
from moonwalk.registry.declarations import (
    NAME,
    SORTS,
    Declaration,
    NameBook,
    Reserved,
    declaration,
    name_book,
)
from moonwalk.registry.discovery import FoundPlugin, find_plugins
from moonwalk.registry.first_look import FirstLooks, recall
from moonwalk.registry.guard import show
from moonwalk.registry.loaded import NOTHING_RESERVED, LoadedPlugin
from moonwalk.registry.registry import Adapters, Contents, PluginReport, Registry, State
from moonwalk.registry.trust import EVERYTHING, Trust, code_of_plugin

_ADAPTERS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "PersonRule": ("rule_adapters", "PersonRuleAdapter"),
        "DayRule": ("rule_adapters", "DayRuleAdapter"),
        "AdjustmentRule": ("rule_adapters", "AdjustmentRuleAdapter"),
        "TeamRule": ("rule_adapters", "TeamRuleAdapter"),
        "LeagueRule": ("rule_adapters", "LeagueRuleAdapter"),
        "CompanyRule": ("rule_adapters", "CompanyRuleAdapter"),
        "Ranking": ("adapters", "RankingAdapter"),
        "NoticeRule": ("adapters", "TriggerAdapter"),
        "Channel": ("workspace_adapters", "ChannelAdapter"),
        "Source": ("workspace_adapters", "SourceAdapter"),
        "Panel": ("workspace_adapters", "PanelAdapter"),
    }
)
"""The adapter of each sort, and its module, which is only imported for what somebody asks for."""


def parse_allow_list(text: str | None) -> frozenset[str] | None:
    """Strangers' plugins that MOONWALK_PLUGINS allows: None (not set) is all; empty or `off` is none."""
    if text is None:
        return None
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    return frozenset() if names == {"off"} else names


def load(
    only: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
    installed: Iterable[FoundPlugin] | None = None,
    reserved: Reserved = NOTHING_RESERVED,
    trust: Trust = EVERYTHING,
    workspace: Path | None = None,
) -> Registry:
    """The registry of the installed plugins and of those in a workspace. Never raises for a plugin.

    `only` lists strangers' plugins that may be loaded (None: all), `without` plugins that may not,
    both by entry point or distribution name. Strangers that `trust` objects to are only listed. A
    declaration whose fields take one of the `reserved` keys is refused. What is known of a plugin from an
    earlier look is not imported before it is used; strangers are looked at for the first time in a process
    of their own. `installed` replaces what is installed; those are imported at once.
    """
    plugins = [
        LoadedPlugin(plugin, reserved)
        for plugin in (find_plugins(workspace) if installed is None else installed)
    ]
    for plugin in plugins:
        plugin.state = _permission(plugin.installed, only, without)
        objection = trust.objection(plugin.installed) if plugin.state == "active" else ""
        if objection:
            plugin.state = "not approved"
            plugin.problems.append(objection)
    _refuse_twins([plugin for plugin in plugins if plugin.installed.file is None])
    _refuse_taken_names(plugins)
    active = [plugin for plugin in plugins if plugin.state == "active"]
    if installed is None:
        looks = recall(active, reserved)
        if looks is not None:
            return Registry(contents_of(plugins), lambda patience: _after(looks, patience, plugins))
    else:
        for plugin in active:
            plugin.look()
    return Registry(contents_of(plugins))


def _after(looks: FirstLooks, patience: float, plugins: Sequence[LoadedPlugin]) -> tuple[Contents, bool]:
    """What is known after waiting for first looks, and whether there are some to wait for still."""
    over = looks.wait(patience)
    return contents_of(plugins), not over


def contents_of(plugins: Sequence[LoadedPlugin]) -> Contents:
    """What a registry holds of plugins as they are now."""
    first_party = frozenset(plugin.installed.name for plugin in plugins if plugin.installed.first_party)
    book = name_book((made for plugin in plugins for made in plugin.declared), first_party)
    return Contents(
        tuple(_reported(plugin.report(), book) for plugin in plugins),
        book,
        Adapters({f"{use} {name}": made for (use, name), made in book.full.items()}, adapter_of),
        tuple((plugin.installed.name, folder) for plugin in plugins for folder in plugin.folders),
        {
            plugin.installed.name: partial(code_of_plugin, plugin.installed)
            for plugin in plugins
            if plugin.state == "active"
        },
    )


def _reported(report: PluginReport, book: NameBook) -> PluginReport:
    if report.state != "active":
        return report
    return replace(report, problems=(*report.problems, *book.problems.get(report.name, ())))


def adapter_of(declared: Declaration) -> Adapter:
    """The adapter of a declaration, with an empty configuration."""
    module, name = _ADAPTERS[declared.sort.name]
    adapter: type[Adapter] = getattr(import_module(f"moonwalk.registry.{module}"), name)
    return adapter(declared)


def plugin_of(name: str, *classes: type[Component], package: str = "") -> FoundPlugin:
    """A plugin that declares these classes without being installed, for tests and for trying things out.

    `package` is the distribution that it pretends to come from; TypeError for a class of no kind.
    """
    module = ModuleType(f"moonwalk_{name}")
    every = {hook: tuple(sort.base for sort in sorts) for hook, sorts in SORTS.items()}
    for hook, bases in every.items():
        declares = [made for made in classes if issubclass(made, bases)]
        if declares:
            setattr(module, hook, _implementation(hook, declares))
    odd = [
        made.__name__
        for made in classes
        if not issubclass(made, tuple(base for bases in every.values() for base in bases))
    ]
    if odd:
        raise TypeError(f"{odd[0]} is not a kind of declaration.")
    return FoundPlugin(name, module.__name__, package or f"moonwalk-{name}", "0", lambda: module)


def adapt(made: type[Component], config: Mapping[str, Any] = MappingProxyType({})) -> Adapter:
    """The adapter of a class that no plugin declares, bound to a configuration, for tests.

    PluginFailure where the class cannot be declared.
    """
    hook = next((hook for hook, sorts in SORTS.items() for sort in sorts if issubclass(made, sort.base)), "")
    if not hook:
        raise TypeError(f"{made.__name__} is not a kind of declaration.")
    module = made.__module__
    declared = declaration(module.rpartition(".")[2], module, hook, made, NOTHING_RESERVED)
    return adapter_of(declared).configured(config)


def _implementation(hook: str, classes: list[type[Component]]) -> Any:
    def answer() -> list[type[Component]]:
        return classes

    answer.__name__ = hook
    return hookimpl(answer)


def _permission(installed: FoundPlugin, only: frozenset[str] | None, without: frozenset[str]) -> State:
    """The state in which a plugin begins: active, unless a list keeps it out."""
    names = {installed.name, installed.package}
    if names & without:
        return "disabled"
    if only is None or installed.first_party or names & only:
        return "active"
    return "not allowed"


def _refuse_twins(loaded: Sequence[LoadedPlugin]) -> None:
    """Marks plugins whose entry point has the name of another's. Moonwalk's own are not displaced.

    Those that are not loaded anyway claim nothing.
    """
    claiming = [plugin for plugin in loaded if plugin.state == "active"]
    counts = Counter(plugin.installed.name for plugin in claiming)
    for plugin in loaded:
        name = plugin.installed.name
        if not NAME.fullmatch(name):
            plugin.state = "broken"
            plugin.problems.append(
                f"Its entry point {show(name)} is not a name: small letters, digits and _."
            )
        elif counts[name] > 1 and plugin in claiming:
            twins = [
                other.installed for other in claiming if other.installed.name == name and other is not plugin
            ]
            if plugin.installed.first_party and not any(twin.first_party for twin in twins):
                continue
            plugin.state = "broken"
            packages = " and ".join((plugin.installed.label, *(twin.label for twin in twins)))
            kept = [twin for twin in twins if twin.first_party]
            fate = f"only {kept[0].package}'s is loaded" if kept else "none of them is loaded"
            plugin.problems.append(
                f"The name '{name}' is claimed by {packages}; {fate}. Uninstall one of them."
            )


def _refuse_taken_names(loaded: Sequence[LoadedPlugin]) -> None:
    """Marks files of a workspace that are named like an installed plugin: that one stays what it was."""
    owners = {plugin.installed.name: plugin.installed for plugin in loaded if not plugin.installed.file}
    for plugin in loaded:
        installed, name = plugin.installed, plugin.installed.name
        if installed.file is None:
            continue
        if not NAME.fullmatch(name):
            plugin.state = "broken"
            plugin.problems.append(
                f"{show(installed.file.name)} is not a name. Rename it: small letters, digits and _."
            )
        elif name in owners:
            plugin.state = "broken"
            whose = "Moonwalk's own" if owners[name].first_party else f"the installed {owners[name].label}'s"
            plugin.problems.append(
                f"The name '{name}' is {whose}. {installed.package} is left out: give the file another name."
            )
