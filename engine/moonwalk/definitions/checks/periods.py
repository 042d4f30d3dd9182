"""Checks of weeks, periods, weekdays, pauses and `during`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from moonwalk.api.field_times import PeriodKind, WeekdayKind
from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import quoted
from moonwalk.api.units import convertible
from moonwalk.api.values import WEEKDAYS, AbsentDay, FileDay, PeriodValue, Quantity, show_weeks
from moonwalk.definitions.day_fields import measuring
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, ItemDraft, WeeklyValue, WrittenValue
from moonwalk.definitions.nodes import ListNode
from moonwalk.definitions.zones import is_abbreviation, turned_offset, zone_hint

# Entries can be kept for days of this century, and a challenge may take almost two years.
_YEARS: Final = range(2000, 2098)
_WORKDAYS = 5


def check_during(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report rules whose `during` is missing, or divides what cannot be divided."""
    for item in draft.rules:
        if item.declaration is None:
            continue
        match item.declaration.during_policy:
            case "named days" if _names_no_day(item) and "only_when" not in item.fields.nodes:
                diagnostics.error(
                    item.name_place,
                    f"{quoted(item.named)} does not say on which days. "
                    "Add for example 'during: [week 2 Wednesday, 2027-03-17]', or 'during: [week 1]'.",
                )
            case "whole weeks":
                _check_weeks(item, diagnostics)
            case "whole challenge" if "during" in item.fields.nodes:
                diagnostics.error(
                    item.fields.keys["during"],
                    f"{quoted(item.named)} lasts from the first day to the last. Remove 'during'.",
                )


def _names_no_day(item: ItemDraft) -> bool:
    node = item.fields.nodes.get("during")
    return node is None or (isinstance(node, ListNode) and not node.items)


def _check_weeks(item: ItemDraft, diagnostics: Diagnostics) -> None:
    for written in item.fields.written("during"):
        if written.value.weeks is None:
            diagnostics.error(
                written.place,
                f"{quoted(item.named)} goes by whole weeks, and {quoted(str(written.value))} is not one. "
                "Write for example 'weeks 2 to 3'.",
            )


def check_periods(draft: Draft, starts: date | None, diagnostics: Diagnostics) -> None:
    """Report weeks that do not exist, and days before the first or after the last one.

    A holiday outside the challenge is only worth a warning: calendars are pasted whole.
    """
    schedule = draft.schedule
    if schedule is None:
        return
    begins = starts or draft.sections["schedule"].values.get("starts")
    if begins and begins.year not in _YEARS:
        diagnostics.error(
            draft.sections["schedule"].at("starts"),
            f"{begins.isoformat()} is too far away. Write a year between {_YEARS[0]} and {_YEARS[-1]}.",
        )
        return
    for fields in draft.field_sets():
        for written in fields.written_values:
            if not isinstance(written.field_type, PeriodKind):
                continue
            message = _no_week(written.value, schedule.weeks) or _outside(
                written.value, begins, schedule.length
            )
            if message:
                report = diagnostics.warning if written.key == "everyone" else diagnostics.error
                report(written.place, f"{quoted(str(written.value))} {message}")


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
        return f"is outside the challenge, which runs from {starts} to {ends}. Change it, or remove it."
    return ""


def _on(day: FileDay, starts: date) -> date:
    try:
        return day.on(starts)
    except OverflowError:
        return date.max


