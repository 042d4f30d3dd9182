"""Typed fields about days: when they are logged, on how many a goal is met, what absence counts as."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Final

from moonwalk.api.field_numbers import NUMBER, PercentKind, QuantityKind
from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.field_types import FieldType
from moonwalk.api.field_words import NAME
from moonwalk.api.problems import FieldError, quoted
from moonwalk.api.units import UNIT, convertible
from moonwalk.api.values import (
    WEEKDAYS,
    AbsentDay,
    ClockTime,
    DaysLater,
    EndOfChallenge,
    InTime,
    LogUntil,
    OwnDays,
    ShareOfWeek,
)

_END: Final = "the end of the challenge"
_ALL_WAYS: Final = (
    f"Write a day and a time, at which a week closes: 'Tuesday 12:00'. Or write '8 days later', or '{_END}'."
)
_MOST_LATER: Final = 366
_MOST_DAYS: Final = 999
_PERCENT: Final = r"100|[1-9]?[0-9](?:\.[0-9]{1,4})?"


@dataclass(frozen=True)
class LogUntilKind(FieldType[LogUntil]):
    """`Tuesday 12:00`, `8 days later`, or `the end of the challenge`."""

    name: ClassVar[str] = "time to log"
    deadline: ClassVar[ClockTimeKind] = ClockTimeKind(single=True)

    def parse(self, text: str) -> LogUntil:
        """A weekly deadline, a number of days, or the end."""
        if text == _END:
            return EndOfChallenge()
        match = re.fullmatch(r"(0|[1-9][0-9]{0,3}) days? later", text)
        if match:
            return self._later(int(match[1]))
        try:
            return self.deadline.parse(text)
        except FieldError as error:
            meant = self._meant(text[:80].lower())
            if not meant and "Did you mean" in str(error):
                raise
        hint = f"Did you mean '{meant}'?" if meant else _ALL_WAYS
        raise FieldError(f"{quoted(text)} does not say until when. {hint}")

    @staticmethod
    def _later(days: int) -> LogUntil:
        if days == 0:
            raise FieldError(
                "'0 days later' would close a day at its midnight, which comes earlier for those who live "
                "further west. Write '1 day later'."
            )
        if days > _MOST_LATER:
            raise FieldError(f"'{days} days later' is more than a year. Write '{_END}'.")
        return DaysLater(days=days)

    @staticmethod
    def _meant(small: str) -> str:
        """Return the value that was probably meant; nothing if that cannot be said."""
        if any(day.lower() in small for day in WEEKDAYS):
            return ""
        match = re.search(r"([1-9][0-9]{0,2}) ?-?(hour|day|week)s?", small)
        if match:
            number, unit = int(match[1]), match[2]
            days = {"hour": max(-(-number // 24), 1), "day": number, "week": 7 * number}[unit]
            return str(DaysLater(days=days)) if days <= _MOST_LATER else _END
        if re.search(r"\b(?:same|next) day\b", small):
            return str(DaysLater(days=1))
        is_end = re.search(r"\b(?:end|always|any ?time|whole challenge|last day)\b", small)
        return _END if is_end and "week" not in small else ""

    def is_value(self, raw: object) -> bool:
        """Whether it says until when."""
        return isinstance(raw, ClockTime | DaysLater | EndOfChallenge)

    def schema(self) -> dict[str, Any]:
        """Text."""
        deadline = self.deadline.schema()["pattern"].removeprefix("^").removesuffix("$")
        return {
            "type": "string",
            "pattern": f"^(?:{deadline}|[1-9][0-9]{{0,2}} days? later|{_END})$",
        }


@dataclass(frozen=True)
class InTimeKind(FieldType[InTime]):
    """`the same day`, or `within 2 days`."""

    name: ClassVar[str] = "how soon"

    def parse(self, text: str) -> InTime:
        """How soon after its day something is logged; FieldError where the text does not say."""
        match = re.fullmatch(r"within ([1-9][0-9]{0,2}) days?", text)
        if text == str(InTime(days=0)):
            return InTime(days=0)
        if match and int(match[1]) <= _MOST_LATER:
            return InTime(days=int(match[1]))
        raise FieldError(f"{quoted(text)} does not say how soon. {self._hint(text[:40].lower())}")

    @staticmethod
    def _hint(small: str) -> str:
        match = re.search(r"([0-9]{1,4}) ?-?(hour|day|week)", small)
        if match:
            number = int(match[1])
            days = {"hour": -(-number // 24), "day": number, "week": 7 * number}[match[2]]
            return f"Did you mean '{InTime(days=min(days, _MOST_LATER))}'?"
        if re.search(r"\b(?:same|that|own|day|on time|immediately|at once|now)\b", small):
            return f"Did you mean '{InTime(days=0)}'?"
        return f"Write '{InTime(days=0)}', or for example '{InTime(days=2)}'."

    def is_value(self, raw: object) -> bool:
        """Whether it says how soon."""
        return isinstance(raw, InTime)

    def schema(self) -> dict[str, Any]:
        """Text."""
        return {"type": "string", "pattern": "^(?:the same day|within [1-9][0-9]{0,2} days?)$"}


@dataclass(frozen=True)
class GoalDaysKind(FieldType[ShareOfWeek | OwnDays]):
    """`4 of 7`, `20 of 31`, or `80% of own days`."""

    name: ClassVar[str] = "number of days"

    def parse(self, text: str) -> ShareOfWeek | OwnDays:
        """Days out of those of a week or challenge, or a percentage of a person's own."""
        share = re.fullmatch(r"([1-9][0-9]{0,2}) of ([1-9][0-9]{0,2})", text)
        if share:
            days, of = int(share[1]), int(share[2])
            if days > of:
                raise FieldError(
                    f"'{text}' asks for more days than there are. Write for example '{of} of {of}'."
                )
            return ShareOfWeek(days=days, of=of)
        own = re.fullmatch(rf"({_PERCENT})% of own days", text)
        if own and Fraction(own[1]):
            return OwnDays(percent=Fraction(own[1]))
        raise FieldError(f"{quoted(text)} does not say on how many days. {self._hint(text[:40].lower())}")

    @staticmethod
    def _hint(small: str) -> str:
        percent = re.search(r"([0-9]+(?:[.,][0-9]+)?) ?(?:%|percent)", small)
        if percent:
            number = re.sub(r"^0+(?=[0-9])", "", percent[1].replace(",", "."))
            if re.fullmatch(_PERCENT, number) and Fraction(number):
                return f"Did you mean '{number}% of own days'?"
            return "A percentage is above 0 and at most 100: write for example '80% of own days'."
        numbers = [number for number in re.findall(r"[0-9]+", small) if 1 <= int(number) <= _MOST_DAYS]
        if len(numbers) == 2 and int(numbers[0]) <= int(numbers[1]):
            return f"Did you mean '{int(numbers[0])} of {int(numbers[1])}'?"
        if len(numbers) == 1:
            return (
                f"Out of how many days: write for example '{int(numbers[0])} of {_whole(int(numbers[0]))}'."
            )
        return "Write for example '4 of 7', '20 of 31', or '80% of own days'."

    def is_value(self, raw: object) -> bool:
        """Whether it is a number of days."""
        return isinstance(raw, ShareOfWeek | OwnDays)

    def schema(self) -> dict[str, Any]:
        """Text."""
        counted = "[1-9][0-9]{0,2} of [1-9][0-9]{0,2}"
        return {"type": "string", "pattern": f"^(?:{counted}|(?:{_PERCENT})% of own days)$"}


