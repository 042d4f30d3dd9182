"""Checks of goals of points, and of rules that pay only with a goal or only some people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from moonwalk.api.field_types import WeeklyType
from moonwalk.api.field_words import NameKind
from moonwalk.api.points import PointsKind
from moonwalk.api.problems import quoted
from moonwalk.api.units import same_unit
from moonwalk.api.values import DaysLater, InTime, Quantity
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import POINTS, Draft, FieldSet, ItemDraft, WrittenValue
from moonwalk.registry import DayRuleAdapter, PersonRuleAdapter

_TEAMS: Final = {"team": "teams", "company": "nobody"}


def check_conditions(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report goals of points that would rest on themselves, and conditions that a rule cannot have."""
    late = draft.goals_on_points()
    for name, fields in draft.goals.items():
        _check_points(name, fields, draft, late, diagnostics)
    for rule in draft.rules:
        _check_pays_somebody(rule, diagnostics)
        _check_made_before(rule, draft, late, diagnostics)
        _check_only(rule, draft, diagnostics)


def _check_pays_somebody(rule: ItemDraft, diagnostics: Diagnostics) -> None:
    """Report points for what everyone does together, which would be nobody's."""
    for written in rule.fields.written_values if rule.use == "company" else ():
        kind = written.field_type
        if isinstance(kind.inner if isinstance(kind, WeeklyType) else kind, PointsKind):
            diagnostics.error(
                written.place,
                f"what everyone does together pays nobody points. Remove '{written.key}', or move the rule "
                "to 'teams.rules', where each team has it by itself.",
            )
            return


def _check_points(
    name: str, fields: FieldSet, draft: Draft, late: frozenset[str], diagnostics: Diagnostics
) -> None:
    if not draft.is_of_points(fields):
        if "of_rules" in fields.nodes:
            diagnostics.error(
                fields.keys["of_rules"],
                "'of_rules' has no effect here: the goal asks for no points. Write for example "
                "'reach: 40 points', or remove it.",
            )
        return
    for written in fields.written("reach"):
        if isinstance(written.value, Quantity) and not same_unit(written.value.unit, POINTS):
            diagnostics.error(
                written.place,
                f"this goal asks for points, and '{written.text}' is in {written.value.unit}. Write "
                "points for each week.",
            )
    asked = [(rule.id, written) for rule in draft.rules for written in _goals_asked(rule)]
    asking = {rule: written for rule, written in asked if written.value in late}
    of_people = {rule.id for rule in draft.rules if rule.use == "person"}
    for written in fields.written("of_rules"):
        if written.value in asking:
            goal = asking[written.value].value
            diagnostics.error(
                written.place,
                f"'{written.value}' asks for the goal '{goal}', which rests on points, so '{name}' would "
                "rest on itself. Name rules that ask for no goal of points.",
            )
        elif written.value in {rule.id for rule in draft.rules} - of_people:
            diagnostics.error(
                written.place, f"'{written.value}' does not pay people, and people meet goals. Remove it."
            )
    if "of_rules" not in fields.nodes and of_people and of_people <= set(asking):
        diagnostics.error(
            fields.at("reach"),
            "every rule of this file asks for a goal of points, so there are no points that this goal could "
            "count. Add a rule that pays for what people do.",
        )


def _goals_asked(rule: ItemDraft) -> Iterator[WrittenValue]:
    """Yield the goals that a rule of people names, as its condition or otherwise."""
    for written in rule.fields.written_values if rule.use == "person" else ():
        if isinstance(written.field_type, NameKind) and written.field_type.of in ("goal", "daily goal"):
            yield written


def _check_made_before(rule: ItemDraft, draft: Draft, late: frozenset[str], diagnostics: Diagnostics) -> None:
    """Report rules that change what is done, and would have to know points that follow from it."""
    if isinstance(rule.declaration, DayRuleAdapter):
        for written in _goals_asked(rule):
            # A goal of a week where one of a day is asked for is reported already.
            if written.value in late and (written.key == "only_when" or _is_daily(written.value, draft)):
                diagnostics.error(
                    written.place,
                    f"'{written.value}' rests on points, and {quoted(rule.named)} changes what points are "
                    "paid for. Name a goal of what people do.",
                )


def _is_daily(goal: str, draft: Draft) -> bool:
    return draft.goals[goal].values.get("each") == "day"


def _check_only(rule: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> None:
    for key in ("only_when", "only_where", "only_logged"):
        if key in rule.fields.nodes and rule.use in _TEAMS:
            diagnostics.error(
                rule.fields.keys[key],
                f"'{key}' speaks of one person, and this rule pays {_TEAMS[rule.use]}. Remove it.",
            )
    if rule.use != "person" or rule.declaration is None:
        return
    _check_logged(rule, draft, diagnostics)
    for written in rule.fields.written("only_when"):
        each = draft.goals[written.value].values.get("each") if written.value in draft.goals else None
        if each == "challenge":
            diagnostics.error(
                written.place,
                f"'{written.value}' is met once in the whole challenge, and would change what closed weeks "
                "have paid. Name a goal with 'each: day' or 'each: week', or use 'rule: goal_met'.",
            )
        elif rule.declaration.during_policy == "whole challenge":
            diagnostics.error(
                rule.fields.keys["only_when"],
                f"{quoted(rule.named)} lasts from the first day to the last. Remove 'only_when'.",
            )
        elif rule.declaration.during_policy == "whole weeks" and each == "day":
            diagnostics.error(
                written.place,
                f"{quoted(rule.named)} goes by whole weeks, and '{written.value}' is met on a day. Name a "
                "goal with 'each: week'.",
            )


def _check_logged(rule: ItemDraft, draft: Draft, diagnostics: Diagnostics) -> None:
    """Report `only_logged` where what is logged does not decide, or where nothing could come later."""
    if "only_logged" not in rule.fields.nodes:
        return
    place, late = rule.fields.at("only_logged"), draft.goals_on_points()
    if not isinstance(rule.declaration, PersonRuleAdapter):
        diagnostics.error(
            place,
            f"{quoted(rule.named)} changes what other rules pay, and 'only_logged' looks at what is logged. "
            "Remove it, and write a rule that pays, such as 'rule: per_unit', with 'only_logged'.",
        )
    for written in _goals_asked(rule):
        if written.key != "only_when" and written.value in late:
            diagnostics.error(
                place,
                f"'{written.value}' asks for points, and 'only_logged' looks at what is logged. Remove it, "
                "or name a goal of what people do.",
            )
    soon: InTime | None = rule.fields.get("only_logged")
    until = draft.schedule.log_until if draft.schedule else None
    if soon and isinstance(until, DaysLater) and until.days <= soon.days:
        diagnostics.warning(
            place,
            f"'log_until' closes each day {until}, so nothing counts that is logged later than that anyway. "
            "Remove 'only_logged', or write less.",
        )
