"""Sentences of the printed rules about goals, deadlines and days away."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_types import WeeklyType
from moonwalk.api.values import AbsentDay, DaysLater, EndOfChallenge, OwnDays, ShareOfWeek, exact_decimal
from moonwalk.definitions.challenge import Challenge, Goal, OwnTarget, Pauses, Schedule
from moonwalk.definitions.field_types import DurationKind, SpanKind

_EACH: Final = MappingProxyType(
    {"day": "on a day", "week": "in a week", "challenge": "in the whole challenge"}
)


def goal_text(goal: Goal, challenge: Challenge) -> str:
    """Describe a goal as a part of a sentence: `Walked on a day, at least 5 minutes`."""
    measured = challenge.activities[goal.activity].label if goal.activity else ""
    each = _EACH[goal.each]
    if goal.reach:
        return f"{measured} {each}, at least {WeeklyType(QuantityKind()).show(goal.reach)}"
    if goal.within:
        known = "" if goal.each == "day" else f"; met when the {goal.each} is over"
        nothing = "" if goal.within.lowest else ", and more than nothing"
        return f"{measured} {each}, from {SpanKind().show(goal.within)}{nothing}{known}"
    if goal.own_target:
        return f"{measured} {each}, at least your own target; {_choice(goal.own_target)}"
    if goal.days and goal.meeting:
        return f"{_days_text(goal.days, goal.each)} with {challenge.goals[goal.meeting].label}"
    parts = [f"'{challenge.goals[name].label}'" for name in goal.all_of or goal.any_of]
    return f"{_listed(parts, 'and' if goal.all_of else 'or')} {each}"


def _days_text(days: ShareOfWeek | OwnDays, each: str) -> str:
    """`4 of 7 days`, `80% of your own days in the whole challenge`."""
    if isinstance(days, ShareOfWeek):
        whole = " of the whole challenge" if each == "challenge" else ""
        return f"{days.days} of {days.of} days{whole}"
    return f"{exact_decimal(days.percent)}% of your own days {_EACH[each]}, rounded up,"


def logging_text(schedule: Schedule) -> str:
    """Until when days can be logged, as a sentence."""
    grace, zone = DurationKind().show(schedule.final_grace), schedule.timezone
    match schedule.log_until:
        case EndOfChallenge():
            return f"Every day can be logged until {grace} after the end ({zone})."
        case DaysLater() as later:
            return (
                f"A day can be logged until the end of the day {later} ({zone}); what is still open at the "
                f"end, at least until {grace} after it."
            )
        case deadline:
            return (
                f"A week can be logged until the first {deadline} after its last day ({zone}); the last "
                f"days until {grace} after the end."
            )


def absence_text(day: AbsentDay, pauses: Pauses) -> str:
    """`counts as 5000 steps`, `counts as the average of your days before it, less 10%`."""
    if day.share is None:
        return str(day) if day.counts else "does not count"
    less = f", less {exact_decimal(100 * (1 - day.share))}%" if day.share != 1 else ""
    logged = " on which you logged something" if pauses.a_missed_day.counts else ""
    return f"counts as the average of your days before it{logged}{less}"


def _choice(target: OwnTarget) -> str:
    """`choose from 3000 steps to 12000 steps, or it is 7000 steps`."""
    return f"choose from {target.lowest} to {target.highest}, or it is {target.unless_chosen}"


def _listed(parts: Iterable[str], word: str) -> str:
    *others, last = parts
    return f"{', '.join(others)} {word} {last}" if others else last
