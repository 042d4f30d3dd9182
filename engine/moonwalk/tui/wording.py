"""Dates, numbers, states and bars in the words and glyphs of the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from math import isfinite
from types import MappingProxyType
from typing import Final

from moonwalk.api.timeline import Status
from moonwalk.services.views import BoardRow, Deadline, State, WhyDay
from moonwalk.services.work import Doing, Step

FULL_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FULL_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

_HYPHEN_OF_FIGURE: Final = re.compile(r"(?<![\w.,:-])-(?=\d)")
"""A hyphen before a figure, and not one within a date or a name."""

_WEEKDAY_BEFORE: Final = re.compile(rf"^(?:{'|'.join(name[:3] for name in FULL_WEEKDAYS)})[a-z]*,? (?=\d)")
"""The name of a weekday before a day, as the screen writes it; the day says all."""

_DAYS_AWAY: Final = re.compile(r"(?:(?P<ago>\d{1,3}) days? ago|in (?P<ahead>\d{1,3}) days?)")
_DAY_AND_MONTH: Final = re.compile(
    r"(?P<day>\d{1,2})(?:\. ?| )(?:(?P<number>\d{1,2})\.?|(?P<name>[a-z]{3,9})\.?)(?: ?(?P<year>\d{4}))?"
)


def read_day(words: str, today: date, not_before: date | None = None) -> date | None:
    """The day that is meant, or None if none is.

    Days are read as "today", "tomorrow", "yesterday", "3 days ago", "in 2 days", "fri", "13 Mar", "13.3."
    (the day comes first), both also with a year, "Fri 13 Mar", and "2026-03-13". Without a year it is the
    nearest such day.
    A weekday is the last one, or the first that is `not_before` a day; with "next" or "last" before it, the
    first one after today, or the last one before.
    """
    said = _WEEKDAY_BEFORE.sub("", " ".join(words.lower().split()))
    near = {"": 0, "today": 0, "yesterday": -1, "tomorrow": 1}
    if said in near:
        return today + timedelta(days=near[said])
    if away := _DAYS_AWAY.fullmatch(said):
        days = -int(away["ago"]) if away["ago"] else int(away["ahead"])
        return today + timedelta(days=days)
    direction = said[:5] if said.startswith(("next ", "last ")) else ""
    weekday = said.removeprefix(direction)
    for number, name in enumerate(FULL_WEEKDAYS):
        if len(weekday) >= 3 and name.startswith(weekday):
            if direction:
                ahead = (number - today.weekday()) % 7
                return today + timedelta(days=(ahead or 7) if direction == "next " else ahead - 7)
            if not_before is not None:
                return not_before + timedelta(days=(number - not_before.weekday()) % 7)
            return today - timedelta(days=(today.weekday() - number) % 7)
    try:
        return date.fromisoformat(said)
    except ValueError:
        return _day_and_month(said, today)


def _day_and_month(said: str, today: date) -> date | None:
    written = _DAY_AND_MONTH.fullmatch(said)
    if written is None:
        return None
    names = [month.lower() for month in MONTHS]
    short = (written["name"] or "")[:3]
    if not written["number"] and short not in names:
        return None
    month = int(written["number"]) if written["number"] else names.index(short) + 1
    years = (int(written["year"]),) if written["year"] else (today.year - 1, today.year, today.year + 1)
    days = []
    for year in years:
        with suppress(ValueError):
            days.append(date(year, month, int(written["day"])))
    return min(days, key=lambda day: abs(day - today), default=None)


def write_day(day: date, today: date) -> str:
    """A day as `read_day` reads it."""
    if day == today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    return short_day(day) if read_day(short_day(day), today) == day else f"{short_day(day)} {day.year}"


MONTHS: Final = tuple(month[:3] for month in FULL_MONTHS)
LINE: Final = "━"
HALF: Final = "╸"


def bar(value: float, most: float, width: int) -> str:
    """A bar of `width` columns for `most`, shorter for less; empty for nothing or less than nothing."""
    if most <= 0 or value <= 0 or width <= 0:
        return ""
    full, half = divmod(max(1, round(min(1.0, value / most) * width * 2)), 2)
    return LINE * full + HALF * half


def gauge(done: int, whole: int, width: int) -> tuple[str, str]:
    """A line of `width` columns in two parts: what is done, and what is left."""
    filled = 0 if whole <= 0 else min(width, round(width * done / whole))
    return LINE * filled, "─" * (width - filled)


WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

STATES: Final[Mapping[State, tuple[str, str]]] = MappingProxyType(
    {
        "draft": ("◇", "$text-muted"),
        "announced": ("◆", "$secondary"),
        "running": ("●", "$primary"),
        "closing": ("◐", "$warning"),
        "over": ("■", "$warning"),
        "closed": ("■", "$text-muted"),
    }
)
"""A challenge's state: its glyph and its colour. The word always stands beside them."""

