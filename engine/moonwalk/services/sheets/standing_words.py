"""Periods of boards, and why a row takes no place, in the language that is spoken.

Both are known by English words, of which a period's also tells draws apart; here they are only shown.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from moonwalk.api.field_times import PeriodKind
from moonwalk.api.field_words import ConditionKind
from moonwalk.api.language import SOURCE_LANGUAGE, Catalogue, language, month_name
from moonwalk.api.problems import FieldError
from moonwalk.definitions.value_words import period_text

_TEXTS: Final = Catalogue(__name__)
_NEEDS: Final = "needs "
_MONTHS: Final = tuple(date(2000, month, 1).strftime("%B") for month in range(1, 13))


def shown_period(name: str) -> str:
    """A period by the name that people read: `week 2`, `March 2027`, `every Monday, week 4`."""
    if language() == SOURCE_LANGUAGE or not name:
        return name
    month, _, year = name.partition(" ")
    if month in _MONTHS and year.isdecimal():
        return month_name(date(int(year), _MONTHS.index(month) + 1, 1))
    return ", ".join(map(_part, name.split(", ")))


def _part(name: str) -> str:
    try:
        return period_text(PeriodKind().parse(name))
    except FieldError:
        # Days that somebody chose on the board: an author names none like them.
        return name


def shown_reason(not_placed: str) -> str:
    """Why a row takes no place; one that its author's words give stays as it is."""
    if not_placed == "its members take no place":
        return _TEXTS.gettext("its members take no place")
    if not not_placed.startswith(_NEEDS):
        return not_placed
    try:
        condition = ConditionKind().parse(not_placed.removeprefix(_NEEDS))
    except FieldError:
        return not_placed
    return _TEXTS.fill("needs {condition}", condition=ConditionKind().say(condition))
