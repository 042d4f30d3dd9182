"""The loaded plugins as one value: names, adapters, folders and reports. Nothing here is global."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from moonwalk.registry.adapters import Adapter, NamedAdapter, RankingAdapter, TriggerAdapter
from moonwalk.registry.declarations import Declaration, NameBook, Role, Use, word_for
from moonwalk.registry.discovery import FIRST_PARTY, normal
from moonwalk.registry.guard import PluginFailure
from moonwalk.registry.rule_adapters import RuleAdapter
from moonwalk.registry.trust import PluginCode

if TYPE_CHECKING:
    from moonwalk.registry.workspace_adapters import ChannelAdapter, PanelAdapter, SourceAdapter

State = Literal["active", "new", "disabled", "not allowed", "not approved", "broken"]


@dataclass(frozen=True, slots=True)
class PluginReport:
    """One plugin: whose it is, its state, what it declares (`rule acme.rain`), what is wrong with it.

    An active plugin may have problems too: one bad declaration does not take the others with it.
    `milliseconds` is how long its import and its hooks took. `code` differs whenever its files do, as
    they may under one version while somebody works on it.
    """

    name: str
    package: str
    version: str
    state: State
    declares: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    milliseconds: float = 0.0
    code: str = ""


AnyAdapter = TypeVar("AnyAdapter", bound=Adapter)
RULES: tuple[Use, ...] = ("person", "team", "company")
NAMED_IN_FILES: tuple[Use, ...] = (*RULES, "ranking", "notice")


class Adapters(Mapping[str, Adapter]):
    """Adapters by use and full name, `person acme.rain`, each made when somebody asks for it."""

    def __init__(self, declared: Mapping[str, Declaration], adapt: Callable[[Declaration], Adapter]) -> None:
        self._declared, self._adapt = declared, adapt
        self._made: dict[str, Adapter] = {}

    def __getitem__(self, key: str) -> Adapter:
        if key not in self._made:
            self._made[key] = self._adapt(self._declared[key])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._declared)

    def __len__(self) -> int:
        return len(self._declared)

    def advises(self) -> frozenset[str]:
        """The names of all doubts, of which no adapter needs to be made."""
        every = self._declared.values()
        return frozenset(name for declared in every for name in declared.attribute("advises") or ())


@dataclass(frozen=True, eq=False)
class Contents:
    """What a registry holds: a report of each plugin, whose each name is, adapters, folders of challenges.

    Adapters are by use and full name: `person acme.rain`; folders stand with the plugin that brings them.
    `codes` hashes the code of each active plugin when it is asked to.
    """

    reports: tuple[PluginReport, ...]
    book: NameBook
    adapters: Adapters = field(repr=False)
    folders: tuple[tuple[str, Path], ...] = ()
    codes: Mapping[str, Callable[[], PluginCode]] = field(default_factory=dict)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Distribution, version and a hash of the source files of each active plugin, by plugin name."""
        active = (report for report in self.reports if report.state == "active")
        return {report.name: f"{report.package} {report.version} {report.code}".strip() for report in active}


Later = Callable[[float], tuple[Contents, bool]]
"""Waits so many seconds at most for plugins that are still being looked at; whether some still are."""

A_MOMENT: Final = 0.8
"""Seconds to wait for new plugins by whoever can do without them."""

AS_LONG_AS_IT_TAKES: Final = 60.0
"""Seconds to wait for new plugins where a name is missing that may be theirs; looks end long before."""


