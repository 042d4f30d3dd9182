"""The six kinds of rules. A rule is its configuration: the fields of its class are its YAML keys.

Each kind has a scalar form, which is what the rule means, and may have a vectorised one of the same
result for everyone at once (`grid_...`), which answers None by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from moonwalk.api.advice import Advice, ChallengeFacts, Trait
from moonwalk.api.arrays import Bounds, Grid, RemainingDays, TeamGrid
from moonwalk.api.cards import Card
from moonwalk.api.field_specs import filled_in, sentence_of, show_field
from moonwalk.api.teams import League, TeamAward, TeamTimeline
from moonwalk.api.timeline import Award, AwardPeriod, Change, Context, Day, Inputs, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyProgress:
    """How far a goal for everyone is: `have` of `goal`, both in thousandths of `unit`.

    `note` is a sentence about where that is and what comes next; it may be empty.

    >>> from moonwalk.api import CompanyProgress
    >>> CompanyProgress(have=199_900_000, goal=200_000_000, unit="km").percent
    99
    """

    have: int
    goal: int
    unit: str
    note: str = ""

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 100 is only there when the goal is reached."""
        return 100 * self.have // self.goal if self.goal else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of a goal for everyone, in words for people, and the day on which it was reached.

    `points` (since 0.2) are for a team, where each team has the goal by itself; everyone together has none.
    """

    day: date
    text: str
    points: int = 0


DuringPolicy = Literal["any days", "named days", "whole weeks", "whole challenge"]
"""What `during` may hold in a file: any days; days, which must be named; whole weeks; nothing at all."""


class Component(BaseModel):
    """The base of all that a plugin declares. Use one of its subclasses.

    A declaration is a class. `name` is how files call it: small letters, digits and _, at most 40. Its
    fields are the keys of the file and are made of the typed fields of `moonwalk.api.fields`; an instance
    is configured and cannot be changed. The first line of the docstring says it in words, with the keys in
    braces filled in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str] = ""

    def sentence(self) -> str:
        """This, as configured, in words for people. Default: the docstring's first line, filled in."""
        return sentence_of(self)

    def text_of(self, key: str) -> str:
        """The value of a key as an author would write it; empty where it is not set."""
        return show_field(self, key)

    def in_words(self, template: str, **values: object) -> str:
        """A sentence of one's own with each `{key}` filled in, or with one of these values. Since 0.2.

        What `{points} points` comes to is worded as in the sentence of the docstring: `1 point`.
        """
        return filled_in(self, template, values)


class Rule(Component):
    """What all rules have in common. Declare one of the six kinds, never this.

    `award_period` is the period for which the rule pays, and `inputs` what it is given. `during_policy`
    says what `during` may hold in a file. `later_days_may_change` says that a later day may change what an
    earlier one brought; without it, that is an error. `advises` lists the names that `advice` uses, and
    `traits` what the advice of other rules may ask for.
    """

    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.SELF})
    later_days_may_change: ClassVar[bool] = False
    during_policy: ClassVar[DuringPolicy] = "any days"
    advises: ClassVar[tuple[str, ...]] = ()
    traits: ClassVar[frozenset[Trait]] = frozenset()

    def award_period_of(self, context: Context) -> AwardPeriod:
        """The period for which this rule, as configured, pays. Default: that of its class."""
        return self.award_period

    def advice(self, challenge: ChallengeFacts) -> Iterable[Advice]:
        """Doubts about this rule in this challenge; asked when a file is checked. Default: none."""
        return ()

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """The fewest and most points that the rule can still bring, or None where that is not known.

        Without it a board does not know who can still be overtaken. A rule that answers promises that no
        later day changes what a closed week has brought.
        """
        return None


class PersonRule(Rule):
    """Points for a person from that person's own days. A subclass has `awards`.

    >>> from moonwalk.api import Award, PersonRule
    >>> from moonwalk.api.fields import Goal, Points
    >>> class ActiveDay(PersonRule):
    ...     "{points} points a day with {goal}."
    ...     name = "active_day_here"
    ...     goal: Goal
    ...     points: Points
    ...     def awards(self, timeline, context):
    ...         for day in timeline.days:
    ...             if self.goal in day.met:
    ...                 yield Award(day=day.date, points=self.points.at(day.week), reason="good day")
    >>> ActiveDay(goal="good_day", points="10").sentence()
    '10 points a day with good_day.'
    """

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """Every award of one person up to `context.as_of`, each with its reason: what the rule means."""
        raise NotImplementedError

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64] | None:
        """The vectorised form of `awards`: points, people x days; or None to use `awards`."""
        return None

    def badges(self) -> tuple[str, ...]:
        """Every badge or level that its awards may give, as configured, each once. Default: none."""
        return ()

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The vectorised form of the badges: numbers, people x days; or None to use `awards`.

        A number is the place in `badges()`, counted from 1, of the last badge given on the day; 0 is none.
        """
        return None

    def card(self, timeline: Timeline, context: Context) -> Card | None:
        """The card that it pays for, as it stands at the end of the days (since 0.2). Default: none.

        Without a day it is the empty card, as it is printed before anybody plays.
        """
        return None


class DayRule(Rule):
    """Changes days before they are scored: multiplies an amount, lets one day stand in for another.

    A subclass has `changes`. What it adds to an activity that counts as another is added to that one too.
    It may pay as well: then its `awards` are among those of person rules, and see the days as all day
    rules have left them. `monotone` promises that more done on a day never makes it add less there, and
    that no later day changes what it did to a closed week.
    """

    monotone: ClassVar[bool] = False

    def changes(self, timeline: Timeline, context: Context) -> Iterable[Change]:
        """Every change of one person's days, each with its reason: what the rule means."""
        raise NotImplementedError

    def grid_amounts(self, grid: Grid, context: Context) -> Mapping[str, NDArray[np.int64]] | None:
        """The vectorised form of added amounts: thousandths by activity, people x days.

        `changes` is asked only where this and `grid_met` are both None.
        """
        return None

    def grid_met(self, grid: Grid, context: Context) -> Mapping[str, NDArray[np.bool_]] | None:
        """The vectorised form of goals that count as met: by goal the days that do so, people x days."""
        return None

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """What it pays one person beside what it changes, each award with its reason. Default: nothing."""
        return ()

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64] | None:
        """The vectorised form of `awards`: points, people x days; or None to use `awards`."""
        return None


