"""Rules as the engine speaks to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Adjust,
    Award,
    Bounds,
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
    TeamAward,
    TeamRule,
    TeamTimeline,
    Timeline,
    Together,
)
from moonwalk.host import readonly, results
from moonwalk.host.failures import PluginFailure, Unusable, one_line, show
from moonwalk.host.handles import Config, NamedHandle

Kind = Literal["person", "day", "adjust", "team", "field", "company"]
Points = NDArray[np.int64]
Flags = NDArray[np.bool_]
_KINDS: Final[tuple[tuple[type[Any], Kind], ...]] = (
    (PersonRule, "person"),
    (DayRule, "day"),
    (Adjust, "adjust"),
    (TeamRule, "team"),
    (FieldRule, "field"),
    (CompanyRule, "company"),
)


class RuleHandle(NamedHandle):
    """A rule of any kind. Each kind answers only its own questions."""

    @property
    def kind(self) -> Kind:
        """Which of the six kinds it is."""
        return next(kind for base, kind in _KINDS if issubclass(self.declared.made, base))

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
        """Whether its class has a fast form."""
        base = next(base for base, _ in _KINDS if issubclass(self.declared.made, base))
        forms = ("grid_points", "grid_amounts", "grid_met", "grid_share")
        return any(getattr(self.declared.made, form, None) is not getattr(base, form, None) for form in forms)

    @property
    def pays(self) -> bool:
        """Whether it gives awards: a day rule does only where its class says so."""
        return self.kind != "day" or self.declared.made.awards is not DayRule.awards

    @property
    def later_days_may_change(self) -> bool:
        """Whether later days may change what an earlier day earned."""
        return bool(self.declared.made.later_days_may_change)

    def grain_of(self, config: Config, context: Context) -> Grain:
        """When it pays, as configured."""

        def question(rule: Any) -> Grain:
            answer = rule.grain_of(context)
            if not isinstance(answer, Grain):
                raise Unusable(f"it returned {show(answer)} instead of a Grain.")
            return answer

        return self.ask("grain_of", config, question)

    def awards(self, config: Config, timeline: Timeline, context: Context) -> tuple[Award, ...]:
        """The awards of a person rule, or of a day rule that pays, with reasons."""
        given, may_give = readonly.timeline(timeline, self.reads), self.badges(config)

        def question(rule: Any) -> tuple[Award, ...]:
            return results.with_badges(results.awards(rule.awards(given, context), context), may_give)

        return self.ask("awards", config, question)

    def badges(self, config: Config) -> tuple[str, ...]:
        """The badges that a person rule may give, as configured; other kinds give none."""
        if self.kind != "person":
            return ()
        return self.ask("badges", config, lambda rule: results.badges(rule.badges()))

    def may_give(self, config: Config) -> tuple[str, ...]:
        """The same for whoever only checks a file; none where the rule fails to say."""
        try:
            return self.badges(config)
        except PluginFailure:
            return ()

    def grid_badges(self, config: Config, grid: Grid, context: Context) -> NDArray[np.int16] | None:
        """The number of the badge given on each day, people x days; None where it has no fast form."""
        given, shape, names = readonly.grid(grid, self.reads), grid.shape, self.badges(config)

        def question(rule: Any) -> NDArray[np.int16] | None:
            answer = rule.grid_badges(given, context)
            return None if answer is None else results.badge_numbers(answer, shape, len(names))

        return self.ask("grid_badges", config, question)

    def grid_points(self, config: Config, grid: Grid, context: Context) -> Points | None:
        """The same points, people x days; None where it has no fast form."""
        given, shape = readonly.grid(grid, self.reads), grid.shape
        return self.ask("grid_points", config, lambda rule: _array(rule.grid_points(given, context), shape))

    @property
    def more_adds_more(self) -> bool:
        """Whether a day rule says that more done never makes it add less."""
        return bool(getattr(self.declared.made, "more_adds_more", False))

    @property
    def only_takes(self) -> bool:
        """Whether an adjustment says that it never adds, and that more before is never less after."""
        return bool(getattr(self.declared.made, "only_takes", False))

    def grid_bounds(self, config: Config, outlook: Outlook, context: Context) -> Bounds | None:
        """Between what its points can still end up; None where that is not known."""
        given = readonly.outlook(outlook)
        return self.ask(
            "grid_bounds", config, lambda rule: results.bounds(rule.grid_bounds(given, context), outlook)
        )

    def changes(self, config: Config, timeline: Timeline, context: Context) -> tuple[Change, ...]:
        """A day rule's changes, with reasons."""
        given = readonly.timeline(timeline, self.reads)
        return self.ask(
            "changes", config, lambda rule: results.changes(rule.changes(given, context), context)
        )

    def grid_amounts(self, config: Config, grid: Grid, context: Context) -> Mapping[str, Points] | None:
        """A day rule's added thousandths by activity, people x days; None where it has no fast form."""
        given, shape = readonly.grid(grid, self.reads), grid.shape

        return self.ask(
            "grid_amounts", config, lambda rule: results.added(rule.grid_amounts(given, context), shape)
        )

    def grid_met(self, config: Config, grid: Grid, context: Context) -> Mapping[str, Flags] | None:
        """A day rule's days that stand as met, by goal; None where it has no such fast form."""
        given, shape = readonly.grid(grid, self.reads), grid.shape
        return self.ask(
            "grid_met", config, lambda rule: results.stand_in(rule.grid_met(given, context), shape)
        )

    def adjustments(
        self,
        config: Config,
        awards: Mapping[str, Sequence[Award]],
        grains: Mapping[str, Grain],
        context: Context,
    ) -> tuple[Award, ...]:
        """The awards that an adjustment adds, given one person's awards by rule id."""
        given = {name: tuple(paid) for name, paid in awards.items()}
        return self.ask(
            "adjustments",
            config,
            lambda rule: results.awards(rule.adjustments(given, dict(grains), context), context),
        )

    def adjust_points(
        self,
        config: Config,
        points: Mapping[str, Points],
        grains: Mapping[str, Grain],
        week: NDArray[np.int16],
        context: Context,
    ) -> Points | None:
        """The points that an adjustment adds, people x days; None where it has no fast form."""
        shape = next((table.shape for table in points.values()), (0, len(week)))
        given, weeks = readonly.views(points), readonly.view(week)
        return self.ask(
            "grid_points",
            config,
            lambda rule: _array(rule.grid_points(given, dict(grains), weeks, context), shape),
        )

    def team_awards(self, config: Config, team: TeamTimeline, context: Context) -> tuple[Award, ...]:
        """A team rule's awards, with reasons."""
        return self.ask("awards", config, lambda rule: results.awards(rule.awards(team, context), context))

    def crowd_points(self, config: Config, crowd: Crowd, context: Context) -> Points | None:
        """A team rule's points, teams x days; None where it has no fast form."""
        given, shape = readonly.crowd(crowd), (crowd.teams, crowd.grid.shape[1])
        return self.ask("grid_points", config, lambda rule: _array(rule.grid_points(given, context), shape))

    def field_awards(self, config: Config, field: Field, context: Context) -> tuple[TeamAward, ...]:
        """A field rule's awards and the teams that get them."""
        given = readonly.field(field)

        def question(rule: Any) -> tuple[TeamAward, ...]:
            return results.team_awards(rule.awards(given, context), field.teams.ids, context)

        return self.ask("awards", config, question)

    def field_points(self, config: Config, field: Field, context: Context) -> Points | None:
        """A field rule's points, teams x days; None where it has no fast form."""
        given, shape = readonly.field(field), (len(field.teams), context.days)
        return self.ask("grid_points", config, lambda rule: _array(rule.grid_points(given, context), shape))

    def remarks(self, config: Config, teams: int, context: Context) -> tuple[str, ...]:
        """What a field rule tells the organiser at the launch."""

        def question(rule: Any) -> tuple[str, ...]:
            return tuple(one_line(one) for one in results.several(rule.remarks(teams, context), str))

        return self.ask("remarks", config, question)

    def shares(self, config: Config, timeline: Timeline, context: Context) -> tuple[int, ...]:
        """What each of one person's days adds to a rule of the company."""
        given = readonly.timeline(timeline, self.reads)

        def question(rule: Any) -> tuple[int, ...]:
            return tuple(
                results.whole(rule.share(day, context), "a share", results.AMOUNT) for day in given.days
            )

        return self.ask("share", config, question)

    def grid_shares(self, config: Config, grid: Grid, context: Context) -> Points | None:
        """The same for many people, people x days; None where the rule has no fast form."""
        given, shape = readonly.grid(grid, self.reads), grid.shape

        def question(rule: Any) -> Points | None:
            answer = rule.grid_share(given, context)
            return None if answer is None else results.array(answer, shape, results.AMOUNT)

        return self.ask("grid_share", config, question)

    def together(self, config: Config, total: int, context: Context) -> Together:
        """How far everyone is."""
        return self.ask("together", config, lambda rule: results.together(rule.together(total, context)))

    def steps(self, config: Config, totals: Sequence[int], context: Context) -> tuple[Reached, ...]:
        """What everyone has reached."""
        given = tuple(totals)
        return self.ask("steps", config, lambda rule: results.reached(rule.steps(given, context), context))


def _array(answer: object, shape: Sequence[int]) -> Points | None:
    return None if answer is None else results.array(answer, shape)
