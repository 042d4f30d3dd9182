"""What scoring is told about a challenge: calendar, goals, boards, and its rules and how to ask them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from moonwalk.api.timeline import Context, GoalPeriod, Inputs
from moonwalk.api.values import ByWeek, ConditionValue, OwnDays, ShareOfWeek
from moonwalk.registry import (
    AdjustmentRuleAdapter,
    CompanyRuleAdapter,
    DayRuleAdapter,
    LeagueRuleAdapter,
    PersonRuleAdapter,
    RankingAdapter,
    RuleAdapter,
    TeamRuleAdapter,
)
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import FOREVER, BoolArray
from moonwalk.scoring.roster_columns import columns_of

PartWeeks = Literal["goals shrink with the days", "goals stay", "week does not count"]


Ranks = Literal["people", "teams", "roster column"]


Numbering = Literal["standard", "dense", "modified", "ordinal", "fractional"]


Recurring = Literal["the whole challenge", "each week", "each month"]


Rule_co = TypeVar("Rule_co", bound=RuleAdapter, covariant=True)


@dataclass(frozen=True)
class ActivityPlan:
    """An activity. `target` is the one it counts as (itself, if none), `rate` how much of that it makes.

    Limits are in thousandths of the activity's own unit.
    """

    name: str
    label: str
    unit: str
    target: str
    rate: Fraction = Fraction(1)
    reject_entry_above: int | None = None
    reject_day_above: int | None = None
    same_day: Literal["add", "latest", "largest"] = "add"
    devices: Literal["largest", "add"] = "largest"


@dataclass(frozen=True)
class TargetBounds:
    """The bounds of a target that people choose, and the target of whoever chooses none, in thousandths."""

    lowest: int
    highest: int
    unless_chosen: int


@dataclass(frozen=True)
class GoalPlan:
    """A goal: an amount to reach (thousandths, by week), days on which another goal is met, or other goals.

    `within` is the least and the most of a span, in thousandths. With `of_points`, `reach` is in thousandths
    of a point, of the rules `of_rules` (none: all). `only_where` has keys of values by roster column: others
    cannot meet it.
    """

    name: str
    label: str
    each: GoalPeriod
    activity: str = ""
    reach: ByWeek[int] | None = None
    days: ShareOfWeek | OwnDays | None = None
    meeting: str = ""
    within: tuple[int, int] | None = None
    own_target: TargetBounds | None = None
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    of_points: bool = False
    of_rules: tuple[str, ...] = ()
    only_where: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the goals that this one is made of."""
        return (self.meeting,) if self.meeting else self.all_of or self.any_of


@dataclass(frozen=True)
class RulePlan(Generic[Rule_co]):
    """A configured rule and the adapter through which it is asked.

    `during` says for each day whether it pays (None: always); `at` is its place in the file. `compares` are
    the boards that it names, and `goals` the goals. It pays only on days, or in weeks, with the goal
    `only_when`, and only people with one of the values `only_where` by roster column (keys of values);
    `rows` are those people among the ones that are scored. With `logged_within`, it sees only what was logged
    so many days after its day.
    """

    id: str
    label: str
    adapter: Rule_co
    at: str
    during: BoolArray | None = None
    compares: tuple[str, ...] = ()
    goals: frozenset[str] = frozenset()
    only_when: str = ""
    only_where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: BoolArray | None = None
    logged_within: int | None = None

    @property
    def is_conditional(self) -> bool:
        """Whether it pays only with a goal, only some people, or only what is logged soon enough."""
        return bool(self.only_when or self.only_where) or self.logged_within is not None


AnyRulePlan: TypeAlias = RulePlan[RuleAdapter]
PayingRulePlan: TypeAlias = RulePlan[PersonRuleAdapter | DayRuleAdapter]


@dataclass(frozen=True)
class Absence:
    """What a day counts as on which somebody was away, in the `words` of the file; nothing by default.

    Either `share` of what the person does on average, or `amount` (thousandths) of an activity.
    """

    words: str = "does not count"
    share: Fraction | None = None
    activity: str = ""
    amount: int = 0

    @property
    def counts(self) -> bool:
        """Whether it counts as something."""
        return self.share is not None or self.is_fixed

    @property
    def is_fixed(self) -> bool:
        """Whether it counts as the same amount for everybody, also for who never does anything."""
        return bool(self.activity)


