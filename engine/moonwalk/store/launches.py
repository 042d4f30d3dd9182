"""Launches: a challenge's text as it went live, and every change of it. The newest known one applies.

One that was taken back before its first day does not apply, and neither do those before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from moonwalk.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True)
class LaunchRecord:
    """A definition as launched or amended. `plugins` maps names to versions; `launched_at` is in ms.

    `replaced` counts the earlier launches of this name that were taken back, or had another first day.
    """

    challenge: str
    text: str
    starts: date
    seed: int
    launched_at: int
    plugins: Mapping[str, str] = field(default_factory=dict)
    decision: int = 0
    no: int = 0
    replaced: int = 0

    @property
    def occasion(self) -> str:
        """What the keys of its messages begin with. What was cancelled with another launch is sent again."""
        again = f" ({self.replaced + 1})" if self.replaced else ""
        return f"{self.challenge}/{self.starts}{again}"


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
    """The launch that stands and every change of it, in order of arrival; nothing where it was taken back."""
    rows = db.rows(
        "SELECT challenge, text, starts, seed, launched_at, plugins, decision, no FROM launch "
        "WHERE challenge = ? ORDER BY no",
        (challenge,),
    )
    records = tuple(_record(*row) for row in rows)
    if not records:
        return records
    last = int(db.value(_WITHDRAWN, (challenge,)))
    return tuple(
        replace(record, replaced=_replaced(record, records[:at], last))
        for at, record in enumerate(records)
        if record.no > last
    )


def names(db: Reader) -> tuple[str, ...]:
    """The challenges that were launched and not taken back, in the order of their first launch."""
    rows = db.rows("SELECT challenge, max(no) FROM launch GROUP BY challenge ORDER BY min(no)")
    if not db.value("SELECT count(*) FROM withdrawal"):
        return tuple(name for name, _ in rows)
    return tuple(name for name, newest_no in rows if newest_no > db.value(_WITHDRAWN, (name,)))


def withdraw(tx: Transaction, launch: int, decision: int) -> None:
    """Takes the launch with a number back, and with it those of the same challenge before it."""
    tx.add("withdrawal", launch=launch, decision=decision)


_WITHDRAWN: Final = (
    "SELECT coalesce(max(launch.no), 0) FROM withdrawal JOIN launch ON launch.no = withdrawal.launch "
    "WHERE launch.challenge = ?"
)


def _replaced(record: LaunchRecord, before: tuple[LaunchRecord, ...], last: int) -> int:
    return sum(earlier.no <= last or earlier.starts != record.starts for earlier in before)


def _record(challenge: str, text: str, starts: str, seed: int, at: int, *rest: Any) -> LaunchRecord:
    plugins, decision, no = rest
    return LaunchRecord(
        challenge, text, date.fromisoformat(starts), seed, at, json.loads(plugins), decision, no
    )
