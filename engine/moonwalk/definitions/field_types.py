"""Typed fields that only the language's own sections have: sizes, spans, rates, ties, durations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from moonwalk.api.field_hints import is_misspelt
from moonwalk.api.field_numbers import NUMBER, CountedAmountKind, QuantityKind
from moonwalk.api.field_times import DateKind
from moonwalk.api.field_types import FieldType
from moonwalk.api.field_words import NAME, NameKind, TextKind
from moonwalk.api.problems import FieldError, did_you_mean, quoted
from moonwalk.api.units import UNIT, singular
from moonwalk.api.values import RateValue, SizeRange, SpanValue, exact_decimal

Id = Annotated[str, NameKind("id")]
DailyGoal = Annotated[str, NameKind("daily goal")]
ShortText = Annotated[str, TextKind(most=80)]
Word = Annotated[str, TextKind(most=20)]
Reason = Annotated[str, TextKind(most=300)]
Line = Annotated[str, TextKind(most=200)]
CivilDay = Annotated[date, DateKind()]
PersonalDays = Annotated[int, CountedAmountKind("days")]


@dataclass(frozen=True)
class UnitKind(FieldType[str]):
    """`minutes`, or a word of one's own: `Gl\u00e4ser`."""

    name: ClassVar[str] = "unit"
    most: ClassVar[int] = 40

    def parse(self, text: str) -> str:
        """The word, in the usual Unicode form."""
        unit = unicodedata.normalize("NFC", text[: self.most + 1])
        if re.fullmatch(NAME, unit) or (
            re.fullmatch(UNIT, unit) and len(unit) <= self.most and not is_misspelt(unit)
        ):
            return unit
        hint = re.sub(r"[\W]+", "_", unit).strip("_")
        meant = hint.lower() if is_misspelt(hint) else hint
        way_out = f"Did you mean '{meant}'?" if re.fullmatch(UNIT, meant) else "Write for example steps."
        raise FieldError(f"{quoted(text)} is not a unit, which is one word. {way_out}")

    def accept(self, raw: object) -> str:
        """A unit as text."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^(?:{NAME}|{UNIT})$", "maxLength": self.most}


@dataclass(frozen=True)
class SizeKind(FieldType[SizeRange]):
    """`5 to 7 people`, or `2 people`."""

    name: ClassVar[str] = "size"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"([1-9][0-9]{0,3})(?: to ([1-9][0-9]{0,3}))? people")

    def parse(self, text: str) -> SizeRange:
        """The smallest and the largest."""
        match = self.pattern.fullmatch("1 people" if text == "1 person" else text)
        if not match:
            raise FieldError(f"{quoted(text)} is not a size. {self._hint(text)}")
        size = SizeRange(smallest=int(match[1]), largest=int(match[2] or match[1]))
        if size.largest < size.smallest:
            raise FieldError(
                f"{quoted(text)} runs backward. Write the smaller number first: "
                f"{size.largest} to {size.smallest} people."
            )
        return size

    @staticmethod
    def _hint(text: str) -> str:
        numbers = sorted(int(number) for number in re.findall("[1-9][0-9]{0,3}", text[:40]))
        if len(numbers) not in (1, 2):
            return "Write for example '5 to 7 people'."
        return f"Did you mean '{' to '.join(str(number) for number in numbers)} people'?"

    def is_value(self, raw: object) -> bool:
        """Whether it is a size."""
        return isinstance(raw, SizeRange)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{self.pattern.pattern}$"}


@dataclass(frozen=True)
class SpanKind(FieldType[SpanValue]):
    """`7 to 9 hours`."""

    name: ClassVar[str] = "span"

    def parse(self, text: str) -> SpanValue:
        """Both ends and their unit."""
        match = re.fullmatch(rf"({NUMBER}) to ({NUMBER}) ({UNIT})", text)
        if not match:
            raise FieldError(f"{quoted(text)} is not a range. {self._suggestion(text)}")
        span = SpanValue(lowest=Fraction(match[1]), highest=Fraction(match[2]), unit=match[3])
        if span.highest < span.lowest:
            raise FieldError(f"{quoted(text)} runs backward. Write the smaller number first.")
        return span

    @staticmethod
    def _suggestion(text: str) -> str:
        unit = UNIT
        match = re.fullmatch(rf"({NUMBER}) ?({unit})? ?(?:to|-|\u2013) ?({NUMBER}) ?({unit})", text)
        if not match:
            return "Write for example '7 to 9 hours'."
        if match[2] and singular(match[2]) != singular(match[4]):
            return "Say both ends in one unit, and the unit once, as in '7 to 9 hours'."
        return f"Did you mean '{match[1]} to {match[3]} {match[4]}'?"

    def show(self, value: SpanValue) -> str:
        """`7 to 9 hours`."""
        return f"{exact_decimal(value.lowest)} to {exact_decimal(value.highest)} {value.unit}"

    def is_value(self, raw: object) -> bool:
        """Whether it is a span."""
        return isinstance(raw, SpanValue)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{NUMBER} to {NUMBER} {UNIT}$"}


@dataclass(frozen=True)
class RateKind(FieldType[RateValue]):
    """`100 steps per minute`."""

    name: ClassVar[str] = "rate"

    def parse(self, text: str) -> RateValue:
        """How many of one unit for one of another."""
        match = re.fullmatch(rf"({NUMBER}) ({UNIT}) per ({UNIT})", text)
        if not match or not Fraction(match[1]):
            raise FieldError(f"{quoted(text)} is not a rate. Write for example '100 steps per minute'.")
        return RateValue(value=Fraction(match[1]), unit=match[2], per=match[3])

    def is_value(self, raw: object) -> bool:
        """Whether it is a rate."""
        return isinstance(raw, RateValue)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{NUMBER} {UNIT} per {UNIT}$"}


@dataclass(frozen=True)
class TieKind(FieldType[str]):
    """What decides between equals: `participation`, `met good_week`, `shared place`."""

    name: ClassVar[str] = "tie"
    words: ClassVar[tuple[str, ...]] = ("participation", "improvement", "lot", "shared place")

    def parse(self, text: str) -> str:
        """The rule as written."""
        if text in self.words or re.fullmatch(f"met {NAME}", text):
            return text
        offered = (*self.words, "met GOAL")
        raise FieldError(
            f"{quoted(text)} is not a tie rule. There are: {', '.join(offered)}.{did_you_mean(text, offered)}"
        )

    def accept(self, raw: object) -> str:
        """A tie rule as text."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^(?:{'|'.join(self.words)}|met {NAME})$"}