NOTHING: Final = Absence()
OWN_AVERAGE: Final = Absence("counts as own average", Fraction(1))


@dataclass(frozen=True)
class TeamsPlan:
    """What teams do with members who log nothing, join, leave or move."""

    leave_out_silent: bool = False
    joiners_from_start: bool = False
    leavers_take_points: bool = False
    movers_take_points: bool = False


@dataclass(frozen=True)
class BoardPlan:
    """A board: what it ranks, how, and how ties are broken (`ties` ends with `lot` or `shared place`).

    `column` is the roster column that is ranked; `split_by` is the column for each of whose values there is
    a separate board. Both are empty for none. A board is over each `period` by itself, or over the days
    `during` (None: all), which are `during_text` in words. `compares` are the boards that its ranking names.
    With `leaves_out`, rows that take no place are as if they were not there.
    """

    name: str
    label: str
    ranks: Ranks
    ranking: RankingAdapter
    at: str = ""
    of_rules: tuple[str, ...] = ()
    ties: tuple[str, ...] = ("participation", "shared place")
    numbering: Numbering = "standard"
    place_needs: tuple[ConditionValue, ...] = ()
    column: str = ""
    split_by: str = ""
    period: Recurring = "the whole challenge"
    during: BoolArray | None = None
    during_text: str = ""
    compares: tuple[str, ...] = ()
    leaves_out: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is over the whole challenge."""
        return self.period == "the whole challenge" and self.during is None


@dataclass(frozen=True)
class EarlierPlan:
    """The plan of a text that an amendment left in force, for the days before `until` (an index)."""

    plan: Plan
    until: int


@dataclass(frozen=True)
class Plan:
    """Everything that scoring needs to know beside the facts.

    `earlier` are the plans by which the first days are scored, in order, where an amendment applies from a
    day on. What concerns no single day, such as teams, boards and deadlines, is the same in all of them.
    `company_rules` look at what everyone does together, `team_totals` are such rules for each team by itself.
    `not_placed` has keys of values (`membership.value_key`) by roster column. `today` is the index of the
    day in the challenge's zone.
    """

    calendar: Calendar
    activities: tuple[ActivityPlan, ...]
    goals: tuple[GoalPlan, ...] = ()
    day_rules: tuple[RulePlan[DayRuleAdapter], ...] = ()
    person_rules: tuple[RulePlan[PersonRuleAdapter], ...] = ()
    adjustment_rules: tuple[RulePlan[AdjustmentRuleAdapter], ...] = ()
    team_rules: tuple[RulePlan[TeamRuleAdapter], ...] = ()
    league_rules: tuple[RulePlan[LeagueRuleAdapter], ...] = ()
    company_rules: tuple[RulePlan[CompanyRuleAdapter], ...] = ()
    team_totals: tuple[RulePlan[CompanyRuleAdapter], ...] = ()
    boards: tuple[BoardPlan, ...] = ()
    teams: TeamsPlan = TeamsPlan()
    part_weeks: PartWeeks = "goals shrink with the days"
    a_paused_day: Absence = NOTHING
    a_missed_day: Absence = NOTHING
    not_placed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # People further east may have logged for the day after this one, which counts. Shares leave it out
    # all the same: most people have not had the chance to log it yet.
    today: int = FOREVER
    earlier: tuple[EarlierPlan, ...] = ()
    context: Context = field(kw_only=True)

    @property
    def spans(self) -> tuple[tuple[Plan, slice], ...]:
        """The days and the plan by which they are scored, in order; the last plan is this one."""
        begins = [0, *(part.until for part in self.earlier)]
        spans = [
            (part.plan, slice(begin, part.until)) for part, begin in zip(self.earlier, begins, strict=False)
        ]
        return (*spans, (replace(self, earlier=()) if self.earlier else self, slice(begins[-1], None)))

    def goal(self, name: str) -> GoalPlan:
        """Return a goal by name. KeyError where there is none."""
        return {goal.name: goal for goal in self.goals}[name]

    def absent_amount(self, activity: str) -> int:
        """Return the most of an activity that an absent day may count as, where it is fixed (thousandths)."""
        return max(day.amount * (day.activity == activity) for day in (self.a_paused_day, self.a_missed_day))

    def board(self, name: str) -> BoardPlan:
        """Return a board by name. KeyError where there is none."""
        return {board.name: board for board in self.boards}[name]

    @cached_property
    def columns(self) -> frozenset[str]:
        """The roster columns that boards, rules and goals read."""
        own = columns_of(self.columns_of_boards) | self.columns_of_some
        return own.union(
            *(part.plan.columns for part in self.earlier), self.not_placed if self.boards else ()
        )

    @property
    def columns_of_boards(self) -> frozenset[str]:
        """The columns that boards look at, also one within another."""
        return frozenset(name for board in self.boards for name in (board.column, board.split_by) if name)

    @cached_property
    def columns_of_some(self) -> frozenset[str]:
        """The roster columns that say for whom a rule or goal is."""
        of_goals = (goal.only_where for goal in self.goals)
        of_earlier = (part.plan.columns_of_some for part in self.earlier)
        return frozenset().union(*of_earlier, *of_goals, *(rule.only_where for rule in self.rules.values()))

    def values_of_some(self, column: str) -> list[str]:
        """Return the values (keys) of a roster column for which a rule or goal is, and a blank for others."""
        parts = [goal.only_where for goal in self.goals]
        parts += [rule.only_where for rule in self.rules.values()]
        keys = sorted({key for part in parts for key in part.get(column, ())})
        return [*keys, ""] if keys else []

    @property
    def goals_on_points(self) -> frozenset[str]:
        """The goals of points, and those that are made of some."""
        late: set[str] = set()
        if any(goal.of_points for goal in self.goals):
            for goal in in_dependency_order(self.goals):
                if goal.of_points or late.intersection(goal.parts):
                    late.add(goal.name)
        return frozenset(late)

    def asks_for_points(self, rule: AnyRulePlan) -> bool:
        """Whether a rule asks for a goal of points, and so pays only once other rules have."""
        return bool(self.goals_on_points & {*rule.goals, rule.only_when})

    @property
    def totalling(self) -> tuple[RulePlan[CompanyRuleAdapter], ...]:
        """The rules that add up what people do: everyone's, or each team's."""
        return (*self.company_rules, *self.team_totals)

    @property
    def earning(self) -> tuple[PayingRulePlan, ...]:
        """The rules that pay people without looking at other rules: person rules, and day rules that pay."""
        return (*self.person_rules, *(rule for rule in self.day_rules if rule.adapter.pays))

    def activity(self, name: str) -> ActivityPlan:
        """Return an activity by name. KeyError where there is none."""
        return {activity.name: activity for activity in self.activities}[name]

    def decimals_of(self, board: BoardPlan) -> int:
        """Return how many decimals people see of a board's scores: no fewer than points have."""
        ranking = board.ranking
        # A share is no number of points, and nothing is added to it.
        return max(ranking.decimals, self.context.point_decimals * ranking.adds_team_bonus)

    def with_board(self, board: BoardPlan) -> Plan:
        """Return the plan with this board in place of the one of its name."""
        return replace(
            self, boards=tuple(board if known.name == board.name else known for known in self.boards)
        )

    @property
    def reads_lots(self) -> bool:
        """Whether any rule draws among the members of a team, so that everyone needs a lot."""
        earlier = any(part.plan.reads_lots for part in self.earlier)
        return earlier or any(Inputs.LOT in rule.adapter.inputs for rule in self.team_rules)

    @cached_property
    def rules(self) -> Mapping[str, AnyRulePlan]:
        """Every rule of every kind, by its id; those that only earlier days have come last."""
        kinds = (getattr(self, part.name) for part in fields(self))
        rules = (rule for kind in kinds if isinstance(kind, tuple) for rule in kind)
        by_id = {rule.id: rule for rule in rules if isinstance(rule, RulePlan)}
        for part in reversed(self.earlier):
            by_id.update({name: rule for name, rule in part.plan.rules.items() if name not in by_id})
        return by_id

    @property
    def reads_baseline(self) -> bool:
        """Whether any rule reads the days before the challenge."""
        rules = (*self.day_rules, *self.person_rules)
        return any(Inputs.BASELINE in rule.adapter.inputs for rule in rules)


def in_dependency_order(goals: Iterable[GoalPlan]) -> Iterable[GoalPlan]:
    """Return the goals, each after those that it is made of. CycleError where one contains itself."""
    by_name = {goal.name: goal for goal in goals}
    order = TopologicalSorter({goal.name: goal.parts for goal in by_name.values()}).static_order()
    return [by_name[name] for name in order]