@dataclass(frozen=True)
class AbsentDayKind(FieldType[AbsentDay]):
    """`counts as own average`, `counts as own average less 10%`, `counts as 5000 steps`, or `nothing`."""

    name: ClassVar[str] = "absent day"
    nothing: str = "does not count"

    def parse(self, text: str) -> AbsentDay:
        """What it counts as; FieldError where the text does not say."""
        if text == self.nothing:
            return AbsentDay()
        match = re.fullmatch(r"counts as own average(?: less (.+))?", text[:120])
        if match:
            return AbsentDay(share=1 - self._less(text, match[1]) if match[1] else Fraction(1))
        match = re.fullmatch(rf"(?:counts as )(.+?)(?: of ({NAME}))?", text[:120])
        try:
            amount = QuantityKind().parse(match[1] if match else text)
        except FieldError as error:
            hint = self._hint(text, str(error))
            raise FieldError(f"{quoted(text)} does not say what such a day counts as. {hint}") from error
        if match is None:
            raise FieldError(
                f"{quoted(text)} does not say what such a day counts as. Did you mean 'counts as {amount}'?"
            )
        if not amount.value:
            raise FieldError(f"{quoted(text)} brings nothing. Write '{self.nothing}', or a larger amount.")
        return AbsentDay(amount=amount, activity=match[2] or "")

    def _less(self, text: str, percent: str) -> Fraction:
        try:
            less = PercentKind().parse(percent)
        except FieldError as error:
            raise FieldError(f"{quoted(text)}: {error}") from error
        if less in (0, 1):
            instead = "counts as own average" if not less else self.nothing
            raise FieldError(f"{quoted(text)} takes {percent} away. Write '{instead}'.")
        return less

    def _hint(self, text: str, error: str) -> str:
        small = text[:80].lower()
        less = re.search(r"([0-9]+(?:\.[0-9]+)?) ?(?:%|percent)", small)
        if re.search(r"average|mean", small):
            return f"Did you mean 'counts as own average{f' less {less[1]}%' if less else ''}'?"
        amount = re.fullmatch(rf"(?:counts? (?:as|for) )?({NUMBER} {UNIT})(?: a day)?", text[:80])
        meant = re.search("Did you mean '([^']+)'", error)
        if amount or meant:
            return f"Did you mean 'counts as {(amount or meant or [''])[1]}'?"
        return (
            f"Write '{self.nothing}', 'counts as own average', 'counts as own average less 10%', or an "
            "amount: 'counts as 5000 steps'."
        )

    def show(self, value: AbsentDay) -> str:
        """The words of the file."""
        return str(value) if value.counts else self.nothing

    def is_value(self, raw: object) -> bool:
        """Whether it is an absent day."""
        return isinstance(raw, AbsentDay)

    def schema(self) -> dict[str, Any]:
        """Text."""
        average = r"own average(?: less [1-9][0-9]?(?:\.[0-9]{1,6})?%)?"
        amount = rf"{NUMBER} {UNIT}(?: of {NAME})?"
        return {"type": "string", "pattern": f"^(?:{self.nothing}|counts as (?:{average}|{amount}))$"}


def measuring(day: AbsentDay, units: Mapping[str, str]) -> tuple[str, ...]:
    """Return the activities, of these with their units, that an amount may be of; one if all is well."""
    if day.amount is None:
        return ()
    named = (day.activity,) if day.activity in units else ()
    if day.activity:
        return named
    return tuple(name for name, unit in units.items() if convertible(day.amount.unit, unit))


def _whole(days: int) -> int:
    """Return a number of days of which so many may be asked: those of a week, or of a month."""
    return 7 if days <= 7 else max(31, days)


UntilWhen = Annotated[LogUntil, LogUntilKind()]


HowSoon = Annotated[InTime, InTimeKind()]


PausedDay = Annotated[AbsentDay, AbsentDayKind()]


MissedDay = Annotated[AbsentDay, AbsentDayKind("counts as nothing")]


GoalDays = Annotated[ShareOfWeek | OwnDays, GoalDaysKind()]
