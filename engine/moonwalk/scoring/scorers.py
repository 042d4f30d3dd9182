"""Rules and rankings as scoring speaks to them: whoever stands behind, in this process or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.company import Reached, Together
from moonwalk.api.context import Context, Grain, Reads
from moonwalk.api.days import Award, Change, Timeline
from moonwalk.api.grid import Crowd, Grid
from moonwalk.api.leagues import Field
from moonwalk.api.outlook import Bounds, Outlook
from moonwalk.api.scores import Scores
from moonwalk.api.teams import Summaries, TeamAward, TeamTimeline

Config = Mapping[str, Any]
Points = NDArray[np.int64]
Flags = NDArray[np.bool_]


class RuleFailed(Exception):
    """A rule did not answer, so the challenge is not scored. `at` is the line that named the rule."""

    def __init__(self, rule: str, at: str, cause: str) -> None:
        super().__init__(f"rule '{rule}' failed: {cause}")
        self.rule, self.at, self.cause = rule, at, cause

    def __reduce__(self) -> tuple[type[RuleFailed], tuple[str, str, str]]:
        return RuleFailed, (self.rule, self.at, self.cause)


class Scorer(Protocol):
    """A rule. Each kind of rule answers only its own calls; None means: no fast form."""

    def grain_of(self, config: Config, context: Context) -> Grain:
        """When it pays, as configured."""

    @property
    def reads(self) -> frozenset[Reads]:
        """What it is given."""

    @property
    def for_all_at_once(self) -> bool:
        """Whether it has a fast form; without one, each person takes a call."""

    @property
    def pays(self) -> bool:
        """Whether it gives awards; a day rule need not."""

    def awards(self, config: Config, timeline: Timeline, context: Context) -> Sequence[Award]:
        """A person rule's meaning, and what a day rule pays."""

    def grid_points(self, config: Config, grid: Grid, context: Context) -> Points | None:
        """The same in its fast form: people x days."""

    def badges(self, config: Config) -> tuple[str, ...]:
        """The badges that a person rule may give."""

    def grid_badges(self, config: Config, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The number of the badge given on each day, from 1 in `badges`: people x days."""

    @property
    def more_adds_more(self) -> bool:
        """Whether a day rule never adds less where more was done, and leaves closed weeks alone."""

    @property
    def only_takes(self) -> bool:
        """Whether an adjustment never adds to a week, nor leaves less where there was more."""

    def grid_bounds(self, config: Config, outlook: Outlook, context: Context) -> Bounds | None:
        """Between what its points can still end up; None where that is not known."""

    def changes(self, config: Config, timeline: Timeline, context: Context) -> Sequence[Change]:
        """A day rule's meaning."""

    def grid_amounts(self, config: Config, grid: Grid, context: Context) -> Mapping[str, Points] | None:
        """A day rule's fast form: added thousandths by activity, people x days."""

    def grid_met(self, config: Config, grid: Grid, context: Context) -> Mapping[str, Flags] | None:
        """A day rule's fast form: by goal the days that stand as met, people x days."""

    def adjustments(
        self,
        config: Config,
        awards: Mapping[str, Sequence[Award]],
        grains: Mapping[str, Grain],
        context: Context,
    ) -> Sequence[Award]:
        """An adjustment's meaning."""

    def adjust_points(
        self,
        config: Config,
        points: Mapping[str, Points],
        grains: Mapping[str, Grain],
        week: NDArray[np.int16],
        context: Context,
    ) -> Points | None:
        """An adjustment's fast form: people x days."""

    def team_awards(self, config: Config, team: TeamTimeline, context: Context) -> Sequence[Award]:
        """A team rule's meaning."""

    def crowd_points(self, config: Config, crowd: Crowd, context: Context) -> Points | None:
        """A team rule's fast form: teams x days."""

    def field_awards(self, config: Config, field: Field, context: Context) -> Sequence[TeamAward]:
        """A field rule's meaning."""

    def shares(self, config: Config, timeline: Timeline, context: Context) -> Sequence[int]:
        """What each of one person's days adds to a rule of the company."""

    def grid_shares(self, config: Config, grid: Grid, context: Context) -> Points | None:
        """The same for many people: people x days."""

    def together(self, config: Config, total: int, context: Context) -> Together:
        """How far everyone is, by a rule of the company."""

    def steps(self, config: Config, totals: Sequence[int], context: Context) -> Sequence[Reached]:
        """What everyone has reached, given the sum of each day."""

    def field_points(self, config: Config, field: Field, context: Context) -> Points | None:
        """A field rule's fast form: teams x days."""


class Ranker(Protocol):
    """A ranking."""

    @property
    def decimals(self) -> int:
        """How many decimals people see."""

    @property
    def takes_bonus(self) -> bool:
        """Whether a team's own bonus is added to its score."""

    @property
    def more_is_never_less(self) -> bool:
        """Whether more points never make a score less, and nothing but points and sizes matters."""

    def scores(self, config: Config, summaries: Summaries, context: Context) -> Scores:
        """Every row's exact score."""
