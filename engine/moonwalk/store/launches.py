"""Launches: a challenge's text as it went live, and every amendment. The newest known one applies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from moonwalk.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True)
class LaunchRecord:
    """A definition as launched or amended. `plugins` maps names to versions; `launched_at` is in ms."""

    challenge: str
    text: str
    starts: date
    seed: int
    launched_at: int
    plugins: Mapping[str, str] = field(default_factory=dict)
    decision: int = 0
    no: int = 0


def add(tx: Transaction, launch: LaunchRecord, decision: int) -> int:
    """Adds a launch or an amendment; its number."""
    return tx.add(
        "launch",
        challenge=launch.challenge,
        text=launch.text,
        starts=launch.starts.isoformat(),
        seed=launch.seed,
        plugins=json.dumps(dict(launch.plugins), ensure_ascii=False, sort_keys=True),
        launched_at=launch.launched_at,
        decision=decision,
    )


def newest(db: Reader, challenge: str, known_at: int) -> LaunchRecord | None:
    """The launch that applies, as known at an instant (ms); None if it was not launched yet."""
    known = [launch for launch in history(db, challenge) if launch.launched_at <= known_at]
    return max(known, key=lambda launch: (launch.launched_at, launch.no), default=None)


def history(db: Reader, challenge: str) -> tuple[LaunchRecord, ...]:
    """The launch and every amendment, in order of arrival."""
    rows = db.rows(
        "SELECT challenge, text, starts, seed, launched_at, plugins, decision, no FROM launch "
        "WHERE challenge = ? ORDER BY no",
        (challenge,),
    )
    return tuple(_record(*row) for row in rows)


def names(db: Reader) -> tuple[str, ...]:
    """The challenges that were launched, in the order of their first launch."""
    rows = db.rows("SELECT challenge FROM launch GROUP BY challenge ORDER BY min(no)")
    return tuple(name for (name,) in rows)


def _record(challenge: str, text: str, starts: str, seed: int, at: int, *rest: Any) -> LaunchRecord:
    plugins, decision, no = rest
    return LaunchRecord(
        challenge, text, date.fromisoformat(starts), seed, at, json.loads(plugins), decision, no
    )
