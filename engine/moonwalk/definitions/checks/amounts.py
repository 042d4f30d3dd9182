"""Checks of activities and amounts: units that fit, caps and targets that leave room for goals."""

from __future__ import annotations

import re
from collections.abc import Mapping

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_words import NameKind
from moonwalk.api.values import Quantity, SpanValue, convertible, show_amount, show_weeks, singular
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, Part
from moonwalk.definitions.field_types import SpanKind

_MEASURING = ("reach", "within", "own_target")


def check_activities(draft: Draft, findings: Diagnostics) -> None:
    """Conversions that cannot be, and places where the activity must be named."""
    for name, fields in draft.activities.items():
        if "counts_as" in fields.values:
            _check_conversion(name, fields, draft, findings)
        elif "rate" in fields.nodes:
            findings.error(
                fields.keys["rate"],
                "'rate' has no use here: the activity stands for itself. Take it out, or add 'counts_as'.",
            )
    measuring = [fields for fields in draft.goals.values() if any(key in fields.nodes for key in _MEASURING)]
    for fields in (*measuring, *(item.fields for item in draft.items if item.takes_activity)):
        _check_named(fields, draft, findings)


def _check_conversion(name: str, fields: FieldSet, draft: Draft, findings: Diagnostics) -> None:
    target = str(fields.values["counts_as"])
    place = fields.at("counts_as")
    if target not in draft.activities:
        return
    if target == name:
        findings.error(place, "an activity cannot count as itself. Take the line out.")
        return
    further = draft.activities[target].values.get("counts_as")
    if further:
        findings.error(place, f"'{target}' itself counts as '{further}'. Name one that stands for itself.")
        return
    own, other = draft.unit_of(name), draft.unit_of(target)
    if own and other:
        _check_rate(fields, own, other, findings)


def _check_rate(fields: FieldSet, own: str, other: str, findings: Diagnostics) -> None:
    rate = fields.values.get("rate")
    like = f"'rate: 100 {other} per {singular(own)}'"
    if convertible(own, other):
        if "rate" in fields.nodes:
            findings.error(
                fields.keys["rate"],
                f"'rate' has no use here: {own} and {other} convert by themselves. Take it out.",
            )
    elif "rate" not in fields.nodes:
        findings.error(
            fields.at("counts_as"),
            f"'rate' is missing: how many {other} one {singular(own)} is. Write for example {like}.",
        )
    elif rate and (singular(rate.unit) != singular(other) or singular(rate.per) != singular(own)):
        findings.error(
            fields.at("rate"), f"'{rate}' does not turn {own} into {other}. Write for example {like}."
        )


def _check_named(fields: FieldSet, draft: Draft, findings: Diagnostics) -> None:
    alone = draft.standing_alone
    if "activity" not in fields.nodes:
        if len(alone) > 1:
            findings.error(
                fields.place,
                f"which activity? There are {len(alone)} that stand for themselves: {', '.join(alone)}. "
                "Add 'activity:'.",
            )
        return
    named = draft.activity_of(fields)
    amounts = any(isinstance(part.kind, QuantityKind | SpanKind) for part in fields.parts)
    measures = amounts or "own_target" in fields.nodes
    if measures and named in draft.activities and named not in alone:
        target = draft.activities[named].values.get("counts_as")
        findings.error(
            fields.at("activity"),
            f"'{named}' counts as '{target}', so its amounts are in that one. Write 'activity: {target}'.",
        )


def check_units(draft: Draft, findings: Diagnostics) -> None:
    """An error at every amount whose unit its activity does not have."""
    for name, fields in draft.activities.items():
        _check_unit(fields, name, draft, findings)
    for name, fields in draft.goals.items():
        activity = draft.activity_of(fields)
        _check_unit(fields, activity, draft, findings)
        if name in draft.own_targets:
            _check_unit(draft.own_targets[name], activity, draft, findings)
    for item in draft.items:
        _check_unit(item.fields, _subject(item.fields, item.takes_activity, draft), draft, findings)


def _subject(fields: FieldSet, takes_activity: bool, draft: Draft) -> str:
    """The activity in whose unit a rule's amounts are: its own, or that of the goal it names."""
    if takes_activity:
        return draft.activity_of(fields)
    goals = [part.value for part in fields.parts if _names_goal(part.kind)]
    return draft.activity_of(draft.goals[goals[0]]) if goals and goals[0] in draft.goals else ""


def _names_goal(kind: object) -> bool:
    return isinstance(kind, NameKind) and kind.of == "goal"


