"""Own targets: what somebody chose to reach, within the bounds of a goal, from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from moonwalk.api.cell_numbers import read_amount
from moonwalk.api.problems import FieldError
from moonwalk.api.quantities import show_amount
from moonwalk.api.wording import did_you_mean
from moonwalk.runs.errors import Refused
from moonwalk.runs.landing import operator
from moonwalk.runs.live import Launched
from moonwalk.runs.reckoning import frame_of
from moonwalk.runs.roster.taking_part import taking_part
from moonwalk.runs.views import WhyTarget
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.goal_needs import periods
from moonwalk.scoring.plan import GoalPlan, TargetBounds
from moonwalk.store import decisions, targets
from moonwalk.store.database import Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.people import PersonRecord
from moonwalk.store.targets import TargetRecord


@dataclass(frozen=True, slots=True)
class ChosenTarget:
    """A target and the day from which it holds."""

    amount: str
    from_day: date


@dataclass(frozen=True, slots=True)
class TargetReport:
    """Somebody's targets for a goal after a change, in order of day.

    `asked_from` is the first day that is asked of them by the new one: a week's goal keeps its target.
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
    """Sets a person's target for a goal from a day on: by default from today, or day 1 where that is to come.

    Refused beyond the goal's bounds, and for days whose week is closed: what they brought stands.
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
        f"'{name}' asks the same of everyone" if name in launch.challenge.goals else f"there is no '{name}'"
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
        raise Refused(
            f"The week of {day} is closed: what it brought stands. Nothing was changed. "
            f"A target may hold from {earliest} on: --from {earliest}"
        )


def _asked_from(
    ws: Workspace, db: Reader, launch: Launched, person: PersonRecord, goal: GoalPlan, day: date
) -> date:
    """The first day that a target from `day` is asked on. Refused where there is none."""
    calendar = launch.plan.calendar
    whole = frame_of(db, launch, ws.instant(), NEVER, person.no)
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
        f"From {day} on there is no {goal.each} left that would ask {person.name} for it.{kept} "
        "Nothing was changed."
    )
