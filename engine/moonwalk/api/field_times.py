"""Dates and times as typed fields."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from moonwalk.api.field_hints import clock_hint, date_hint, period_hint, weekday_in
from moonwalk.api.field_types import FieldType, parse_week_key
from moonwalk.api.language import numeric_day, weekday_name
from moonwalk.api.problems import FieldError, quoted
from moonwalk.api.values import WEEKDAYS, ClockTime, FileDay, PeriodValue

DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
WEEKDAY = "|".join(WEEKDAYS)
_FILE_DAY = f"(?:{DATE}|week [1-9][0-9]? (?:{WEEKDAY}))"


def parse_date(text: str) -> date:
    """A civil day written year-month-day; FieldError where there is none."""
    if not re.fullmatch(DATE, text):
        raise FieldError(f"{quoted(text)} is not a date. {date_hint(text)}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        year, month, _ = text.split("-")
        last = monthrange(int(year), int(month))[1] if int(year) else 0
        hint = f"That month ends on {year}-{month}-{last}." if last else "Years begin at 0001."
        raise FieldError(f"{text} is not a day of the calendar. {hint}") from None


@dataclass(frozen=True)
class DateKind(FieldType[date]):
    """`2027-01-04`."""

    name: ClassVar[str] = "date"

    def parse(self, text: str) -> date:
        """The civil day."""
        return parse_date(text)

    def show(self, value: date) -> str:
        """Year-month-day."""
        return value.isoformat()

    def say(self, value: date) -> str:
        """The day in figures."""
        return numeric_day(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is a date."""
        return type(raw) is date

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{DATE}$"}


@dataclass(frozen=True)
class WeekdayKind(FieldType[int]):
    """`Saturday`; the value counts from 0, which is Monday."""

    name: ClassVar[str] = "weekday"

    def parse(self, text: str) -> int:
        """The number of the weekday."""
        if text not in WEEKDAYS:
            meant = weekday_in(text)
            hint = f"Did you mean '{meant}'?" if meant else f"There are: {', '.join(WEEKDAYS)}."
            raise FieldError(f"{quoted(text)} is not a weekday. {hint}")
        return WEEKDAYS.index(text)

    def show(self, value: int) -> str:
        """Its name."""
        return WEEKDAYS[value]

    def say(self, value: int) -> str:
        """Its name."""
        return weekday_name(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is the number of a weekday."""
        return type(raw) is int and 0 <= raw <= 6

    def schema(self) -> dict[str, Any]:
        """The seven names."""
        return {"enum": list(WEEKDAYS)}


@dataclass(frozen=True)
class ClockTimeKind(FieldType[ClockTime]):
    """`workdays 16:00`; `single` asks for one weekday, as deadlines do."""

    name: ClassVar[str] = "clock"
    single: bool = False

    def parse(self, text: str) -> ClockTime:
        """The weekdays, hour and minute."""
        groups = {"every day": tuple(range(7)), "workdays": tuple(range(5))}
        match = re.fullmatch(rf"(every day|workdays|{WEEKDAY}) ({TIME})", text)
        if not match or (self.single and match[1] in groups):
            what, like = ("a deadline", "Tuesday 12:00") if self.single else ("a time", "Monday 09:00")
            meant = clock_hint(text, self.single)
            hint = f"Did you mean '{meant}'?" if meant else f"Write a day and a time: '{like}'."
            raise FieldError(f"{quoted(text)} is not {what}. {hint}")
        hour, minute = match[2].split(":")
        days = groups.get(match[1]) or (WEEKDAYS.index(match[1]),)
        return ClockTime(days=days, hour=int(hour), minute=int(minute))

    def is_value(self, raw: object) -> bool:
        """Whether it is a clock time."""
        return isinstance(raw, ClockTime)

    def schema(self) -> dict[str, Any]:
        """Text."""
        words = WEEKDAY if self.single else f"every day|workdays|{WEEKDAY}"
        return {"type": "string", "pattern": f"^(?:{words}) {TIME}$"}


def _parse_file_day(text: str) -> FileDay:
    match = re.fullmatch(rf"week ([1-9][0-9]?) ({WEEKDAY})", text)
    if match:
        return FileDay(week=int(match[1]), weekday=WEEKDAYS.index(match[2]))
    return FileDay(day=parse_date(text))


@dataclass(frozen=True)
class PeriodKind(FieldType[PeriodValue]):
    """A date, two dates, weeks, a weekday of a week, or every such weekday."""

    name: ClassVar[str] = "period"

    def parse(self, text: str) -> PeriodValue:
        """The period; FieldError where it is none or ends before it begins."""
        every = re.fullmatch(rf"every ({WEEKDAY})", text)
        if every:
            return PeriodValue(every=WEEKDAYS.index(every[1]))
        if re.fullmatch(r"week [1-9][0-9]?|weeks [1-9][0-9]? to [1-9][0-9]?", text):
            return PeriodValue(weeks=parse_week_key(text))
        if not re.fullmatch(rf"{_FILE_DAY}(?: to {_FILE_DAY})?", text):
            raise FieldError(f"{quoted(text)} is not a period. {period_hint(text)}")
        first, _, last = text.partition(" to ")
        period = PeriodValue(first=_parse_file_day(first), last=_parse_file_day(last) if last else None)
        starts_on, ends_on = (end.day if end else None for end in (period.first, period.last))
        if starts_on and ends_on and ends_on < starts_on:
            raise FieldError(f"'{text}' ends before it begins. Write the earlier day first.")
        return period

    def is_value(self, raw: object) -> bool:
        """Whether it is a period."""
        return isinstance(raw, PeriodValue)

    def schema(self) -> dict[str, Any]:
        """Text."""
        weeks = "week [1-9][0-9]?|weeks [1-9][0-9]? to [1-9][0-9]?"
        return {
            "type": "string",
            "pattern": f"^(?:{_FILE_DAY}|{_FILE_DAY} to {_FILE_DAY}|{weeks}|every (?:{WEEKDAY}))$",
        }
