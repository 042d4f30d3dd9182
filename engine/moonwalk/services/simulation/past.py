"""A rehearsal with what people really did: the members and entries of a challenge that has been launched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import NEVER, EntryFacts, Int64Array, MembershipFacts
from moonwalk.scoring.membership import Membership, build_membership, draw_lots
from moonwalk.scoring.people import score_people
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.roster_columns import RosterColumn, with_nested
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

MembershipAt = Callable[[int], Membership]
"""Who was a member on which day, counted from the start, as seen at an instant (ms)."""


@dataclass(frozen=True, eq=False)
class PastSeason:
    """The season of a past challenge, as if its days were those of another: company, season, and remarks."""

    company: Company
    season: Season
    remarks: tuple[str, ...]
    members: MembershipAt
    entries: EntryFacts
    codes: Codes


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
        members = memberships.facts(db, past, launch.plan.calendar.starts, launch.frozen)
        if not len(members.person):
            raise Refused(f"Nobody takes part in '{past}', so there are no entries to rehearse with.")
        membership_at = _memberships(db, launch, members, plan)
        membership = membership_at(plan.calendar.all_closed + 1)
        company = _company(db, membership, ws.settings.timezone)
        membership_at = _with_lots(membership_at, draw_lots(seed, challenge, company.ids))
        entries = _moved(facts_of(db, launch.plan, launch.frozen), launch.plan.calendar, plan.calendar)
        codes = codes_of(db, plan)
        remarks = _remarks(past, launch.plan, plan, ws.instant())
    season = _scored(plan, membership_at(plan.calendar.all_closed + 1), entries, codes)
    return PastSeason(company, season, remarks, membership_at, entries, codes)


def _memberships(db: Reader, launch: Launched, members: MembershipFacts, plan: Plan) -> MembershipAt:
    name, starts, known_at = launch.record.challenge, launch.plan.calendar.starts, launch.frozen
    paused = pauses.facts(db, name, starts, known_at)
    chosen = targets.facts(db, name, starts, known_at)
    values = {column: people.column(db, column, known_at) for column in sorted(plan.columns)}

    def at(instant: int) -> Membership:
        membership = build_membership(plan.calendar, members, paused, instant)
        numbers = membership.people.tolist()
        columns = {
            column: RosterColumn.of_values([of.get(number, "") for number in numbers])
            for column, of in values.items()
        }
        nested = with_nested(columns, plan.columns_of_boards)
        return replace(membership, columns=nested, targets=chosen)

    return at


def _with_lots(membership_at: MembershipAt, lots: NDArray[np.uint64]) -> MembershipAt:
    return lambda instant: replace(membership_at(instant), lots=lots)


def _company(db: Reader, membership: Membership, home: str) -> Company:
    ids, names = people.numbers(db).ids_and_names(membership.people)
    zones = people.own_timezones(db)
    return Company(
        ids,
        membership.team[:, -1],
        membership.team_names,
        # Their columns are in the membership already, and nobody is made up who would need them.
        from_roster=True,
        names=names,
        zones=tuple(zones.get(number, home) for number in membership.people.tolist()),
    )


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
