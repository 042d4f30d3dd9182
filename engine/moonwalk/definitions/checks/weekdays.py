"""Weekdays on which nothing counts: a rule for them would never pay."""

from __future__ import annotations

from moonwalk.api.field_times import PeriodKind, WeekdayKind
from moonwalk.api.values import WEEKDAYS
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import Part
from moonwalk.definitions.findings import Findings

_WORKDAYS = 5


def check_weekdays(draft: Draft, findings: Findings) -> None:
    """An error at every Saturday and Sunday of a rule where only workdays count."""
    if draft.sections["schedule"].get("counted_days") != "workdays":
        return
    for rule in draft.rules:
        for part in rule.fields.parts:
            weekday = _weekday_of(part)
            if weekday is not None and weekday >= _WORKDAYS:
                findings.error(
                    part.place,
                    f"nothing counts on a {WEEKDAYS[weekday]} here. Take it out, "
                    "or write 'counted_days: every day' under 'schedule'.",
                )


def _weekday_of(part: Part) -> int | None:
    """The weekday that a value names, if it names no other days."""
    if isinstance(part.kind, WeekdayKind):
        return int(part.value)
    if isinstance(part.kind, PeriodKind) and part.value.every is not None:
        return int(part.value.every)
    return None
