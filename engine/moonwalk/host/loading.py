"""Loading plugins: each by itself, under guard, so that one that fails is named and all others go on."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from types import MappingProxyType
from typing import Final

from moonwalk.host.asking import ask_hooks
from moonwalk.host.code import code_of
from moonwalk.host.declarations import NAME, Declaration, Role, declaration
from moonwalk.host.failures import PluginFailure, guard, show
from moonwalk.host.found import FoundPlugin, find_plugins
from moonwalk.host.handles import Handle
from moonwalk.host.names import name_book, word_for
from moonwalk.host.notice_handles import ChannelHandle, TriggerHandle
from moonwalk.host.panel_handles import PanelHandle
from moonwalk.host.plugins import Plugins
from moonwalk.host.ranking_handles import RankingHandle
from moonwalk.host.reports import PluginReport, State
from moonwalk.host.rule_handles import RuleHandle
from moonwalk.host.source_handles import SourceHandle

MOST: Final = 20
"""Problems of one plugin that are told one by one."""

_HANDLES: Final[Mapping[Role, type[Handle]]] = MappingProxyType(
    {
        "person": RuleHandle,
        "team": RuleHandle,
        "company": RuleHandle,
        "ranking": RankingHandle,
        "notice": TriggerHandle,
        "channel": ChannelHandle,
        "source": SourceHandle,
        "panel": PanelHandle,
    }
)


@dataclass
class _Loaded:
    """One plugin while it is being loaded."""

    found: FoundPlugin
    state: State = "active"
    declared: list[Declaration] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    milliseconds: float = 0.0

    def accept(self, hook: str, candidate: object) -> None:
        """Keeps a declaration that is one, and a sentence about one that is not."""
        try:
            if hook == "moonwalk_challenges":
                self.folders.append(_folder(self.found, candidate))
            else:
                self.declared.append(declaration(self.found.name, self.found.module, hook, candidate))
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
        words = [f"{word_for(one.sort.use)} {one.full_name}" for one in self.declared]
        words += [f"challenges in {folder.name}" for folder in self.folders]
        found, more = self.found, len(self.problems) - MOST
        return PluginReport(
            found.name,
            found.package,
            found.version,
            self.state,
            tuple(words),
            (*self.problems[:MOST], *([f"{more} more problems."] if more > 0 else [])),
            self.milliseconds,
            code_of(found.module) if self.state == "active" else "",
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
    found: Iterable[FoundPlugin] | None = None,
) -> Plugins:
    """Imports the installed plugins and asks each for its declarations. Never raises for a plugin.

    `only` lists strangers' plugins that may be loaded (None: all), `without` plugins that may not,
    both by entry point or distribution name. `found` replaces what is installed.
    """
    loaded = [_Loaded(one) for one in (find_plugins() if found is None else found)]
    _refuse_twins(loaded)
    # What a plugin prints while it is loaded must not get among the data on stdout.
    with redirect_stdout(sys.stderr):
        for one in loaded:
            if one.state == "active":
                one.state = _permission(one.found, only, without)
            if one.state == "active":
                _load(one)
    first_party = frozenset(one.found.name for one in loaded if one.found.first_party)
    book = name_book((made for one in loaded for made in one.declared), first_party)
    reports = [one.report() for one in loaded]
    return Plugins(
        tuple(
            replace(report, problems=(*report.problems, *book.problems.get(report.name, ())))
            if report.state == "active"
            else report
            for report in reports
        ),
        book,
        {f"{use} {name}": _HANDLES[use](made) for (use, name), made in book.full.items()},
        tuple(folder for one in loaded for folder in one.folders),
    )


def _permission(found: FoundPlugin, only: frozenset[str] | None, without: frozenset[str]) -> State:
    names = {found.name, found.package}
    if names & without:
        return "disabled"
    if only is None or found.first_party or names & only:
        return "active"
    return "not allowed"


def _refuse_twins(loaded: list[_Loaded]) -> None:
    """Marks plugins whose entry point has the name of another's. Moonwalk's own are not displaced."""
    counts = Counter(one.found.name for one in loaded)
    for one in loaded:
        name = one.found.name
        if not NAME.fullmatch(name):
            one.state = "broken"
            one.problems.append(f"Its entry point {show(name)} is not a name: small letters, digits and _.")
        elif counts[name] > 1:
            twins = [other.found for other in loaded if other.found.name == name and other is not one]
            if one.found.first_party and not any(twin.first_party for twin in twins):
                continue
            one.state = "broken"
            packages = " and ".join((one.found.label, *(twin.label for twin in twins)))
            kept = [twin for twin in twins if twin.first_party]
            fate = f"only {kept[0].package}'s is loaded" if kept else "none of them is loaded"
            one.problems.append(f"The name '{name}' is claimed by {packages}; {fate}. Uninstall one of them.")


def _load(one: _Loaded) -> None:
    began = perf_counter()
    try:
        one.problems[:0] = ask_hooks(one.found, one.accept)
        one.drop_repeated()
    except PluginFailure as failure:
        one.state = "broken"
        one.problems.append(f"It failed in {failure.what}: {failure.cause}")
    one.milliseconds = (perf_counter() - began) * 1000


def _folder(found: FoundPlugin, candidate: object) -> Path:
    with guard(found.name, "moonwalk_challenges", found.module):
        if isinstance(candidate, Path) and candidate.is_dir():
            return candidate
        raise PluginFailure(found.name, "moonwalk_challenges", f"{show(candidate)} is not a folder.")
