"""Checks of activities and amounts: units that fit, caps and targets that leave room for goals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from moonwalk.api.field_hints import units_meant
from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_words import NameKind
from moonwalk.api.units import convertible, same_unit, singular
from moonwalk.api.values import Quantity, SpanValue, show_amount, show_weeks
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, WrittenValue
from moonwalk.definitions.field_types import SpanKind

_MEASURING = ("reach", "within", "own_target")
AmountsByWeek = Mapping[int, int]  # thousandths of the activity's unit, by week


def check_activities(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report impossible conversions, and rules and goals that must name their activity."""
    for name, fields in draft.activities.items():
        if "counts_as" in fields.values:
            _check_conversion(name, fields, draft, diagnostics)
        elif "rate" in fields.nodes:
            diagnostics.error(
                fields.keys["rate"],
                "'rate' has no effect here: the activity stands for itself. Remove it, or add 'counts_as'.",
            )
    measuring = [
        fields
        for fields in draft.goals.values()
        if any(key in fields.nodes for key in _MEASURING) and not draft.is_of_points(fields)
    ]
    for fields in (*measuring, *(item.fields for item in draft.items if item.takes_activity)):
        _check_named(fields, draft, diagnostics)


def _check_conversion(name: str, fields: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    target = str(fields.values["counts_as"])
    place = fields.at("counts_as")
    if target not in draft.activities:
        return
    if target == name:
        diagnostics.error(place, "an activity cannot count as itself. Remove the line.")
        return
    further = draft.activities[target].values.get("counts_as")
    if further:
        diagnostics.error(place, f"'{target}' itself counts as '{further}'. Name one that stands for itself.")
        return
    own, other = draft.unit_of(name), draft.unit_of(target)
    if own and other:
        _check_rate(fields, own, other, diagnostics)


def _check_rate(fields: FieldSet, own: str, other: str, diagnostics: Diagnostics) -> None:
    rate = fields.values.get("rate")
    like = f"'rate: 100 {other} per {singular(own)}'"
    if convertible(own, other):
        if "rate" in fields.nodes:
            diagnostics.error(
                fields.keys["rate"],
                f"'rate' has no effect here: {own} and {other} are converted automatically. Remove it.",
            )
    elif "rate" not in fields.nodes:
        diagnostics.error(
            fields.at("counts_as"),
            f"'rate' is missing: how many {other} one {singular(own)} is. Write for example {like}.",
        )
    elif rate and not (same_unit(rate.unit, other) and same_unit(rate.per, own)):
        diagnostics.error(
            fields.at("rate"), f"'{rate}' does not turn {own} into {other}. Write for example {like}."
        )


def _check_named(fields: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    alone = draft.base_activities
    if "activity" not in fields.nodes:
        if len(alone) > 1:
            diagnostics.error(
                fields.place,
                f"which activity? There are {len(alone)} that stand for themselves: {', '.join(alone)}. "
                "Add 'activity:'.",
            )
        return
    named = draft.activity_of(fields)
    amounts = any(
        isinstance(written.field_type, QuantityKind | SpanKind) for written in fields.written_values
    )
    measures = amounts or "own_target" in fields.nodes
    if measures and named in draft.activities and named not in alone:
        target = draft.activities[named].values.get("counts_as")
        diagnostics.error(
            fields.at("activity"),
            f"'{named}' counts as '{target}', so its amounts are in that one. Write 'activity: {target}'.",
        )


def check_units(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report amounts whose unit cannot be converted to that of their activity."""
    for name, fields in draft.activities.items():
        _check_unit(fields, name, draft, diagnostics)
    for name, fields in draft.goals.items():
        activity = draft.activity_of(fields)
        _check_unit(fields, activity, draft, diagnostics)
        if name in draft.own_targets:
            _check_unit(draft.own_targets[name], activity, draft, diagnostics)
    for item in draft.items:
        _check_unit(item.fields, _subject(item.fields, item.takes_activity, draft), draft, diagnostics)


def _subject(fields: FieldSet, takes_activity: bool, draft: Draft) -> str:
    """Return the activity in whose unit a rule's amounts are: its own, or that of the goal it names."""
    if takes_activity:
        return draft.activity_of(fields)
    goals = [written.value for written in fields.written_values if _names_goal(written.field_type)]
    return draft.activity_of(draft.goals[goals[0]]) if goals and goals[0] in draft.goals else ""


def _names_goal(field_type: object) -> bool:
    return isinstance(field_type, NameKind) and field_type.of == "goal"


def _check_unit(fields: FieldSet, activity: str, draft: Draft, diagnostics: Diagnostics) -> None:
    unit = draft.unit_of(activity)
    for written in fields.written_values:
        if not isinstance(written.field_type, QuantityKind | SpanKind):
            continue
        value: Quantity | SpanValue = written.value
        if unit and not convertible(value.unit, unit):
            diagnostics.error(
                written.place,
                f"'{written.field_type.show(written.value)}' is in {value.unit}, but '{activity}' is "
                f"measured in {unit}. {_in_unit(written, unit)}",
            )
        if re.match(r"[0-9]{1,3}\.000 ", written.text):
            diagnostics.warning(
                written.place,
                f"'{written.text}' is {value}: a point begins decimals. "
                f"If you meant thousands, write {written.text.replace('.', '')}.",
            )


def _in_unit(written: WrittenValue, unit: str) -> str:
    """Return the way out for an amount in another unit; a word for the unit is put in its place."""
    value: Quantity | SpanValue = written.value
    meant = next((word for word in units_meant(value.unit) if convertible(word, unit)), "")
    if meant:
        return f"Did you mean '{written.field_type.show(replace(value, unit=meant))}'?"
    return f"Write it in {unit}."


def check_caps(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report daily caps that are below a daily goal of their activity in any week."""
    goals = {
        name: (draft.activity_of(fields), _required_by_week(name, fields, draft))
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
            if diagnostics.full:
                return
            if activity == other:
                _check_cap(item.fields, caps, name, reaches, draft.unit_of(activity), diagnostics)


def check_unreached_caps(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn of caps and steps above what a day is allowed to have, so that nobody ever gets there."""
    # Bonus days multiply what a cap sees.
    if any("multiply_by" in rule.fields.nodes for rule in draft.rules):
        return
    for rule in (rule for rule in draft.rules if rule.use == "person"):
        unit = draft.unit_of(draft.activity_of(rule.fields))
        limit = _day_limit(rule.fields, draft)
        if limit is None or not rule.takes_activity:
            continue
        for written in rule.fields.written_values:
            is_limit = written.key in ("cap_per_day", "pays") or written.within[-1:] == ("up_to",)
            amount = written.value if isinstance(written.field_type, QuantityKind) else None
            if is_limit and _above(amount, limit, unit):
                diagnostics.warning(
                    written.place,
                    f"{amount} is never reached: a day above {limit} is refused ('reject_day_above'). Lower "
                    "this, or raise that.",
                )


def check_unreached_goals(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn of goals and milestones above what all days that they look at are allowed to have."""
    if draft.schedule is None:
        return
    days_of = {"day": 1, "week": 7, "challenge": draft.schedule.length_days}
    for name, fields in draft.goals.items():
        days = days_of.get(str(fields.values.get("each")), 0)
        _check_reach(fields, fields, ("reach", "within"), days, draft, diagnostics)
        if name in draft.own_targets:
            _check_reach(draft.own_targets[name], fields, ("lowest",), days, draft, diagnostics)
    # Bonus days multiply what a rule adds up.
    if not any("multiply_by" in rule.fields.nodes for rule in draft.rules):
        for rule in (rule for rule in draft.rules if rule.use == "person" and rule.takes_activity):
            _check_reach(rule.fields, rule.fields, ("every",), days_of["challenge"], draft, diagnostics)


def _check_reach(
    fields: FieldSet,
    of_activity: FieldSet,
    keys: Sequence[str],
    days: int,
    draft: Draft,
    diagnostics: Diagnostics,
) -> None:
    """Warn of amounts that so many days together cannot have; `of_activity` says of which activity."""
    unit, limit = draft.unit_of(draft.activity_of(of_activity)), _day_limit(of_activity, draft)
    if limit is None or not days:
        return
    most = replace(limit, value=limit.value * days)
    together = "" if days == 1 else f", so {days} days have no more than {most}"
    for written in (written for key in keys for written in fields.written(key)):
        amount = _least(written)
        if _above(amount, most, unit):
            diagnostics.warning(
                written.place,
                f"{amount} is never reached: a day above {limit} is refused ('reject_day_above'){together}. "
                "Lower this, or raise that.",
            )


def _day_limit(fields: FieldSet, draft: Draft) -> Quantity | None:
    """Return what a day of a rule's or goal's activity may have; None where that is not known."""
    name = draft.activity_of(fields)
    # What counts as the activity comes on top.
    if name not in draft.activities or any(
        other.values.get("counts_as") == name for other in draft.activities.values()
    ):
        return None
    return _quantity(draft.activities[name], "reject_day_above")


def _required_by_week(name: str, fields: FieldSet, draft: Draft) -> dict[int, int]:
    """Return the least that a goal asks for, in thousandths by week; empty where it asks for no amount."""
    unit = draft.unit_of(draft.activity_of(fields))
    if name in draft.own_targets:
        return _by_week(draft.own_targets[name], "lowest", unit, draft)
    return _by_week(fields, "reach", unit, draft) or _by_week(fields, "within", unit, draft)


def _by_week(fields: FieldSet, key: str, unit: str, draft: Draft) -> dict[int, int]:
    """Return a key's amounts in thousandths by week; empty where the units do not fit."""
    weeks = draft.week_count
    amounts: dict[int, int] = {}
    for written in fields.written(key):
        amount = _least(written)
        if amount is None or not unit or not convertible(amount.unit, unit):
            continue
        first, last = written.span or (1, weeks)
        amounts |= dict.fromkeys(range(first, min(last, weeks) + 1), int(amount.thousandths(unit)))
    return amounts


def _least(written: WrittenValue) -> Quantity | None:
    """Return what must be reached at least; None where the value is no amount."""
    match written.field_type:
        case QuantityKind():
            amount: Quantity = written.value
            return amount
        case SpanKind():
            return Quantity(value=written.value.lowest, unit=written.value.unit)
    return None


def _check_cap(
    fields: FieldSet,
    caps: AmountsByWeek,
    name: str,
    reaches: AmountsByWeek,
    unit: str,
    diagnostics: Diagnostics,
) -> None:
    low = sorted(week for week, cap in caps.items() if cap < reaches.get(week, 0))
    if not low:
        return
    first = low[0]
    last = next(week for week in low if week + 1 not in low)
    when = "" if len(low) == len(caps) else f" in {show_weeks(first, last)}"
    diagnostics.error(
        fields.at("cap_per_day"),
        f"the cap of {show_amount(caps[first], unit)} is below the goal '{name}' "
        f"of {show_amount(reaches[first], unit)}{when}: "
        "people who reach it are not paid for all of it. Raise the cap or lower the goal.",
    )


def check_targets(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report bounds of own targets that ask for nothing, run backward, or exclude the default target."""
    for name, fields in draft.own_targets.items():
        unit = draft.unit_of(draft.activity_of(draft.goals[name]))
        _check_own_target(fields, unit, diagnostics)


def _check_own_target(fields: FieldSet, unit: str, diagnostics: Diagnostics) -> None:
    lowest, highest, unless_chosen = (
        _quantity(fields, key) for key in ("lowest", "highest", "unless_chosen")
    )
    if lowest and not lowest.value:
        diagnostics.error(fields.at("lowest"), "a goal of 0 is met by doing nothing. Write a larger amount.")
    if _above(lowest, highest, unit):
        diagnostics.error(
            fields.at("highest"), f"the highest target is below the lowest, {lowest}. Swap them."
        )
    elif _above(lowest, unless_chosen, unit) or _above(unless_chosen, highest, unit):
        diagnostics.error(
            fields.at("unless_chosen"),
            f"{unless_chosen} is not a target that people may choose. Write one from {lowest} to {highest}.",
        )


def _quantity(fields: FieldSet, key: str) -> Quantity | None:
    amount = fields.values.get(key)
    return amount if isinstance(amount, Quantity) else None


def _above(amount: Quantity | None, bound: Quantity | None, unit: str) -> bool:
    """Return whether an amount is above a bound; False where they cannot be compared, an error elsewhere."""
    if amount is None or bound is None or not unit:
        return False
    if not convertible(amount.unit, unit) or not convertible(bound.unit, unit):
        return False
    return amount.thousandths(unit) > bound.thousandths(unit)
