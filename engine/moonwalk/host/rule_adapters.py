"""Rules as the engine speaks to them: an adapter for each of the six kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Adjust,
    Advice,
    Award,
    Bounds,
    ChallengeFacts,
    Change,
    CompanyRule,
    Context,
    Crowd,
    DayRule,
    Field,
    FieldRule,
    Grain,
    Grid,
    Outlook,
    PersonRule,
    Reached,
    Reads,
    Rule,
    TeamAward,
    TeamRule,
    TeamTimeline,
    Timeline,
    Together,
    Trait,
)
from moonwalk.host import readonly, results
from moonwalk.host.adapters import NamedAdapter
from moonwalk.host.failures import Unusable, one_line, show

Points = NDArray[np.int64]
Flags = NDArray[np.bool_]


class RuleAdapter(NamedAdapter):
    """What rules of all kinds share."""

    base: ClassVar[type[Rule]]
    fast_forms: ClassVar[tuple[str, ...]] = ("grid_points",)

    @property
    def grain(self) -> Grain:
        """When it pays, as its class says."""
        return Grain(self.declared.made.grain)

    @property
    def reads(self) -> frozenset[Reads]:
        """What it is given; nothing else is."""
        return frozenset(self.declared.made.reads)

    @property
    def for_all_at_once(self) -> bool:
        """Whether its class has a fast form; without one, each person takes a call."""
        made = self.declared.made
        return any(getattr(made, form) is not getattr(self.base, form) for form in self.fast_forms)

    @property
    def later_days_may_change(self) -> bool:
        """Whether later days may change what an earlier day earned."""
        return bool(self.declared.made.later_days_may_change)

    def grain_of(self, context: Context) -> Grain:
        """When it pays, as configured."""

        def question(rule: Any) -> Grain:
            answer = rule.grain_of(context)
            if not isinstance(answer, Grain):
                raise Unusable(f"it returned {show(answer)} instead of a Grain.")
            return answer

        return self.ask("grain_of", question)

    @property
    def traits(self) -> frozenset[Trait]:
        """What it does that the advice of other rules may depend on."""
        return frozenset(self.declared.made.traits)

    def advice(self, challenge: ChallengeFacts) -> tuple[Advice, ...]:
        """Its doubts about a challenge."""
        return self.ask("advice", lambda rule: results.advice(rule.advice(challenge), self.advises))

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds | None:
        """Between what its points can still end up; None where that is not known."""
        seen = readonly.outlook(outlook)
        return self.ask("grid_bounds", lambda rule: results.bounds(rule.grid_bounds(seen, context), outlook))


class PersonRuleAdapter(RuleAdapter):
    """A rule that pays a person for that person's own days."""

    base = PersonRule

    def awards(self, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """One person's awards, with reasons."""
        days, may_give = readonly.timeline(timeline, self.reads), self.badges()

        def question(rule: Any) -> tuple[Award, ...]:
            return results.with_badges(results.awards(rule.awards(days, context), context), may_give)

        return self.ask("awards", question)

    def grid_points(self, grid: Grid, context: Context) -> Points | None:
        """Everyone's points, people x days; None where it has no fast form."""
        seen, shape = readonly.grid(grid, self.reads), grid.shape
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))

    def badges(self) -> tuple[str, ...]:
        """The badges that it may give, as configured."""
        return self.ask("badges", lambda rule: results.badges(rule.badges()))

    def grid_badges(self, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The number of the badge given on each day, from 1 in `badges`, people x days; 0 is none.

        None where it has no fast form.
        """
        seen, shape, names = readonly.grid(grid, self.reads), grid.shape, self.badges()

        def question(rule: Any) -> NDArray[np.int16] | None:
            answer = rule.grid_badges(seen, context)
            return None if answer is None else results.badge_numbers(answer, shape, len(names))

        return self.ask("grid_badges", question)


class DayRuleAdapter(RuleAdapter):
    """A rule that changes days before they are scored, and may pay as well."""

    base = DayRule
    fast_forms = ("grid_points", "grid_amounts", "grid_met")

    @property
    def pays(self) -> bool:
        """Whether its class gives awards beside its changes."""
        return self.declared.made.awards is not DayRule.awards

    @property
    def more_adds_more(self) -> bool:
        """Whether it says that more done never makes it add less."""
        return bool(self.declared.made.more_adds_more)

    def awards(self, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """What it pays one person beside what it changes, with reasons."""
        days = readonly.timeline(timeline, self.reads)
        return self.ask("awards", lambda rule: results.awards(rule.awards(days, context), context))

    def grid_points(self, grid: Grid, context: Context) -> Points | None:
        """What it pays everyone, people x days; None where it has no fast form."""
        seen, shape = readonly.grid(grid, self.reads), grid.shape
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))

    def changes(self, timeline: Timeline, context: Context) -> tuple[Change, ...]:
        """What it changes on one person's days, with reasons."""
        days = readonly.timeline(timeline, self.reads)
        return self.ask("changes", lambda rule: results.changes(rule.changes(days, context), context))

    def grid_amounts(self, grid: Grid, context: Context) -> Mapping[str, Points] | None:
        """Added thousandths by activity, people x days; None where it has no fast form."""
        seen, shape = readonly.grid(grid, self.reads), grid.shape
        return self.ask("grid_amounts", lambda rule: results.added(rule.grid_amounts(seen, context), shape))

    def grid_met(self, grid: Grid, context: Context) -> Mapping[str, Flags] | None:
        """The days that stand as met, by goal, people x days; None where it has no such fast form."""
        seen, shape = readonly.grid(grid, self.reads), grid.shape
        return self.ask("grid_met", lambda rule: results.stand_in(rule.grid_met(seen, context), shape))


class AdjustmentRuleAdapter(RuleAdapter):
    """A rule that gives awards because of awards."""

    base = Adjust

    @property
    def only_takes(self) -> bool:
        """Whether it says that it never adds, and that more before is never less after."""
        return bool(self.declared.made.only_takes)

    def adjustments(
        self, awards: Mapping[str, Sequence[Award]], grains: Mapping[str, Grain], context: Context
    ) -> tuple[Award, ...]:
        """The awards to add, given one person's awards by rule id."""
        paid = readonly.mapping({name: tuple(each) for name, each in awards.items()})
        pays = readonly.mapping(grains)
        return self.ask(
            "adjustments", lambda rule: results.awards(rule.adjustments(paid, pays, context), context)
        )

    def grid_points(
        self,
        points: Mapping[str, Points],
        grains: Mapping[str, Grain],
        week: NDArray[np.int16],
        context: Context,
    ) -> Points | None:
        """The points that it adds, people x days; None where it has no fast form."""
        shape = next((table.shape for table in points.values()), (0, len(week)))
        paid, pays, weeks = readonly.views(points), readonly.mapping(grains), readonly.view(week)
        return self.ask(
            "grid_points", lambda rule: _array(rule.grid_points(paid, pays, weeks, context), shape)
        )


class TeamRuleAdapter(RuleAdapter):
    """A rule that pays a team on top of its members' points."""

    base = TeamRule

    def awards(self, team: TeamTimeline, context: Context) -> tuple[Award, ...]:
        """One team's awards, with reasons."""
        return self.ask("awards", lambda rule: results.awards(rule.awards(team, context), context))

    def grid_points(self, crowd: Crowd, context: Context) -> Points | None:
        """All teams' points, teams x days; None where it has no fast form."""
        seen, shape = readonly.crowd(crowd), (crowd.teams, crowd.grid.shape[1])
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))


