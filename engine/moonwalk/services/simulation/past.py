"""A rehearsal with what people really did: the members and entries of a challenge that has been launched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import NEVER, EntryFacts, Int64Array
from moonwalk.scoring.membership import Membership, RosterColumn, build_membership, draw_lots
from moonwalk.scoring.people import score_people
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.score import grid_from_entries, score_from_people
from moonwalk.scoring.verdicts import BASELINE_DAYS, Codes, Verdict
from moonwalk.services.errors import Refused
from moonwalk.services.launched import check_kept, launched, names
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.simulation.company import Company
from moonwalk.services.simulation.seasons import Season
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, pauses, people, retention, targets
from moonwalk.store.database import Reader


@dataclass(frozen=True, eq=False)
class PastSeason:
    """The season of a past challenge, as if its days were those of another: company, season, and remarks."""

    company: Company
    season: Season
    remarks: tuple[str, ...]


def past_challenges(ws: Workspace) -> tuple[str, ...]:
    """Return the names of the launched challenges whose entries can be played."""
    with ws.database() as db:
        return tuple(sorted(set(names(db)) - retention.ended(db)))


def play_past(ws: Workspace, plan: Plan, challenge: str, past: str, seed: int) -> PastSeason:
    """Return one season of `challenge` with the people of the challenge `past` and what they logged in it.

    Its first day becomes the first day of the plan, so that each entry keeps its distance from the start, and
    its time of day. Activities are the same that have the same name and unit. Nothing is written. Refused
    where `past` was not launched, had no members, or its entries are not kept any longer; RuleFailed where a
    rule does not answer.
    """
    with ws.database() as db, db.read():
        check_kept(db, past)
        launch = launched(ws, db, past)
        membership, ids = _members(db, launch, plan, challenge, seed)
        before = launch.plan.calendar
        entries = _moved(facts_of(db, launch.plan, launch.frozen), before, plan.calendar)
        codes = codes_of(db, plan)
        remarks = _remarks(past, launch.plan, plan, ws.instant())
    company = _company(membership, ids)
    return PastSeason(company, _scored(plan, membership, entries, codes), remarks)


def _members(
    db: Reader, launch: Launched, plan: Plan, challenge: str, seed: int
) -> tuple[Membership, tuple[str, ...]]:
    """Return who was a member on which day, counted from the start, and everyone's id."""
    name, starts, known_at = launch.record.challenge, launch.plan.calendar.starts, launch.frozen
    members = memberships.facts(db, name, starts, known_at)
    if not len(members.person):
        raise Refused(f"Nobody takes part in '{name}', so there are no entries to rehearse with.")
    paused = pauses.facts(db, name, starts, known_at)
    membership = build_membership(plan.calendar, members, paused, plan.calendar.all_closed + 1)
    known = people.numbers(db)
    ids = tuple(known.ids[index] for index in np.searchsorted(known.nos, membership.people).tolist())
    columns = {}
    for column in sorted(plan.columns):
        values = people.column(db, column, known_at)
        columns[column] = RosterColumn.of_values(
            [values.get(number, "") for number in membership.people.tolist()]
        )
    chosen = targets.facts(db, name, starts, known_at)
    lots = draw_lots(seed, challenge, ids)
    return replace(membership, columns=columns, lots=lots, targets=chosen), ids


def _moved(entries: EntryFacts, before: Calendar, after: Calendar) -> EntryFacts:
    """Return the entries as if they had been logged for, and on, the same days counted from another start."""
    shift = _shifts(before, after)
    at = np.clip(entries.day + BASELINE_DAYS, 0, len(shift) - 1)
    by = shift[at]
    return replace(
        entries,
        logged=entries.logged + by,
        on_time=entries.on_time + by,
        replaced=entries.replaced + np.where(entries.replaced == NEVER, 0, by),
    )


def _shifts(before: Calendar, after: Calendar) -> Int64Array:
    """Return by how much each day moves (ms), from the first that a rule may look at before the start on."""
    # From the end of each day where the challenge is, so that a deadline at nine is missed by the same
    # people, whatever clocks do in between.
    days = range(-BASELINE_DAYS, max(before.length, after.length))
    return np.array(
        [
            after.day_ends(after.starts + timedelta(days=index))
            - before.day_ends(before.starts + timedelta(days=index))
            for index in days
        ],
        np.int64,
    )


def _company(membership: Membership, ids: tuple[str, ...]) -> Company:
    # Their columns are in the membership already, and nobody is made up who would need them.
    return Company(ids, membership.team[:, -1], membership.team_names, from_roster=True)


def _scored(plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes) -> Season:
    last = plan.calendar.length - 1
    grid, counted = grid_from_entries(plan, membership, entries, codes, last)
    scored = score_from_people(plan, score_people(plan, membership, grid, counted), last)
    judged = counted.settled.judged
    # What was taken back or belongs to others and other days is not part of the season.
    left_out = np.isin(
        judged.verdict, (Verdict.VOID, Verdict.SUPERSEDED, Verdict.OUTSIDE, Verdict.NOT_A_MEMBER)
    )
    verdicts = np.bincount(judged.verdict[~left_out], minlength=len(Verdict))
    return Season(1, scored, grid.amounts, verdicts)


def _remarks(past: str, before: Plan, after: Plan, now: int) -> tuple[str, ...]:
    """Return what of a past challenge does not fit, in sentences."""
    had = {(activity.name, activity.unit) for activity in before.activities}
    has = {(activity.name, activity.unit): activity.label for activity in after.activities}
    new = [f"'{label}'" for pair, label in has.items() if pair not in had]
    remarks = []
    if new:
        remarks.append(f"'{past}' had no activity {' or '.join(new)}, so nobody does that here.")
    if now <= before.calendar.all_closed:
        remarks.append(f"'{past}' is not over yet. What is still to come is empty here.")
    if after.calendar.length > before.calendar.length:
        remarks.append(
            f"'{past}' had {before.calendar.length} days. From day {before.calendar.length + 1} on nobody "
            "does anything here."
        )
    if before.calendar.starts.weekday() != after.calendar.starts.weekday():
        remarks.append(f"'{past}' began on another day of the week, so its weekends fall on other days here.")
    return tuple(remarks)
