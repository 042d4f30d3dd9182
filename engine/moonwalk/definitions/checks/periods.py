"""Periods must touch the challenge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from moonwalk.api.field_times import PeriodKind
from moonwalk.api.values import FileDay, Period
from moonwalk.api.wording import quoted
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings

# Entries can be kept for days of this century, and a challenge may take almost two years.
_YEARS: Final = range(2000, 2098)


def check_periods(draft: Draft, starts: date | None, findings: Findings) -> None:
    """Weeks that do not exist, and days before the first or after the last one.

    A holiday outside the challenge is only worth a warning: calendars are pasted whole.
    """
    schedule = draft.schedule
    if schedule is None:
        return
    begins = starts or draft.sections["schedule"].values.get("starts")
    if begins and begins.year not in _YEARS:
        findings.error(
            draft.sections["schedule"].at("starts"),
            f"{begins.isoformat()} is too far away. Write a year between {_YEARS[0]} and {_YEARS[-1]}.",
        )
        return
    for fields in draft.field_sets():
        for part in fields.parts:
            if not isinstance(part.kind, PeriodKind):
                continue
            wrong = _no_week(part.value, schedule.weeks) or _outside(part.value, begins, schedule.length)
            if wrong:
                tell = findings.warning if part.key == "everyone" else findings.error
                tell(part.place, f"{quoted(str(part.value))} {wrong}")


def _no_week(period: Period, weeks: int) -> str:
    named = [end.week for end in (period.first, period.last) if end]
    if max((*named, *(period.weeks or ()), 0)) <= weeks:
        return ""
    return f"is beyond the last week: the challenge has {weeks} week{'' if weeks == 1 else 's'}."


def _outside(period: Period, starts: date | None, length: int) -> str:
    if starts is None or period.first is None:
        return ""
    ends = starts + timedelta(days=length - 1)
    first, last = _on(period.first, starts), _on(period.last or period.first, starts)
    if last < first:
        return "ends before it begins. Write the earlier day first."
    if last < starts or first > ends:
        return f"is outside the challenge, which runs from {starts} to {ends}. Change it, or take it out."
    return ""


def _on(day: FileDay, starts: date) -> date:
    try:
        return day.on(starts)
    except OverflowError:
        return date.max