class Registry:
    """Everything that the installed plugins declare, and what became of each of them.

    A class is imported when somebody asks for it. A plugin that fails then is broken from then on.
    """

    def __init__(self, contents: Contents, later: Later | None = None) -> None:
        self._contents = contents
        self._later = later
        self._failures: dict[str, str] = {}
        self._codes: dict[str, PluginCode] = {}
        self._lock = threading.Lock()

    def _settled(self, patience: float = A_MOMENT) -> Contents:
        """What is known after a wait for new plugins."""
        with self._lock:
            if self._later is not None:
                self._contents, waiting = self._later(patience)
                if not waiting:
                    self._later = None
            return self._contents

    def wait(self) -> None:
        """Wait until no plugin is being looked at for the first time."""
        self._settled(AS_LONG_AS_IT_TAKES)

    @property
    def reports(self) -> tuple[PluginReport, ...]:
        """A report of each plugin."""
        return tuple(self._with_failure(report) for report in self._settled().reports)

    @property
    def adapters(self) -> Mapping[str, Adapter]:
        """Every adapter by use and full name: `person acme.rain`."""
        return self._settled().adapters

    def _with_failure(self, report: PluginReport) -> PluginReport:
        failure = self._failures.get(report.name)
        if failure is None or report.state != "active":
            return report
        return replace(report, state="broken", problems=(*report.problems, failure))

    @property
    def has_strangers(self) -> bool:
        """Whether anything that is declared runs in a process of its own."""
        return any(declared.process is not None for declared in self._settled().book.full.values())

    def find(self, use: Use, name: str) -> NamedAdapter | None:
        """The declaration that a short or full name means; None if there is none or more than one.

        None also where its plugin can no longer be imported: `why_missing` then says why.
        """
        if self._contents.book.find(use, name) is None:
            self._settled(AS_LONG_AS_IT_TAKES)
        adapter = self._adapter(use, name)
        if adapter is None and use == "team":
            # What everyone does together, each team may do by itself.
            return self.find("company", name)
        return adapter if isinstance(adapter, NamedAdapter) and self._works(adapter) else None

    def _works(self, adapter: Adapter) -> bool:
        try:
            return adapter.profile is not None
        except PluginFailure as failure:
            self._failures[adapter.plugin] = f"It failed in {failure.what}: {failure.cause}"
            return False

    def names(self, use: Role) -> tuple[str, ...]:
        """One usable name of each declaration: the short one, or the full one where that is not its own."""
        return self._settled().book.usable(use)

    def elsewhere(self, name: str) -> Use | None:
        """A use of challenge files for which this name exists."""
        return next((use for use in NAMED_IN_FILES if self._contents.book.find(use, name)), None)

    def why_missing(self, use: Role, name: str) -> str:
        """What is known about a name that is not usable, in sentences; may be nothing."""
        book = self._settled(AS_LONG_AS_IT_TAKES).book
        if (use, name) in book.refused:
            return book.refused[use, name]
        plugin, dot, _ = name.partition(".")
        claimed = book.find(use, name)
        if claimed is not None:
            plugin, dot = claimed.plugin, "."
        elif self.elsewhere(name):
            return ""
        if not dot:
            return self._own_that_is_missing()
        states = [_state(report) for report in self.reports if report.name == plugin]
        known = sorted(full for of, full in book.full if of == use and full.startswith(f"{plugin}."))
        has = f"'{plugin}' has: {', '.join(known)}." if known else ""
        return " ".join(part for part in (has, *states) if part)

    def why_left_out(self, name: str = "", expected: Container[str] = ()) -> str:
        """Which plugins may bring a missing name, but are not approved, in a sentence; may be nothing.

        Of several it is the one of the same name, else those that are `expected`, else all. Of plugins that
        are broken, only one of the same name or one that is expected is told.
        """
        for each in self._contents.reports:
            if each.state == "broken" and (each.name == name or each.name in expected):
                return f"It may come with '{each.name}', which is broken here: moonwalk plugins {each.name}"
        names = self.not_approved()
        same = tuple(each for each in names if each == name)
        likely = same or tuple(each for each in names if each in expected) or names
        if not likely:
            return ""
        listed = ", ".join(f"'{each}'" for each in likely)
        way_out = f"If you trust it: moonwalk plugins approve {likely[0]}"
        if len(likely) > 1:
            way_out = "See 'moonwalk plugins'."
        return f"It may come with a plugin that is not approved here: {listed}. {way_out}"

    def not_approved(self) -> tuple[str, ...]:
        """The plugins that are installed and not loaded, because nobody has approved them here."""
        return tuple(report.name for report in self._contents.reports if report.state == "not approved")

    def rule(self, full_name: str) -> RuleAdapter:
        """A rule by its full name; PluginFailure where it is not there."""
        for use in RULES:
            adapter = self.find(use, full_name)
            if isinstance(adapter, RuleAdapter) and adapter.full_name == full_name:
                return adapter
        raise self._missing("person", full_name)

    def ranking(self, full_name: str) -> RankingAdapter:
        """A ranking by its full name; PluginFailure where it is not there."""
        adapter = self.find("ranking", full_name)
        if isinstance(adapter, RankingAdapter) and adapter.full_name == full_name:
            return adapter
        raise self._missing("ranking", full_name)

    def trigger(self, full_name: str) -> TriggerAdapter:
        """A trigger by its full name; PluginFailure where it is not there."""
        adapter = self.find("notice", full_name)
        if isinstance(adapter, TriggerAdapter) and adapter.full_name == full_name:
            return adapter
        raise self._missing("notice", full_name)

    def channels(self) -> Mapping[str, ChannelAdapter]:
        """Every channel by its usable name."""
        from moonwalk.registry.workspace_adapters import ChannelAdapter

        return self._by_name("channel", ChannelAdapter)

    def channel(self, name: str) -> ChannelAdapter | None:
        """The channel that a short or full name means; None if there is none, or it cannot be imported."""
        from moonwalk.registry.workspace_adapters import ChannelAdapter

        if self._contents.book.find("channel", name) is None:
            self._settled(AS_LONG_AS_IT_TAKES)
        adapter = self._adapter("channel", name)
        return adapter if isinstance(adapter, ChannelAdapter) and self._works(adapter) else None

    def needs_no_keys(self, channel: str) -> bool:
        """Whether there is a channel of this name that needs no settings. It is not imported for it."""
        declared = self._contents.book.find("channel", channel)
        return declared is not None and not declared.attribute("required")

    def is_first_party(self, plugin: str) -> bool:
        """Whether a plugin comes with Moonwalk itself."""
        return any(
            report.name == plugin and normal(report.package) == FIRST_PARTY
            for report in self._contents.reports
        )

    def default_channels(self) -> tuple[str, ...]:
        """The names of the channels that a workspace uses whose settings name none, in order."""
        return tuple(sorted(name for name, channel in self.channels().items() if channel.enabled_by_default))

    def sources(self) -> Mapping[str, SourceAdapter]:
        """Every source by its usable name."""
        from moonwalk.registry.workspace_adapters import SourceAdapter

        return self._by_name("source", SourceAdapter)

    def panels(self) -> Mapping[str, PanelAdapter]:
        """Every panel by its usable name."""
        from moonwalk.registry.workspace_adapters import PanelAdapter

        return self._by_name("panel", PanelAdapter)

    def advises(self) -> tuple[str, ...]:
        """The names of all doubts that installed rules and rankings may have, in order."""
        return tuple(sorted(self._contents.adapters.advises()))

    def folders(self) -> tuple[Path, ...]:
        """The folders of ready-made challenges."""
        return tuple(folder for _, folder in self.packs())

    def packs(self) -> tuple[tuple[str, Path], ...]:
        """The folders of ready-made challenges with the plugin that brings each, Moonwalk's own first."""
        return self._settled().folders

    def code(self, plugin: str) -> PluginCode | None:
        """The very code of an active plugin; None where there is no such plugin."""
        if plugin not in self._codes:
            hashed = self._contents.codes.get(plugin) or self._settled().codes.get(plugin)
            if hashed is None:
                return None
            self._codes[plugin] = hashed()
        return self._codes[plugin]

    def versions(self) -> Mapping[str, str]:
        """Each active plugin's distribution and version, by plugin name."""
        active = (report for report in self.reports if report.state == "active")
        return {report.name: f"{report.package} {report.version}".strip() for report in active}

    def codes(self) -> Mapping[str, str]:
        """Distribution, version and a hash of the source files of each active plugin, by plugin name."""
        return self._contents.labels

    def _adapter(self, use: Role, name: str) -> Adapter | None:
        contents = self._contents
        declared = contents.book.find(use, name)
        return contents.adapters[f"{use} {declared.full_name}"] if declared else None

    def _own_that_is_missing(self) -> str:
        own = (
            report
            for report in self.reports
            if normal(report.package) == FIRST_PARTY and report.state != "active"
        )
        names = ", ".join(f"'{report.name}' ({report.state})" for report in own)
        return f"It may come with a plugin of Moonwalk's own that is not active: {names}." if names else ""

    def _by_name(self, use: Role, kind: type[AnyAdapter]) -> dict[str, AnyAdapter]:
        adapters = {name: self._adapter(use, name) for name in self.names(use)}
        return {name: adapter for name, adapter in adapters.items() if isinstance(adapter, kind)}

    def _missing(self, use: Use, full_name: str) -> PluginFailure:
        word, plugin = word_for(use), full_name.partition(".")[0]
        why = self.why_missing(use, full_name) or f"No plugin '{plugin}' with it is installed."
        return PluginFailure(plugin, f"finding the {word} {full_name}", why)


def _state(report: PluginReport) -> str:
    match report.state:
        case "disabled":
            return (
                f"The plugin '{report.name}' is disabled. To use it again, take it off the list 'without' in "
                "the settings, or leave out --without."
            )
        case "not allowed":
            return f"The plugin '{report.name}' is not on the list of allowed plugins (MOONWALK_PLUGINS)."
        case "broken":
            return f"The plugin '{report.name}' is broken: {' '.join(report.problems)}"
        case "new":
            return f"The plugin '{report.name}': {' '.join(report.problems)}"
    return f"The plugin '{report.name}': {' '.join(report.problems)}" if report.problems else ""
