"""Rules as the engine speaks to them: an adapter for each of the six kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    AdjustmentRule,
    Advice,
    Award,
    AwardPeriod,
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
from moonwalk.registry import validation
from moonwalk.registry.adapters import NamedAdapter
from moonwalk.registry.guard import Unusable, one_line, show

Points = NDArray[np.int64]
Flags = NDArray[np.bool_]


class RuleAdapter(NamedAdapter):
    """What rules of all kinds share."""

    base: ClassVar[type[Rule]]
    vectorised_methods: ClassVar[tuple[str, ...]] = ("grid_points",)

    @property
    def award_period(self) -> AwardPeriod:
        """When it pays, as its class says."""
        return AwardPeriod(self.declared.made.award_period)

    @property
    def inputs(self) -> frozenset[Inputs]:
        """What it is given; nothing else is."""
        return frozenset(self.declared.made.inputs)

    @property
    def is_vectorised(self) -> bool:
        """Whether its class has a vectorised form; without one, each person takes a call."""
        made = self.declared.made
        return any(getattr(made, form) is not getattr(self.base, form) for form in self.vectorised_methods)

    @property
    def later_days_may_change(self) -> bool:
        """Whether later days may change what an earlier day earned."""
        return bool(self.declared.made.later_days_may_change)

    def award_period_of(self, context: Context) -> AwardPeriod:
        """When it pays, as configured."""

        def question(rule: Any) -> AwardPeriod:
            answer = rule.award_period_of(context)
            if not isinstance(answer, AwardPeriod):
                raise Unusable(f"it returned {show(answer)} instead of an AwardPeriod.")
            return answer

        return self.ask("award_period_of", question)

    @property
    def traits(self) -> frozenset[Trait]:
        """What it does that the advice of other rules may depend on."""
        return frozenset(self.declared.made.traits)

    def advice(self, challenge: ChallengeFacts) -> tuple[Advice, ...]:
        """Its doubts about a challenge."""
        return self.ask("advice", lambda rule: validation.advice(rule.advice(challenge), self.advises))

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds | None:
        """Between what its points can still end up; None where that is not known."""
        seen = validation.remaining(remaining)
        return self.ask(
            "grid_bounds", lambda rule: validation.bounds(rule.grid_bounds(seen, context), remaining)
        )


class PersonRuleAdapter(RuleAdapter):
    """A rule that pays a person for that person's own days."""

    base = PersonRule

    def awards(self, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """One person's awards, with reasons."""
        days, may_give = validation.timeline(timeline, self.inputs), self.badges()

        def question(rule: Any) -> tuple[Award, ...]:
            return validation.with_badges(validation.awards(rule.awards(days, context), context), may_give)

        return self.ask("awards", question)

    def grid_points(self, grid: Grid, context: Context) -> Points | None:
        """Everyone's points, people x days; None where it has no vectorised form."""
        seen, shape = validation.grid(grid, self.inputs), grid.shape
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))

    def badges(self) -> tuple[str, ...]:
        """The badges that it may give, as configured."""
        return self.ask("badges", lambda rule: validation.badges(rule.badges()))

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The number of the badge given on each day, from 1 in `badges`, people x days; 0 is none.

        None where it has no vectorised form.
        """
        seen, shape, names = validation.grid(grid, self.inputs), grid.shape, self.badges()

        def question(rule: Any) -> NDArray[np.int16] | None:
            answer = rule.grid_badges(seen, context)
            return None if answer is None else validation.badge_numbers(answer, shape, len(names))

        return self.ask("grid_badges", question)


class DayRuleAdapter(RuleAdapter):
    """A rule that changes days before they are scored, and may pay as well."""

    base = DayRule
    vectorised_methods = ("grid_points", "grid_amounts", "grid_met")

    @property
    def pays(self) -> bool:
        """Whether its class gives awards beside its changes."""
        return self.declared.made.awards is not DayRule.awards

    @property
    def monotone(self) -> bool:
        """Whether it says that more done never makes it add less."""
        return bool(self.declared.made.monotone)

    def awards(self, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """What it pays one person beside what it changes, with reasons."""
        days = validation.timeline(timeline, self.inputs)
        return self.ask("awards", lambda rule: validation.awards(rule.awards(days, context), context))

    def grid_points(self, grid: Grid, context: Context) -> Points | None:
        """What it pays everyone, people x days; None where it has no vectorised form."""
        seen, shape = validation.grid(grid, self.inputs), grid.shape
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))

    def changes(self, timeline: Timeline, context: Context) -> tuple[Change, ...]:
        """What it changes on one person's days, with reasons."""
        days = validation.timeline(timeline, self.inputs)
        return self.ask("changes", lambda rule: validation.changes(rule.changes(days, context), context))

    def grid_amounts(self, grid: Grid, context: Context) -> Mapping[str, Points] | None:
        """Added thousandths by activity, people x days; None where it has no vectorised form."""
        seen, shape = validation.grid(grid, self.inputs), grid.shape
        return self.ask(
            "grid_amounts", lambda rule: validation.added(rule.grid_amounts(seen, context), shape)
        )

    def grid_met(self, grid: Grid, context: Context) -> Mapping[str, Flags] | None:
        """The days that stand as met, by goal, people x days; None where it has no such vectorised form."""
        seen, shape = validation.grid(grid, self.inputs), grid.shape
        return self.ask("grid_met", lambda rule: validation.stand_in(rule.grid_met(seen, context), shape))


