"""One plugin in full, and what of it can be checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moonwalk.api import Component
from moonwalk.registry import Registry
from moonwalk.registry.declarations import word_for
from moonwalk.services.errors import Refused
from moonwalk.services.keys import KeyRow, keys_of
from moonwalk.services.plugins import list_plugins, plugin_rows
from moonwalk.services.views import PluginRow
from moonwalk.services.workspace import Workspace, no_plugin


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """Something that a plugin declares: what it is, its full name, its sentence, its keys."""

    kind: str
    name: str
    sentence: str
    about: str
    keys: tuple[KeyRow, ...]


@dataclass(frozen=True, slots=True)
class PluginDetail:
    """One plugin with everything that it declares."""

    plugin: PluginRow
    declares: tuple[DeclaredRow, ...]


def plugin_detail(plugins: Registry, name: str, ws: Workspace | None = None) -> PluginDetail:
    """One plugin by its own name or that of its distribution. Refused where there is none.

    `ws` is the workspace whose plugins they are, if there is one, whose challenges may be pinned to others.
    """
    # Whoever asks for one plugin wants to know of it, even if it has just been installed.
    plugins.wait()
    rows = plugin_rows(plugins) if ws is None else list_plugins(ws)
    row = _row(rows, name)
    own = (adapter for adapter in plugins.adapters.values() if adapter.plugin == row.name)
    declares = tuple(
        DeclaredRow(
            word_for(adapter.declared.sort.use),
            adapter.full_name,
            adapter.first_line,
            adapter.about,
            keys_of(adapter),
        )
        for adapter in sorted(own, key=lambda adapter: adapter.full_name)
    )
    return PluginDetail(row, declares)


def _row(rows: Sequence[PluginRow], name: str) -> PluginRow:
    row = next((row for row in rows if name in (row.name, row.package)), None)
    if row is None:
        raise Refused(no_plugin(name, [row.name for row in rows]))
    return row


def declared_targets(plugins: Registry, name: str) -> tuple[tuple[str, type[Component] | Path], ...]:
    """The classes and folders of a plugin, or the one class of a full name, each with what it is called.

    Refused where there is none of the name, or the plugin does not work.
    """
    plugin, _, short = name.partition(".")
    detail = plugin_detail(plugins, plugin)
    row = detail.plugin
    if row.state != "active":
        raise Refused(
            f"The plugin '{row.name}' cannot be checked, it is {row.state}. {' '.join(row.problems)}"
        )
    targets: list[tuple[str, type[Component] | Path]] = [
        (f"{word_for(adapter.declared.sort.use)} {adapter.full_name}", adapter.declared.made)
        for adapter in plugins.adapters.values()
        if adapter.plugin == row.name and short in ("", adapter.name)
    ]
    if not short:
        targets += [
            (f"challenges in {path.name}", path) for owner, path in plugins.packs() if owner == row.name
        ]
    if not targets:
        names = ", ".join(declared.name for declared in detail.declares)
        raise Refused(
            f"The plugin '{row.name}' does not declare '{name}'. It declares: {names or 'nothing'}."
        )
    return tuple(targets)
