"""A vocabulary without plugins: rules declared here, with the keys that the language gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationError, model_validator

from moonwalk.api import (
    Activity,
    Adjust,
    Amount,
    AmountByWeek,
    Badge,
    Board,
    CompanyRule,
    Condition,
    Covers,
    DailyGoal,
    DayRule,
    Days,
    Decimal,
    Declared,
    Distance,
    FieldRule,
    FirstOfWeek,
    Goal,
    Percent,
    Period,
    PersonRule,
    Points,
    PointsLimit,
    Ranking,
    RuleName,
    Shape,
    TeamRule,
    Text200,
    Trigger,
    Weekday,
    WeeklyGoal,
    Whole,
    shapes_of,
)
from moonwalk.api.sentences import first_line
from moonwalk.definitions import Declaration, Use
from moonwalk.host.objections import objections


class PerUnit(PersonRule):
    """{points} points for each {per} of {activity}."""

    name: ClassVar[str] = "per_unit"
    activity: Activity | None = None
    points: Points
    per: Amount
    cap_per_day: AmountByWeek | None = None
    paid_days: FirstOfWeek | None = None


class GoalMet(PersonRule):
    """{points} points each time {goal} is met."""

    name: ClassVar[str] = "goal_met"
    goal: Goal
    points: Points
    partly: Literal["nothing", "in proportion"] = "nothing"


class Streak(PersonRule):
    """{points} points for every {every} in a row with {goal}."""

    name: ClassVar[str] = "streak"
    goal: Goal
    every: Days
    points: Points
    freezes: Whole = 0


class Comeback(PersonRule):
    """{points} points for coming back after {after_missed} missed."""

    name: ClassVar[str] = "comeback"
    goal: Goal
    points: Points
    after_missed: Days = 1


class Limit(Adjust):
    """No more than {cap_per_day} a day and {cap_per_week} a week."""

    name: ClassVar[str] = "limit"
    cap_per_day: PointsLimit | None = None
    cap_per_week: PointsLimit | None = None
    of_rules: tuple[RuleName, ...] = ()

    @model_validator(mode="after")
    def _limits_something(self) -> Limit:
        if self.cap_per_day is None and self.cap_per_week is None:
            raise ValueError("a limit needs 'cap_per_day', 'cap_per_week', or both.")
        return self


class Bank(PersonRule):
    """{points} points at the start of each week; {lose_points} go for each day without {goal}."""

    name: ClassVar[str] = "bank"
    covers: ClassVar[Covers] = "whole weeks"
    goal: DailyGoal
    points: Points
    lose_points: Points


class Levels(PersonRule):
    """Up one level in a week with {goal}, else {otherwise}."""

    name: ClassVar[str] = "levels"
    covers: ClassVar[Covers] = "whole challenge"
    goal: WeeklyGoal
    levels: tuple[Badge, ...]
    begin: Badge
    otherwise: Literal["down one", "stay"] = "down one"

    def badges(self) -> tuple[str, ...]:
        return self.levels


class Makeup(DayRule):
    """An extra day on {weekdays} stands in for a missed one."""

    name: ClassVar[str] = "makeup"
    goal: DailyGoal
    weekdays: tuple[Weekday, ...]
    per_week: Whole = 1


class BonusDays(DayRule):
    """{activity} counts {multiply_by} times."""

    name: ClassVar[str] = "bonus_days"
    covers: ClassVar[Covers] = "named days"
    activity: Activity
    multiply_by: Decimal | None = None
    add_points: Points | None = None


class FullHouse(TeamRule):
    """{points} points to the team when {needs}."""

    name: ClassVar[str] = "full_house"
    needs: tuple[Condition, ...]
    points: Points


class SharedDays(TeamRule):
    """{points} points to the team when its members together have {together} with {goal} in a week."""

    name: ClassVar[str] = "shared_days"
    goal: DailyGoal
    together: Days
    points: Points


class Representative(TeamRule):
    """One member, drawn each day, stands for the team."""

    name: ClassVar[str] = "representative"
    goal: DailyGoal
    lose_points: Points


class Mean(Ranking):
    """All points, divided by the members of the roster."""

    name: ClassVar[str] = "mean"


class Sum(Ranking):
    """All points added up."""

    name: ClassVar[str] = "sum"


class MeanActive(Ranking):
    """All points, divided by the members who ever logged."""

    name: ClassVar[str] = "mean_active"


class TopK(Ranking):
    """The mean of the best {best} members."""

    name: ClassVar[str] = "top_k"
    best: Whole


class Shrunk(Ranking):
    """The mean, pulled towards everyone's mean in small teams."""

    name: ClassVar[str] = "shrunk"
    weight: Whole = 5


class Participation(Ranking):
    """The share of members who logged."""

    name: ClassVar[str] = "participation"


class ChallengeStarts(Trigger):
    """On the first day."""

    name: ClassVar[str] = "challenge_starts"


class WeekClosesSoon(Trigger):
    """The week's deadline is near."""

    name: ClassVar[str] = "week_closes_soon"
    words: ClassVar[tuple[str, ...]] = ("first_name", "days", "deadline", "challenge")


class WeeklyRecap(Trigger):
    """Last week in numbers."""

    name: ClassVar[str] = "weekly_recap"