@dataclass(frozen=True)
class LengthKind(FieldType[int]):
    """`4 weeks`, or `10 days`; the value is in days."""

    name: ClassVar[str] = "length"
    most: ClassVar[int] = 99 * 7

    def parse(self, text: str) -> int:
        """The number of days."""
        length = QuantityKind("weeks").parse(text)
        per = {"week": 7, "day": 1}.get(singular(length.unit), 0)
        if not per or length.value.denominator != 1:
            raise FieldError(
                f"{quoted(text)} is not a number of weeks or days. Write for example 4 weeks, or 10 days."
            )
        if not 1 <= length.value * per <= self.most:
            raise FieldError(f"{quoted(text)} is not a valid length. A challenge has 1 day to 99 weeks.")
        return int(length.value) * per

    def show(self, value: int) -> str:
        """In weeks where they are whole."""
        count, unit = (value // 7, "week") if value % 7 == 0 else (value, "day")
        return f"{count} {unit}{'' if count == 1 else 's'}"

    def is_value(self, raw: object) -> bool:
        """Whether it is an int."""
        return type(raw) is int

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": "^[1-9][0-9]{0,2} (?:weeks?|days?)$"}


@dataclass(frozen=True)
class DurationKind(FieldType[timedelta]):
    """`72 hours`, or `3 days`."""

    name: ClassVar[str] = "duration"

    def parse(self, text: str) -> timedelta:
        """The time it takes."""
        length = QuantityKind("hours").parse(text)
        hours = {"hour": 1, "day": 24, "week": 168}.get(singular(length.unit), 0)
        if not hours or length.value.denominator != 1:
            raise FieldError(
                f"{quoted(text)} is not a number of hours or days. Write for example 72 hours, or 3 days."
            )
        if length.value * hours > 366 * 24:
            raise FieldError(f"{quoted(text)} is longer than a year. Write a shorter time.")
        return timedelta(hours=int(length.value) * hours)

    def show(self, value: timedelta) -> str:
        """In hours."""
        hours = int(value.total_seconds()) // 3600
        return f"{hours} hour{'' if hours == 1 else 's'}"

    def is_value(self, raw: object) -> bool:
        """Whether it is a duration."""
        return isinstance(raw, timedelta)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": "^(?:0|[1-9][0-9]{0,3}) (?:hours?|days?|weeks?)$"}


@dataclass(frozen=True)
class PageAddressKind(FieldType[str]):
    """`https://moves.example.com`: where a page of this program is reached, below which its links are."""

    name: ClassVar[str] = "address of a page"
    most: ClassVar[int] = 64
    """A whole link stays below 120 letters: longer ones are cut off in mails."""
    _SHAPE: ClassVar[str] = (
        r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
        r"(?::[1-9][0-9]{0,4})?(?:/[A-Za-z0-9._~-]+)*/?"
    )

    def parse(self, text: str) -> str:
        """The address, without a slash at its end."""
        if not re.fullmatch(self._SHAPE, text):
            raise FieldError(
                f"{quoted(text)} is not an address of a page. Write for example https://moves.example.com, "
                "in small letters, without '?' and '#'."
            )
        if len(text.rstrip("/")) > self.most:
            raise FieldError(
                f"{quoted(text)} is too long: with more than {self.most} letters, mail programs cut off the "
                "links below it. Choose a shorter name."
            )
        return text.rstrip("/")

    def accept(self, raw: object) -> str:
        """An address as text."""
        return self.parse(str(raw))

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": f"^{self._SHAPE}$", "maxLength": self.most + 1}


class Section(BaseModel):
    """A part of a challenge. Its fields are the keys that an author may write."""

    # Most sections are read by the specs of their fields and never validated as a whole: a validator is
    # built for the few that are.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Unit = Annotated[str, UnitKind()]


Length = Annotated[int, LengthKind()]


Duration = Annotated[timedelta, DurationKind()]


Size = Annotated[SizeRange, SizeKind()]


Span = Annotated[SpanValue, SpanKind()]


Rate = Annotated[RateValue, RateKind()]


Tie = Annotated[str, TieKind()]


PageAddress = Annotated[str, PageAddressKind()]
