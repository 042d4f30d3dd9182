"""A cap below a goal: whoever reaches the goal would not be paid for all of it."""

from __future__ import annotations

from collections.abc import Mapping

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.quantities import Quantity, convertible, show_amount
from moonwalk.api.weekly import show_weeks
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet, Part
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.kinds import SpanKind

Weekly = Mapping[int, int]  # thousandths of the activity's unit, by week


def check_caps(draft: Draft, findings: Findings) -> None:
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
            return Quantity(part.value.lowest, part.value.unit)
    return None


def _compare(
    fields: FieldSet, caps: Weekly, name: str, reaches: Weekly, unit: str, findings: Findings
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
