"""A cap below a goal: whoever reaches the goal would not be paid for all of it."""

from __future__ import annotations

from collections.abc import Iterator

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.kinds import show_weeks
from moonwalk.api.quantities import Quantity, convertible
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings


def check_caps(draft: Draft, findings: Findings) -> None:
    """An error at every daily cap that is below a daily goal of the same activity, in any week."""
    daily = {
        name: fields
        for name, fields in draft.goals.items()
        if fields.values.get("each") == "day" and "reach" in fields.values
    }
    for item in draft.rules:
        activity = draft.activity_of(item.fields)
        for name, goal in daily.items():
            if activity and activity == draft.activity_of(goal):
                _compare(item.fields, name, goal, draft.weeks_known, findings)


def _compare(fields: FieldSet, name: str, goal: FieldSet, weeks: int, findings: Findings) -> None:
    low = [(week, cap, reach) for week, cap, reach in _pairs(fields, goal, weeks) if _below(cap, reach)]
    if not low:
        return
    first, cap, reach = low[0]
    last = next(week for week, *_ in low if week + 1 not in {other for other, *_ in low})
    when = "" if len(low) == weeks else f" in {show_weeks(first, last)}"
    findings.error(
        fields.at("cap_per_day"),
        f"the cap of {cap} is below the goal '{name}' of {reach}{when}: "
        "whoever reaches it is not paid for all of it. Raise the cap or lower the goal.",
    )


def _pairs(fields: FieldSet, goal: FieldSet, weeks: int) -> Iterator[tuple[int, Quantity, Quantity]]:
    for week in range(1, weeks + 1):
        cap, reach = _at(fields, "cap_per_day", week), _at(goal, "reach", week)
        if cap and reach:
            yield week, cap, reach


def _at(fields: FieldSet, key: str, week: int) -> Quantity | None:
    for part in fields.parts_of(key):
        if isinstance(part.kind, QuantityKind) and (not part.span or part.span[0] <= week <= part.span[1]):
            return part.value if isinstance(part.value, Quantity) else None
    return None


def _below(cap: Quantity, reach: Quantity) -> bool:
    return convertible(cap.unit, reach.unit) and cap.thousandths(reach.unit) < reach.thousandths(reach.unit)
