"""Named targets that rules, teams, prizes and notices point to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from moonwalk.api.fields import Activity as ActivityName
from moonwalk.api.fields import Amount, AmountByWeek, DaysOfWeek, Label
from moonwalk.api.fields import Goal as GoalName
from moonwalk.definitions.sections.fields import DailyGoal, Section, Span


class GoalKeys(Section):
    """What an author writes about a goal; `own_target` is a group of keys of its own."""

    label: Label = Field(description="as in 'you met: ...'")
    each: Literal["day", "week", "challenge"] = Field(description="how often it can be met")
    activity: ActivityName | None = None
    reach: AmountByWeek | None = None
    within: Span | None = None
    days: DaysOfWeek | None = None
    meeting: DailyGoal | None = None
    all_of: tuple[GoalName, ...] = ()
    any_of: tuple[GoalName, ...] = ()


class OwnTarget(Section):
    """The bounds within which each person chooses."""

    lowest: Amount = Field(description="the smallest target anyone may choose")
    highest: Amount = Field(description="the largest target anyone may choose")
    unless_chosen: Amount = Field(description="the target of those who choose none")


class Goal(GoalKeys):
    """A target, with its name and the activity it measures (nothing for goals made of other goals)."""

    name: str
    own_target: OwnTarget | None = None


FORMS = ("reach", "within", "own_target", "days", "all_of", "any_of")
"""A goal says what it asks for in exactly one of these."""
