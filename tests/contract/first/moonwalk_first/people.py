"""Rules of people, and one with every typed field. Never edit this: see README.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import field_validator

from moonwalk.api import (
    AdjustmentRule,
    Advice,
    Award,
    AwardPeriod,
    ChallengeFacts,
    Change,
    Context,
    Day,
    DayRule,
    DuringPolicy,
    Entry,
    FieldError,
    GoalInfo,
    GoalPeriod,
    Group,
    Inputs,
    PersonRule,
    Progress,
    RuleFacts,
    Status,
    Timeline,
    Trait,
    show_amount,
)
from moonwalk.api.fields import (
    Activity,
    Amount,
    AmountByWeek,
    Badge,
    Board,
    ByWeek,
    Clock,
    ClockTime,
    Column,
    Condition,
    ConditionValue,
    DailyGoal,
    Days,
    DaysOfWeek,
    Distance,
    FileDay,
    FirstOfWeek,
    Goal,
    Label,
    Logs,
    Number,
    Percent,
    Period,
    PeriodValue,
    Points,
    PointsLimit,
    Quantity,
    RuleName,
    ShareOfWeek,
    ShortText,
    Text,
    Weekday,
    WeeklyGoal,
    WeekSpan,
    Whole,
    convertible,
    singular,
)


class Band(Group):
    """{points} points from {at_least}"""

    at_least: Amount
    points: Whole


class Steady(PersonRule):
    """{points} points for {goal}, and more for much."""

    name: ClassVar[str] = "steady"
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.SELF, Inputs.BASELINE})
    during_policy: ClassVar[DuringPolicy] = "any days"
    advises: ClassVar[tuple[str, ...]] = ("no_cap",)
    traits: ClassVar[frozenset[Trait]] = frozenset({Trait.PAYS_FOR_RETURN})
    later_days_may_change: ClassVar[bool] = False

    goal: Goal
    activity: Activity
    points: Points
    bands: tuple[Band, ...] = ()
    badge: Badge | None = None

    @field_validator("bands")
    @classmethod
    def _rising(cls, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        for number, (band, after) in enumerate(pairwise(bands), 1):
            if band.at_least.canonical >= after.at_least.canonical:
                raise FieldError("The bands must rise. Write the smallest first.", at=f"{number}.at_least")
        return bands

    def advice(self, challenge: ChallengeFacts) -> Iterable[Advice]:
        """That nothing caps it."""
        mine: RuleFacts = challenge.rule
        if not challenge.others_with(Trait.CAPS_POINTS) and challenge.weeks and challenge.days_a_week == 7:
            yield Advice(name="no_cap", text=f"nothing caps the points of {mine.id}.", at="points")

    def award_period_of(self, context: Context) -> AwardPeriod:
        """By the day."""
        return AwardPeriod.DAY

    def badges(self) -> tuple[str, ...]:
        """The one badge, if there is one."""
        return (self.badge,) if self.badge else ()

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """An award for each good day, with what was done in words."""
        goal: GoalInfo = context.goals[self.goal]
        each: GoalPeriod = goal.each
        usual = sum(day.amounts.get(self.activity, 0) for day in timeline.before)
        for week, days in timeline.weeks():
            for day in days:
                if self.goal in day.met and each == "day":
                    yield self._award(day, week, context, usual)

    def _award(self, day: Day, week: int, context: Context, usual: int) -> Award:
        done = day.amounts.get(self.activity, 0)
        have: Progress = day.progress[self.goal]
        unit = context.unit(self.activity)
        more = [band.points for band in self.bands if band.at_least.thousandths(unit) <= done]
        words = f"{context.label(self.activity)} {show_amount(done, unit)}, {have.have} of {have.need}"
        logged: tuple[Entry, ...] = day.entries
        assert all(entry.activity == "step" and entry.amount > 0 and entry.id for entry in logged)
        assert day.week == week == context.week_of(day.date)
        return Award(
            day=day.date,
            points=self.points.at(week) + max(more, default=0),
            reason=f"{words}, {usual} before",
            entries=day.entries_of(self.activity, context.counts_as),
            badge=self.badge or "",
        )


class Fields(PersonRule):
    """Every typed field; one point on day 1, which says what each key has become."""

    name: ClassVar[str] = "fields"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.CHALLENGE
    during_policy: ClassVar[DuringPolicy] = "whole challenge"

    activity: Activity
    amount: Amount
    amount_by_week: AmountByWeek
    badge: Badge
    board: Board
    clock: Clock
    column: Column
    condition: Condition
    daily_goal: DailyGoal
    days: Days
    days_of_week: DaysOfWeek
    distance: Distance
    first_of_week: FirstOfWeek
    goal: Goal
    short_label: Label
    logs: Logs
    number: Number
    percent: Percent
    period: Period
    points: Points
    points_limit: PointsLimit
    rule_name: RuleName
    short_text: ShortText
    text: Text
    weekday: Weekday
    weekly_goal: WeeklyGoal
    whole: Whole
    named: dict[str, Whole]
    typed: dict[Amount, Points]
    choice: Literal["one", "other"] = "one"
    several: tuple[Whole, ...] = ()
    left_out: Whole | None = None

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """One point on day 1."""
        first = timeline.days[0]
        assert self.left_out is None
        assert isinstance(self.amount, Quantity)
        assert isinstance(self.amount_by_week, ByWeek)
        assert all(isinstance(span, WeekSpan) for span in self.amount_by_week.spans)
        assert isinstance(self.clock, ClockTime)
        assert isinstance(self.condition, ConditionValue)
        assert isinstance(self.days_of_week, ShareOfWeek)
        assert isinstance(self.number, Fraction)
        assert isinstance(self.period, PeriodValue)
        assert isinstance(self.period.first, FileDay)
        assert convertible("km", self.distance.unit)
        yield Award(day=first.date, points=1, reason=self.said(context))

    def said(self, context: Context) -> str:
        """Every key in words."""
        assert self.condition.holds(members=4, matching=4)
        return " | ".join(
            (
                f"{self.amount} {self.amount_by_week.at(2)} {self.badge} {self.board} {self.clock}",
                f"{self.column} {self.text_of('condition')} {self.daily_goal} {self.days}",
                f"{self.days_of_week} {self.days_of_week.needed(5)} {self.distance} {self.first_of_week}",
                f"{self.goal} {self.short_label} {self.logs} {self.number} {self.percent} {self.period}",
                f"{self.period.covers(date(2027, 1, 5), context.starts)} {self.points} {self.points_limit}",
                f"{self.rule_name} {self.short_text} {self.text} {self.weekday} {self.weekly_goal}",
                f"{self.whole} {self.choice} {self.several} {self.named} {self.points.by_day([1, 2])}",
                f"{[f'{key}: {value}' for key, value in self.typed.items()]} {singular('glasses')}",
                f"{self.points.values()} {context.seed >= 0} {context.days} {context.weeks}",
            )
        )


class Doubled(DayRule):
    """Twice as much of {activity} on {during_day}."""

    name: ClassVar[str] = "doubled"
    monotone: ClassVar[bool] = True

    activity: Activity
    during_day: Weekday
    goal: Goal | None = None

    def changes(self, timeline: Timeline, context: Context) -> Iterable[Change]:
        """As much again on these days, and a missed goal stands as met."""
        for day in timeline.days:
            if day.date.weekday() != self.during_day:
                continue
            amount = day.amounts.get(self.activity, 0)
            if amount:
                yield Change(day=day.date, reason="twice as much", activity=self.activity, amount=amount)
            elif self.goal and day.missed and day.status is Status.DUE:
                yield Change(day=day.date, reason="a day off", counts_as_met=self.goal)

    def awards(self, timeline: Timeline, context: Context) -> Iterable[Award]:
        """Nothing beside what it changes."""
        return ()


class Capped(AdjustmentRule):
    """At most {a_day} a day."""

    name: ClassVar[str] = "capped"
    only_deducts: ClassVar[bool] = True
    traits: ClassVar[frozenset[Trait]] = frozenset({Trait.CAPS_POINTS})

    a_day: PointsLimit

    def adjustments(
        self,
        awards: Mapping[str, Sequence[Award]],
        award_periods: Mapping[str, AwardPeriod],
        context: Context,
    ) -> Iterable[Award]:
        """What is above the limit is taken away again."""
        by_day: dict[date, int] = {}
        for rule, given in awards.items():
            for award in given if award_periods[rule] is AwardPeriod.DAY else ():
                by_day[award.day] = by_day.get(award.day, 0) + award.points
        for day, points in by_day.items():
            over = points - self.a_day.at(context.week_of(day))
            if over > 0:
                yield Award(day=day, points=-over, reason=f"{over} over the limit")
