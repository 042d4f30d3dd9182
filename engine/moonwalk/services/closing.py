"""The end of a challenge: once nothing can be logged any more its results are frozen, until it reopens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import moment
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.boards.views import PrizeView
from moonwalk.services.closing_record import record_of
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import (
    NotScored,
    accept_command,
    changed_sentence,
    check_kept,
    launch_of,
    launched,
)
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.scores import current
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings, decisions, score_cache
from moonwalk.store.closings import ClosingRecord
from moonwalk.store.database import Reader
from moonwalk.store.decisions import Decision

WARN_DAYS: Final = 3
"""So many days at the end on which nobody logged are unusual: there is hardly a team that is so quiet."""


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """A challenge that was closed: hashes of what it rests on and of its results, and who won what.

    `facts` counts the facts it rests on, `plugins` is the code it was scored by, by plugin. For its last
    `silent` days nobody has logged anything at all: perhaps an import is missing.
    """

    challenge: str
    title: str
    closed: datetime
    people: int
    facts: int
    inputs_sha256: str
    results_sha256: str
    plugins: dict[str, str]
    prizes: tuple[PrizeView, ...]
    seed: int | None
    dry_run: bool
    silent: int = 0

    @property
    def warning(self) -> str:
        """What to look at before it is closed for good; nothing where all is as usual."""
        if self.silent < WARN_DAYS:
            return ""
        return (
            f"Nobody has logged anything for its last {self.silent} days. If entries are still to be "
            "imported, import them first."
        )


def close(ws: Workspace, name: str, *, dry_run: bool = False) -> ClosingReport:
    """Closes a challenge: its results are written down and stand, whatever is logged or imported later.

    Refused as long as something can still be logged, where it is closed already, or where code has changed
    and nobody has accepted that.
    """
    at = ws.instant()
    try:
        with ws.database() as db:
            launch = _closable(ws, db, name)
            before, prizes = score_cache.read(db), show_prizes(ws, name)
            record = record_of(ws, db, launch, at)
            silent = _silent_days(current(ws, db, name))
        with ws.database() as db, transaction(db, dry_run) as tx:
            if score_cache.read(tx) != before:
                raise Refused(f"Another program changed facts just now. '{name}' was not closed. Try again.")
            detail = {"inputs": record["inputs"], "results": record["results"]}
            decision = decisions.record(tx, Decision(at, operator(), "close", name, detail=detail))
            closings.add(tx, ClosingRecord(name, launch.record.no, at, record), decision)
    except (NotScored, RuleFailed) as reason:
        raise PluginFailed(f"'{name}' cannot be scored, so it was not closed. {reason}") from reason
    return ClosingReport(
        challenge=name,
        title=launch.challenge.title,
        closed=moment(at).astimezone(ZoneInfo(launch.plan.calendar.zone)),
        people=len(record["points"]),
        facts=sum(len(rows) for each in record["facts"].values() for rows in each["rows"].values()),
        inputs_sha256=record["inputs"],
        results_sha256=record["results"],
        plugins={
            plugin: f"{code['package']} {code['version']}" for plugin, code in record["plugins"].items()
        },
        prizes=prizes.prizes,
        seed=prizes.seed,
        dry_run=dry_run,
        silent=silent,
    )


def _silent_days(scored_challenge: ScoredChallenge) -> int:
    """For how many days at its end nobody logged anything, without those on which nobody was due."""
    people = scored_challenge.scored.people
    due = np.flatnonzero(people.membership.countable.any(axis=0))
    logged = np.flatnonzero(people.logged[:, due].any(axis=0))
    return len(due) - 1 - int(logged[-1]) if len(logged) else len(due)


def reopen(ws: Workspace, name: str, reason: str, *, dry_run: bool = False) -> datetime:
    """Opens a closed challenge again, for a reason; when it had been closed. What was frozen is kept."""
    if not reason.strip():
        raise Refused("Opening a challenge again needs a reason. Nothing was changed. Say why: --reason TEXT")
    with ws.database() as db, transaction(db, dry_run) as tx:
        launch_of(tx, name)
        closing = closings.of_challenge(tx, name)
        if closing is None:
            raise Refused(f"'{name}' is not closed. Nothing was changed.")
        decided = Decision(ws.instant(), operator(), "reopen", name, reason.strip())
        closings.reopen(tx, closing.no, decisions.record(tx, decided))
    return moment(closing.at).astimezone(ws.zone)


def _closable(ws: Workspace, db: Reader, name: str) -> Launched:
    launch_of(db, name)
    closing = closings.of_challenge(db, name)
    if closing is not None:
        raise Refused(
            f"'{name}' was closed on {moment(closing.at):%Y-%m-%d} already. Nothing was changed. To check "
            f"its results: moonwalk verify. To open it again: moonwalk reopen {name} --reason WHY"
        )
    check_kept(db, name)
    launch = launched(ws, db, name)
    calendar = launch.plan.calendar
    if ws.instant() <= calendar.all_closed:
        until = moment(calendar.all_closed).astimezone(ZoneInfo(calendar.zone))
        raise Refused(
            f"Until {until:%A, %Y-%m-%d %H:%M} ({calendar.zone}) something can still be logged for '{name}'. "
            "It was not closed. Close it after that."
        )
    if launch.changes:
        raise Refused(
            f"'{name}' was not closed. {changed_sentence(launch.changes)} Nobody has accepted that, and the "
            f"results would be frozen with it. {accept_command(name)}"
        )
    return launch
