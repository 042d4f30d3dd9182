"""Pins: the code of plugins that a workspace has approved, and that challenges are scored by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from moonwalk.registry import PluginCode
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.kept_reads import kept

_SELECT: Final = (
    "SELECT plugin, package, version, code, names, decision FROM pin WHERE challenge {whose} ORDER BY no"
)


@dataclass(frozen=True, slots=True)
class PinRecord:
    """The code of a plugin, and what a challenge calls by which full name: `person rain` is `acme.rain`.

    `challenge` is None for what the whole workspace has approved; then there are no names.
    """

    challenge: str | None
    plugin: str
    code: PluginCode
    names: Mapping[str, str] = field(default_factory=dict)
    decision: int = 0


def add(tx: Transaction, pin: PinRecord, decision: int) -> int:
    """Adds a pin, which applies in place of an older one of the same plugin; its number."""
    return tx.add(
        "pin",
        challenge=pin.challenge,
        plugin=pin.plugin,
        package=pin.code.package,
        version=pin.code.version,
        code=pin.code.hash,
        names=json.dumps(dict(pin.names), ensure_ascii=False, sort_keys=True),
        decision=decision,
    )


def approved(db: Reader) -> Mapping[str, PinRecord]:
    """What the workspace has approved, by plugin."""
    return _newest(db, None)


def of_challenge(db: Reader, challenge: str) -> Mapping[str, PinRecord]:
    """What a challenge is scored by, by plugin; empty for one that was launched before there were pins."""
    return _newest(db, challenge)


@kept
def _newest(db: Reader, challenge: str | None) -> Mapping[str, PinRecord]:
    whose, values = ("IS NULL", ()) if challenge is None else ("= ?", (challenge,))
    rows = db.rows(_SELECT.format(whose=whose), values)
    return {
        plugin: PinRecord(challenge, plugin, PluginCode(package, version, code), json.loads(names), decision)
        for plugin, package, version, code, names, decision in rows
    }
