"""A challenge's scores as they stand: kept, cached, brought up to date, or made from the facts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np

from moonwalk import __version__
from moonwalk.scoring import score_arrays
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.changed_days import first_changed_day
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.membership import Membership, build_membership, draw_lots
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.roster_columns import RosterColumn, with_nested
from moonwalk.scoring.score import Scored, rescore
from moonwalk.scoring.verdicts import BASELINE_DAYS, Codes
from moonwalk.services.engines.choice import HERE, EngineChoice
from moonwalk.services.errors import EngineFailed
from moonwalk.services.launched import (
    NOW,
    AsOf,
    Cutoff,
    NotScored,
    as_known,
    check_kept,
    cutoff_of,
    launched,
)
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, memberships, pauses, people, score_cache, targets
from moonwalk.store.database import Database, Reader
from moonwalk.store.errors import StoreError


def scored_from_facts(
    db: Reader, launch: Launched, basis: str, newest: int, cutoff: Cutoff, engines: EngineChoice = HERE
) -> ScoredChallenge:
    """Score a challenge from the facts that are known at a cutoff.

    RuleFailed where a rule fails, EngineFailed where the engine does.
    """
    plan = plan_at(launch.plan, cutoff.now, cutoff.day)
    membership = membership_of(db, launch, cutoff.now, cutoff.known_at)
    facts = facts_of(db, plan, min(cutoff.known_at, launch.frozen))
    scored = engines.score(plan, membership, facts, codes_of(db, plan), last_day(plan))
    return named(db, launch, scored, basis, newest, cutoff.now)


def membership_of(
    db: Reader, launch: Launched, now: int, known_at: int, person: int | None = None
) -> Membership:
    """Who is a member when, one person or all, what their days are at an instant, and what they chose."""
    calendar, known_at = launch.plan.calendar, min(known_at, launch.frozen)
    members = memberships.facts(db, launch.record.challenge, calendar.starts, known_at, person)
    paused = pauses.facts(db, launch.record.challenge, calendar.starts, known_at)
    chosen = targets.facts(db, launch.record.challenge, calendar.starts, known_at, person)
    membership = replace(build_membership(calendar, members, paused, now), targets=chosen)
    if person is not None and not launch.plan.columns_of_some:
        return membership
    membership = with_columns(db, launch.plan, membership, known_at)
    return membership if person is not None else with_lots(db, launch, membership)


def with_columns(db: Reader, plan: Plan, membership: Membership, known_at: int) -> Membership:
    """The membership with the roster columns that boards look at, as known at an instant."""
    numbers = membership.people.tolist()
    columns_by_name = {name: people.column(db, name, known_at) for name in sorted(plan.columns)}
    columns = {
        name: RosterColumn.of_values([values.get(number, "") for number in numbers])
        for name, values in columns_by_name.items()
    }
    return replace(membership, columns=with_nested(columns, plan.columns_of_boards))


def with_lots(db: Reader, launch: Launched, membership: Membership) -> Membership:
    """The membership with everyone's lot, where a rule draws.

    It follows from the id, so the order of imports does not matter.
    """
    if not launch.plan.reads_lots:
        return membership
    ids, _ = people.numbers(db).ids_and_names(membership.people)
    return replace(membership, lots=draw_lots(launch.record.seed, launch.record.challenge, ids))


def facts_of(
    db: Reader, plan: Plan, known_at: int, people_numbers: list[int] | None = None, but: int | None = None
) -> EntryFacts:
    """The entries that a challenge looks at, of some people or all, without the one whose id is `but`."""
    first = plan.calendar.starts
    window = (first - timedelta(days=BASELINE_DAYS), plan.calendar.ends) if people_numbers is None else None
    return entries.facts(db, first, known_at, people_numbers, window, but)


def codes_of(db: Reader, plan: Plan) -> Codes:
    """What the store's numbers of kinds and sources mean to a challenge."""
    index = {(activity.name, activity.unit): at for at, activity in enumerate(plan.activities)}
    kinds = entries.kinds(db)
    activity = np.full(max((kind.no for kind in kinds), default=0) + 1, -1, np.int16)
    for kind in kinds:
        activity[kind.no] = index.get((kind.activity, kind.unit), -1)
    sources = sorted(entries.sources(db), key=lambda source: source.name)
    rank = np.zeros(max((source.no for source in sources), default=0) + 1, np.int16)
    for at, source in enumerate(sources):
        rank[source.no] = at
    return Codes(activity, rank)


