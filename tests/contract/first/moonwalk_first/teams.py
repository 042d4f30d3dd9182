"""Rules of teams, leagues and everyone, and a ranking. Never edit this: see README.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import ClassVar

from moonwalk.api import (
    Advice,
    Award,
    BoardFacts,
    CompanyProgress,
    CompanyRule,
    Component,
    Context,
    Day,
    Inputs,
    League,
    LeagueRule,
    LeagueWeek,
    Member,
    Milestone,
    Ranking,
    Rule,
    Standing,
    Status,
    Summaries,
    Summary,
    TeamAward,
    TeamDay,
    TeamRule,
    TeamTimeline,
)
from moonwalk.api.fields import Activity, Amount, Board, Condition, Points, Whole


def kinds(made: type[Component]) -> tuple[bool, bool]:
    """Whether a class is a rule, and whether it is a ranking."""
    return issubclass(made, Rule), issubclass(made, Ranking)


def shown(standing: Standing) -> str:
    """A row of a board in words."""
    return f"{standing.place}. {standing.id} {standing.shown}" if standing.eligible else standing.not_placed


class Shoulder(TeamRule):
    """{points} points for a day with {needs}."""

    name: ClassVar[str] = "shoulder"
    inputs: ClassVar[frozenset[Inputs]] = frozenset({Inputs.TEAM, Inputs.LOT})

    needs: Condition
    points: Points

    def awards(self, team: TeamTimeline, context: Context) -> Iterable[Award]:
        """An award for each day on which enough members met the goal."""
        for day in team.days:
            present = [member for member in day.members if member.status in (Status.DUE, Status.OPEN)]
            matching = [member for member in present if self.needs.goal in member.met and member.logged]
            if present and self.needs.holds(len(present), len(matching)):
                yield self._award(team, day, min(matching, key=lambda member: member.number))

    def _award(self, team: TeamTimeline, day: TeamDay, member: Member) -> Award:
        assert member.lot > 0
        points = self.points.at(day.week)
        return Award(day=day.date, points=points, reason=f"{team.name} on day {day.index + 1}")


class Leaders(LeagueRule):
    """{points} points to the best of each week on {compare}."""

    name: ClassVar[str] = "leaders"

    compare: Board
    points: Points

    def awards(self, league: League, context: Context) -> Iterable[TeamAward]:
        """An award for each closed week."""
        for week in league.weeks:
            if week.closed:
                yield from self._best(week, league.teams)

    def _best(self, week: LeagueWeek, teams: Summaries) -> Iterable[TeamAward]:
        scores = week.scores[self.compare]
        exact = {team: scores.exact(row) for row, team in enumerate(teams.ids) if week.present[row]}
        best = max((score for score in exact.values() if score is not None), default=None)
        for team in (team for team, score in exact.items() if best is not None and score == best):
            award = Award(
                day=week.last_day, points=self.points.at(week.week), reason=f"the best of week {week.week}"
            )
            yield TeamAward(team=team, award=award)

    def remarks(self, teams: int, context: Context) -> Iterable[str]:
        """How many teams there are."""
        yield f"{teams} teams compete in {context.weeks} weeks."


class Miles(CompanyRule):
    """Everyone together does {total}."""

    name: ClassVar[str] = "miles"

    activity: Activity
    total: Amount
    step: Whole = 2

    def share(self, day: Day, context: Context) -> int:
        """All of it."""
        return day.amounts.get(self.activity, 0)

    def progress(self, total: int, context: Context) -> CompanyProgress:
        """How far that is."""
        unit = context.unit(self.activity)
        goal = int(self.total.thousandths(unit))
        return CompanyProgress(have=total, goal=goal, unit=unit, note="So far.")

    def milestones(self, totals: Sequence[int], context: Context) -> Iterable[Milestone]:
        """The day on which half of it was reached."""
        half = int(self.total.thousandths(context.unit(self.activity))) // self.step
        so_far = 0
        for number, total in enumerate(totals):
            if so_far < half <= so_far + total:
                day = context.starts.fromordinal(context.starts.toordinal() + number)
                yield Milestone(day=day, text="Half of it")
            so_far += total


class PerHead(Ranking):
    """Points for each member and day, all {times} times."""

    name: ClassVar[str] = "per_head"
    decimals: ClassVar[int] = 2
    unit: ClassVar[str] = "/d"
    adds_team_bonus: ClassVar[bool] = True
    monotone: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("odd_sizes",)

    times: Whole = 1

    def advice(self, board: BoardFacts) -> Iterable[Advice]:
        """That small teams have it easier."""
        if board.uneven and board.ranks == "teams" and not board.only_team_rules:
            text = f"teams of {board.smallest_team} to {board.largest_team} are compared."
            yield Advice(name="odd_sizes", text=text)

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The points of a member on a day."""
        assert summary in summaries
        assert sum(summary.per_day) == summary.points == sum(summary.member_points)
        assert summary.active <= summary.people
        assert summary.size >= summary.active_size
        assert 0 <= summary.participation <= 1
        if not summary.member_days:
            return None
        return Fraction(self.times * summary.points, summary.member_days)
