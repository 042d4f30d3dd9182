"""What a goal asks for, in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.kinds import Weekly
from moonwalk.definitions.challenge import Challenge
from moonwalk.definitions.kinds import SpanKind
from moonwalk.definitions.sections.goals import Goal, OwnTarget

_EACH: Final = MappingProxyType(
    {"day": "on a day", "week": "in a week", "challenge": "in the whole challenge"}
)


def what_it_asks(goal: Goal, challenge: Challenge) -> str:
    """A part of a sentence, without a full stop: `Walked on a day, at least 5 minutes`."""
    measured = challenge.activities[goal.activity].label if goal.activity else ""
    each = _EACH[goal.each]
    if goal.reach:
        return f"{measured} {each}, at least {Weekly(QuantityKind()).show(goal.reach)}"
    if goal.within:
        known = "" if goal.each == "day" else f"; met when the {goal.each} is over"
        nothing = "" if goal.within.lowest else ", and more than nothing"
        return f"{measured} {each}, from {SpanKind().show(goal.within)}{nothing}{known}"
    if goal.own_target:
        return f"{measured} {each}, at least your own target; {_choice(goal.own_target)}"
    if goal.days and goal.meeting:
        return f"{goal.days.days} of {goal.days.of} days with {challenge.goals[goal.meeting].label}"
    parts = [f"'{challenge.goals[name].label}'" for name in goal.all_of or goal.any_of]
    return f"{_listed(parts, 'and' if goal.all_of else 'or')} {each}"


def _choice(target: OwnTarget) -> str:
    """`choose from 3000 steps to 12000 steps, or it is 7000 steps`."""
    return f"choose from {target.lowest} to {target.highest}, or it is {target.unless_chosen}"


def _listed(parts: Iterable[str], word: str) -> str:
    *others, last = parts
    return f"{', '.join(others)} {word} {last}" if others else last