def last_day(plan: Plan) -> int:
    """Return the index of the last day that is included."""
    return plan.calendar.index(plan.context.as_of)


def basis_of(ws: Workspace, db: Reader, launch: Launched) -> str:
    """Return what results depend on besides entries and the clock, as text that changes when they may."""
    counted = score_cache.read(db)
    # Who moves to another value moves on the boards that look at it.
    counted = counted if launch.plan.columns else counted._replace(attributes=0)
    facts = tuple((name, getattr(counted, name)) for name in _RESTS_ON)
    codes = tuple(sorted(ws.plugins.codes().items()))
    return _basis_text(launch.record.no, launch.plan.calendar.zones, launch.frozen, facts, codes)


_RESTS_ON: Final = ("memberships", "pauses", "own_targets", "erasures", "changes", "attributes")


# Asked several times for each entry, while nothing that it depends on changes.
@lru_cache(maxsize=16)
def _basis_text(
    launch: int,
    zones: tuple[str, ...],
    frozen: int,
    facts: tuple[tuple[str, int], ...],
    codes: tuple[tuple[str, str], ...],
) -> str:
    basis = {"engine": __version__, "launch": launch, "zones": zones, **dict(facts), "plugins": dict(codes)}
    if frozen != NEVER:
        basis["closed"] = frozen
    return json.dumps(basis, sort_keys=True)


def brought_up_to_date(db: Reader, kept: ScoredChallenge, newest: int) -> ScoredChallenge:
    """Earlier scores with the entries that came since counted; `newest` is the number of the last one."""
    changed = list(entries.people_since(db, kept.entry))
    plan, numbers = kept.scored.plan, np.array(changed, np.int32)
    facts = facts_of(db, plan, NEVER, changed)
    scored = rescore(kept.scored, numbers, facts, codes_of(db, plan))
    first = first_changed_day(kept.scored, scored, numbers)
    states = kept.states[:first] + (object(),) * (plan.calendar.length - first)
    return replace(kept, scored=scored, entry=newest, states=states)


def named(db: Reader, launch: Launched, scored: Scored, basis: str, newest: int, now: int) -> ScoredChallenge:
    """Scores with the ids and names of their people and teams."""
    all_people, teams = people.numbers(db), memberships.team_labels(db)
    ids, names = all_people.ids_and_names(scored.people.membership.people)
    team_labels = [teams[no] for no in scored.people.membership.teams.tolist()]
    return ScoredChallenge(
        launch=launch.record,
        challenge=launch.challenge,
        plan=launch.plan,
        scored=scored,
        team_ids=tuple(identifier for identifier, _ in team_labels),
        team_names=tuple(name for _, name in team_labels),
        person_ids=ids,
        person_names=names,
        basis=basis,
        entry=newest,
        since=now,
        until=launch.plan.calendar.next_boundary(now),
        states=(object(),) * launch.plan.calendar.length,
    )


def plan_at(plan: Plan, now: int, as_of: date | None = None) -> Plan:
    """The plan for looking at a challenge at an instant (ms): up to a day, or all that has begun."""
    calendar = plan.calendar
    context = replace(plan.context, as_of=as_of or calendar.latest_day(now))
    earlier = tuple(replace(part, plan=plan_at(part.plan, now, as_of)) for part in plan.earlier)
    today = calendar.index(as_of or calendar.today(now))
    return replace(plan, context=context, today=today, earlier=earlier)


def store_totals(db: Database, scored_challenge: ScoredChallenge, place: str = "", made: int = 0) -> None:
    """Writes the scores to the cache of the database.

    `place` is where (none: under the name of the challenge), `made` the instant as of which they are (ms).
    """
    fingerprint = {
        "format": score_arrays.FORMAT,
        "basis": scored_challenge.basis,
        "entry": scored_challenge.entry,
        "since": scored_challenge.since,
        "until": scored_challenge.until,
        "made": made or scored_challenge.since,
    }
    arrays = score_arrays.arrays_of(scored_challenge.scored)
    with db.write() as tx:
        score_cache.save(tx, place or scored_challenge.launch.challenge, json.dumps(fingerprint), arrays)


