"""Days as people type them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

FULL_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_day(words: str, today: date) -> date | None:
    """The day meant by "today", "yesterday", "fri" (the last one) or "2026-03-13"; None if none is."""
    said = words.strip().lower()
    if said in ("", "today"):
        return today
    if said == "yesterday":
        return today - timedelta(days=1)
    for number, name in enumerate(FULL_WEEKDAYS):
        if len(said) >= 3 and name.startswith(said):
            return today - timedelta(days=(today.weekday() - number) % 7)
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def write_day(day: date, today: date) -> str:
    """A day as `read_day` reads it."""
    if day == today:
        return "today"
    return "yesterday" if day == today - timedelta(days=1) else day.isoformat()
