"""What could never be: days that do not count, goals that cannot be met, points that no board can show."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from moonwalk.api.field_numbers import CountedAmountKind, QuantityKind, WholeKind
from moonwalk.api.quantities import convertible
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings

MOST_POINTS: Final = 1_000_000
"""For one thing. A thousand people with as much every day still fit into every sum."""

_ROWS: Final = ("every", "after_missed")


def check_impossible(draft: Draft, starts: date | None, findings: Findings) -> None:
    """An error where nothing could come of it, a warning where something would be in vain."""
    _check_days(draft, starts, findings)
    _check_limits(draft, findings)
    for item in draft.rules:
        for part in item.fields.parts:
            if isinstance(part.kind, WholeKind) and part.kind.what == "points" and part.value > MOST_POINTS:
                findings.error(
                    part.place,
                    f"{part.value} points for one thing are more than any board can add up. "
                    f"Write at most {MOST_POINTS}.",
                )
            if isinstance(part.kind, CountedAmountKind) and part.key in _ROWS:
                length = draft.schedule.length if draft.schedule else 0
                if length and part.value > length:
                    findings.warning(
                        part.place,
                        f"the challenge has {length} days, so '{part.key}: {part.text}' never comes to pass.",
                    )


def _check_days(draft: Draft, starts: date | None, findings: Findings) -> None:
    """That some day counts for somebody."""
    schedule = draft.schedule
    begins = starts or (schedule.starts if schedule else None)
    if schedule is None or begins is None or begins.year > date.max.year - 3:
        return
    days = [begins + timedelta(days=index) for index in range(schedule.length)]
    if schedule.counted_days == "workdays":
        days = [day for day in days if day.weekday() < 5]
    pauses = draft.sections["pauses"].values.get("everyone", ())
    if not days:
        findings.error(
            draft.sections["schedule"].at("counted_days"),
            "none of its days is a workday, so nothing could be logged. Write 'every day', or more days.",
        )
    elif all(any(period.covers(day, begins) for period in pauses) for day in days):
        findings.error(
            draft.sections["pauses"].at("everyone"),
            "every day is a day off for everyone, so nothing could count. Take some of them out.",
        )


def _check_limits(draft: Draft, findings: Findings) -> None:
    """Limits of nothing, and daily limits below a goal of the day."""
    for name, fields in draft.activities.items():
        for part in fields.parts:
            if (
                part.key.startswith("reject_")
                and isinstance(part.kind, QuantityKind)
                and not part.value.value
            ):
                findings.error(part.place, f"'{part.key}' cannot be 0: nothing could be logged.")
        limit = fields.values.get("reject_day_above")
        others = any(one.values.get("counts_as") == name for one in draft.activities.values())
        if limit is None or not limit.value or others:
            continue
        for goal, asked in draft.goals.items():
            if asked.values.get("each") != "day" or draft.activity_of(asked) != name:
                continue
            for part in asked.parts_of("reach"):
                if convertible(part.value.unit, limit.unit) and part.value.thousandths(
                    limit.unit
                ) > limit.thousandths(limit.unit):
                    findings.error(
                        fields.at("reject_day_above"),
                        f"a day above {limit} is refused, so the goal '{goal}' of {part.value} could never "
                        "be met. Raise the one or lower the other.",
                    )
