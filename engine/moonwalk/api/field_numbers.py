"""Numbers as typed fields: whole, decimal, percent, amounts with their unit, shares of a week."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from moonwalk.api.amount_words import amount_text, decimal_text, percent_text
from moonwalk.api.field_hints import amount_hint, is_misspelt, percent_hint, whole_hint
from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError, quoted
from moonwalk.api.units import UNIT, convertible, singular
from moonwalk.api.values import Quantity, ShareOfWeek, exact_decimal

# Bounded, so that every amount in thousandths fits in 64 bits.
NUMBER = r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?"
QUANTITY = re.compile(rf"({NUMBER}) ({UNIT})")
_COUNTED = re.compile(rf"({NUMBER}) ([a-z][a-z_]*)")


_LONGEST = 120


@dataclass(frozen=True)
class WholeKind(FieldType[int]):
    """A whole number without sign or separators; `what` it counts, where a message may say so."""

    what: str = ""

    name: ClassVar[str] = "whole"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"0|[1-9][0-9]{0,8}")

    def parse(self, text: str) -> int:
        """The number; FieldError for anything but plain digits."""
        if not self.pattern.fullmatch(text):
            raise FieldError(f"{quoted(text)} is not a whole number. {whole_hint(text, self.what)}")
        return int(text)

    def is_value(self, raw: object) -> bool:
        """Whether it is an int; True and False are none."""
        return type(raw) is int and raw >= 0

    def schema(self) -> dict[str, Any]:
        """A JSON integer: editors read a bare number as one."""
        return {"type": "integer", "minimum": 0, "maximum": 999_999_999}


@dataclass(frozen=True)
class DecimalKind(FieldType[Fraction]):
    """A decimal number, kept exact."""

    name: ClassVar[str] = "decimal"

    def parse(self, text: str) -> Fraction:
        """The number as a fraction."""
        if not re.fullmatch(NUMBER, text):
            hint = f"Write {text.replace(',', '.')}." if re.fullmatch("[0-9]+,[0-9]+", text[:40]) else ""
            raise FieldError(f"{quoted(text)} is not a decimal number. {hint or 'Write for example 1.2.'}")
        return Fraction(text)

    def show(self, value: Fraction) -> str:
        """The shortest decimal."""
        return exact_decimal(value)

    def say(self, value: Fraction) -> str:
        """The decimal."""
        return decimal_text(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is a fraction."""
        return isinstance(raw, Fraction)

    def schema(self) -> dict[str, Any]:
        """A JSON number."""
        return {"type": "number", "minimum": 0}


