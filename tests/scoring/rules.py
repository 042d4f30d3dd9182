"""Rules as strangers write them: without a vectorised form, or with one that is wrong."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from moonwalk.api import (
    AdjustmentRule,
    Award,
    AwardPeriod,
    Change,
    CompanyProgress,
    CompanyRule,
    DayRule,
    LeagueRule,
    Milestone,
    PersonRule,
    TeamAward,
    TeamRule,
)
from moonwalk.api.fields import Activity, Goal, Whole


class PerEntry(PersonRule):
    """{points} points for each entry."""

    name: ClassVar[str] = "per_entry"
    points: Whole = 1

    def awards(self, timeline, context):
        for day in timeline.days:
            for entry in day.entries:
                yield Award(day=day.date, points=self.points, reason=f"entry {entry.id}", entries=(entry.id,))


class Loses(PersonRule):
    """{points} points go for each missed day."""

    name: ClassVar[str] = "loses"
    goal: Goal
    points: Whole = 2

    def awards(self, timeline, context):
        for day in timeline.days:
            if day.missed and self.goal not in day.met:
                yield Award(day=day.date, points=-self.points, reason="a missed day")


class Progressing(PersonRule):
    """A point for each day that is under way to {goal}."""

    name: ClassVar[str] = "progressing"
    goal: Goal

    def awards(self, timeline, context):
        for day in timeline.days:
            progress = day.progress[self.goal]
            if 0 < progress.have < progress.need:
                yield Award(day=day.date, points=1, reason=f"{progress.have} of {progress.need}")


class Doubled(DayRule):
    """{activity} counts twice."""

    name: ClassVar[str] = "doubled"
    activity: Activity

    def changes(self, timeline, context):
        for day in timeline.days:
            if day.amounts[self.activity]:
                yield Change(
                    day=day.date, reason="twice", activity=self.activity, amount=day.amounts[self.activity]
                )


class Forgiven(DayRule):
    """Something logged stands for {goal}."""

    name: ClassVar[str] = "forgiven"
    goal: Goal

    def changes(self, timeline, context):
        for day in timeline.days:
            if day.entries and self.goal not in day.met:
                yield Change(day=day.date, reason="logged at least", counts_as_met=self.goal)


class Tax(AdjustmentRule):
    """A point goes for each rule that paid on a day."""

    name: ClassVar[str] = "tax"

    def adjustments(self, awards, award_periods, context):
        paid = {}
        for given in awards.values():
            for award in given:
                paid[award.day] = paid.get(award.day, 0) + 1
        for day, count in paid.items():
            yield Award(day=day, points=-count, reason=f"{count} rules paid")


class Drawn(TeamRule):
    """One member is drawn each day, and pays by having logged."""

    name: ClassVar[str] = "drawn"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.DAY

    def awards(self, team, context):
        seed = sum(team.name.encode())
        for day in team.days:
            if day.members:
                drawn = day.members[(day.index * 7 + seed) % len(day.members)]
                if drawn.logged:
                    yield Award(day=day.date, points=1 + drawn.number, reason="the drawn member logged")


class Leader(LeagueRule):
    """Three points to each team with the most points."""

    name: ClassVar[str] = "leader"

    def awards(self, field, context):
        teams = field.teams.rows()
        most = max((team.points for team in teams), default=0)
        for team in teams:
            if team.points == most:
                yield TeamAward(team=team.id, award=Award(day=context.starts, points=3, reason="most points"))


class Entries(CompanyRule):
    """Everyone together: ten entries."""

    name: ClassVar[str] = "entries"

    def share(self, day, context):
        return 1000 * len(day.entries)

    def progress(self, total, context):
        return CompanyProgress(have=total, goal=10_000, unit="entries")

    def milestones(self, totals, context):
        if sum(totals) >= 10_000:
            yield Milestone(day=context.starts, text="ten")


class Lying(PersonRule):
    """Pays one point a day, and two in its vectorised form."""

    name: ClassVar[str] = "lying"

    def awards(self, timeline, context):
        return [Award(day=day.date, points=1, reason="one") for day in timeline.days]

    def grid_points(self, grid, context):
        return np.full(grid.shape, 2, np.int64)


class LyingDays(DayRule):
    """Adds a minute a day, and two in its vectorised form."""

    name: ClassVar[str] = "lying_days"
    activity: Activity

    def changes(self, timeline, context):
        return [
            Change(day=day.date, reason="more", activity=self.activity, amount=1000) for day in timeline.days
        ]

    def grid_amounts(self, grid, context):
        return {self.activity: np.full(grid.shape, 2000, np.int64)}


class Raising(PersonRule):
    """Fails at once."""

    name: ClassVar[str] = "raising"

    def awards(self, timeline, context):
        raise ZeroDivisionError("division by zero")


class Elsewhere(PersonRule):
    """Pays on the day before the challenge."""

    name: ClassVar[str] = "elsewhere"

    def awards(self, timeline, context):
        first = timeline.days[0].date
        return [Award(day=first.replace(year=first.year - 1), points=1, reason="too early")]


class Walker(PersonRule):
    """The badge 'first' on the first day with {activity}, 'more' on each later one; no vectorised form."""

    name: ClassVar[str] = "walker"
    activity: Activity

    def badges(self):
        return ("first", "more")

    def awards(self, timeline, context):
        walked = [day for day in timeline.days if day.amounts[self.activity]]
        for number, day in enumerate(walked):
            yield Award(day=day.date, points=0, reason="a walk", badge="more" if number else "first")


class FastWalker(Walker):
    """Answer for everyone at once."""

    def grid_badges(self, grid, context):
        walked = grid.amounts[self.activity] > 0
        return np.where(walked, np.minimum(np.cumsum(walked, axis=1), 2), 0).astype(np.int16)


class LyingWalker(Walker):
    """Gives the second badge at once in its vectorised form."""

    def grid_badges(self, grid, context):
        return np.where(grid.amounts[self.activity] > 0, 2, 0).astype(np.int16)


class Unnamed(Walker):
    """Gives a badge that it does not name."""

    def badges(self):
        return ("first",)
