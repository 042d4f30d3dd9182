"""Points of a challenge that counts in tenths or hundredths: exact, and read and written as decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from moonwalk.api.amount_words import amount_text, decimal_text
from moonwalk.api.field_hints import whole_hint
from moonwalk.api.field_numbers import CountedAmountKind, WholeKind
from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.language import Catalogue
from moonwalk.api.problems import FieldError, quoted
from moonwalk.api.units import singular
from moonwalk.api.values import ByWeek, WeekSpan

_TEXTS: Final = Catalogue(__name__)

COUNTED_IN: Final = ("whole points", "tenths", "hundredths")
"""What a challenge may count its points in; the place of each is the number of decimals."""

_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,6}))?")
_NOT_ROOM: Final = str.maketrans("", "", "+,d")
_COUNTED: Final = re.compile(r"([0-9.]{1,20}) ([a-z]{1,20})")


class FinePoints(int):
    """Points as a whole number of tenths or hundredths, which prints as the decimal that it is. Since 0.2.

    It adds up and multiplies as any `int` does, and what comes out prints likewise.

    >>> from moonwalk.api.fields import FinePoints
    >>> half = FinePoints(5, decimals=1)
    >>> print(half, half * 3, half + half, f"{-half:+}")
    0.5 1.5 1.0 -0.5
    >>> int(half), half == 5
    (5, True)
    """

    decimals: int

    def __new__(cls, number: int, decimals: int) -> FinePoints:
        """So many tenths (`decimals` is 1) or hundredths (2) of a point."""
        value = super().__new__(cls, number)
        value.decimals = decimals
        return value

    def __reduce__(self) -> tuple[type[FinePoints], tuple[int, int]]:
        return FinePoints, (int(self), self.decimals)

    def __str__(self) -> str:
        return format(self, "")

    def __repr__(self) -> str:
        return format(self, "")

    def __format__(self, spec: str) -> str:
        whole, rest = divmod(abs(int(self)), 10**self.decimals)
        # The sign apart, since a whole part of 0 has none.
        sign = "-" if self < 0 else "+" if "+" in spec else ""
        text = f"{sign}{whole:{',' if ',' in spec else ''}}.{rest:0{self.decimals}}"
        room = spec.translate(_NOT_ROOM)
        return f"{text:{room if not room or room[0] in '<>^' else f'>{room}'}}"

    def __add__(self, other: int) -> int:
        return self._like(int(self) + int(other)) if isinstance(other, int) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other: int) -> int:
        return self._like(int(self) - int(other)) if isinstance(other, int) else NotImplemented

    def __rsub__(self, other: int) -> int:
        return self._like(int(other) - int(self)) if isinstance(other, int) else NotImplemented

    def __mul__(self, other: int) -> int:
        return self._like(int(self) * int(other)) if isinstance(other, int) else NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other: int) -> int:
        return self._like(int(self) // int(other)) if isinstance(other, int) else NotImplemented

    def __neg__(self) -> int:
        return self._like(-int(self))

    def __abs__(self) -> int:
        return self._like(abs(int(self)))

    def _like(self, number: int) -> FinePoints:
        return FinePoints(number, self.decimals)


def points_in(number: int, decimals: int) -> int:
    """So many of the smallest points that there are, as they print for people; whole ones stay an `int`."""
    return FinePoints(number, decimals) if decimals else int(number)


def decimals_of(points: ByWeek[int] | int) -> int:
    """How many decimals points have that were read from a file."""
    values = points.values() if isinstance(points, ByWeek) else (points,)
    return next((value.decimals for value in values if isinstance(value, FinePoints)), 0)


def smallest_points(points: ByWeek[int] | int) -> str:
    """What is rounded to where points are like these: `whole points`, `tenths of a point`. Since 0.2.

    >>> from moonwalk.api.fields import FinePoints, smallest_points
    >>> smallest_points(10), smallest_points(FinePoints(25, decimals=1))
    ('whole points', 'tenths of a point')
    """
    decimals = decimals_of(points)
    if not decimals:
        return _TEXTS.gettext("whole points")
    return _TEXTS.gettext("tenths of a point") if decimals == 1 else _TEXTS.gettext("hundredths of a point")


@dataclass(frozen=True)
class PointsKind(WholeKind):
    """Points. With `decimals` they may have so many, and none where it is 0; None is as the text says."""

    what: str = "points"
    decimals: int | None = None

    def parse(self, text: str) -> int:
        """The points; FieldError for more decimals than the challenge counts in."""
        match = _NUMBER.fullmatch(text)
        digits = (match[2] or "") if match else ""
        if not match or (digits and self.decimals == 0):
            raise FieldError(f"{quoted(text)} is not {self._expected()}. {self._hint(text)}")
        return _read(text, match[1], digits, self.decimals)

    def _expected(self) -> str:
        return "a number of points" if self.decimals else "a whole number"

    def _hint(self, text: str) -> str:
        comma = re.fullmatch(r"([0-9]{1,9}),([0-9]{1,6})", text)
        if self.decimals and comma:
            return f"A point begins decimals: {comma[1]}.{comma[2]}."
        hint = whole_hint(text, self.what)
        if not hint.startswith("Points are whole") or re.search(r"[.,]0+$", text):
            return hint
        return f"{hint} To count in tenths, write at the top: 'points: {{counted_in: tenths}}'."

    def show(self, value: int) -> str:
        """The shortest decimal."""
        return _shortest(value)

    def say(self, value: int) -> str:
        """The shortest decimal, as it is written in the language."""
        return decimal_text(Fraction(_shortest(value)))

    def plain(self, value: int) -> str:
        """The decimal with every place, so that it is read again as it was."""
        return str(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is an int of whole or fine points."""
        return type(raw) in (int, FinePoints) and isinstance(raw, int) and raw >= 0

    def schema(self) -> dict[str, Any]:
        """A JSON number; how many decimals it may have, `check` knows."""
        return {"type": "number", "minimum": 0, "maximum": 999_999_999}


