"""In words: which points a goal asks for, when and for whom a rule pays, and values of roster columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moonwalk.definitions.challenge import Challenge, Goal
from moonwalk.definitions.items import Item


def in_words(name: str) -> str:
    """Return a name of the file, or of a roster column, as people would say it: `cost centre`."""
    return name.replace("_", " ")


def values_in_words(wanted: Mapping[str, Sequence[str]], between: str = "; ") -> str:
    """Return the values that are asked for in roster columns: `site: Berlin or Pune; status: new`."""
    return between.join(f"{in_words(column)}: {' or '.join(values)}" for column, values in wanted.items())


def points_of(goal: Goal, challenge: Challenge) -> str:
    """Return of which rules the points are that a goal asks for, as far as that is not all of them."""
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
    return f"{said} Only for people with {for_some}." if for_some else said
