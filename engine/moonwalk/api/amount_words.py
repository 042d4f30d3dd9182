"""Amounts with their units, figures, and times of a week, in the language that is spoken. Since 0.2.

>>> from moonwalk.api.amount_words import amount_text
>>> from moonwalk.api.language import speaking
>>> with speaking("de"):
...     amount_text(12_500, "minutes")
'12,5 Minuten'
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from moonwalk.api.language import SOURCE_LANGUAGE, Catalogue, language, weekday_name
from moonwalk.api.units import singular
from moonwalk.api.values import ByWeek, ClockTime, exact_decimal, show_amount

__all__ = [
    "amount_text",
    "by_week_text",
    "clock_text",
    "decimal_text",
    "duration_text",
    "figure_text",
    "percent_text",
    "unit_text",
]

_TEXTS: Final = Catalogue(__name__)
T = TypeVar("T")
_TWO: Final = Fraction(2)


def amount_text(thousandths: int | Fraction, unit: str) -> str:
    """An amount in thousandths with its unit: `12.5 minutes`, `12,5 Minuten`.

    In English it is what `show_amount` says. A unit that is an author's own stands as it was written.
    """
    if language() == SOURCE_LANGUAGE:
        return show_amount(thousandths, unit)
    value = Fraction(thousandths) / 1000
    return f"{decimal_text(value)} {unit_text(unit, value)}"


def decimal_text(value: Fraction) -> str:
    """A number with as many decimals as it has, at most six; in English without marks between thousands."""
    written = exact_decimal(value)
    if language() == SOURCE_LANGUAGE or (written.isdecimal() and len(written) < 4):
        return written
    # What is English all over need not wait for Babel.
    from babel.numbers import format_decimal

    code = language().replace("-", "_")
    return str(format_decimal(Decimal(written), locale=code, decimal_quantization=False))


def unit_text(unit: str, value: Fraction = _TWO) -> str:
    """The word for a unit, in the form that belongs to so many of them; of two, where nothing is said."""
    plain = singular(unit)
    count = int(value) if value.denominator == 1 and value >= 0 else 2
    for singular_word, word in _words(count):
        if plain == singular_word:
            return word
    return plain if value == 1 else unit


def _words(count: int) -> tuple[tuple[str, str], ...]:
    """The words for units that people know everywhere, each with the English one."""
    return (
        ("minute", _TEXTS.ngettext("minute", "minutes", count)),
        ("hour", _TEXTS.ngettext("hour", "hours", count)),
        ("day", _TEXTS.ngettext("day", "days", count)),
        ("week", _TEXTS.ngettext("week", "weeks", count)),
        ("step", _TEXTS.ngettext("step", "steps", count)),
        ("time", _TEXTS.ngettext("time", "times", count)),
        ("metre", _TEXTS.ngettext("metre", "metres", count)),
        ("mile", _TEXTS.ngettext("mile", "miles", count)),
        ("glass", _TEXTS.ngettext("glass", "glasses", count)),
        ("floor", _TEXTS.ngettext("floor", "floors", count)),
        ("page", _TEXTS.ngettext("page", "pages", count)),
        ("point", _TEXTS.ngettext("point", "points", count)),
        ("member", _TEXTS.ngettext("member", "members", count)),
    )


def percent_text(share: Fraction) -> str:
    """A share in percent: `12.5%`, `12,5 %`."""
    return _TEXTS.fill("{number}%", number=decimal_text(100 * share))


def figure_text(figure: str) -> str:
    """A number that is a text already, such as a score, with the decimal mark of the language."""
    if language() == SOURCE_LANGUAGE or "." not in figure:
        return figure
    from babel.numbers import get_decimal_symbol

    return figure.replace(".", get_decimal_symbol(language().replace("-", "_")))


def by_week_text(value: ByWeek[T], say: Callable[[T], str] = str) -> str:
    """Values by week, each as `say` writes it: `5 minutes in week 1, 8 minutes in weeks 2 to 4`."""
    if not value.spans:
        return "" if value.always is None else say(value.always)
    said = []
    for span in value.spans:
        one_week = span.first == span.last
        template = (
            _TEXTS.gettext("{value} in week {first}")
            if one_week
            else _TEXTS.gettext("{value} in weeks {first} to {last}")
        )
        said.append(template.format(value=say(span.value), first=span.first, last=span.last))
    return ", ".join(said)


def duration_text(length: timedelta) -> str:
    """A length of time in whole hours: `72 hours`."""
    return amount_text(1000 * (int(length.total_seconds()) // 3600), "hours")


def clock_text(clock: ClockTime) -> str:
    """A time on days of the week: `Tuesday 12:00`, `workdays 16:00`."""
    if language() == SOURCE_LANGUAGE:
        return f"{clock}"
    time = f"{clock.hour:02}:{clock.minute:02}"
    if len(clock.days) == 1:
        day = weekday_name(clock.days[0])
        return _TEXTS.gettext("{weekday} {time}").format(weekday=day, time=time)
    said = _TEXTS.gettext("every day {time}") if len(clock.days) == 7 else _TEXTS.gettext("workdays {time}")
    return said.format(time=time)