@dataclass(frozen=True)
class PointsLimitKind(CountedAmountKind):
    """Points with their unit: `25 points`, `12.5 points`. `decimals` is as in `PointsKind`."""

    unit: str = "points"
    decimals: int | None = None

    def parse(self, text: str) -> int:
        """The points; FieldError for another unit, or more decimals than the challenge counts in."""
        match = _COUNTED.fullmatch(text)
        number = _NUMBER.fullmatch(match[1]) if match else None
        if not match or not number or singular(match[2]) != "point" or not number[2] or self.decimals == 0:
            whole = super().parse(text)
            return points_in(whole * 10 ** (self.decimals or 0), self.decimals or 0)
        return _read(text, number[1], number[2], self.decimals)

    def show(self, value: int) -> str:
        """The points and their unit."""
        number = _shortest(value)
        return f"{number} point{'' if number == '1' else 's'}"

    def say(self, value: int) -> str:
        """The points and their unit, in words of the language."""
        return amount_text(1000 * Fraction(_shortest(value)), self.unit)

    def plain(self, value: int) -> str:
        """The points with every place of their decimals, and their unit."""
        return f"{value} points" if isinstance(value, FinePoints) else self.show(value)

    def is_value(self, raw: object) -> bool:
        """Whether it is an int of whole or fine points."""
        return type(raw) in (int, FinePoints) and isinstance(raw, int) and raw >= 0

    def schema(self) -> dict[str, Any]:
        """Text: number, blank, unit."""
        return {"type": "string", "pattern": r"^(?:(?:0|[1-9][0-9]*)(?:\.[0-9]{1,2})? points?)$"}


def _read(text: str, whole: str, digits: str, decimals: int | None) -> int:
    places = len(digits) if decimals is None else decimals
    if len(digits) > places or places >= len(COUNTED_IN):
        way_out = (
            "count in hundredths at the top: 'points: {counted_in: hundredths}'"
            if len(digits) == places + 1 == len(COUNTED_IN) - 1
            else f"write no more than {places}"
            if decimals
            else "write at most two"
        )
        known = f"points are counted in {COUNTED_IN[places]}" if decimals else "no points are finer than that"
        raise FieldError(f"{quoted(text)} has {len(digits)} decimals, and {known}: {way_out}.")
    return points_in(int(whole + digits.ljust(places, "0")), places)


def _shortest(value: int) -> str:
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted_in(spec: FieldSpec, decimals: int) -> FieldSpec:
    """The key as a challenge has it that counts its points with so many decimals, its default included."""
    kind = _kind_in(spec.kind, decimals)
    if kind is spec.kind:
        return spec
    return replace(spec, kind=kind, default=_default_in(spec.default, decimals))


def _kind_in(kind: FieldType[Any], decimals: int) -> FieldType[Any]:
    match kind:
        case PointsKind() | PointsLimitKind():
            return replace(kind, decimals=decimals)
        case WeeklyType(inner=inner):
            known = _kind_in(inner, decimals)
            return kind if known is inner else replace(kind, inner=known)
        case GroupKind(shapes=shapes):
            known_shapes = tuple(counted_in(shape, decimals) for shape in shapes)
            same = all(new is old for new, old in zip(known_shapes, shapes, strict=True))
            return kind if same else replace(kind, shapes=known_shapes)
    return kind


def _default_in(default: Any, decimals: int) -> Any:
    """As many points, counted finer; anything else as it is."""
    match default:
        case ByWeek(always=always, spans=spans):
            finer = (
                WeekSpan(first=span.first, last=span.last, value=_default_in(span.value, decimals))
                for span in spans
            )
            return ByWeek(always=_default_in(always, decimals), spans=tuple(finer))
        case int() if type(default) is int:
            return points_in(default * 10**decimals, decimals)
    return default