def _check_unit(fields: FieldSet, activity: str, draft: Draft, findings: Diagnostics) -> None:
    unit = draft.unit_of(activity)
    for part in fields.parts:
        if not isinstance(part.kind, QuantityKind | SpanKind):
            continue
        value: Quantity | SpanValue = part.value
        if unit and not convertible(value.unit, unit):
            findings.error(
                part.place,
                f"'{part.kind.show(part.value)}' is in {value.unit}, but '{activity}' is measured in {unit}.",
            )
        if re.match(r"[0-9]{1,3}\.000 ", part.text):
            findings.warning(
                part.place,
                f"'{part.text}' is {value}: a point begins decimals. "
                f"If you meant thousands, write {part.text.replace('.', '')}.",
            )


Weekly = Mapping[int, int]  # thousandths of the activity's unit, by week


def check_caps(draft: Draft, findings: Diagnostics) -> None:
    """An error at every daily cap that is below a daily goal of the same activity, in any week."""
    goals = {
        name: (draft.activity_of(fields), _asked(name, fields, draft))
        for name, fields in draft.goals.items()
        if fields.values.get("each") == "day"
    }
    # A rule of the company pays nobody, so nobody goes short.
    for item in (rule for rule in draft.rules if rule.use != "company"):
        activity = draft.activity_of(item.fields)
        caps = _by_week(item.fields, "cap_per_day", draft.unit_of(activity), draft)
        if not caps or not activity:
            continue
        for name, (other, reaches) in goals.items():
            if findings.full:
                return
            if activity == other:
                _compare(item.fields, caps, name, reaches, draft.unit_of(activity), findings)


def _asked(name: str, fields: FieldSet, draft: Draft) -> dict[int, int]:
    """The least that a goal asks for in each week; nothing of a goal that asks for no amount."""
    unit = draft.unit_of(draft.activity_of(fields))
    if name in draft.own_targets:
        return _by_week(draft.own_targets[name], "lowest", unit, draft)
    return _by_week(fields, "reach", unit, draft) or _by_week(fields, "within", unit, draft)


def _by_week(fields: FieldSet, key: str, unit: str, draft: Draft) -> dict[int, int]:
    """A key's amount in each week; nothing where the units do not fit."""
    weeks = draft.weeks_known
    found: dict[int, int] = {}
    for part in fields.parts_of(key):
        amount = _least(part)
        if amount is None or not unit or not convertible(amount.unit, unit):
            continue
        first, last = part.span or (1, weeks)
        found |= dict.fromkeys(range(first, min(last, weeks) + 1), int(amount.thousandths(unit)))
    return found


def _least(part: Part) -> Quantity | None:
    """What must be reached at least; None where the value is no amount."""
    match part.kind:
        case QuantityKind():
            amount: Quantity = part.value
            return amount
        case SpanKind():
            return Quantity(value=part.value.lowest, unit=part.value.unit)
    return None


def _compare(
    fields: FieldSet, caps: Weekly, name: str, reaches: Weekly, unit: str, findings: Diagnostics
) -> None:
    low = sorted(week for week, cap in caps.items() if cap < reaches.get(week, 0))
    if not low:
        return
    first = low[0]
    last = next(week for week in low if week + 1 not in low)
    when = "" if len(low) == len(caps) else f" in {show_weeks(first, last)}"
    findings.error(
        fields.at("cap_per_day"),
        f"the cap of {show_amount(caps[first], unit)} is below the goal '{name}' "
        f"of {show_amount(reaches[first], unit)}{when}: "
        "whoever reaches it is not paid for all of it. Raise the cap or lower the goal.",
    )


def check_targets(draft: Draft, findings: Diagnostics) -> None:
    """An error at bounds that ask for nothing, run backward, or leave out the target of who chooses none."""
    for name, fields in draft.own_targets.items():
        unit = draft.unit_of(draft.activity_of(draft.goals[name]))
        _check_own_target(fields, unit, findings)


def _check_own_target(fields: FieldSet, unit: str, findings: Diagnostics) -> None:
    lowest, highest, unless_chosen = (_of(fields, key) for key in ("lowest", "highest", "unless_chosen"))
    if lowest and not lowest.value:
        findings.error(
            fields.at("lowest"), "a goal of nothing is met by doing nothing. Write a larger amount."
        )
    if _above(lowest, highest, unit):
        findings.error(
            fields.at("highest"), f"the highest target is below the lowest, {lowest}. Exchange them."
        )
    elif _above(lowest, unless_chosen, unit) or _above(unless_chosen, highest, unit):
        findings.error(
            fields.at("unless_chosen"),
            f"{unless_chosen} is not a target that people may choose. Write one from {lowest} to {highest}.",
        )


def _of(fields: FieldSet, key: str) -> Quantity | None:
    found = fields.values.get(key)
    return found if isinstance(found, Quantity) else None


def _above(one: Quantity | None, other: Quantity | None, unit: str) -> bool:
    """Whether one amount is above the other; False where they cannot be compared, which is told elsewhere."""
    if one is None or other is None or not unit:
        return False
    if not convertible(one.unit, unit) or not convertible(other.unit, unit):
        return False
    return one.thousandths(unit) > other.thousandths(unit)
