"""What people who take part choose for themselves: days of pause, and targets of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil

import numpy as np

from moonwalk.api.cell_numbers import read_amount
from moonwalk.api.problems import FieldError, did_you_mean
from moonwalk.api.values import ClockTime, show_amount
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.goals import periods
from moonwalk.scoring.plan import GoalPlan, TargetBounds
from moonwalk.services.closures import check_not_closed
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launched import outlined
from moonwalk.services.lookup import person_of
from moonwalk.services.score_cache import Launched
from moonwalk.services.scores import membership_of
from moonwalk.services.views import WhyTarget
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, memberships, pauses, targets
from moonwalk.store.database import Reader, Transaction
from moonwalk.store.decisions import Decision
from moonwalk.store.pauses import PauseRecord
from moonwalk.store.people import PersonRecord
from moonwalk.store.targets import TargetRecord


def taking_part(ws: Workspace, db: Reader, challenge: str, who: str) -> tuple[Launched, PersonRecord]:
    """A launched challenge, in outline, and a person who takes part in it, or did. Refused for anybody else.

    What people choose is stored before any plugin is asked, so none is asked here.
    """
    person = person_of(db, who)
    launch = outlined(ws, db, challenge)
    check_not_closed(db, challenge)
    if launch is None:
        raise Refused(
            f"'{challenge}' cannot be read by this version of Moonwalk. Nothing was changed. "
            "Use the version with which it was launched."
        )
    if not memberships.current(db, challenge, NEVER, person.no):
        raise Refused(
            f"{person.name} ({person.id}) does not take part in '{challenge}'. Nothing was changed."
        )
    return launch, person


@dataclass(frozen=True, slots=True)
class PauseReport:
    """Somebody's pauses in a challenge after a change: the days of each, and how many days are left."""

    person: str
    name: str
    pauses: tuple[tuple[date, date], ...]
    left: int


def pause(
    ws: Workspace, challenge: str, who: str, first: date, last: date, *, dry_run: bool = False
) -> PauseReport:
    """Pauses a person from a day to a day, both included.

    Refused outside the challenge, over another pause, or beyond the days that the challenge allows. A dry run
    does all of it and takes it back.
    """
    with ws.database() as db, transaction(db, dry_run) as tx:
        return pause_at(ws, tx, challenge, who, first, last)


def pause_at(
    ws: Workspace,
    tx: Transaction,
    challenge: str,
    who: str,
    first: date,
    last: date,
    decision: int | None = None,
) -> PauseReport:
    """Pauses a person, as `pause` does, in a transaction at hand; by a decision of its own without one."""
    launch, person = taking_part(ws, tx, challenge, who)
    calendar, allowed = launch.plan.calendar, launch.challenge.pauses.personal
    if not calendar.starts <= first <= last <= calendar.ends:
        raise Refused(
            f"A pause in '{challenge}' must be between {calendar.starts} and {calendar.ends}, and its "
            "first day must not be after its last. Nothing was changed."
        )
    held = _held(tx, challenge, person)
    if any(one_pause.from_day <= last and first <= one_pause.to_day for one_pause in held):
        raise Refused(f"{person.name} has a pause on some of these days already. Nothing was changed.")
    left = allowed - _days(held)
    days = (last - first).days + 1
    if days > left:
        raise Refused(
            f"'{challenge}' allows {allowed} days of pause each, of which {person.name} has {left} left; "
            f"{days} were requested. Nothing was changed."
        )
    record = PauseRecord(challenge, person.no, first, last, ws.instant())
    _add(ws, tx, record, decision)
    return _report(tx, challenge, person, allowed)


def resume(
    ws: Workspace, challenge: str, who: str, day: date | None = None, *, dry_run: bool = False
) -> PauseReport:
    """Ends a person's pauses: from a day on, today by default, they take part again.

    Days of pause that lie before stay as they are. Refused where there is no pause to end.
    """
    with ws.database() as db, transaction(db, dry_run) as tx:
        return resume_at(ws, tx, challenge, who, day)


