"""The plugins that a challenge is pinned to at its launch, and those whose code is no longer the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from moonwalk.definitions import Challenge, Item, NoticeItem
from moonwalk.registry import PluginCode, Registry
from moonwalk.store.pins import PinRecord


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A plugin whose code is not what a challenge is pinned to."""

    plugin: str
    before: PluginCode
    after: PluginCode

    @property
    def sentence(self) -> str:
        """What the code was and what it is."""
        return f"the plugin '{self.plugin}' was {self.before.label} and is {self.after.label}"


def pins_of(challenge: Challenge, plugins: Registry) -> Iterator[PinRecord]:
    """The pins of a challenge that is being launched: of each plugin that it uses, its code and its names."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for item in _items(challenge):
        plugin = item.full_name.partition(".")[0]
        names[plugin][f"{item.use} {item.written}"] = item.full_name
    for plugin, of_plugin in sorted(names.items()):
        code = plugins.code(plugin)
        if code is not None:
            yield PinRecord(challenge.name, plugin, code, of_plugin)


def _items(challenge: Challenge) -> Iterator[Item | NoticeItem]:
    yield from challenge.paying_rules
    yield from (board.ranking for board in challenge.boards.values())
    yield from challenge.notices


def pinned_names(pinned: Mapping[str, PinRecord]) -> dict[str, str]:
    """The full names that the text of a challenge means, by use and name as written: `person rain`."""
    return {name: full for pin in pinned.values() for name, full in pin.names.items()}


def code_changes(pinned: Mapping[str, PinRecord], plugins: Registry) -> tuple[CodeChange, ...]:
    """The plugins whose code is not what it was. Of one that is not there, whatever needs it says so."""
    changes = []
    for plugin, pin in sorted(pinned.items()):
        now = plugins.code(plugin)
        if now not in (None, pin.code) and not _holds(pin.code, now, plugins.is_first_party(plugin)):
            changes.append(CodeChange(plugin, pin.code, now))
    return tuple(changes)


def _holds(pinned: PluginCode, now: PluginCode, own: bool) -> bool:
    if not own:
        return pinned.holds(now)
    # All plugins of Moonwalk's own have its version. Most of them are the same in the next one.
    return pinned.hash in ("", now.hash)