class AdjustmentRule(Rule):
    """Awards because of awards: a cap is a negative award with its own reason, so that totals add up.

    A subclass has `adjustments`. `only_deducts` promises that it looks at each week by itself, never adds,
    and never leaves less of a week because a day brought more; then what people can still reach is known.
    """

    only_deducts: ClassVar[bool] = False

    def adjustments(
        self,
        awards: Mapping[str, Sequence[Award]],
        award_periods: Mapping[str, AwardPeriod],
        context: Context,
    ) -> Iterable[Award]:
        """The awards to add to one person's: what the rule means.

        `awards` are those of that person by rule id, `award_periods` the period of each of these rules.
        """
        raise NotImplementedError

    def grid_points(
        self,
        points: Mapping[str, NDArray[np.int64]],
        award_periods: Mapping[str, AwardPeriod],
        week: NDArray[np.int16],
        context: Context,
    ) -> NDArray[np.int64] | None:
        """The vectorised form of `adjustments`: points to add, people x days; or None to use it.

        `points` are those of each rule (people x days), `week` is the week of each day, from 1 (days).
        """
        return None


class TeamRule(Rule):
    """Points for a team on top of its members'. A subclass has `awards`."""

    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.TEAM})

    def awards(self, team: TeamTimeline, context: Context) -> Iterable[Award]:
        """Every award of one team, each with its reason: what the rule means."""
        raise NotImplementedError

    def grid_points(self, team_grid: TeamGrid, context: Context) -> NDArray[np.int64] | None:
        """The vectorised form of `awards`: points, teams x days; or None to use `awards`."""
        return None


class CompanyRule(Rule):
    """What everyone does together. It pays nobody; its milestones are there for everyone.

    Under `teams` of a file, each team has it by itself (since 0.2), and its milestones may bring the team
    points. A subclass has `share`, `progress` and `milestones`. Amounts are those that count, after
    conversion and before any day rule multiplies them.
    """

    def share(self, day: Day, context: Context) -> int:
        """What one day of one person adds, in thousandths of whatever the rule counts."""
        raise NotImplementedError

    def grid_share(self, grid: Grid, context: Context) -> NDArray[np.int64] | None:
        """The vectorised form of `share`: thousandths, people x days; or None to use `share`."""
        return None

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """How far everyone is; `total` is the sum of all shares, in thousandths."""
        raise NotImplementedError

    def milestones(self, totals: Sequence[int], context: Context) -> Iterable[Milestone]:
        """All that has been reached. `totals` has the sum of the shares of each day up to `as_of`."""
        raise NotImplementedError


class LeagueRule(Rule):
    """Points for teams from comparing them with one another. A subclass has `awards`.

    It stands in `teams.rules` of a file. Where one of its fields is a `Board`, it is given each week's
    scores on that board.

    >>> from moonwalk.testing import league_of
    >>> league = league_of({"North": "10 12.5", "South": "8 20"}, closed=1)
    >>> [(week.week, week.closed, week.scores["form"].exact(0)) for week in league.weeks]
    [(1, True, Fraction(10, 1)), (2, False, Fraction(25, 2))]
    """

    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.LEAGUE})

    def awards(self, league: League, context: Context) -> Iterable[TeamAward]:
        """Every award with the team that gets it: what the rule means.

        Pay only for weeks that are closed, and what was paid stays true.
        """
        raise NotImplementedError

    def grid_points(self, league: League, context: Context) -> NDArray[np.int64] | None:
        """The vectorised form of `awards`: points, teams x days of the challenge; or None to use it.

        The days are all `context.days`, also those after `as_of`.
        """
        return None

    def remarks(self, teams: int, context: Context) -> Iterable[str]:
        """Sentences for the organiser at the launch; `teams` is their number. Default: none."""
        return ()
