"""In words: what goals ask for, when and for whom rules pay, and values of roster columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from moonwalk.api.amount_words import amount_text, percent_text
from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_types import WeeklyType
from moonwalk.api.language import Catalogue, listed, listed_or
from moonwalk.api.values import OwnDays, ShareOfWeek
from moonwalk.definitions.challenge import Challenge, Goal, OwnTarget
from moonwalk.definitions.items import Item
from moonwalk.definitions.value_words import in_time_text, span_text

_TEXTS: Final = Catalogue(__name__)


def in_words(name: str) -> str:
    """Return a name of the file, or of a roster column, as people would say it: `cost centre`."""
    return name.replace("_", " ")


def values_in_words(wanted: Mapping[str, Sequence[str]], between: str = "; ") -> str:
    """Return the values that are asked for in roster columns: `site: Berlin or Pune; status: new`."""
    return between.join(f"{in_words(column)}: {_any_of(values)}" for column, values in wanted.items())


def _any_of(values: Sequence[str]) -> str:
    said, *others = values
    for other in others:
        said = _TEXTS.fill("{first} or {second}", first=said, second=other)
    return said


def _of_rules(goal: Goal, challenge: Challenge, said: str) -> str:
    """A goal of points, and of which rules the points are, as far as that is not all of them."""
    if goal.of_rules:
        labels = {item.id: item.label or in_words(item.id) for item in challenge.rules}
        rules = ", ".join(labels[name] for name in goal.of_rules)
        return _TEXTS.fill("{goal}, of: {rules}", goal=said, rules=rules)
    late = challenge.goals_on_points
    asking = any(late & {item.only_when, str(item.config.get("goal", ""))} for item in challenge.rules)
    return _TEXTS.fill("{goal}, of rules that ask for no goal of points", goal=said) if asking else said


def only_then(item: Item, challenge: Challenge) -> str:
    """Return on which days and for whom a rule pays, as sentences after its own; "" if always."""
    said = []
    if item.only_when:
        goal = challenge.goals[item.only_when]
        when = (
            _TEXTS.gettext("Only on days on which you met '{goal}'.")
            if goal.each == "day"
            else _TEXTS.gettext("Only in weeks in which you met '{goal}'.")
        )
        said.append(when.format(goal=goal.label))
    for_some = values_in_words(item.only_where)
    if for_some:
        said.append(_TEXTS.fill("Only for people with {values}.", values=for_some))
    if item.only_logged:
        said.append(_TEXTS.fill("Only for what is logged {when}.", when=in_time_text(item.only_logged)))
    return "".join(f" {sentence}" for sentence in said)


def goal_in_words(goal: Goal, challenge: Challenge) -> str:
    """Describe a goal as a part of a sentence: `Walked on a day, at least 5 minutes`."""
    asked, for_some = _asked(goal, challenge), values_in_words(goal.only_where)
    return _TEXTS.fill("{goal}; for people with {values}", goal=asked, values=for_some) if for_some else asked


def _in_each(goal: Goal, said: str) -> str:
    """What is asked for, and in which time: `Walked on a day`."""
    match goal.each:
        case "day":
            return _TEXTS.fill("{goal} on a day", goal=said)
        case "week":
            return _TEXTS.fill("{goal} in a week", goal=said)
        case _:
            return _TEXTS.fill("{goal} in the whole challenge", goal=said)


def _asked(goal: Goal, challenge: Challenge) -> str:
    measured = challenge.activities[goal.activity].label if goal.activity else ""
    if goal.reach and goal.of_points:
        amount = WeeklyType(QuantityKind()).say(goal.reach)
        return _of_rules(goal, challenge, _in_each(goal, _TEXTS.fill("at least {amount}", amount=amount)))
    if goal.reach:
        amount = WeeklyType(QuantityKind()).say(goal.reach)
        return _TEXTS.fill("{goal}, at least {amount}", goal=_in_each(goal, measured), amount=amount)
    if goal.within:
        return _within(goal, _in_each(goal, measured))
    if goal.own_target:
        return _own_target(goal.own_target, _in_each(goal, measured))
    if goal.days and goal.meeting:
        return _days_text(goal.days, goal, challenge.goals[goal.meeting].label)
    parts = tuple(f"'{challenge.goals[name].label}'" for name in goal.all_of or goal.any_of)
    return _in_each(goal, listed(parts) if goal.all_of else listed_or(parts))


def _within(goal: Goal, said: str) -> str:
    """From how much to how much, and when that is known."""
    if goal.within is None:
        return said
    said = _TEXTS.fill("{goal}, from {span}", goal=said, span=span_text(goal.within))
    if not goal.within.lowest:
        said = _TEXTS.fill("{goal}, and more than nothing", goal=said)
    if goal.each == "week":
        return _TEXTS.fill("{goal}; met when the week is over", goal=said)
    return said if goal.each == "day" else _TEXTS.fill("{goal}; met when the challenge is over", goal=said)


def _own_target(target: OwnTarget, said: str) -> str:
    """`Walked on a day, at least your own target; choose from 3000 steps to 12000 steps, or ...`."""
    lowest, highest, usual = (
        amount_text(1000 * amount.value, amount.unit)
        for amount in (target.lowest, target.highest, target.unless_chosen)
    )
    return _TEXTS.fill(
        "{goal}, at least your own target; choose from {lowest} to {highest}, or it is {usual}",
        goal=said,
        lowest=lowest,
        highest=highest,
        usual=usual,
    )


def _days_text(days: ShareOfWeek | OwnDays, goal: Goal, meeting: str) -> str:
    """`4 of 7 days with Walked`, `80% of your own days in the whole challenge, rounded up, with Walked`."""
    if isinstance(days, ShareOfWeek):
        said = (
            _TEXTS.gettext("{days} of {all} days of the whole challenge with {goal}")
            if goal.each == "challenge"
            else _TEXTS.gettext("{days} of {all} days with {goal}")
        )
        return said.format(days=days.days, all=days.of, goal=meeting)
    own = _TEXTS.fill("{percent} of your own days", percent=percent_text(days.percent / 100))
    return _TEXTS.fill("{days}, rounded up, with {goal}", days=_in_each(goal, own), goal=meeting)
