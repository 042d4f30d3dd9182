"""Boards: who is ranked, how, and who wins between equals. Prizes for those who do well on them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, InstanceOf

from moonwalk.api.fields import Badge, Column, Condition, Label, RuleName, Whole
from moonwalk.api.fields import Board as BoardName
from moonwalk.api.fields import Goal as GoalName
from moonwalk.api.values import Condition as ConditionValue
from moonwalk.definitions.sections.fields import Line, Section, Tie
from moonwalk.definitions.sections.items import Item


class BoardKeys(Section):
    """What an author writes about a board, beside its ranking and that ranking's own keys."""

    label: Label = Field(description="its heading")
    ranks: Literal["people", "teams", "roster column"] = Field(
        description="who is ranked: people, teams, or roster column"
    )
    column: Column | None = None
    of_rules: tuple[RuleName, ...] = ()
    split_by: Column | None = None
    ties: tuple[Tie, ...] = ("participation", "shared place")
    numbering: Literal["standard", "dense", "modified", "ordinal", "fractional"] = "standard"
    place_needs: tuple[Condition, ...] = (ConditionValue("members", count=3),)
    seen_by: Literal["everyone", "own row", "organisers"] = "everyone"


class Board(BoardKeys):
    """A displayed ranking; `place_needs` is empty on a board of people."""

    name: str
    ranking: InstanceOf[Item]


class PrizeKeys(Section):
    """What every prize has beside the keys of the way it is given."""

    what: Line = Field(description="what is given")
    given: Literal["by place", "by raffle", "by goal", "by badge"] = Field(
        description="by place, by raffle, by goal, or by badge"
    )
    needs: tuple[Condition, ...] = ()


class ByPlace(Section):
    """To the first places of a board."""

    board: BoardName = Field(description="whose first places win")
    places: Whole = 1


class ByRaffle(Section):
    """A draw with a published seed; one ticket each time the goal is met."""

    goal: GoalName = Field(description="each time it is met gives a ticket")
    most_tickets: Whole | None = None


class ByGoal(Section):
    """To everyone who met a goal."""

    goal: GoalName = Field(description="who meets it gets the prize")


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
    badge: Badge | None = None


def keys_of_giving(given: str) -> type[Section]:
    """The keys that a prize given in this way has."""
    ways: dict[str, type[Section]] = {
        "by place": ByPlace,
        "by raffle": ByRaffle,
        "by goal": ByGoal,
        "by badge": ByBadge,
    }
    return ways[given]