@dataclass(frozen=True)
class PercentKind(FieldType[Fraction]):
    """A share between 0% and 100%."""

    name: ClassVar[str] = "percent"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"(100|[1-9]?[0-9](?:\.[0-9]{1,6})?)%")

    def parse(self, text: str) -> Fraction:
        """The share as a fraction of one."""
        match = self.pattern.fullmatch(text)
        if not match:
            raise FieldError(f"{quoted(text)} is not a percentage. {percent_hint(text)}")
        return Fraction(match[1]) / 100

    def show(self, value: Fraction) -> str:
        """The percentage."""
        return f"{exact_decimal(value * 100)}%"

    def say(self, value: Fraction) -> str:
        """The percentage."""
        return percent_text(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is a fraction."""
        return isinstance(raw, Fraction)

    def schema(self) -> dict[str, Any]:
        """Text with a percent sign."""
        return {"type": "string", "pattern": f"^(?:{self.pattern.pattern})$"}


@dataclass(frozen=True)
class QuantityKind(FieldType[Quantity]):
    """A number and its unit; `usual` is the unit that a message suggests where the text has none."""

    name: ClassVar[str] = "quantity"
    usual: str = ""

    def parse(self, text: str) -> Quantity:
        """The amount; FieldError without a unit, with separators or abbreviations."""
        match = QUANTITY.fullmatch(unicodedata.normalize("NFC", text[:_LONGEST]))
        if not match or len(text) > _LONGEST or is_misspelt(match[2]):
            raise FieldError(
                f"{quoted(text)} is not an amount with its unit. {amount_hint(text, self.usual)}"
            )
        value = Fraction(match[1])
        return Quantity(value=value, unit=singular(match[2]) if value == 1 else match[2])

    def say(self, value: Quantity) -> str:
        """The amount and its unit."""
        return amount_text(1000 * value.value, value.unit)

    def same(self, value: Quantity) -> Hashable:
        """60 minutes are 1 hour."""
        return value.canonical

    def is_value(self, raw: object) -> bool:
        """Whether it is an amount."""
        return isinstance(raw, Quantity)

    def schema(self) -> dict[str, Any]:
        """Text: number, blank, unit."""
        return {"type": "string", "pattern": f"^(?:{NUMBER} {UNIT})$"}


@dataclass(frozen=True)
class DistanceKind(FieldType[Quantity]):
    """A distance, as a route has: its unit is its own, not that of an activity."""

    name: ClassVar[str] = "distance"

    def parse(self, text: str) -> Quantity:
        """The distance; FieldError for anything that does not convert to km."""
        value = QuantityKind().parse(text)
        if not convertible(value.unit, "km"):
            raise FieldError(f"{quoted(text)} is not a distance. Write km, metres or miles: 100 km.")
        return value

    def say(self, value: Quantity) -> str:
        """The distance and its unit."""
        return amount_text(1000 * value.value, value.unit)

    def same(self, value: Quantity) -> Hashable:
        """Its length in its family's unit."""
        return value.canonical

    def is_value(self, raw: object) -> bool:
        """Whether it is an amount."""
        return isinstance(raw, Quantity)

    def schema(self) -> dict[str, Any]:
        """Text: number, blank, unit."""
        return {"type": "string", "pattern": f"^(?:{NUMBER} (?:km|metres?|miles?))$"}


@dataclass(frozen=True)
class CountedAmountKind(FieldType[int]):
    """A whole number of one given unit: `25 points`, `3 days`."""

    name: ClassVar[str] = "counted"
    unit: str = "points"

    def parse(self, text: str) -> int:
        """The number; FieldError for another unit or a broken number."""
        match = _COUNTED.fullmatch(text)
        if not match:
            raise FieldError(f"{quoted(text)} is not an amount with its unit. {amount_hint(text, self.unit)}")
        value = Fraction(match[1])
        if singular(match[2]) != singular(self.unit) or value.denominator != 1:
            raise FieldError(
                f"{quoted(text)} is not a whole number of {self.unit}. {self._hint(value, match[2])}"
            )
        return value.numerator

    def _hint(self, value: Fraction, unit: str) -> str:
        days = 7 * value if (singular(unit), singular(self.unit)) == ("week", "day") else value
        if days.denominator != 1:
            return f"Write for example 3 {self.unit}."
        return f"Did you mean '{self.show(days.numerator)}'?"

    def show(self, value: int) -> str:
        """The number and its unit."""
        return str(Quantity(value=Fraction(value), unit=self.unit))

    def say(self, value: int) -> str:
        """The number and its unit."""
        return amount_text(1000 * value, self.unit)

    def is_value(self, raw: object) -> bool:
        """Whether it is an int."""
        return type(raw) is int and raw >= 0

    def schema(self) -> dict[str, Any]:
        """Text: number, blank, unit."""
        return {"type": "string", "pattern": f"^(?:(?:0|[1-9][0-9]*) {singular(self.unit)}s?)$"}


@dataclass(frozen=True)
class ShareOfWeekKind(FieldType[ShareOfWeek]):
    """`4 of 7`, or `first 5 of 7`."""

    name: ClassVar[str] = "share of week"
    first: bool = False

    def parse(self, text: str) -> ShareOfWeek:
        """The days and out of how many."""
        lead = "first " if self.first else ""
        match = re.fullmatch(rf"{lead}([1-7]) of ([1-7])", text)
        if not match:
            raise FieldError(f"{quoted(text)} is not a share of the week. {self._hint(text, lead)}")
        share = ShareOfWeek(days=int(match[1]), of=int(match[2]))
        if share.days > share.of:
            raise FieldError(f"'{text}' asks for more days than there are. Write for example {lead}4 of 7.")
        return share

    def _hint(self, text: str, lead: str) -> str:
        numbers = re.findall(r"[0-9]+", text[:40])
        if len(numbers) == 2 and all(number in "1234567" for number in numbers):
            return f"Did you mean '{lead}{numbers[0]} of {numbers[1]}'?"
        if len(numbers) == 1 and numbers[0] in "1234567":
            return f"Out of how many days: write '{lead}{numbers[0]} of 7'."
        return f"Write for example {lead}4 of 7."

    def show(self, value: ShareOfWeek) -> str:
        """`4 of 7`, or `first 5 of 7`."""
        return f"first {value}" if self.first else str(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is a share."""
        return isinstance(raw, ShareOfWeek)

    def schema(self) -> dict[str, Any]:
        """Text."""
        lead = "first " if self.first else ""
        return {"type": "string", "pattern": f"^{lead}[1-7] of [1-7]$"}