DAYS: Final[Mapping[Status, tuple[str, str, str]]] = MappingProxyType(
    {
        Status.DUE: ("○", "not met", "$text-muted"),
        Status.OPEN: ("◌", "still open", "$secondary"),
        Status.EXCUSED: ("e", "excused", "$accent"),
        Status.PAUSED: ("‖", "paused", "$accent"),
        Status.OFF: ("·", "day off", "$text-muted"),
        Status.ABSENT: ("-", "not taking part", "$text-muted"),
    }
)
"""A day without a goal met: its glyph, the word for it, and its colour."""

MET: Final = ("●", "goal met", "$primary")


def day_glyph(day: WhyDay) -> tuple[str, str, str]:
    """A day's glyph, word and colour."""
    return MET if day.met else DAYS[day.status]


def short_day(day: date) -> str:
    """A day in a row: "13 Mar"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def deadline_line(deadline: Deadline, today: date) -> str:
    """`log 9 Mar – 13 Mar until Wed 18 Mar 12:00 (Europe/Berlin)`."""
    days = span(deadline.first, deadline.last, today)
    if deadline.first == deadline.last:
        days = day_in_words(deadline.first, today)
    closes = f"{day_in_words(deadline.closes.date(), today)} {deadline.closes:%H:%M}"
    return f"log {days} until {closes} ({deadline.zone})"


def week_day(day: date) -> str:
    """A day with its weekday: "Fri 13 Mar"."""
    return f"{WEEKDAYS[day.weekday()]} {short_day(day)}"


def day_in_words(day: date, today: date) -> str:
    """A day in a sentence: "Fri 13 Mar", with the year if it is not today's."""
    return f"{week_day(day)} {day.year}" if day.year != today.year else week_day(day)


def span(starts: date | None, ends: date | None, today: date) -> str:
    """From one day to another: "2 Mar – 29 Mar", with the year if it is not today's."""
    if starts is None or ends is None:
        return "no dates yet"
    first = f" {starts.year}" if starts.year != ends.year else ""
    last = f" {ends.year}" if ends.year != today.year or first else ""
    return f"{short_day(starts)}{first} – {short_day(ends)}{last}"


def count(number: int, singular: str, plural: str) -> str:
    """A number with its noun: "1 person", "50,000 people"."""
    return f"{number:,} {singular if str(number) == '1' else plural}"


def thousandths(amount: int) -> str:
    """An amount kept in thousandths, without trailing zeros: 12500 is "12.5"."""
    whole, rest = divmod(abs(amount), 1000)
    fraction = f".{rest:03d}".rstrip("0") if rest else ""
    return f"{'−' if amount < 0 else ''}{whole:,}{fraction}"


def with_minus_signs(text: str) -> str:
    """A text whose negative figures have the sign of the screen's own: "−2.5 from Good day"."""
    return _HYPHEN_OF_FIGURE.sub("−", text)


def signed(points: int) -> str:
    """Points as they are added: "+12", "−3"."""
    return f"−{-points:,}" if points < 0 else f"+{points:,}"


_COUNTED: Final[Mapping[Doing, str]] = MappingProxyType(
    {
        "read": "Rows read",
        "landed": "Rows brought in",
        "taken back": "Entries taken back",
        "scored": "People scored",
        "played": "Seasons played",
        "answered": "Rounds of messages rehearsed",
        "copied": "Pages of the database copied",
        "packed": "Files packed",
        "checked": "Files read back",
        "written": "Messages written",
        "sent": "Messages sent",
    }
)
"""What is counted while one waits."""


def progress_in_words(step: Step) -> str:
    """How far work is: "Seasons played: 40 of 200"."""
    of = "" if step.total is None else f" of {step.total:,}"
    return f"{_COUNTED[step.doing]}: {step.done:,}{of}"


def place_of(row: BoardRow) -> str:
    """A place on a board: "3", "=3" for a tie, "1.5" where ties share, "–" without one."""
    if row.place is None:
        return "–"
    number = f"{row.place:g}" if row.place % 1 else f"{int(row.place)}"
    return f"={number}" if row.tied else number


def moved_of(row: BoardRow) -> str:
    """Places gained or lost since last week: "▲ 2", "▼ 1"; "·" for none."""
    if row.moved is None:
        return ""
    if row.moved == 0:
        return "·"
    return f"▲ {row.moved}" if row.moved > 0 else f"▼ {-row.moved}"


def number_in(score: str) -> float:
    """A shown score as a number, for sorting and bars; 0 where it has none."""
    try:
        number = float(score.replace(",", "").replace("%", "").replace("−", "-"))
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0