class LeagueRuleAdapter(RuleAdapter):
    """A rule that pays teams by comparing them with one another."""

    base = FieldRule

    def awards(self, field: Field, context: Context) -> tuple[TeamAward, ...]:
        """The awards, with reasons, and the teams that get them."""
        seen = readonly.field(field)

        def question(rule: Any) -> tuple[TeamAward, ...]:
            return results.team_awards(rule.awards(seen, context), field.teams.ids, context)

        return self.ask("awards", question)

    def grid_points(self, field: Field, context: Context) -> Points | None:
        """All teams' points, teams x days; None where it has no fast form."""
        seen, shape = readonly.field(field), (len(field.teams), context.days)
        return self.ask("grid_points", lambda rule: _array(rule.grid_points(seen, context), shape))

    def remarks(self, teams: int, context: Context) -> tuple[str, ...]:
        """What it tells the organiser at the launch, given the number of teams."""

        def question(rule: Any) -> tuple[str, ...]:
            return tuple(one_line(remark) for remark in results.several(rule.remarks(teams, context), str))

        return self.ask("remarks", question)


class CompanyRuleAdapter(RuleAdapter):
    """A rule about what everyone does together. It pays nobody."""

    base = CompanyRule
    fast_forms = ("grid_share",)

    def shares(self, timeline: Timeline, context: Context) -> tuple[int, ...]:
        """The `share` of each of one person's days, in thousandths of what the rule counts."""
        days = readonly.timeline(timeline, self.reads).days

        def question(rule: Any) -> tuple[int, ...]:
            return tuple(results.whole(rule.share(day, context), "a share", results.AMOUNT) for day in days)

        return self.ask("share", question)

    def grid_share(self, grid: Grid, context: Context) -> Points | None:
        """Everyone's shares, people x days; None where it has no fast form."""
        seen, shape = readonly.grid(grid, self.reads), grid.shape

        def question(rule: Any) -> Points | None:
            answer = rule.grid_share(seen, context)
            return None if answer is None else results.array(answer, shape, results.AMOUNT)

        return self.ask("grid_share", question)

    def together(self, total: int, context: Context) -> Together:
        """How far everyone is."""
        return self.ask("together", lambda rule: results.together(rule.together(total, context)))

    def steps(self, totals: Sequence[int], context: Context) -> tuple[Reached, ...]:
        """What everyone has reached, in order of day, given the sum of each day."""
        sums = tuple(totals)
        return self.ask("steps", lambda rule: results.reached(rule.steps(sums, context), context))


def _array(answer: object, shape: Sequence[int]) -> Points | None:
    return None if answer is None else results.array(answer, shape)
