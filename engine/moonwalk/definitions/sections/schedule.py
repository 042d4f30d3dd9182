"""When a challenge runs, what its weeks are about, and who may pause."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from moonwalk.api.fields import Label, Period, Text
from moonwalk.api.values import ClockTime
from moonwalk.definitions.sections.fields import (
    CivilDay,
    Deadline,
    Duration,
    Length,
    Line,
    PersonalDays,
    Section,
    Zone,
)


class Schedule(Section):
    """The days of a challenge and the deadlines of its weeks."""

    starts: CivilDay | None = Field(None, description="the first day")
    length: Length = Field(description="how long it runs, e.g. 4 weeks")
    timezone: Zone = Field(description="the zone of every deadline, e.g. Europe/Berlin")
    counted_days: Literal["every day", "workdays"] = "every day"
    log_until: Deadline = ClockTime((1,), 12, 0)
    final_grace: Duration = timedelta(hours=72)

    @property
    def length_days(self) -> int:
        """How many days it has."""
        return self.length

    @property
    def weeks(self) -> int:
        """How many weeks it has; the last may be a part of one."""
        return -(-self.length // 7)

    @property
    def days_a_week(self) -> int:
        """How many days of a week count."""
        return 5 if self.counted_days == "workdays" else 7

    @property
    def ends(self) -> date | None:
        """The last day, or None for a template without a first one."""
        return self.starts + timedelta(days=self.length - 1) if self.starts else None


class Week(Section):
    """What a week is about."""

    theme: Label = ""
    message: Text = ""
    tips: tuple[Line, ...] = ()


class Pauses(Section):
    """Days that do not count: for everyone, or for one person."""

    everyone: tuple[Period, ...] = ()
    personal: PersonalDays = 0
    a_paused_day: Literal["does not count", "counts as own average"] = "does not count"

    @property
    def personal_days(self) -> int:
        """How many days each person may pause."""
        return self.personal