def cached(db: Reader, launch: Launched, basis: str, now: int) -> ScoredChallenge | None:
    """What the cache holds of a challenge, if it rests on the same facts and the clock has not turned."""
    stored = score_cache.load(db, launch.place)
    if stored is None:
        return None
    fingerprint, arrays = json.loads(stored[0]), stored[1]
    if fingerprint.get("format") != score_arrays.FORMAT:
        return None
    if fingerprint.get("basis") != basis or not fingerprint["since"] <= now < fingerprint["until"]:
        return None
    since = int(fingerprint["since"])
    membership = _cached_membership(db, launch, arrays)
    if not people.numbers(db).includes(membership.people):
        return None
    plan = plan_at(launch.plan, since)
    scored = score_arrays.scored_of(plan, membership, arrays, last_day(plan))
    entry = int(fingerprint["entry"])
    return replace(named(db, launch, scored, basis, entry, since), cached=entry)


def _cached_membership(db: Reader, launch: Launched, arrays: score_arrays.ScoreArrays) -> Membership:
    """Who was a member when, by the cache, and what people chose."""
    team_names = {no: name for no, (_, name) in memberships.team_labels(db).items()}
    membership = score_arrays.membership_of(arrays, team_names)
    calendar, known_at = launch.plan.calendar, launch.frozen
    chosen = targets.facts(db, launch.record.challenge, calendar.starts, known_at)
    membership = with_columns(db, launch.plan, replace(membership, targets=chosen), known_at)
    return with_lots(db, launch, membership)


_ENTRIES_BETWEEN_CACHES: Final = 1000
"""Bringing the cache up to date by so many entries costs less than writing it again."""


def current(ws: Workspace, db: Database, name: str) -> ScoredChallenge:
    """A challenge's scores now. NotScored where a rule is missing or failed."""
    now = ws.instant()
    with db.read():
        check_kept(db, name)
        launch = launched(ws, db, name)
        basis, newest = basis_of(ws, db, launch), score_cache.read(db).entries
        kept = ws.live.get(name)
        if kept is None or not kept.holds(basis, now):
            kept = cached(db, launch, basis, now)
        try:
            if kept is None:
                scored_challenge = _scored_in_full(ws, db, launch, basis, newest, Cutoff(now, NEVER))
            elif kept.entry != newest and launch.frozen == NEVER:
                scored_challenge = brought_up_to_date(db, kept, newest)
            else:
                ws.live.keep(name, kept)
                return kept
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure
    if scored_challenge.entry - scored_challenge.cached >= _ENTRIES_BETWEEN_CACHES:
        scored_challenge = _remember(db, scored_challenge, launch.place, now)
    ws.live.keep(name, scored_challenge)
    return scored_challenge


def scored_as_of(ws: Workspace, db: Database, name: str, as_of: AsOf) -> ScoredChallenge:
    """Return a challenge's scores as of a query. Raise Refused for the future."""
    if as_of == NOW:
        return current(ws, db, name)
    with db.read():
        check_kept(db, name)
        launch = launched(ws, db, name)
        cutoff = cutoff_of(ws, launch.plan.calendar, as_of)
        launch = as_known(ws, db, launch, cutoff.known_at)
        try:
            return _scored_in_full(ws, db, launch, "", 0, cutoff)
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure


def _scored_in_full(
    ws: Workspace, db: Reader, launch: Launched, basis: str, newest: int, cutoff: Cutoff
) -> ScoredChallenge:
    """Score from the facts, by the engine of the workspace. NotScored where that of its settings fails."""
    try:
        return scored_from_facts(db, launch, basis, newest, cutoff, ws.engines)
    except EngineFailed as failure:
        # Who named an engine is told at once; for all others the last good results stay.
        if ws.engines.always:
            raise
        raise NotScored(failure.message) from failure


def _remember(db: Database, scored_challenge: ScoredChallenge, place: str, made: int) -> ScoredChallenge:
    # The cache only saves time: a disk that is full or read-only must not keep a board from showing.
    try:
        store_totals(db, scored_challenge, place, made)
    except StoreError:
        return scored_challenge
    return replace(scored_challenge, cached=scored_challenge.entry)
