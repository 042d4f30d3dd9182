"""The typed fields of the language: what a rule's YAML keys may be made of."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from moonwalk.api.field_numbers import (
    CountedAmountKind,
    DecimalKind,
    DistanceKind,
    PercentKind,
    QuantityKind,
    ShareOfWeekKind,
    WholeKind,
)
from moonwalk.api.field_times import ClockTimeKind, PeriodKind, WeekdayKind
from moonwalk.api.field_types import WeeklyType
from moonwalk.api.field_words import ConditionKind, NameKind, TextKind
from moonwalk.api.values import (
    ByWeek,
    ClockTime,
    ConditionValue,
    FileDay,
    PeriodValue,
    Quantity,
    ShareOfWeek,
    WeekSpan,
    convertible,
    singular,
)

__all__ = [
    "Activity",
    "Amount",
    "AmountByWeek",
    "Badge",
    "Board",
    "ByWeek",
    "Clock",
    "ClockTime",
    "Column",
    "Condition",
    "ConditionValue",
    "DailyGoal",
    "Days",
    "DaysOfWeek",
    "Distance",
    "FileDay",
    "FirstOfWeek",
    "Goal",
    "Label",
    "Logs",
    "Number",
    "Percent",
    "Period",
    "PeriodValue",
    "Points",
    "PointsLimit",
    "Quantity",
    "RuleName",
    "ShareOfWeek",
    "ShortText",
    "Text",
    "WeekSpan",
    "Weekday",
    "WeeklyGoal",
    "Whole",
    "convertible",
    "singular",
]

Whole = Annotated[int, WholeKind()]
"""A whole number: `20`."""

Number = Annotated[Fraction, DecimalKind()]
"""A decimal number, exact: `1.2`."""

Percent = Annotated[Fraction, PercentKind()]
"""A share, exact: `80%` is Fraction(4, 5)."""

Points = Annotated[ByWeek[int], WeeklyType(WholeKind("points"))]
"""Whole points, one value or one per week; ask for them with `.at(week)`."""

Amount = Annotated[Quantity, QuantityKind()]
"""An amount of the rule's activity: `5 minutes`."""

AmountByWeek = Annotated[ByWeek[Quantity], WeeklyType(QuantityKind())]
"""An amount of the rule's activity, one value or one per week."""

Distance = Annotated[Quantity, DistanceKind()]
"""A distance in km, metres or miles, whatever the rule's activity is measured in."""

PointsLimit = Annotated[ByWeek[int], WeeklyType(CountedAmountKind("points"))]
"""Points with their unit: `25 points`, one value or one per week."""

Days = Annotated[int, CountedAmountKind("days")]
"""A number of days: `3 days`."""

Logs = Annotated[int, CountedAmountKind("logs")]
"""A number of logged days: `5 logs`."""

DaysOfWeek = Annotated[ShareOfWeek, ShareOfWeekKind()]
"""So many of a week's counted days: `4 of 7`."""

FirstOfWeek = Annotated[ShareOfWeek, ShareOfWeekKind(first=True)]
"""The first so many active days of a week: `first 5 of 7`."""

Goal = Annotated[str, NameKind("goal")]
"""The name of a goal of the file."""

DailyGoal = Annotated[str, NameKind("goal", each="day")]
"""The name of a goal of each day; a goal of another period is an error in the file."""

WeeklyGoal = Annotated[str, NameKind("goal", each="week")]
"""The name of a goal of each week."""

Activity = Annotated[str, NameKind("activity")]
"""The name of an activity; may be left out where only one stands for itself."""

Board = Annotated[str, NameKind("board")]
"""The name of a board of the file."""

RuleName = Annotated[str, NameKind("rule")]
"""The id of a rule of the file."""

Column = Annotated[str, NameKind("column")]
"""The name of a roster column."""

Label = Annotated[str, TextKind(most=60)]
"""A short text for people."""

Badge = Annotated[str, TextKind(most=30)]
"""The name of a badge or level."""

ShortText = Annotated[str, TextKind(most=200)]
"""A line for people."""

Text = Annotated[str, TextKind(most=1000)]
"""A few sentences."""

Period = Annotated[PeriodValue, PeriodKind()]
"""Days of the challenge: a date, `week 3`, `every Wednesday`, `week 3 Wednesday`."""

Weekday = Annotated[int, WeekdayKind()]
"""A day of the week, `Saturday`; the value counts from 0, which is Monday."""

Clock = Annotated[ClockTime, ClockTimeKind()]
"""A time of day on some weekdays: `workdays 16:00`."""

Condition = Annotated[ConditionValue, ConditionKind()]
"""A closed sentence about members: `at least 80% of members met good_week`."""
