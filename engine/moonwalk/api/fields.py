"""Typed fields, of which the YAML keys of a declaration are made, and the values that they parse to.

A field of a class is annotated with one of these. It reads the text of a file, prints it again, and
describes it to editors; what it cannot read it refuses with `FieldError`. Code may give the text or the
value itself. Numbers have no sign and at most nine digits before the point, six after it. A field may also
be a `Literal` of words, a `Group`, a tuple of any of these, or a dictionary whose keys are names (`str`) or
typed as well; `X | None = None` may be left out. A bare `int`, `float` or `bool` is refused.

>>> from moonwalk.api import PersonRule
>>> from moonwalk.api.fields import Amount, Points
>>> class Walks(PersonRule):
...     "{points} points for {at_least}."
...     name = "walks"
...     at_least: Amount
...     points: Points
>>> rule = Walks(at_least="30 minutes", points={"week 1": "1", "weeks 2 to 4": "2"})
>>> rule.at_least.thousandths("hours"), rule.points.at(3)
(Fraction(500, 1), 2)
"""

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
from moonwalk.api.field_secrets import SecretKind, SecretValue
from moonwalk.api.field_times import ClockTimeKind, PeriodKind, WeekdayKind
from moonwalk.api.field_types import WeeklyType
from moonwalk.api.field_words import ConditionKind, NameKind, TextKind
from moonwalk.api.points import FinePoints, PointsKind, PointsLimitKind, smallest_points
from moonwalk.api.units import convertible, singular
from moonwalk.api.values import (
    ByWeek,
    ClockTime,
    ConditionValue,
    FileDay,
    PeriodValue,
    Quantity,
    ShareOfWeek,
    WeekSpan,
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
    "FinePoints",
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
    "Secret",
    "SecretValue",
    "ShareOfWeek",
    "ShortText",
    "Text",
    "WeekSpan",
    "Weekday",
    "WeeklyGoal",
    "Whole",
    "convertible",
    "singular",
    "smallest_points",
]

Whole = Annotated[int, WholeKind()]
"""A whole number, an `int`: `20`."""

Number = Annotated[Fraction, DecimalKind()]
"""A decimal number, exact: `1.2` is `Fraction(6, 5)`."""

Percent = Annotated[Fraction, PercentKind()]
"""A share from 0% to 100%, exact: `80%` is `Fraction(4, 5)`."""

Points = Annotated[ByWeek[int], WeeklyType(PointsKind())]
"""Points, one value or one for each week, as a `ByWeek[int]`: `10`, `{week 1: 5, weeks 2 to 4: 8}`. Where a
challenge counts in tenths or hundredths, `2.5` is a whole number of these: 25 or 250."""

Amount = Annotated[Quantity, QuantityKind()]
"""An amount of the rule's activity with its unit, as a `Quantity`: `5 minutes`."""

AmountByWeek = Annotated[ByWeek[Quantity], WeeklyType(QuantityKind())]
"""An amount of the rule's activity, one value or one for each week, as a `ByWeek[Quantity]`."""

Distance = Annotated[Quantity, DistanceKind()]
"""A distance in km, metres or miles, whatever the activity is measured in, as a `Quantity`: `100 km`."""

PointsLimit = Annotated[ByWeek[int], WeeklyType(PointsLimitKind())]
"""Points with their unit, counted as those of `Points` and by week as they are, as a `ByWeek[int]`:
`25 points`."""

Days = Annotated[int, CountedAmountKind("days")]
"""A whole number of days, an `int`: `3 days`."""

Logs = Annotated[int, CountedAmountKind("logs")]
"""A whole number of logged days, an `int`: `5 logs`."""

DaysOfWeek = Annotated[ShareOfWeek, ShareOfWeekKind()]
"""A number of days out of those of a week that count, as a `ShareOfWeek`: `4 of 7`."""

FirstOfWeek = Annotated[ShareOfWeek, ShareOfWeekKind(first=True)]
"""A number of first active days of a week, as a `ShareOfWeek`: `first 5 of 7`."""

Goal = Annotated[str, NameKind("goal")]
"""The name of a goal of the file, a `str`; a name without such a goal is an error in the file."""

DailyGoal = Annotated[str, NameKind("goal", each="day")]
"""The name of a goal of each day, a `str`; a goal of another period is an error in the file."""

WeeklyGoal = Annotated[str, NameKind("goal", each="week")]
"""The name of a goal of each week, a `str`; a goal of another period is an error in the file."""

Activity = Annotated[str, NameKind("activity")]
"""The name of an activity, a `str`. An author may leave it out where only one stands for itself."""

Board = Annotated[str, NameKind("board")]
"""The name of a board of the file, a `str`."""

RuleName = Annotated[str, NameKind("rule")]
"""The id of a rule of the file, a `str`."""

Column = Annotated[str, NameKind("column")]
"""The name of a roster column, a `str`."""

Label = Annotated[str, TextKind(most=60)]
"""A short text for people, at most 60 characters."""

Badge = Annotated[str, TextKind(most=30)]
"""The name of a badge or level, at most 30 characters."""

ShortText = Annotated[str, TextKind(most=200)]
"""A line of text for people, at most 200 characters."""

Text = Annotated[str, TextKind(most=1000)]
"""A few sentences for people, at most 1000 characters."""

Period = Annotated[PeriodValue, PeriodKind()]
"""Days of the challenge, as a `PeriodValue`: a date, two dates, `week 3`, `weeks 2 to 4`, `week 3 Wednesday`,
`every Wednesday`."""

Weekday = Annotated[int, WeekdayKind()]
"""A day of the week, an `int` that is 0 for Monday: `Saturday` is 5."""

Clock = Annotated[ClockTime, ClockTimeKind()]
"""A time of day on some weekdays, as a `ClockTime`: `workdays 16:00`, `Monday 09:00`."""

Condition = Annotated[ConditionValue, ConditionKind()]
"""A sentence about members, as a `ConditionValue`: `at least 80% of members met good_week`."""

Secret = Annotated[SecretValue, SecretKind()]
"""A password or token of a channel, as a `SecretValue`. Settings write `{env: NAME}` or `{file: PATH}`."""
