"""Rules as the engine speaks to them: an adapter for each of the six kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    AdjustmentRule,
    Advice,
    Award,
    AwardPeriod,
    Card,
    ChallengeFacts,
    Change,
    CompanyProgress,
    CompanyRule,
    Context,
    DayRule,
    Inputs,
    League,
    LeagueRule,
    Milestone,
    PersonRule,
    Rule,
    TeamAward,
    TeamRule,
    TeamTimeline,
    Timeline,
    Trait,
)
from moonwalk.api.arrays import Bounds, Grid, RemainingDays, TeamGrid
from moonwalk.registry import read_only, validation
from moonwalk.registry.adapters import NamedAdapter
from moonwalk.registry.guard import Unusable, one_line, show
from moonwalk.registry.isolation import questions
from moonwalk.registry.isolation.questions import Method

Points = NDArray[np.int64]
Flags = NDArray[np.bool_]


class RuleAdapter(NamedAdapter):
    """What rules of all kinds share."""

    base: ClassVar[type[Rule]]
    vectorised_methods: ClassVar[tuple[str, ...]] = ("grid_points",)

    @property
    def award_period(self) -> AwardPeriod:
        """When it pays, as its class says."""
        return AwardPeriod(self.declared.attribute("award_period"))

    @property
    def inputs(self) -> frozenset[Inputs]:
        """What it is given; nothing else is."""
        return frozenset(self.declared.attribute("inputs"))

    @property
    def is_vectorised(self) -> bool:
        """Whether its class has a vectorised form; without one, each person takes a call."""
        return not self.profile.overrides.isdisjoint(self.vectorised_methods)

    @property
    def later_days_may_change(self) -> bool:
        """Whether later days may change what an earlier day earned."""
        return bool(self.declared.attribute("later_days_may_change"))

    def award_period_of(self, context: Context) -> AwardPeriod:
        """When it pays, as configured."""
        return self.ask("award_period_of", Method("award_period_of"), context, check=_award_period)

    @property
    def traits(self) -> frozenset[Trait]:
        """What it does that the advice of other rules may depend on."""
        return frozenset(self.declared.attribute("traits"))

    def advice(self, challenge: ChallengeFacts) -> tuple[Advice, ...]:
        """Its doubts about a challenge."""
        return self.ask(
            "advice",
            Method("advice"),
            challenge,
            check=lambda answer: validation.advice(answer, self.advises),
        )

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """Between what its points can still end up; None where that is not known."""
        seen = read_only.remaining(remaining)
        return self.ask(
            "grid_bounds",
            Method("grid_bounds"),
            seen,
            context,
            check=lambda answer: validation.bounds(answer, remaining),
        )


class PersonRuleAdapter(RuleAdapter):
    """A rule that pays a person for that person's own days."""

    base = PersonRule

    def awards(self, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """One person's awards, with reasons."""
        days, may_give = read_only.timeline(timeline, self.inputs), self.badges()

        def checked(answer: object) -> tuple[Award, ...]:
            return validation.with_badges(validation.awards(answer, context), may_give)

        return self.ask("awards", Method("awards"), days, context, check=checked)

    def grid_points(self, grid: Grid, context: Context) -> Points | None:
        """Everyone's points, people x days; None where it has no vectorised form."""
        seen, shape = read_only.grid(grid, self.inputs), grid.shape
        return self.ask(
            "grid_points",
            Method("grid_points"),
            seen,
            context,
            check=lambda answer: _array(answer, shape),
        )

    def badges(self) -> tuple[str, ...]:
        """The badges that it may give, as configured."""
        if "badges" not in self.profile.overrides:
            return ()
        return self.ask("badges", Method("badges"), check=validation.badges)

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The number of the badge given on each day, from 1 in `badges`, people x days; 0 is none.

        None where it has no vectorised form.
        """
        seen, shape, names = read_only.grid(grid, self.inputs), grid.shape, self.badges()

        def checked(answer: object) -> NDArray[np.int16] | None:
            return None if answer is None else validation.badge_numbers(answer, shape, len(names))

        return self.ask("grid_badges", Method("grid_badges"), seen, context, check=checked)

    def card(self, timeline: Timeline, context: Context) -> Card | None:
        """The card that it pays for, at the end of some days; None where it pays for none."""
        if "card" not in self.profile.overrides:
            return None
        days = read_only.timeline(timeline, self.inputs)
        return self.ask("card", Method("card"), days, context, check=validation.card)


class DayRuleAdapter(RuleAdapter):
    """A rule that changes days before they are scored, and may pay as well."""

    base = DayRule
    vectorised_methods = ("grid_points", "grid_amounts", "grid_met")

    @property
    def pays(self) -> bool:
        """Whether its class gives awards beside its changes."""
        return "awards" in self.profile.overrides

    @property
    def monotone(self) -> bool:
        """Whether it says that more done never makes it add less."""
        return bool(self.declared.attribute("monotone"))

    def awards(self, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """What it pays one person beside what it changes, with reasons."""
        days = read_only.timeline(timeline, self.inputs)
        return self.ask(
            "awards",
            Method("awards"),
            days,
            context,
            check=lambda answer: validation.awards(answer, context),
        )

    def grid_points(self, grid: Grid, context: Context) -> Points | None:
        """What it pays everyone, people x days; None where it has no vectorised form."""
        seen, shape = read_only.grid(grid, self.inputs), grid.shape
        return self.ask(
            "grid_points",
            Method("grid_points"),
            seen,
            context,
            check=lambda answer: _array(answer, shape),
        )

    def changes(self, timeline: Timeline, context: Context) -> tuple[Change, ...]:
        """What it changes on one person's days, with reasons."""
        days = read_only.timeline(timeline, self.inputs)
        return self.ask(
            "changes",
            Method("changes"),
            days,
            context,
            check=lambda answer: validation.changes(answer, context),
        )

    def grid_amounts(self, grid: Grid, context: Context) -> Mapping[str, Points] | None:
        """Added thousandths by activity, people x days; None where it has no vectorised form."""
        seen, shape = read_only.grid(grid, self.inputs), grid.shape
        return self.ask(
            "grid_amounts",
            Method("grid_amounts"),
            seen,
            context,
            check=lambda answer: validation.added(answer, shape),
        )

    def grid_met(self, grid: Grid, context: Context) -> Mapping[str, Flags] | None:
        """The days that stand as met, by goal, people x days; None where it has no such vectorised form."""
        seen, shape = read_only.grid(grid, self.inputs), grid.shape
        return self.ask(
            "grid_met",
            Method("grid_met"),
            seen,
            context,
            check=lambda answer: validation.stand_in(answer, shape),
        )


class AdjustmentRuleAdapter(RuleAdapter):
    """A rule that gives awards because of awards."""

    base = AdjustmentRule

    @property
    def only_deducts(self) -> bool:
        """Whether it says that it never adds, and that more before is never less after."""
        return bool(self.declared.attribute("only_deducts"))

    def adjustments(
        self,
        awards: Mapping[str, Sequence[Award]],
        award_periods: Mapping[str, AwardPeriod],
        context: Context,
    ) -> tuple[Award, ...]:
        """The awards to add, given one person's awards by rule id."""
        paid = read_only.mapping({name: tuple(each) for name, each in awards.items()})
        pays = read_only.mapping(award_periods)
        return self.ask(
            "adjustments",
            Method("adjustments"),
            paid,
            pays,
            context,
            check=lambda answer: validation.awards(answer, context),
        )

    def grid_points(
        self,
        points: Mapping[str, Points],
        award_periods: Mapping[str, AwardPeriod],
        week: NDArray[np.int16],
        context: Context,
    ) -> Points | None:
        """The points that it adds, people x days; None where it has no vectorised form."""
        shape = next((table.shape for table in points.values()), (0, len(week)))
        paid, pays, weeks = read_only.views(points), read_only.mapping(award_periods), read_only.view(week)
        return self.ask(
            "grid_points",
            Method("grid_points"),
            paid,
            pays,
            weeks,
            context,
            check=lambda answer: _array(answer, shape),
        )


class TeamRuleAdapter(RuleAdapter):
    """A rule that pays a team on top of its members' points."""

    base = TeamRule

    def awards(self, team: TeamTimeline, context: Context) -> tuple[Award, ...]:
        """One team's awards, with reasons."""
        return self.ask(
            "awards",
            Method("awards"),
            team,
            context,
            check=lambda answer: validation.awards(answer, context),
        )

    def grid_points(self, team_grid: TeamGrid, context: Context) -> Points | None:
        """All teams' points, teams x days; None where it has no vectorised form."""
        seen, shape = read_only.team_grid(team_grid), (team_grid.team_count, team_grid.grid.shape[1])
        return self.ask(
            "grid_points",
            Method("grid_points"),
            seen,
            context,
            check=lambda answer: _array(answer, shape),
        )


class LeagueRuleAdapter(RuleAdapter):
    """A rule that pays teams by comparing them with one another."""

    base = LeagueRule

    def awards(self, league: League, context: Context) -> tuple[TeamAward, ...]:
        """The awards, with reasons, and the teams that get them."""
        seen = read_only.league(league)
        most = validation.MOST + len(league.teams) * context.days + 1
        return self.ask(
            "awards",
            Method("awards", most),
            seen,
            context,
            check=lambda answer: validation.team_awards(answer, league.teams.ids, context),
        )

    def grid_points(self, league: League, context: Context) -> Points | None:
        """All teams' points, teams x days; None where it has no vectorised form."""
        seen, shape = read_only.league(league), (len(league.teams), context.days)
        return self.ask(
            "grid_points",
            Method("grid_points"),
            seen,
            context,
            check=lambda answer: _array(answer, shape),
        )

    def remarks(self, teams: int, context: Context) -> tuple[str, ...]:
        """What it tells the organiser at the launch, given the number of teams."""
        return self.ask("remarks", Method("remarks"), teams, context, check=_remarks)


class CompanyRuleAdapter(RuleAdapter):
    """A rule about what everyone does together. It pays nobody."""

    base = CompanyRule
    vectorised_methods = ("grid_share",)

    def shares(self, timeline: Timeline, context: Context) -> tuple[int, ...]:
        """The `share` of each of one person's days, in thousandths of what the rule counts."""
        days = read_only.timeline(timeline, self.inputs)

        def checked(answer: object) -> tuple[int, ...]:
            shares = validation.several(answer, object)
            if len(shares) != len(days.days):
                raise Unusable(f"it gave {len(shares)} shares for {len(days.days)} days.")
            return tuple(validation.whole(share, "a share", validation.AMOUNT) for share in shares)

        return self.ask("share", questions.shares, days, context, check=checked)

    def grid_share(self, grid: Grid, context: Context) -> Points | None:
        """Everyone's shares, people x days; None where it has no vectorised form."""
        seen, shape = read_only.grid(grid, self.inputs), grid.shape

        def checked(answer: object) -> Points | None:
            return None if answer is None else validation.array(answer, shape, validation.AMOUNT)

        return self.ask("grid_share", Method("grid_share"), seen, context, check=checked)

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """How far everyone is."""
        return self.ask("progress", Method("progress"), total, context, check=validation.progress)

    def milestones(self, totals: Sequence[int], context: Context) -> tuple[Milestone, ...]:
        """What everyone has reached, in order of day, given the sum of each day."""
        sums = tuple(totals)
        return self.ask(
            "milestones",
            Method("milestones"),
            sums,
            context,
            check=lambda answer: validation.milestones(answer, context),
        )


def _award_period(answer: object) -> AwardPeriod:
    if not isinstance(answer, AwardPeriod):
        raise Unusable(f"it returned {show(answer)} instead of an AwardPeriod.")
    return answer


def _remarks(answer: object) -> tuple[str, ...]:
    return tuple(one_line(remark) for remark in validation.several(answer, str))


def _array(answer: object, shape: Sequence[int]) -> Points | None:
    return None if answer is None else validation.array(answer, shape)
