"""Scores from facts: all of them, or what newer entries change."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from moonwalk import __version__
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.membership import Membership, RosterColumn, build_membership, draw_lots
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import Scored, rescore, score
from moonwalk.scoring.verdicts import BASELINE_DAYS, Codes
from moonwalk.services.as_of import Cutoff
from moonwalk.services.live import Launched, ScoredChallenge
from moonwalk.services.processes import work_for
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, memberships, pauses, people, score_cache, targets
from moonwalk.store.database import Reader


def scored_from_facts(
    db: Reader, launch: Launched, basis: str, newest: int, cutoff: Cutoff
) -> ScoredChallenge:
    """Score a challenge from the facts that are known at a cutoff. RuleFailed where a rule fails."""
    plan = plan_at(launch.plan, cutoff.now, cutoff.day)
    membership = membership_of(db, launch, cutoff.now, cutoff.known_at)
    facts = facts_of(db, plan, cutoff.known_at)
    work = work_for(plan, len(membership.people))
    scored = score(plan, membership, facts, codes_of(db, plan), last_day(plan), work)
    return named(db, launch, scored, basis, newest, cutoff.now)


def membership_of(
    db: Reader, launch: Launched, now: int, known_at: int, person: int | None = None
) -> Membership:
    """Who is a member when, one person or all, what their days are at an instant, and what they chose."""
    calendar = launch.plan.calendar
    members = memberships.facts(db, launch.record.challenge, calendar.starts, known_at, person)
    paused = pauses.facts(db, launch.record.challenge, calendar.starts, known_at)
    chosen = targets.facts(db, launch.record.challenge, calendar.starts, known_at, person)
    membership = replace(build_membership(calendar, members, paused, now), targets=chosen)
    if person is not None:
        return membership
    membership = with_columns(db, launch.plan, membership, known_at)
    return with_lots(db, launch, membership) if launch.plan.reads_lots else membership


def with_columns(db: Reader, plan: Plan, membership: Membership, known_at: int) -> Membership:
    """The membership with the roster columns that boards look at, as known at an instant."""
    numbers = membership.people.tolist()
    columns_by_name = {name: people.column(db, name, known_at) for name in sorted(plan.columns)}
    columns = {
        name: RosterColumn.of_values([values.get(number, "") for number in numbers])
        for name, values in columns_by_name.items()
    }
    return replace(membership, columns=columns)


def with_lots(db: Reader, launch: Launched, membership: Membership) -> Membership:
    """The membership with everyone's lot: it follows from the id, so the order of imports does not matter."""
    known = people.numbers(db)
    at = np.searchsorted(known.nos, membership.people).tolist()
    ids = [known.ids[index] for index in at]
    return replace(membership, lots=draw_lots(launch.record.seed, launch.record.challenge, ids))


def facts_of(db: Reader, plan: Plan, known_at: int, people_numbers: list[int] | None = None) -> EntryFacts:
    """The entries that a challenge looks at, of some people or all."""
    first = plan.calendar.starts
    window = (first - timedelta(days=BASELINE_DAYS), plan.calendar.ends) if people_numbers is None else None
    return entries.facts(db, first, known_at, people_numbers, window)


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
    """The index of the last day that is looked at."""
    return plan.calendar.index(plan.context.as_of)


def basis_of(ws: Workspace, db: Reader, launch: Launched) -> str:
    """What results rest on beside entries and the clock, as text that differs when they may differ."""
    counted = score_cache.read(db)
    basis = {
        "engine": __version__,
        "launch": launch.record.no,
        "zones": launch.plan.calendar.zones,
        "memberships": counted.memberships,
        "pauses": counted.pauses,
        "own_targets": counted.own_targets,
        "erasures": counted.erasures,
        "changes": counted.changes,
        # Who moves to another value moves on the boards that look at it.
        "attributes": counted.attributes if launch.plan.columns else 0,
        "plugins": dict(sorted(ws.plugins.codes().items())),
    }
    return json.dumps(basis, sort_keys=True)


def brought_up_to_date(db: Reader, kept: ScoredChallenge, newest: int) -> ScoredChallenge:
    """Earlier scores with the entries that came since counted; `newest` is the number of the last one."""
    changed = list(entries.people_since(db, kept.entry))
    plan = kept.scored.plan
    facts = facts_of(db, plan, NEVER, changed)
    scored = rescore(kept.scored, np.array(changed, np.int32), facts, codes_of(db, plan))
    return replace(kept, scored=scored, entry=newest)


def named(db: Reader, launch: Launched, scored: Scored, basis: str, newest: int, now: int) -> ScoredChallenge:
    """Scores with the ids and names of their people and teams."""
    all_people, all_teams = people.numbers(db), {team.no: team for team in memberships.all_teams(db)}
    frame_people, frame_teams = scored.people.membership.people, scored.people.membership.teams
    at = np.searchsorted(all_people.nos, frame_people).tolist()
    return ScoredChallenge(
        launch=launch.record,
        challenge=launch.challenge,
        plan=launch.plan,
        scored=scored,
        team_ids=tuple(all_teams[int(no)].id for no in frame_teams),
        team_names=tuple(all_teams[int(no)].name for no in frame_teams),
        person_ids=tuple(all_people.ids[index] for index in at),
        person_names=tuple(all_people.names[index] for index in at),
        basis=basis,
        entry=newest,
        since=now,
        until=launch.plan.calendar.next_boundary(now),
    )


def plan_at(plan: Plan, now: int, as_of: date | None = None) -> Plan:
    """The plan for looking at a challenge at an instant (ms): up to a day, or all that has begun."""
    calendar = plan.calendar
    context = replace(plan.context, as_of=as_of or calendar.latest_day(now))
    return replace(plan, context=context, today=calendar.index(as_of or calendar.today(now)))
