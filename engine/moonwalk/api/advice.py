"""Advice: what a rule or ranking says to an author about the challenge in which it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Trait(Enum):
    """What a rule does that the advice of other rules may depend on; a class lists its own in `traits`."""

    CAPS_POINTS = "keeps the points of a day or week below a limit"
    PAYS_FOR_RETURN = "pays people who come back after missed days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A doubt for the author, who mends the file or accepts it by its name, with a reason.

    `name` is one of those in the class's `advises`, and stays the same from version to version. `text` is
    one or two sentences: what people would call unfair, and what to write instead. `at` is the key that
    it is about; empty where it is about the item as a whole.

    >>> from moonwalk.api import Advice
    >>> Advice(name="no_cap", text="nothing caps these points. Add a rule 'limit'.", at="points").at
    'points'
    """

    name: str
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFacts:
    """The board that a ranking is asked about, as far as its file says.

    `ranks` is what its rows are; those of a roster column are groups of people. `smallest_team` and
    `largest_team` are the numbers of members that teams may have. `only_team_rules` says that the board
    counts nothing but what teams earn as teams.
    """

    ranks: Literal["people", "teams", "roster column"]
    smallest_team: int
    largest_team: int
    only_team_rules: bool = False

    @property
    def uneven(self) -> bool:
        """Whether the rows may be of different size: groups of a roster column always are."""
        return self.ranks == "roster column" or (
            self.ranks == "teams" and self.largest_team > self.smallest_team
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """A rule of the file: its id, the name of its class, its traits, and the goal that it names, if any."""

    id: str
    name: str
    traits: frozenset[Trait] = frozenset()
    goal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeFacts:
    """The challenge that a rule is asked about, as far as its file says.

    `rule` is the one that is asked, `others` are the others in the order of the file. `weeks` is 0 where
    the length is not known yet; `days_a_week` is the number of days that count in a week, 5 or 7.
    """

    rule: RuleFacts
    others: tuple[RuleFacts, ...] = ()
    weeks: int = 0
    days_a_week: int = 7

    def others_with(self, trait: Trait) -> tuple[RuleFacts, ...]:
        """The other rules that have a trait."""
        return tuple(other for other in self.others if trait in other.traits)
