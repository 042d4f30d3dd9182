"""A challenge's scores as they stand: kept, cached, brought up to date, or reckoned from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.rules import RuleFailed
from moonwalk.services.as_of import NOW, AsOf, Sight, sight_of
from moonwalk.services.caching import cached, store_totals
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.live import ScoredChallenge
from moonwalk.services.reckoning import basis_of, brought_up_to_date, reckon
from moonwalk.services.workspace import Workspace
from moonwalk.store import score_cache
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError

_ENTRIES_BETWEEN_CACHES: Final = 1000
"""Bringing the cache up to date by so many entries costs less than writing it again."""


def current(ws: Workspace, db: Database, name: str) -> ScoredChallenge:
    """A challenge's scores now. NotScored where a rule is missing or failed."""
    now = ws.instant()
    with db.read():
        launch = launched(ws, db, name)
        basis, newest = basis_of(ws, db, launch), score_cache.read(db).entries
        kept = ws.live.get(name)
        if kept is None or not kept.holds(basis, now):
            kept = cached(db, launch, basis, now)
        try:
            if kept is None:
                reckoned = reckon(db, launch, basis, newest, Sight(now, NEVER))
            elif kept.entry != newest:
                reckoned = brought_up_to_date(db, kept, newest)
            else:
                ws.live.keep(name, kept)
                return kept
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure
    if reckoned.entry - reckoned.cached >= _ENTRIES_BETWEEN_CACHES:
        reckoned = _remember(db, reckoned)
    ws.live.keep(name, reckoned)
    return reckoned


def seen(ws: Workspace, db: Database, name: str, look: AsOf) -> ScoredChallenge:
    """A challenge's scores as a look sees them. Refused for what is to come."""
    if look == NOW:
        return current(ws, db, name)
    with db.read():
        launch = launched(ws, db, name)
        sight = sight_of(ws, launch.plan.calendar, look)
        try:
            return reckon(db, launch, "", 0, sight)
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure


def _remember(db: Database, reckoned: ScoredChallenge) -> ScoredChallenge:
    # The cache only saves time: a disk that is full or read-only must not keep a board from showing.
    try:
        store_totals(db, reckoned)
    except StoreError:
        return reckoned
    return replace(reckoned, cached=reckoned.entry)
