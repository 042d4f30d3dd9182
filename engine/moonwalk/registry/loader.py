"""Loading plugins: each by itself, under guard; one that fails is named, and all others go on."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from types import MappingProxyType, ModuleType
from typing import Any, Final

import pluggy

from moonwalk.api import (
    MOONWALK_API,
    AdjustmentRule,
    CompanyRule,
    Component,
    DayRule,
    LeagueRule,
    PersonRule,
    Ranking,
    TeamRule,
    hookimpl,
    hooks,
)
from moonwalk.api.files import Source
from moonwalk.api.notices import Channel, NoticeRule
from moonwalk.api.panels import Panel
from moonwalk.registry.adapters import Adapter, RankingAdapter, TriggerAdapter
from moonwalk.registry.declarations import (
    NAME,
    SORTS,
    Declaration,
    Reserved,
    declaration,
    name_book,
    word_for,
)
from moonwalk.registry.discovery import FoundPlugin, code_of, find_plugins
from moonwalk.registry.guard import PluginFailure, guard, show
from moonwalk.registry.registry import PluginReport, Registry, State
from moonwalk.registry.rule_adapters import (
    AdjustmentRuleAdapter,
    CompanyRuleAdapter,
    DayRuleAdapter,
    LeagueRuleAdapter,
    PersonRuleAdapter,
    TeamRuleAdapter,
)
from moonwalk.registry.workspace_adapters import ChannelAdapter, PanelAdapter, SourceAdapter

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


MOST: Final = 20
"""Problems of one plugin that are told one by one."""

_ADAPTERS: Final[Mapping[type[Component], type[Adapter]]] = MappingProxyType(
    {
        PersonRule: PersonRuleAdapter,
        DayRule: DayRuleAdapter,
        AdjustmentRule: AdjustmentRuleAdapter,
        TeamRule: TeamRuleAdapter,
        LeagueRule: LeagueRuleAdapter,
        CompanyRule: CompanyRuleAdapter,
        Ranking: RankingAdapter,
        NoticeRule: TriggerAdapter,
        Channel: ChannelAdapter,
        Source: SourceAdapter,
        Panel: PanelAdapter,
    }
)

NOTHING_RESERVED: Final[Reserved] = MappingProxyType({})


@dataclass
class _Loaded:
    """One plugin while it is being loaded."""

    installed: FoundPlugin
    reserved: Reserved
    state: State = "active"
    declared: list[Declaration] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    milliseconds: float = 0.0

    def accept(self, hook: str, candidate: object) -> None:
        """Keeps a declaration that is one, and a sentence about one that is not."""
        try:
            if hook == "moonwalk_challenges":
                self.folders.append(_folder(self.installed, candidate))
            else:
                name, module = self.installed.name, self.installed.module
                self.declared.append(declaration(name, module, hook, candidate, self.reserved))
        except PluginFailure as failure:
            self.problems.append(f"{hook}: {failure.cause}")

    def drop_repeated(self) -> None:
        """Drops declarations that share their name within the plugin: nobody could say which is meant."""
        counts = Counter((word_for(made.sort.use), made.name) for made in self.declared)
        self.declared = [made for made in self.declared if counts[word_for(made.sort.use), made.name] == 1]
        self.problems += [
            f"It declares the {word} '{name}' {count} times, so none of them counts."
            for (word, name), count in counts.items()
            if count > 1
        ]

    def report(self) -> PluginReport:
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
            code_of(installed.module) if self.state == "active" else "",
        )


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
) -> Registry:
    """Imports the installed plugins and asks each for its declarations. Never raises for a plugin.

    `only` lists strangers' plugins that may be loaded (None: all), `without` plugins that may not,
    both by entry point or distribution name. `installed` replaces what is installed. A declaration whose
    fields take one of the `reserved` keys is refused.
    """
    loaded = [_Loaded(plugin, reserved) for plugin in (find_plugins() if installed is None else installed)]
    _refuse_twins(loaded)
    # What a plugin prints while it is loaded must not get among the data on stdout.
    with redirect_stdout(sys.stderr):
        for plugin in loaded:
            if plugin.state == "active":
                plugin.state = _permission(plugin.installed, only, without)
            if plugin.state == "active":
                _load(plugin)
    first_party = frozenset(plugin.installed.name for plugin in loaded if plugin.installed.first_party)
    book = name_book((made for plugin in loaded for made in plugin.declared), first_party)
    reports = [plugin.report() for plugin in loaded]
    return Registry(
        tuple(
            replace(report, problems=(*report.problems, *book.problems.get(report.name, ())))
            if report.state == "active"
            else report
            for report in reports
        ),
        book,
        {f"{use} {name}": adapter_of(made) for (use, name), made in book.full.items()},
        tuple(folder for plugin in loaded for folder in plugin.folders),
    )


def adapter_of(declared: Declaration) -> Adapter:
    """The adapter of a declaration, with an empty configuration."""
    return _ADAPTERS[declared.sort.base](declared)


def plugin_of(name: str, *classes: type[Component], package: str = "") -> FoundPlugin:
    """A plugin that declares these classes without being installed, for tests and for trying things out.

    `package` is the distribution that it pretends to come from; TypeError for a class of no kind.
    """
    module = ModuleType(f"moonwalk_{name}")
    for hook, sorts in SORTS.items():
        bases = tuple(sort.base for sort in sorts)
        declares = [made for made in classes if issubclass(made, bases)]
        if declares:
            setattr(module, hook, _implementation(hook, declares))
    odd = [made.__name__ for made in classes if not issubclass(made, tuple(_ADAPTERS))]
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
    names = {installed.name, installed.package}
    if names & without:
        return "disabled"
    if only is None or installed.first_party or names & only:
        return "active"
    return "not allowed"


def _refuse_twins(loaded: list[_Loaded]) -> None:
    """Marks plugins whose entry point has the name of another's. Moonwalk's own are not displaced."""
    counts = Counter(plugin.installed.name for plugin in loaded)
    for plugin in loaded:
        name = plugin.installed.name
        if not NAME.fullmatch(name):
            plugin.state = "broken"
            plugin.problems.append(
                f"Its entry point {show(name)} is not a name: small letters, digits and _."
            )
        elif counts[name] > 1:
            twins = [
                other.installed for other in loaded if other.installed.name == name and other is not plugin
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


def _load(plugin: _Loaded) -> None:
    began = perf_counter()
    try:
        plugin.problems[:0] = ask_hooks(plugin.installed, plugin.accept)
        plugin.drop_repeated()
    except PluginFailure as failure:
        plugin.state = "broken"
        plugin.problems.append(f"It failed in {failure.what}: {failure.cause}")
    plugin.milliseconds = (perf_counter() - began) * 1000


def _folder(installed: FoundPlugin, candidate: object) -> Path:
    with guard(installed.name, "moonwalk_challenges", installed.module):
        if isinstance(candidate, Path) and candidate.is_dir():
            return candidate
        raise PluginFailure(installed.name, "moonwalk_challenges", f"{show(candidate)} is not a folder.")