class CheckIn(PersonRule):
    """{points} points for a day with an entry."""

    name: ClassVar[str] = "check_in"
    points: Points
    of_activities: tuple[Activity, ...] = ()


class Milestone(PersonRule):
    """{points} points at every {every}."""

    name: ClassVar[str] = "milestone"
    activity: Activity
    every: Amount
    points: Points = Field(default="0", validate_default=True)
    badge: Badge | None = None

    def badges(self) -> tuple[str, ...]:
        return (self.badge,) if self.badge else ()


class Rain(PersonRule):
    """{points} points a day with {goal}, {times} times as many on a rainy day."""

    name: ClassVar[str] = "rain"
    goal: Goal
    points: Points
    rainy_days: tuple[Period, ...]
    times: Whole = 2


class Fixtures(FieldRule):
    """Teams meet one another, a round a week, by {compare}: {win} for a win, {draw} for a draw."""

    name: ClassVar[str] = "fixtures"
    compare: Board
    win: Points = Field(default="3", validate_default=True)
    draw: Points = Field(default="1", validate_default=True)
    draw_within: Percent = Field(default="0%", validate_default=True)


class CollectiveGoal(CompanyRule):
    """Everyone together: {total}."""

    name: ClassVar[str] = "collective_goal"
    activity: Activity
    total: Amount
    cap_per_day: AmountByWeek | None = None
    unlocks: dict[Percent, Text200]


class Journey(CompanyRule):
    """Everyone together travels a route: each {per_km} is a kilometre."""

    name: ClassVar[str] = "journey"
    activity: Activity
    per_km: Amount
    stops: dict[str, Distance]


@dataclass(frozen=True)
class Declares:
    """A declaration class as the reader sees it."""

    cls: type[Declared]
    plugin: str
    use: Use

    @property
    def name(self) -> str:
        return self.cls.name

    @property
    def full_name(self) -> str:
        return f"{self.plugin}.{self.cls.name}"

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return shapes_of(self.cls)

    @property
    def covers(self) -> Covers:
        return getattr(self.cls, "covers", "any days")

    @property
    def first_line(self) -> str:
        return first_line(self.cls)

    @property
    def words(self) -> tuple[str, ...]:
        return getattr(self.cls, "words", ())

    def problems(self, config: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        try:
            self.cls(**config)
        except ValidationError as wrong:
            return objections(wrong)
        return ()

    def may_give(self, config: Mapping[str, Any]) -> tuple[str, ...]:
        if self.problems(config) or not issubclass(self.cls, PersonRule):
            return ()
        return self.cls(**config).badges()

    def sentence(self, config: Mapping[str, Any]) -> str:
        return self.cls(**config).sentence()


@dataclass(frozen=True)
class Words:
    """A vocabulary of these declarations."""

    declared: tuple[Declares, ...]

    def find(self, use: Use, name: str) -> Declaration | None:
        found = [one for one in self.declared if one.use == use and name in (one.name, one.full_name)]
        return found[0] if len(found) == 1 and (found[0].plugin != "acme" or "." in name) else None

    def names(self, use: Use) -> tuple[str, ...]:
        return tuple(
            one.full_name if one.plugin == "acme" else one.name for one in self.declared if one.use == use
        )

    def elsewhere(self, name: str) -> Use | None:
        return next((one.use for one in self.declared if name == one.name), None)

    def why_missing(self, use: Use, name: str) -> str:
        prefix = name.partition(".")[0]
        have = [one.full_name for one in self.declared if one.plugin == prefix]
        return f"'{prefix}' has: {', '.join(have)}." if have and prefix != name else ""


THIS_VERSION = Words(
    (
        Declares(PerUnit, "amounts", "person"),
        Declares(GoalMet, "goals", "person"),
        Declares(Streak, "streaks", "person"),
        Declares(Comeback, "streaks", "person"),
        Declares(Bank, "bank", "person"),
        Declares(Levels, "levels", "person"),
        Declares(Makeup, "makeup", "person"),
        Declares(BonusDays, "bonus_days", "person"),
        Declares(CheckIn, "check_in", "person"),
        Declares(Limit, "limits", "person"),
        Declares(FullHouse, "full_house", "team"),
        Declares(SharedDays, "team_days", "team"),
        Declares(Representative, "representative", "team"),
        Declares(Fixtures, "fixtures", "team"),
        Declares(CollectiveGoal, "company", "company"),
        Declares(Journey, "company", "company"),
        Declares(Mean, "rankings", "ranking"),
        Declares(Sum, "rankings", "ranking"),
        Declares(TopK, "rankings", "ranking"),
        Declares(MeanActive, "rankings", "ranking"),
        Declares(Shrunk, "rankings", "ranking"),
        Declares(Participation, "rankings", "ranking"),
        Declares(ChallengeStarts, "notices", "notice"),
        Declares(WeekClosesSoon, "notices", "notice"),
        Declares(WeeklyRecap, "notices", "notice"),
    )
)
"""What this version brings."""

WITH_STRANGERS = Words(
    (
        *THIS_VERSION.declared,
        Declares(Milestone, "milestones", "person"),
        Declares(Rain, "acme", "person"),
    )
)
"""The same with more of the language, and a stranger's rule."""