def resume_at(
    ws: Workspace,
    tx: Transaction,
    challenge: str,
    who: str,
    day: date | None = None,
    decision: int | None = None,
) -> PauseReport:
    """Ends a person's pauses, as `resume` does, in a transaction at hand.

    Without a decision at hand each of them ends by one of its own.
    """
    launch, person = taking_part(ws, tx, challenge, who)
    back = day or launch.plan.calendar.today(ws.instant())
    ending = [held for held in _held(tx, challenge, person) if held.to_day >= back]
    if not ending:
        raise Refused(f"{person.name} has no pause on {back} or later. Nothing was changed.")
    for held in ending:
        newer = replace(held, known_at=ws.instant(), supersedes=held.no)
        begun = held.from_day < back
        shorter = replace(newer, to_day=back - timedelta(days=1)) if begun else replace(newer, void=True)
        _add(ws, tx, shorter, decision)
    return _report(tx, challenge, person, launch.challenge.pauses.personal)


def _held(tx: Transaction, challenge: str, person: PersonRecord) -> list[PauseRecord]:
    return [record for record in pauses.current(tx, challenge, NEVER) if record.person == person.no]


def _days(held: list[PauseRecord]) -> int:
    return sum((record.to_day - record.from_day).days + 1 for record in held)


def _add(ws: Workspace, tx: Transaction, record: PauseRecord, decision: int | None = None) -> None:
    if decision is None:
        did = "people resume" if record.supersedes else "people pause"
        decided = Decision(ws.instant(), operator(), did, record.challenge, person=record.person)
        decision = decisions.record(tx, decided)
    pauses.add(tx, record, decision)


def _report(tx: Transaction, challenge: str, person: PersonRecord, allowed: int) -> PauseReport:
    held = sorted(_held(tx, challenge, person), key=lambda record: record.from_day)
    days = tuple((record.from_day, record.to_day) for record in held)
    return PauseReport(person.id, person.name, days, allowed - _days(held))


@dataclass(frozen=True, slots=True)
class ChosenTarget:
    """A target and the day from which it applies."""

    amount: str
    from_day: date


@dataclass(frozen=True, slots=True)
class TargetReport:
    """Somebody's targets for a goal after a change, in order of day.

    `asked_from` is the first day on which the new one applies: a week's goal keeps its target.
    """

    person: str
    name: str
    goal: str
    label: str
    targets: tuple[ChosenTarget, ...]
    asked_from: date


def choose_target(
    ws: Workspace, challenge: str, who: str, goal: str, amount: str, from_day: date | None = None
) -> TargetReport:
    """Sets a person's target for a goal from a day on: by default from today, or from day 1 before the start.

    Refused beyond the goal's bounds, and for days whose week is closed: their points no longer change.
    """
    with ws.database() as db, db.write() as tx:
        launch, person = taking_part(ws, tx, challenge, who)
        plan, bounds = _goal(launch, goal)
        chosen = _amount(amount, plan, bounds, launch)
        today = launch.plan.calendar.today(ws.instant())
        day = from_day or max(today, launch.plan.calendar.starts)
        _refuse_closed(ws, launch, day)
        asked_from = _asked_from(ws, tx, launch, person, plan, day)
        unit = _unit(launch, plan)
        decided = Decision(
            ws.instant(),
            operator(),
            "people target",
            f"{challenge}: {plan.name}, {show_amount(chosen, unit)} from {day}",
            person=person.no,
        )
        record = TargetRecord(challenge, person.no, plan.name, chosen, day, ws.instant())
        targets.add(tx, record, decisions.record(tx, decided))
        return TargetReport(
            person.id,
            person.name,
            plan.name,
            plan.label,
            tuple(shown_targets(targets.current(tx, challenge, NEVER, person.no), plan.name, unit)),
            asked_from,
        )


