"""In words: what goals ask for, when and for whom rules pay, and values of roster columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_types import WeeklyType
from moonwalk.api.values import OwnDays, ShareOfWeek, exact_decimal
from moonwalk.definitions.challenge import Challenge, Goal, OwnTarget
from moonwalk.definitions.field_types import SpanKind
from moonwalk.definitions.items import Item

_EACH: Final = MappingProxyType(
    {"day": "on a day", "week": "in a week", "challenge": "in the whole challenge"}
)


def in_words(name: str) -> str:
    """Return a name of the file, or of a roster column, as people would say it: `cost centre`."""
    return name.replace("_", " ")


def values_in_words(wanted: Mapping[str, Sequence[str]], between: str = "; ") -> str:
    """Return the values that are asked for in roster columns: `site: Berlin or Pune; status: new`."""
    return between.join(f"{in_words(column)}: {' or '.join(values)}" for column, values in wanted.items())


def _points_of(goal: Goal, challenge: Challenge) -> str:
    """Of which rules the points are that a goal asks for, as far as that is not all of them."""
    if goal.of_rules:
        labels = {item.id: item.label or in_words(item.id) for item in challenge.rules}
        return f", of: {', '.join(labels[name] for name in goal.of_rules)}"
    late = challenge.goals_on_points
    asking = any(late & {item.only_when, str(item.config.get("goal", ""))} for item in challenge.rules)
    return ", of rules that ask for no goal of points" if asking else ""


def only_then(item: Item, challenge: Challenge) -> str:
    """Return on which days and for whom a rule pays, as sentences after its own; "" if always."""
    said = ""
    if item.only_when:
        goal = challenge.goals[item.only_when]
        when = "on days on which" if goal.each == "day" else "in weeks in which"
        said = f" Only {when} you met '{goal.label}'."
    for_some = values_in_words(item.only_where)
    said += f" Only for people with {for_some}." if for_some else ""
    return f"{said} Only for what is logged {item.only_logged}." if item.only_logged else said


def goal_in_words(goal: Goal, challenge: Challenge) -> str:
    """Describe a goal as a part of a sentence: `Walked on a day, at least 5 minutes`."""
    for_some = values_in_words(goal.only_where)
    return f"{_asked(goal, challenge)}{f'; for people with {for_some}' if for_some else ''}"


def _asked(goal: Goal, challenge: Challenge) -> str:
    measured = challenge.activities[goal.activity].label if goal.activity else ""
    each = _EACH[goal.each]
    if goal.reach and goal.of_points:
        return f"at least {WeeklyType(QuantityKind()).show(goal.reach)} {each}{_points_of(goal, challenge)}"
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


def _choice(target: OwnTarget) -> str:
    """`choose from 3000 steps to 12000 steps, or it is 7000 steps`."""
    return f"choose from {target.lowest} to {target.highest}, or it is {target.unless_chosen}"


def _listed(parts: Iterable[str], word: str) -> str:
    *others, last = parts
    return f"{', '.join(others)} {word} {last}" if others else last
