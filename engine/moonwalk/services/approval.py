"""Plugins that a workspace approves: their distribution, their version and the hash of their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from moonwalk.registry import FoundPlugin, PluginCode, approve_here, code_of_plugin, find_plugins
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace, no_plugin
from moonwalk.store import decisions, pins
from moonwalk.store.decisions import Decision
from moonwalk.store.pins import PinRecord


@dataclass(frozen=True, slots=True)
class Approval:
    """A plugin that is approved now, and the code that was approved before, if any was."""

    plugin: str
    code: PluginCode
    before: PluginCode | None
    already: bool


def approve_plugin(
    ws: Workspace, name: str, reason: str = "", *, dry_run: bool = False
) -> tuple[Approval, ...]:
    """Approve a plugin by its own name, or all plugins of a distribution by its name. None of it is run.

    Refused where nothing of the name is installed, it comes with Moonwalk and needs no approval, or several
    distributions have a plugin of the name.
    """
    chosen = _meant(name, find_plugins(ws.folder))
    with ws.database() as db, transaction(db, dry_run) as tx:
        known = pins.approved(tx)
        approvals = [_approval(plugin, known.get(plugin.name)) for plugin in chosen]
        for approval in approvals:
            if not approval.already:
                detail = {"code": asdict(approval.code)}
                decided = Decision(
                    ws.instant(), operator(), "plugins approve", approval.plugin, reason, detail
                )
                pins.add(tx, PinRecord(None, approval.plugin, approval.code), decisions.record(tx, decided))
    for plugin, approval in zip(chosen, approvals, strict=True):
        if plugin.file is not None and not dry_run:
            approve_here(plugin, approval.code)
    return tuple(approvals)


def _approval(plugin: FoundPlugin, known: PinRecord | None) -> Approval:
    code, before = code_of_plugin(plugin), known.code if known else None
    return Approval(plugin.name, code, before, already=before == code)


def _meant(name: str, installed: Sequence[FoundPlugin]) -> Sequence[FoundPlugin]:
    chosen = [plugin for plugin in installed if name in (plugin.name, plugin.package)]
    if not chosen:
        raise Refused(no_plugin(name, [plugin.name for plugin in installed]))
    strangers = [plugin for plugin in chosen if not plugin.first_party]
    if not strangers:
        raise Refused(f"'{name}' comes with Moonwalk and needs no approval. Nothing was changed.")
    packages = sorted({plugin.package for plugin in strangers})
    if len(packages) > 1:
        raise Refused(
            f"'{name}' is in {' and in '.join(packages)}. Nothing was changed. Approve one of them by the "
            f"name of its package: moonwalk plugins approve {packages[0]}"
        )
    return strangers
