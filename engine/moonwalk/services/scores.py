"""A challenge's scores as they stand: kept, cached, brought up to date, or reckoned from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.rules import RuleFailed
from moonwalk.services.as_of import NOW, AsOf, Cutoff, cutoff_of
from moonwalk.services.caching import cached, store_totals
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.live import ScoredChallenge
from moonwalk.services.reckoning import basis_of, brought_up_to_date, scored_from_facts
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
                scored_challenge = scored_from_facts(db, launch, basis, newest, Cutoff(now, NEVER))
            elif kept.entry != newest:
                scored_challenge = brought_up_to_date(db, kept, newest)
            else:
                ws.live.keep(name, kept)
                return kept
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure
    if scored_challenge.entry - scored_challenge.cached >= _ENTRIES_BETWEEN_CACHES:
        scored_challenge = _remember(db, scored_challenge)
    ws.live.keep(name, scored_challenge)
    return scored_challenge


def scored_as_of(ws: Workspace, db: Database, name: str, as_of: AsOf) -> ScoredChallenge:
    """A challenge's scores as a look sees them. Refused for what is to come."""
    if as_of == NOW:
        return current(ws, db, name)
    with db.read():
        launch = launched(ws, db, name)
        cutoff = cutoff_of(ws, launch.plan.calendar, as_of)
        try:
            return scored_from_facts(db, launch, "", 0, cutoff)
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure


def _remember(db: Database, scored_challenge: ScoredChallenge) -> ScoredChallenge:
    # The cache only saves time: a disk that is full or read-only must not keep a board from showing.
    try:
        store_totals(db, scored_challenge)
    except StoreError:
        return scored_challenge
    return replace(scored_challenge, cached=scored_challenge.entry)
