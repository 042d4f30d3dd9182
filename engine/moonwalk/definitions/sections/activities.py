"""What can be logged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from moonwalk.api.fields import Activity as ActivityName
from moonwalk.api.fields import Amount, Label, Text
from moonwalk.definitions.sections.fields import Rate, Section, ShortText, Unit


class ActivityKeys(Section):
    """What an author writes about an activity."""

    label: Label = Field(description="what people read when they log")
    unit: Unit = Field(description="minutes, hours, steps, km, times, or a word of your own")
    about: Text = ""
    ways: tuple[ShortText, ...] = ()
    counts_as: ActivityName | None = None
    rate: Rate | None = None
    reject_entry_above: Amount | None = None
    reject_day_above: Amount | None = None
    entries_same_day: Literal["add", "latest", "largest"] = "add"
    devices_same_day: Literal["largest", "add"] = "largest"


class Activity(ActivityKeys):
    """A thing that can be logged, with the name by which the file speaks of it."""

    name: str
