"""Typed fields that the sections have beside those that rules may have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from moonwalk.api.field_numbers import CountedAmountKind
from moonwalk.api.field_times import ClockTimeKind, DateKind
from moonwalk.api.field_words import NameKind, TextKind
from moonwalk.api.values import ClockTime, SizeRange
from moonwalk.api.values import Rate as RateValue
from moonwalk.api.values import Span as SpanValue
from moonwalk.definitions.kinds import (
    DurationKind,
    LengthKind,
    RateKind,
    SizeKind,
    SpanKind,
    TieKind,
    ZoneKind,
)


class Section(BaseModel):
    """A part of a challenge. Its fields are the keys that an author may write."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Id = Annotated[str, NameKind("id")]
DailyGoal = Annotated[str, NameKind("daily goal")]
Unit = Annotated[str, NameKind("unit")]
ShortText = Annotated[str, TextKind(most=80)]
Word = Annotated[str, TextKind(most=20)]
Reason = Annotated[str, TextKind(most=300)]
Line = Annotated[str, TextKind(most=200)]

CivilDay = Annotated[date, DateKind()]
Deadline = Annotated[ClockTime, ClockTimeKind(single=True)]
Length = Annotated[int, LengthKind()]
Duration = Annotated[timedelta, DurationKind()]
PersonalDays = Annotated[int, CountedAmountKind("days")]
Zone = Annotated[str, ZoneKind()]
Size = Annotated[SizeRange, SizeKind()]
Span = Annotated[SpanValue, SpanKind()]
Rate = Annotated[RateValue, RateKind()]
Tie = Annotated[str, TieKind()]