def targets_of(db: Reader, launch: Launched, person: PersonRecord, known_at: int) -> tuple[WhyTarget, ...]:
    """What a person's own targets are, as known at an instant (ms), for every goal that has them."""
    known = targets.current(db, launch.record.challenge, known_at, person.no)
    shown = []
    for goal in launch.plan.goals:
        if goal.own_target is None:
            continue
        unit, bounds = _unit(launch, goal), goal.own_target
        chosen = [target for target in known if target.goal == goal.name]
        if not chosen or chosen[0].from_day > launch.plan.calendar.starts:
            shown.append(WhyTarget(goal.name, goal.label, show_amount(bounds.unless_chosen, unit), None))
        for target in chosen:
            amount = min(max(target.amount, bounds.lowest), bounds.highest)
            shown.append(WhyTarget(goal.name, goal.label, show_amount(amount, unit), target.from_day))
    return tuple(shown)


def shown_targets(records: Iterable[TargetRecord], goal: str, unit: str) -> Iterable[ChosenTarget]:
    """The targets for one goal, their amounts in words."""
    return [
        ChosenTarget(show_amount(target.amount, unit), target.from_day)
        for target in records
        if target.goal == goal
    ]


def _goal(launch: Launched, name: str) -> tuple[GoalPlan, TargetBounds]:
    with_targets = [goal.name for goal in launch.plan.goals if goal.own_target]
    for goal in launch.plan.goals:
        if goal.name == name and goal.own_target:
            return goal, goal.own_target
    there = (
        f"'{name}' is the same for everyone" if name in launch.challenge.goals else f"there is no '{name}'"
    )
    if not with_targets:
        raise Refused(
            f"'{launch.record.challenge}' has no goal whose target people choose. Nothing was changed."
        )
    raise Refused(
        f"People choose their target for: {', '.join(with_targets)}; {there}. Nothing was changed."
        f"{did_you_mean(name, with_targets)}"
    )


def _amount(text: str, goal: GoalPlan, bounds: TargetBounds, launch: Launched) -> int:
    unit = _unit(launch, goal)
    try:
        chosen = ceil(read_amount(text, unit=unit).thousandths)
    except FieldError as error:
        raise Refused(f"{error} Nothing was changed.") from error
    if not bounds.lowest <= chosen <= bounds.highest:
        raise Refused(
            f"For '{goal.name}' people choose from {show_amount(bounds.lowest, unit)} "
            f"to {show_amount(bounds.highest, unit)}. Nothing was changed."
        )
    return chosen


def _unit(launch: Launched, goal: GoalPlan) -> str:
    return launch.challenge.activities[goal.activity].unit


def _refuse_closed(ws: Workspace, launch: Launched, day: date) -> None:
    calendar = launch.plan.calendar
    if not calendar.starts <= day <= calendar.ends:
        raise Refused(
            f"'{launch.record.challenge}' runs from {calendar.starts} to {calendar.ends}; "
            f"a target from {day} would change nothing. Nothing was changed."
        )
    still = np.flatnonzero(calendar.closes >= ws.instant())
    if not len(still):
        raise Refused(f"'{launch.record.challenge}' is over. Nothing was changed.")
    earliest = calendar.dates[int(still[0])]
    if day < earliest:
        whose = "The week of " if isinstance(calendar.log_until, ClockTime) else ""
        raise Refused(
            f"{whose}{day} is closed: its points no longer change. Nothing was changed. "
            f"A target may apply from {earliest} on: --from {earliest}"
        )


def _asked_from(
    ws: Workspace, db: Reader, launch: Launched, person: PersonRecord, goal: GoalPlan, day: date
) -> date:
    """The first day that a target from `day` is asked on. Refused where there is none."""
    calendar = launch.plan.calendar
    whole = membership_of(db, launch, ws.instant(), NEVER, person.no)
    first = calendar.index(day)
    if not len(whole.people):
        raise Refused(
            f"{person.name} does not take part in '{launch.record.challenge}'. Nothing was changed."
        )
    mine = whole.countable[0]
    for days in periods(goal, calendar.length):
        countable = np.flatnonzero(mine[days]) + days.start
        if len(countable) and countable[0] >= first:
            return calendar.starts + timedelta(days=int(countable[0]))
    kept = "" if goal.each == "day" else f" A {goal.each}'s goal keeps the target it began with."
    raise Refused(
        f"From {day} on, no {goal.each} is left to which it would apply.{kept} Nothing was changed."
    )