def check_pauses(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report `a_paused_day` where nobody may pause, and amounts that are of no activity or of several."""
    pauses = draft.sections["pauses"]
    for key in ("a_paused_day", "a_missed_day"):
        _check_absence(key, pauses, draft, diagnostics)
    if pauses.get("a_paused_day").counts and not pauses.get("personal"):
        diagnostics.error(
            pauses.keys["a_paused_day"],
            "'a_paused_day' has no effect here: nobody may pause, and days off for everyone count "
            "for nobody. Add for example 'personal: 5 days', or remove it.",
        )


def _check_absence(key: str, pauses: FieldSet, draft: Draft, diagnostics: Diagnostics) -> None:
    day: AbsentDay = pauses.get(key)
    if day.amount is None:
        return
    units = {name: draft.unit_of(name) for name in draft.base_activities if draft.unit_of(name)}
    names = measuring(day, units)
    listed = ", ".join(names or units)
    if len(names) > 1:
        diagnostics.error(
            pauses.at(key),
            f"of which activity? {listed} are all measured in {day.amount.unit}. "
            f"Write for example '{key}: {day} of {names[0]}'.",
        )
    elif day.activity and not names:
        diagnostics.error(
            pauses.at(key), f"'{day.activity}' is no activity that stands for itself. There are: {listed}."
        )
    elif not names or not convertible(day.amount.unit, units[names[0]]):
        diagnostics.error(
            pauses.at(key),
            f"no such activity is measured in {day.amount.unit}. Write an amount in the unit of one: "
            f"{', '.join(f'{name} ({unit})' for name, unit in units.items())}.",
        )
    else:
        _check_absent_amount(key, day.amount, names[0], draft, diagnostics)


def _check_absent_amount(
    key: str, amount: Quantity, activity: str, draft: Draft, diagnostics: Diagnostics
) -> None:
    limit, unit = draft.activities[activity].values.get("reject_day_above"), draft.unit_of(activity)
    if limit is None or not convertible(limit.unit, unit):
        return
    if amount.thousandths(unit) > limit.thousandths(unit):
        diagnostics.error(
            draft.sections["pauses"].at(key),
            f"an absent day would count as {amount}, and nobody may log more than {limit} "
            "('reject_day_above'). Write a smaller amount.",
        )


def check_weekdays(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report Saturdays and Sundays in rules where only workdays count."""
    if draft.sections["schedule"].get("counted_days") != "workdays":
        return
    for rule in draft.rules:
        for written in rule.fields.written_values:
            weekday = _weekday_of(written)
            if weekday is not None and weekday >= _WORKDAYS:
                diagnostics.error(
                    written.place,
                    f"nothing counts on a {WEEKDAYS[weekday]} here. Remove it, or write 'counted_days: "
                    "every day' under 'schedule'.",
                )


def _weekday_of(written: WrittenValue) -> int | None:
    """Return the weekday that a value names, from 0 for Monday; None where it names other days."""
    if isinstance(written.field_type, WeekdayKind):
        return int(written.value)
    if isinstance(written.field_type, PeriodKind) and written.value.every is not None:
        return int(written.value.every)
    return None


def check_weeks(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report weeks that are named twice, left out, or beyond the last one."""
    weeks = draft.week_count
    for fields in draft.field_sets():
        for weekly in fields.weeks:
            _check_weekly_value(weekly, weeks, diagnostics)
    themes = [
        WrittenValue("weeks", NameKind(), week.key, week.place, (week.first, week.last), week.key, week.place)
        for week in draft.weeks
    ]
    _check_spans(themes, "themes", weeks, diagnostics)


def _check_weekly_value(weekly: WeeklyValue, weeks: int, diagnostics: Diagnostics) -> None:
    written_values = weekly.values
    _check_spans(written_values, "values", weeks, diagnostics)
    if not weekly.complete:
        return
    covered = {
        week
        for written in written_values
        if written.span
        for week in range(written.span[0], written.span[1] + 1)
    }
    gap = [week for week in range(1, weeks + 1) if week not in covered]
    if gap:
        first = gap[0]
        last = next((week for week in gap if week + 1 not in gap), first)
        before = next(
            (written.span[0] for written in written_values if written.span and written.span[1] == first - 1),
            first,
        )
        have = "has" if first == last else "have"
        diagnostics.error(
            weekly.place,
            f"{show_weeks(first, last)} {have} no value; every week needs one, "
            f"e.g. '{show_weeks(before, last)}: ...'.",
        )


def _check_spans(
    written_values: Sequence[WrittenValue], what: str, weeks: int, diagnostics: Diagnostics
) -> None:
    taken: dict[int, str] = {}
    for written in written_values:
        if written.span is None:
            continue
        place = written.name_place or written.place
        first, last = written.span
        if weeks and last > weeks:
            plural = "" if weeks == 1 else "s"
            diagnostics.error(
                place, f"'{written.name}' does not exist: the challenge has {weeks} week{plural}."
            )
        twice = next((week for week in range(first, last + 1) if week in taken), None)
        if twice is not None:
            diagnostics.error(
                place, f"week {twice} has two {what} ('{taken[twice]}' and '{written.name}'). Keep one."
            )
        for week in range(first, last + 1):
            taken.setdefault(week, written.name)


def check_zone(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report an abbreviation in place of a zone, and warn of a fixed offset that looks like its opposite."""
    schedule = draft.sections["schedule"]
    zone = str(schedule.values.get("timezone", ""))
    offset = turned_offset(zone)
    if is_abbreviation(zone):
        diagnostics.error(
            schedule.at("timezone"), f"{quoted(zone)} is an abbreviation, not a zone. {zone_hint(zone)}"
        )
    elif offset:
        diagnostics.warning(
            schedule.at("timezone"),
            f"'{zone}' is {offset}: its sign is the other way round, and it has no summer time. "
            "Write a region and a city: Europe/Berlin.",
        )
