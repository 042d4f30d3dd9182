"""Rules, notices, boards and prizes as models: sections whose items name a declaration of a plugin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field, InstanceOf

from moonwalk.api.fields import Badge, Clock, Column, Condition, Label, Number, Period, RuleName, Whole
from moonwalk.api.fields import Board as BoardName
from moonwalk.api.fields import Goal as GoalName
from moonwalk.api.problems import Place
from moonwalk.api.values import ClockTime, ConditionValue, InTime, PeriodValue
from moonwalk.definitions.day_fields import HowSoon
from moonwalk.definitions.field_types import Id, Line, Reason, Section, ShortText, Tie
from moonwalk.definitions.languages import NO_TEXT, LabelByLanguage, LongTextByLanguage, TextByLanguage
from moonwalk.registry import Use


class RuleKeys(Section):
    """What every rule has."""

    id: Id | None = None
    label: Label = ""
    why: Reason = ""
    during: tuple[Period, ...] = ()
    only_when: GoalName | None = None
    only_where: dict[Column, tuple[ShortText, ...]] = Field(default={})
    only_logged: HowSoon | None = None


class NoticeKeys(Section):
    """What every notice has."""

    to: Literal["people", "teams", "organisers"] | None = None
    at: Clock | None = None
    subject: LabelByLanguage = NO_TEXT
    text: LongTextByLanguage = NO_TEXT


@dataclass(frozen=True)
class Item:
    """A configured rule, ranking or notice. `written` is its name in the file, short or full.

    `config` holds its own keys as plain JSON text; keys left at their default are not in it, and
    `activity` is filled in where it was left out.
    """

    name: str
    full_name: str
    use: Use
    id: str
    label: str = ""
    why: str = ""
    during: tuple[PeriodValue, ...] = ()
    only_when: str = ""
    only_where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_logged: InTime | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    place: Place = field(default=Place(path=""), compare=False)
    written: str = field(default="", compare=False)


@dataclass(frozen=True)
class NoticeItem(Item):
    """A configured notice: to whom, when, and in which words; nothing means the notice's own."""

    to: str = "people"
    at: ClockTime | None = None
    subject: TextByLanguage = NO_TEXT
    text: TextByLanguage = NO_TEXT


Recurring = Literal["the whole challenge", "each week", "each month"]


class BoardKeys(Section):
    """What an author writes about a board, beside its ranking and that ranking's own keys."""

    label: Label = Field(description="its heading")
    ranks: Literal["people", "teams", "roster column"] = Field(
        description="who is ranked: people, teams, or roster column"
    )
    column: Column | None = None
    of_rules: tuple[RuleName, ...] = ()
    split_by: Column | None = None
    inside: Column | None = Field(
        None, description="of a roster column: each of its values within each value of this column"
    )
    period: Recurring = Field("the whole challenge", description="over which days; each by itself")
    during: tuple[Period, ...] = ()
    ties: tuple[Tie, ...] = ("participation", "shared place")
    numbering: Literal["standard", "dense", "modified", "ordinal", "fractional"] = "standard"
    place_needs: tuple[Condition, ...] = (ConditionValue(asks="members", count=3),)
    without_place: Literal["are shown", "do not take part"] = Field(
        "are shown", description="rows that take no place: shown below, or as if they were not there"
    )
    seen_by: Literal["everyone", "own row", "organisers"] = "everyone"


class Board(BoardKeys):
    """A displayed ranking; `place_needs` is empty on a board of people."""

    name: str
    ranking: InstanceOf[Item]


class PrizeKeys(Section):
    """What every prize has beside the keys of the way it is given."""

    what: Line = Field(description="what is given")
    given: Literal["by place", "by raffle", "by raffle on a board", "by goal", "by badge"] = Field(
        description="by place, by raffle, by raffle on a board, by goal, or by badge"
    )
    needs: tuple[Condition, ...] = ()
    only_when: GoalName | None = Field(None, description="a goal that whoever wins has to have met")
    wins: Literal["each time", "once"] = Field(
        "each time", description="of a prize for each week or month: whether the same may win again"
    )


class ByPlace(Section):
    """To the first places of a board."""

    board: BoardName = Field(description="whose first places win")
    places: Whole = 1


class ByRaffle(Section):
    """A draw with a published seed; one ticket each time the goal is met."""

    goal: GoalName = Field(description="each time it is met gives a ticket")
    most_tickets: Whole | None = None
    period: Recurring = Field("the whole challenge", description="how often it is drawn")


class ByRaffleOnBoard(Section):
    """A draw among the rows of a board that have a place, teams for example; one ticket each."""

    board: BoardName = Field(description="whose rows have a ticket each")
    at_least: Number | None = Field(None, description="the least score, as the board shows it")


class ByGoal(Section):
    """To everyone who met a goal."""

    goal: GoalName = Field(description="who meets it gets the prize")
    period: Recurring = Field("the whole challenge", description="how often it is given")


class ByBadge(Section):
    """To everyone with this badge or level at the end."""

    badge: Badge = Field(description="who has it at the end gets the prize")


class Prize(PrizeKeys):
    """Something to win. Only the keys of its way of being given are set."""

    name: str
    board: BoardName | None = None
    places: Whole = 1
    goal: GoalName | None = None
    most_tickets: Whole | None = None
    at_least: Number | None = None
    badge: Badge | None = None
    period: Recurring = "the whole challenge"


def keys_of_giving(way: str) -> type[Section]:
    """Return the model of the keys of a prize that is given in this way."""
    ways: dict[str, type[Section]] = {
        "by place": ByPlace,
        "by raffle": ByRaffle,
        "by raffle on a board": ByRaffleOnBoard,
        "by goal": ByGoal,
        "by badge": ByBadge,
    }
    return ways[way]
