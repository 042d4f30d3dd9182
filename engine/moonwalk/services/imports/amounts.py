"""Which activity a row of a file means, and how much of it in that activity's unit."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from moonwalk.api.cell_numbers import known_unit
from moonwalk.api.cells import fold
from moonwalk.api.units import convertible, same_unit, singular
from moonwalk.api.values import Quantity
from moonwalk.services.loggable_activities import Loggable, measures_of
from moonwalk.store.schema import LARGEST_AMOUNT

_MOST_REMEMBERED: Final = 1000
_IN_MINUTES: Final = Fraction(1, 60)


@lru_cache(maxsize=1024)
def factor(unit: str, wanted: str) -> Fraction | None:
    """How many of a unit one of another is, both in any spelling; None where they measure other things.

    >>> from moonwalk.services.imports.amounts import factor
    >>> factor("sec", "minutes"), factor("km", "minutes")
    (Fraction(1, 60), None)
    """
    source, source_holds = _plain(unit)
    target, target_holds = _plain(wanted)
    if same_unit(source, target):
        return source_holds / target_holds
    if not convertible(source, target):
        return None
    return Quantity(value=source_holds, unit=source).thousandths(target) / 1000 / target_holds


def _plain(unit: str) -> tuple[str, Fraction]:
    """A unit as the program spells it, and how many of it one is: seconds are a part of minutes."""
    known = known_unit(unit)
    return ("minutes", _IN_MINUTES) if singular(known) == "second" else (known, Fraction(1))


class RowAmounts:
    """Answers for the rows of one file. A file says the same few things again and again."""

    def __init__(self, known: Loggable) -> None:
        self._known = known
        measures = [measure for measure in measures_of(known) if measure.own]
        self._own = {measure.activity: measure.unit for measure in measures} or dict(known.units)
        self._names = {fold(name): name for name in known.units}
        self._activities: dict[tuple[str, str], tuple[str, str]] = {}

    def activity(self, named: str, unit: str) -> tuple[str, str]:
        """The activity that a row means, or an empty one and why there is none.

        A row that names none means the only one that is measured in its unit, of those that stand for
        themselves.
        """
        key = (named, unit)
        answer = self._activities.get(key)
        if answer is None:
            answer = self._named(named, unit) if named else self._measured_in(unit)
            if len(self._activities) < _MOST_REMEMBERED:
                self._activities[key] = answer
        return answer

    def _named(self, named: str, unit: str) -> tuple[str, str]:
        activity = self._known.named(named)
        if activity not in self._known.units:
            # `Ride` is `ride`, and `Backward walk` is `backward_walk`.
            activity = self._names.get(fold(named), activity)
        measured = self._known.units.get(activity)
        if measured is None:
            known = ", ".join(sorted(self._known.units))
            return "", f"no challenge knows the activity '{activity}'; there are: {known}"
        if unit and factor(unit, measured) is None:
            return "", f"'{activity}' is measured in {measured}, not in {known_unit(unit)}"
        return activity, ""

    def _measured_in(self, unit: str) -> tuple[str, str]:
        activities = [name for name, own in self._own.items() if not unit or factor(unit, own) is not None]
        if len(activities) == 1:
            return activities[0], ""
        if activities:
            known = ", ".join(sorted(activities))
            return "", f"the row names no activity, and there are several to choose from: {known}"
        known = ", ".join(f"{name} ({own})" for name, own in sorted(self._own.items()))
        return "", f"no activity is measured in {known_unit(unit)}; there are: {known}"

    def thousandths(self, activity: str, unit: str, amount: int) -> int:
        """An amount in thousandths of the activity's unit, rounded half up; above what is stored, -1."""
        ratio = factor(unit, self._known.units[activity]) if unit else None
        if ratio is None or ratio == 1:
            return amount
        numerator, denominator = ratio.as_integer_ratio()
        converted = (2 * amount * numerator + denominator) // (2 * denominator)
        return converted if converted <= LARGEST_AMOUNT else -1
