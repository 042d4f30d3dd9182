"""Amounts with their unit, exact: `5 minutes`, `1.5 km`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

# A unit, the unit it is measured by within its family, and how many of those it holds.
# One international mile is 1.609344 km by definition (1959).
_FAMILIES: Final[dict[str, tuple[str, Fraction]]] = {
    "minute": ("minute", Fraction(1)),
    "hour": ("minute", Fraction(60)),
    "metre": ("metre", Fraction(1)),
    "km": ("metre", Fraction(1000)),
    "mile": ("metre", Fraction(1_609_344, 1000)),
}


def singular(unit: str) -> str:
    """The unit in the singular, by which units are compared: `minutes` -> `minute`."""
    if unit.endswith("sses"):
        return unit[:-2]
    if unit.endswith("s") and not unit.endswith("ss"):
        return unit[:-1]
    return unit


def convertible(unit: str, other: str) -> bool:
    """Whether amounts in one unit can be said in the other without a rate."""
    one, two = singular(unit), singular(other)
    if one == two:
        return True
    return one in _FAMILIES and two in _FAMILIES and _FAMILIES[one][0] == _FAMILIES[two][0]


def exact_decimal(value: Fraction) -> str:
    """A decimal without trailing zeros; at most six places, for fractions that never end."""
    millionths = round(value * 1_000_000)
    sign = "-" if millionths < 0 else ""
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{sign}{whole}.{rest:06}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit, as an author wrote it."""

    value: Fraction
    unit: str

    def thousandths(self, unit: str) -> Fraction:
        """This amount in thousandths of `unit`, exact; ValueError where the units do not convert."""
        one, two = singular(self.unit), singular(unit)
        if one == two:
            return self.value * 1000
        if not convertible(self.unit, unit):
            raise ValueError(f"'{self}' cannot be said in {unit}")
        return self.value * _FAMILIES[one][1] / _FAMILIES[two][1] * 1000

    @property
    def canonical(self) -> tuple[str, Fraction]:
        """The unit by which its family is measured and the amount in it: equal for 60 minutes and 1 hour."""
        one = singular(self.unit)
        unit, holds = _FAMILIES.get(one, (one, Fraction(1)))
        return unit, self.value * holds

    def __str__(self) -> str:
        unit = singular(self.unit) if self.value == 1 else self.unit
        return f"{exact_decimal(self.value)} {unit}"


def show_amount(thousandths: int, unit: str) -> str:
    """An amount for people: `show_amount(12500, "minutes")` is `12.5 minutes`."""
    return str(Quantity(Fraction(thousandths, 1000), unit))
