"""Values of a challenge file in sentences for people, in the language that is spoken."""

from __future__ import annotations

from typing import Final

from moonwalk.api.amount_words import amount_text, decimal_text
from moonwalk.api.language import Catalogue, plain_day, weekday_name
from moonwalk.api.values import FileDay, InTime, PeriodValue, RateValue, SizeRange, SpanValue

_TEXTS: Final = Catalogue(__name__)


def length_text(days: int) -> str:
    """How long a challenge is, in weeks where they are whole: `4 weeks`."""
    return amount_text(1000 * days // 7, "weeks") if days % 7 == 0 else amount_text(1000 * days, "days")


def size_text(size: SizeRange) -> str:
    """How many people a team has: `5 to 7 people`."""
    if size.smallest == size.largest:
        return _TEXTS.fill_counted("{count} person", "{count} people", size.smallest, count=size.smallest)
    return _TEXTS.fill("{first} to {last} people", first=size.smallest, last=size.largest)


def team_text(called: str) -> str:
    """What a challenge calls its teams; the usual word in the language that is spoken."""
    return _TEXTS.gettext("team") if called == "team" else called


def span_text(span: SpanValue) -> str:
    """`7 to 9 hours`."""
    lowest, highest = decimal_text(span.lowest), amount_text(1000 * span.highest, span.unit)
    return _TEXTS.fill("{lowest} to {highest}", lowest=lowest, highest=highest)


def rate_text(rate: RateValue) -> str:
    """`100 steps per minute`."""
    per = amount_text(1000, rate.per).partition(" ")[2]
    return _TEXTS.fill("{amount} per {unit}", amount=amount_text(1000 * rate.value, rate.unit), unit=per)


def period_text(period: PeriodValue) -> str:
    """`every Monday`, `weeks 2 to 4`, or the days from one to another."""
    if period.every is not None:
        return _TEXTS.fill("every {weekday}", weekday=weekday_name(period.every))
    if period.weeks is not None:
        first, last = period.weeks
        if first == last:
            return _TEXTS.fill("week {week}", week=first)
        return _TEXTS.fill("weeks {first} to {last}", first=first, last=last)
    if period.first is None or period.last is None:
        return "" if period.first is None else _day_text(period.first)
    return _TEXTS.fill("{first} to {last}", first=_day_text(period.first), last=_day_text(period.last))


def _day_text(day: FileDay) -> str:
    if day.day is not None:
        return plain_day(day.day)
    return _TEXTS.fill("week {week} {weekday}", week=day.week, weekday=weekday_name(day.weekday))


def in_time_text(soon: InTime) -> str:
    """How soon after its day something is logged, as a part of a sentence: `within 2 days`."""
    if not soon.days:
        return _TEXTS.gettext("the same day")
    return _TEXTS.fill_counted("within {days} day", "within {days} days", soon.days, days=soon.days)
