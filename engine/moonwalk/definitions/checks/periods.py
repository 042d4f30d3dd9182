"""Checks of weeks, periods, weekdays, pauses and `during`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from moonwalk.api.field_times import PeriodKind, WeekdayKind
from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import quoted
from moonwalk.api.values import WEEKDAYS, FileDay, PeriodValue, show_weeks
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, ItemDraft, Part, Weeks
from moonwalk.definitions.nodes import ListNode


def check_during(draft: Draft, findings: Diagnostics) -> None:
    """An error at every rule whose `during` is missing, or divides what cannot be divided."""
    for item in draft.rules:
        if item.declaration is None:
            continue
        match item.declaration.during_policy:
            case "named days" if _names_no_day(item):
                findings.error(
                    item.name_place,
                    f"{quoted(item.named)} does not say on which days. "
                    "Add for example 'during: [week 2 Wednesday, 2027-03-17]', or 'during: [week 1]'.",
                )
            case "whole weeks":
                _check_weeks(item, findings)
            case "whole challenge" if "during" in item.fields.nodes:
                findings.error(
                    item.fields.keys["during"],
                    f"{quoted(item.named)} goes on from the first day to the last. Take 'during' out.",
                )


def _names_no_day(item: ItemDraft) -> bool:
    written = item.fields.nodes.get("during")
    return written is None or (isinstance(written, ListNode) and not written.items)


def _check_weeks(item: ItemDraft, findings: Diagnostics) -> None:
    for part in item.fields.parts_of("during"):
        if part.value.weeks is None:
            findings.error(
                part.place,
                f"{quoted(item.named)} goes by whole weeks, and {quoted(str(part.value))} is none. "
                "Write for example 'weeks 2 to 3'.",
            )


# Entries can be kept for days of this century, and a challenge may take almost two years.
_YEARS: Final = range(2000, 2098)


def check_periods(draft: Draft, starts: date | None, findings: Diagnostics) -> None:
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


def _no_week(period: PeriodValue, weeks: int) -> str:
    named = [end.week for end in (period.first, period.last) if end]
    if max((*named, *(period.weeks or ()), 0)) <= weeks:
        return ""
    return f"is beyond the last week: the challenge has {weeks} week{'' if weeks == 1 else 's'}."


def _outside(period: PeriodValue, starts: date | None, length: int) -> str:
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


def check_pauses(draft: Draft, findings: Diagnostics) -> None:
    """An error at paused days that count, where nobody has any."""
    pauses = draft.sections["pauses"]
    if pauses.get("a_paused_day") == "counts as own average" and not pauses.get("personal"):
        findings.error(
            pauses.keys["a_paused_day"],
            "'a_paused_day' has no use here: nobody may pause, and days off for everyone count for nobody. "
            "Add for example 'personal: 5 days', or take it out.",
        )


_WORKDAYS = 5


def check_weekdays(draft: Draft, findings: Diagnostics) -> None:
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


def check_weeks(draft: Draft, findings: Diagnostics) -> None:
    """Weeks named twice, left out, or beyond the last one."""
    weeks = draft.weeks_known
    for fields in draft.field_sets():
        for value in fields.weeks:
            _check_value(value, weeks, findings)
    themes = [
        Part("weeks", NameKind(), week.key, week.place, (week.first, week.last), week.key, week.place)
        for week in draft.weeks
    ]
    _check_spans(themes, "themes", weeks, findings)


def _check_value(value: Weeks, weeks: int, findings: Diagnostics) -> None:
    parts = value.parts
    _check_spans(parts, "values", weeks, findings)
    if not value.complete:
        return
    covered = {week for part in parts if part.span for week in range(part.span[0], part.span[1] + 1)}
    gap = [week for week in range(1, weeks + 1) if week not in covered]
    if gap:
        first = gap[0]
        last = next((week for week in gap if week + 1 not in gap), first)
        before = next((part.span[0] for part in parts if part.span and part.span[1] == first - 1), first)
        have = "has" if first == last else "have"
        findings.error(
            value.place,
            f"{show_weeks(first, last)} {have} no value; every week needs one, "
            f"e.g. '{show_weeks(before, last)}: ...'.",
        )


def _check_spans(parts: Sequence[Part], what: str, weeks: int, findings: Diagnostics) -> None:
    taken: dict[int, str] = {}
    for part in parts:
        if part.span is None:
            continue
        place = part.name_place or part.place
        first, last = part.span
        if weeks and last > weeks:
            plural = "" if weeks == 1 else "s"
            findings.error(place, f"'{part.name}' does not exist: the challenge has {weeks} week{plural}.")
        twice = next((week for week in range(first, last + 1) if week in taken), None)
        if twice is not None:
            findings.error(
                place, f"week {twice} has two {what} ('{taken[twice]}' and '{part.name}'). Keep one."
            )
        for week in range(first, last + 1):
            taken.setdefault(week, part.name)
