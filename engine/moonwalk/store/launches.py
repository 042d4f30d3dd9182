"""Launches: a challenge's text as it went live, and every change of it. The newest known one applies.

One that was taken back before its first day does not apply, and neither do those before it. An amendment is
a row of its own: its text applies to all days, or from a day on, before which those that it follows stay.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from moonwalk.store.database import Reader, Transaction
from moonwalk.store.kept_reads import kept


def seed_sha256(seed: int) -> str:
    """The SHA-256 of a seed, written in decimal digits: told at the launch, the seed only after the end."""
    return hashlib.sha256(str(seed).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A text that an amendment has left in force: for the days before `until`, from the one before it on."""

    text: str
    until: date


@dataclass(frozen=True, slots=True)
class Amendment:
    """From which day on a text applies (None: to all days), or the number of the launch that it restores."""

    from_day: date | None = None
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class LaunchRecord:
    """A definition as launched or amended. `plugins` maps names to versions; `launched_at` is in ms.

    `replaced` counts the earlier launches of this name that were taken back, or had another first day.
    `amended_at` is the instant (ms) of the amendment that it is, None for a launch. `earlier` are the texts
    by which the days before it are scored, in order.
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
    amended_at: int | None = None
    earlier: tuple[EarlierText, ...] = ()

    @property
    def known_at(self) -> int:
        """Since when it has applied (ms)."""
        return self.launched_at if self.amended_at is None else self.amended_at

    def amended(self, text: str, from_day: date | None) -> LaunchRecord:
        """Return it with another text, for all days or from a day on; what came before that day stays."""
        if from_day is None:
            return replace(self, text=text, earlier=())
        kept: list[EarlierText] = []
        begins = date.min
        for part in (*self.earlier, EarlierText(self.text, date.max)):
            if max(begins, self.starts) < from_day:
                kept.append(replace(part, until=min(part.until, from_day)))
            begins = part.until
        return replace(self, text=text, earlier=tuple(kept))

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


def amend(tx: Transaction, launch: LaunchRecord, amendment: Amendment, decision: int) -> int:
    """Adds an amendment, whose text and instant are those of the record; its number among the launches."""
    number = add(tx, replace(launch, launched_at=launch.known_at), decision)
    tx.add(
        "amendment",
        launch=number,
        from_day=None if amendment.from_day is None else amendment.from_day.isoformat(),
        restores=amendment.restores,
        decision=decision,
    )
    return number


@kept
def newest(db: Reader, challenge: str, known_at: int) -> LaunchRecord | None:
    """The launch that applies, as known at an instant (ms); None if it was not launched yet."""
    known = [launch for launch in history(db, challenge) if launch.known_at <= known_at]
    return max(known, key=lambda launch: (launch.known_at, launch.no), default=None)


def all_rows(db: Reader, challenge: str) -> tuple[LaunchRecord, ...]:
    """Every launch of a challenge and every change of one, also what was taken back, in order of arrival."""
    rows = db.rows(
        "SELECT challenge, text, starts, seed, launched_at, plugins, decision, no FROM launch "
        "WHERE challenge = ? ORDER BY no",
        (challenge,),
    )
    return _with_amendments(db, tuple(_record(*row) for row in rows))


@kept
def history(db: Reader, challenge: str) -> tuple[LaunchRecord, ...]:
    """The launch that stands and every change of it, in order of arrival; nothing where it was taken back."""
    records = all_rows(db, challenge)
    if not records:
        return records
    last = int(db.value(_WITHDRAWN, (challenge,)))
    return tuple(
        replace(record, replaced=_replaced(record, records[:at], last))
        for at, record in enumerate(records)
        if record.no > last
    )


def _with_amendments(db: Reader, rows: tuple[LaunchRecord, ...]) -> tuple[LaunchRecord, ...]:
    """The rows of a challenge with what each amendment among them leaves of those before it."""
    amendments = _amendments(db, rows[0].challenge) if rows else {}
    if not amendments:
        return rows
    records: dict[int, LaunchRecord] = {}
    before = rows[0]
    for row in rows:
        amendment = amendments.get(row.no)
        if amendment is not None:
            base = before if amendment.restores is None else records[amendment.restores]
            after = base if amendment.restores is not None else base.amended(row.text, amendment.from_day)
            row = replace(
                row, launched_at=base.launched_at, amended_at=row.launched_at, earlier=after.earlier
            )
        records[row.no] = before = row
    return tuple(records.values())


def _amendments(db: Reader, challenge: str) -> Mapping[int, Amendment]:
    rows = db.rows(
        "SELECT launch, from_day, restores FROM amendment JOIN launch ON launch.no = amendment.launch "
        "WHERE challenge = ?",
        (challenge,),
    )
    return {
        launch: Amendment(None if day is None else date.fromisoformat(day), restores)
        for launch, day, restores in rows
    }


def withdrawals(db: Reader, challenge: str) -> tuple[int, ...]:
    """The numbers of the decisions that took a launch of a challenge back, oldest first."""
    rows = db.rows(
        "SELECT withdrawal.decision FROM withdrawal JOIN launch ON launch.no = withdrawal.launch "
        "WHERE challenge = ? ORDER BY withdrawal.no",
        (challenge,),
    )
    return tuple(decision for (decision,) in rows)


@kept
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
