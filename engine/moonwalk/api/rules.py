"""The six kinds of rules. A rule is its configuration: the fields of its class are its YAML keys."""

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
from moonwalk.api.field_specs import sentence_of, show_field
from moonwalk.api.teams import League, TeamAward, TeamTimeline
from moonwalk.api.timeline import Award, AwardPeriod, Change, Context, Day, Inputs, Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyProgress:
    """How far a goal for everyone is: `have` of `goal`, in thousandths of `unit`.

    `now` is a sentence about where that is and what comes next; it may be empty.
    """

    have: int
    goal: int
    unit: str
    now: str = ""

    @property
    def percent(self) -> int:
        """Whole percent, rounded down, so that 100 is only there when the goal is reached."""
        return 100 * self.have // self.goal if self.goal else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A step of a goal for everyone, and the day on which it was reached."""

    day: date
    text: str


DuringPolicy = Literal["any days", "named days", "whole weeks", "whole challenge"]
"""What `during` may hold: anything; days that must be named; weeks as they are; nothing at all."""


class Component(BaseModel):
    """What every declaration has in common: a name, fields that are YAML keys, a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str] = ""

    def sentence(self) -> str:
        """This, as configured, in words for people. Default: the docstring's first line, filled in."""
        return sentence_of(self)

    def shown(self, key: str) -> str:
        """One field as an author would write it; empty where it is not set."""
        return show_field(self, key)


class Rule(Component):
    """What all rules share. Declare one of the six kinds below, never this."""

    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.SELF})
    later_days_may_change: ClassVar[bool] = False
    during_policy: ClassVar[DuringPolicy] = "any days"
    advises: ClassVar[tuple[str, ...]] = ()
    traits: ClassVar[frozenset[Trait]] = frozenset()

    def award_period_of(self, context: Context) -> AwardPeriod:
        """When this rule, as configured, pays. Default: as its class says."""
        return self.award_period

    def advice(self, challenge: ChallengeFacts) -> Iterable[Advice]:
        """Doubts about this rule, as configured, in this challenge; their names stand in `advises`.

        Asked when a file is checked. Default: none.
        """
        return ()

    def grid_bounds(self, outlook: RemainingDays, context: Context) -> Bounds | None:
        """Between what its points can still end up. None: unknown, and so is who can still be overtaken.

        A rule that answers promises that no later day changes what a closed week has brought.
        """
        return None


class PersonRule(Rule):
    """Points for a person from that person's own days."""

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """The rule's meaning: every award with its reason, from one person's days."""
        raise NotImplementedError

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64] | None:
        """The same points for many people at once (people x days), or None to use `awards`."""
        return None

    def badges(self) -> tuple[str, ...]:
        """Every badge or level that its awards may give, as configured. Default: none."""
        return ()

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The badge given on each day (people x days): its number in `badges()` from 1, or 0 for none.

        Of several on one day it is the last. None to use `awards`.
        """
        return None


class DayRule(Rule):
    """Changes days before they are scored: multiplies an amount, lets one day stand in for another.

    What it adds to an activity that counts as another flows on to that one. It may pay as well: then its
    awards are among those of person rules, and see the days as all day rules have left them.
    `more_adds_more` says that more done on a day never makes it add less there, and that no later day
    changes what it did to a week that is closed.
    """

    more_adds_more: ClassVar[bool] = False

    def changes(self, timeline: Timeline, context: Context) -> Iterable[Change]:
        """The rule's meaning: what changes on one person's days, with reasons."""
        raise NotImplementedError

    def grid_amounts(self, grid: Grid, context: Context) -> Mapping[str, NDArray[np.int64]] | None:
        """Added thousandths by activity (people x days); `changes` is used where both fast forms are None."""
        return None

    def grid_met(self, grid: Grid, context: Context) -> Mapping[str, NDArray[np.bool_]] | None:
        """By goal the days that stand as met (people x days); none of them where only this is None."""
        return None

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """What it pays beside what it changes, with reasons. Default: nothing."""
        return ()

    def grid_points(self, grid: Grid, context: Context) -> NDArray[np.int64] | None:
        """The same points for many people at once (people x days), or None to use `awards`."""
        return None


class AdjustmentRule(Rule):
    """Awards because of awards: a cap is a negative award with its own reason, so totals add up.

    `only_takes` says that it looks at each week by itself and never adds to it, and that more points on a
    day never leave less of the week: then what people can still reach is known.
    """

    only_takes: ClassVar[bool] = False
    of_award_periods: ClassVar[tuple[AwardPeriod, ...]] = (
        AwardPeriod.DAY,
        AwardPeriod.WEEK,
        AwardPeriod.CHALLENGE,
    )

    def adjustments(
        self,
        awards: Mapping[str, Sequence[Award]],
        award_periods: Mapping[str, AwardPeriod],
        context: Context,
    ) -> Iterable[Award]:
        """The rule's meaning: the awards to add, given one person's awards by rule id."""
        raise NotImplementedError

    def grid_points(
        self,
        points: Mapping[str, NDArray[np.int64]],
        award_periods: Mapping[str, AwardPeriod],
        week: NDArray[np.int16],
        context: Context,
    ) -> NDArray[np.int64] | None:
        """The same for many people (each array people x days), or None to use `adjustments`."""
        return None


class TeamRule(Rule):
    """Points for a team on top of its members'."""

    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.TEAM})

    def awards(self, team: TeamTimeline, context: Context) -> Iterable[Award]:
        """The rule's meaning: every award of one team, with its reason."""
        raise NotImplementedError

    def grid_points(self, crowd: TeamGrid, context: Context) -> NDArray[np.int64] | None:
        """The same for all teams (teams x days), or None to use `awards`."""
        return None


class CompanyRule(Rule):
    """What everyone does together. It pays nobody points; its steps are there for everyone.

    Amounts are those that count, converted, before any day rule multiplies them.
    """

    def share(self, day: Day, context: Context) -> int:
        """What one person's day adds, in thousandths of whatever the rule counts."""
        raise NotImplementedError

    def grid_share(self, grid: Grid, context: Context) -> NDArray[np.int64] | None:
        """The same for many people (people x days), or None to use `share`."""
        return None

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """How far everyone is, given all shares added up."""
        raise NotImplementedError

    def milestones(self, totals: Sequence[int], context: Context) -> Iterable[Milestone]:
        """What has been reached, given the sum of each day up to `as_of`, from day 1."""
        raise NotImplementedError


class LeagueRule(Rule):
    """Points for teams from comparing them with one another: leagues.

    It stands in `teams.rules`. Where one of its fields names a board, it is given each week's scores on it.
    """

    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.FIELD})

    def awards(self, field: League, context: Context) -> Iterable[TeamAward]:
        """The rule's meaning: awards and the teams that get them, by their ids."""
        raise NotImplementedError

    def grid_points(self, field: League, context: Context) -> NDArray[np.int64] | None:
        """The same for all teams (teams x days of the challenge), or None to use `awards`."""
        return None

    def remarks(self, teams: int, context: Context) -> Iterable[str]:
        """What the organiser should know at the launch, given the number of teams. Default: nothing."""
        return ()