class AdjustmentRuleAdapter(RuleAdapter):
    """A rule that gives awards because of awards."""

    base = AdjustmentRule

    @property
    def only_deducts(self) -> bool:
        """Whether it says that it never adds, and that more before is never less after."""
        return bool(self.declared.made.only_deducts)

    def adjustments(
        self,
        awards: Mapping[str, Sequence[Award]],
        award_periods: Mapping[str, AwardPeriod],
        context: Context,
    ) -> tuple[Award, ...]:
        """The awards to add, given one person's awards by rule id."""
        paid = validation.mapping({name: tuple(each) for name, each in awards.items()})
        pays = validation.mapping(award_periods)
        return self.ask(
            "adjustments", lambda rule: validation.awards(rule.adjustments(paid, pays, context), context)
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
        paid, pays, weeks = validation.views(points), validation.mapping(award_periods), validation.view(week)
        return self.ask(
            "grid_points", lambda rule: _array(rule.grid_points(paid, pays, weeks, context), shape)
        )


class TeamRuleAdapter(RuleAdapter):
    """A rule that pays a team on top of its members' points."""

    base = TeamRule

    def awards(self, team: TeamTimeline, context: Context) -> tuple[Award, ...]:
        """One team's awards, with reasons."""
        return self.ask("awards", lambda rule: validation.awards(rule.awards(team, context), context))

    def grid_points(self, team_grid: TeamGrid, context: Context) -> Points | None:
        """All teams' points, teams x days; None where it has no vectorised form."""
        seen, shape = validation.team_grid(team_grid), (team_grid.team_count, team_grid.grid.shape[1])
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))


class LeagueRuleAdapter(RuleAdapter):
    """A rule that pays teams by comparing them with one another."""

    base = LeagueRule

    def awards(self, league: League, context: Context) -> tuple[TeamAward, ...]:
        """The awards, with reasons, and the teams that get them."""
        seen = validation.league(league)

        def question(rule: Any) -> tuple[TeamAward, ...]:
            return validation.team_awards(rule.awards(seen, context), league.teams.ids, context)

        return self.ask("awards", question)

    def grid_points(self, league: League, context: Context) -> Points | None:
        """All teams' points, teams x days; None where it has no vectorised form."""
        seen, shape = validation.league(league), (len(league.teams), context.days)
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))

    def remarks(self, teams: int, context: Context) -> tuple[str, ...]:
        """What it tells the organiser at the launch, given the number of teams."""

        def question(rule: Any) -> tuple[str, ...]:
            return tuple(one_line(remark) for remark in validation.several(rule.remarks(teams, context), str))

        return self.ask("remarks", question)


class CompanyRuleAdapter(RuleAdapter):
    """A rule about what everyone does together. It pays nobody."""

    base = CompanyRule
    vectorised_methods = ("grid_share",)

    def shares(self, timeline: Timeline, context: Context) -> tuple[int, ...]:
        """The `share` of each of one person's days, in thousandths of what the rule counts."""
        days = validation.timeline(timeline, self.inputs).days

        def question(rule: Any) -> tuple[int, ...]:
            return tuple(
                validation.whole(rule.share(day, context), "a share", validation.AMOUNT) for day in days
            )

        return self.ask("share", question)

    def grid_share(self, grid: Grid, context: Context) -> Points | None:
        """Everyone's shares, people x days; None where it has no vectorised form."""
        seen, shape = validation.grid(grid, self.inputs), grid.shape

        def question(rule: Any) -> Points | None:
            answer = rule.grid_share(seen, context)
            return None if answer is None else validation.array(answer, shape, validation.AMOUNT)

        return self.ask("grid_share", question)

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """How far everyone is."""
        return self.ask("progress", lambda rule: validation.progress(rule.progress(total, context)))

    def milestones(self, totals: Sequence[int], context: Context) -> tuple[Milestone, ...]:
        """What everyone has reached, in order of day, given the sum of each day."""
        sums = tuple(totals)
        return self.ask(
            "milestones", lambda rule: validation.milestones(rule.milestones(sums, context), context)
        )


def _array(answer: object, shape: Sequence[int]) -> Points | None:
    return None if answer is None else validation.array(answer, shape)
