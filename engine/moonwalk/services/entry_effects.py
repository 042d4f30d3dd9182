"""What an entry did to its person's points, and whether it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.score import settle_entries
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.scores import basis_of, codes_of, current, facts_of
from moonwalk.services.views import WhyEntry
from moonwalk.services.why.person import explain_in, shown_entry, total_in
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries
from moonwalk.store.database import Database, Reader
from moonwalk.store.entries import EntryRecord
from moonwalk.store.ids import show_id
from moonwalk.store.people import PersonRecord

NOT_SCORED_NOW: Final = (
    "no challenge that can be scored now has this activity; 'moonwalk plugins' may say why"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """A person's points before an entry and after it, None where there are none to tell.

    `shown` is the entry with its verdict; where there is none, `missing` says why.
    """

    before: int | None
    after: int | None
    shown: WhyEntry | None
    missing: str = "its day does not count"


def effect_of(
    ws: Workspace, db: Database, launch: Launched | None, person: PersonRecord, entry: EntryRecord, same: bool
) -> Effect:
    """What an entry did in a challenge; nothing where it was there already (`same`)."""
    if launch is None:
        return Effect(None, None, None, NOT_SCORED_NOW)
    before = None if same else _points_before(ws, db, launch, person.no, entry.id)
    if before is not None and not launch.plan.earlier:
        return _by_kept_scores(ws, db, launch, person, entry, before)
    if before is None:
        before = _total(ws, db, launch, person, None if same else entry.id)
    return _explained(ws, db, launch, person, entry, before)


def _points_before(ws: Workspace, db: Reader, launch: Launched, person: int, entry: int) -> int | None:
    """A person's points before the newest entry, whose id is given, by the scores that a program keeps.

    None where it keeps none that were the newest then, or the person takes no part.
    """
    kept = ws.live.get(launch.record.challenge)
    if kept is None or launch.frozen != NEVER or not kept.holds(basis_of(ws, db, launch), ws.instant()):
        return None
    return points_of(kept, person) if entries.ids_since(db, kept.entry) == (entry,) else None


def points_of(scored_challenge: ScoredChallenge, person: int) -> int | None:
    """Return a person's points as boards have them; None for who takes no part."""
    scored = scored_challenge.scored
    at = int(np.searchsorted(scored.people.membership.people, person))
    if person not in scored.people.membership.people[at : at + 1]:
        return None
    return scored.plan.context.points(scored.people.points_until(at, scored.last_day))


def _by_kept_scores(
    ws: Workspace, db: Database, launch: Launched, person: PersonRecord, entry: EntryRecord, before: int
) -> Effect:
    """What the newest entry did, by the scores that whoever looks at a board next needs as well."""
    try:
        scored_challenge = current(ws, db, launch.record.challenge)
    except NotScored as reason:
        return Effect(before, None, None, _not_scored(launch, reason))
    scored = scored_challenge.scored
    membership = scored.people.membership
    alone = membership.only(membership.rows(np.array([person.no], np.int32)))
    with db.read():
        facts, codes = facts_of(db, scored.plan, NEVER, [person.no]), codes_of(db, scored.plan)
    judged = settle_entries(scored.plan, alone, facts, codes, scored.last_day).judged
    places = np.flatnonzero(judged.entries.id == entry.id).tolist()
    shown = [shown_entry(scored.plan, judged, place, alone.status[0], entry) for place in places]
    return Effect(before, points_of(scored_challenge, person.no), next(iter(shown), None))


def _explained(
    ws: Workspace,
    db: Database,
    launch: Launched,
    person: PersonRecord,
    entry: EntryRecord,
    before: int | None,
) -> Effect:
    """What an entry did, from the facts of its person alone."""
    try:
        why = explain_in(ws, db, launch, person)
    except Refused:
        missing = f"{person.name} takes part in no challenge that has this activity"
        return Effect(before, None, None, missing)
    except NotScored as reason:
        return Effect(before, None, None, _not_scored(launch, reason))
    wanted = show_id(entry.id)
    return Effect(before, why.total, next((row for row in why.entries if row.id == wanted), None))


def _total(
    ws: Workspace, db: Database, launch: Launched, person: PersonRecord, but: int | None
) -> int | None:
    """The person's points without an entry, from the facts; None where there are none to tell."""
    try:
        return total_in(ws, db, launch, person, but)
    except NotScored:
        return None


def _not_scored(launch: Launched, reason: NotScored) -> str:
    return f"'{launch.record.challenge}' is not scored now: {reason}"
