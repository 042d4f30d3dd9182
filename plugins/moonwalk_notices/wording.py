"""The words that fill the placeholders of texts, the same for all triggers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api import Moment, PersonInfo, WeekInfo

COMMON: Final = ("first_name", "team", "title", "about", "week", "weeks", "theme", "message", "deadline")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def common_words(moment: Moment, person: PersonInfo, week: WeekInfo) -> dict[str, str]:
    """The words of `COMMON` for one person and week."""
    return {
        "first_name": person.first_name or "there",
        "team": person.team,
        "title": moment.title,
        "about": moment.about,
        "week": str(week.number),
        "weeks": str(len(moment.weeks)),
        "theme": week.theme,
        "message": week.message,
        "deadline": deadline(week.closes, moment.timezone),
    }


def deadline(closes: datetime, timezone: str) -> str:
    """An instant on the challenge's clock, with its zone, since recipients may live by another."""
    try:
        local, zone = closes.astimezone(ZoneInfo(timezone)), timezone
    except (ValueError, KeyError, OSError):
        local, zone = closes.astimezone(UTC), "UTC"
    return f"{_WEEKDAYS[local.weekday()]} {local:%H:%M} ({zone})"


def counted(number: int, noun: str) -> str:
    """`1 day`, `4 days`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def named(week: WeekInfo) -> str:
    """`week 2`, or `week 2 (Longer strides)`."""
    return f"week {week.number} ({week.theme})" if week.theme else f"week {week.number}"
