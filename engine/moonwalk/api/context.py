"""What a rule is told about the challenge beside its own configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Final, Literal

Each = Literal["day", "week", "challenge"]
"""How often a goal can be met."""

_MAPPINGS: Final = ("units", "goals", "counts_as", "labels")


class Grain(Enum):
    """When a rule pays: for a day, for a week, or once for the challenge."""

    DAY = "day"
    WEEK = "week"
    CHALLENGE = "challenge"


class Reads(Enum):
    """What a rule may look at. It is given nothing else."""

    SELF = "the person's own days"
    BASELINE = "the person's days before the challenge"
    TEAM = "the members of one team"
    LOT = "each member's lot, for a draw among them"
    FIELD = "the summaries of all teams"


@dataclass(frozen=True, slots=True)
class GoalInfo:
    """A goal as a rule may speak of it."""

    name: str
    label: str
    each: Each
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Plain data: no clock, no files, no randomness. `as_of` is the last day that is looked at.

    `counts_as` names the activity that each activity counts as: itself, if it stands for itself. `labels`
    are what people read for it.
    """

    starts: date
    days: int
    weeks: int
    as_of: date
    seed: int = 0
    units: Mapping[str, str] = field(default_factory=dict)
    goals: Mapping[str, GoalInfo] = field(default_factory=dict)
    counts_as: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _MAPPINGS:
            # What one rule writes into would be what the next one reads.
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple[partial[Context], tuple[()]]:
        # A mapping that cannot be changed cannot be sent to another process either.
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return partial(Context, **values | {name: dict(values[name]) for name in _MAPPINGS}), ()

    def unit(self, activity: str) -> str:
        """The unit of an activity of the challenge."""
        return self.units[activity]

    def label(self, activity: str) -> str:
        """What people read for an activity."""
        return self.labels.get(activity, activity.replace("_", " "))

    def week_of(self, day: date) -> int:
        """The challenge week of a day, counted from 1."""
        return (day - self.starts).days // 7 + 1
