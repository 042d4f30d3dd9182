"""Ways to compare teams and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import ClassVar, Final, Literal

import numpy as np
from pydantic import field_validator, model_validator

from moonwalk.api import Advice, BoardFacts, Context, FieldError, Ranking, Summaries, Summary, hookimpl
from moonwalk.api.arrays import Scores
from moonwalk.api.fields import DailyGoal, Whole
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

_INT64: Final = 2**63


def _lucky_small_teams(board: BoardFacts) -> Iterator[Advice]:
    """That the mean of a small team swings, where others on its board are more than twice as large."""
    if board.ranks == "teams" and board.largest_team > 2 * board.smallest_team:
        yield Advice(
            name="lucky_small_teams",
            text=f"teams of {board.smallest_team} and of {board.largest_team} share this board: the mean of "
            "a small team swings further, so small teams end up first and last. Narrow 'size', or use "
            "'ranking: shrunk'.",
        )


class Sum(Ranking):
    """All points added up."""

    name: ClassVar[str] = "sum"
    monotone: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("uneven_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That the largest wins."""
        if board.ranks == "roster column":
            yield Advice(
                name="uneven_teams",
                text="'sum' adds up all points, so the largest group wins. Use 'ranking: shrunk'.",
            )
        elif board.uneven and not board.only_team_rules:
            yield Advice(
                name="uneven_teams",
                text=f"'sum' adds up all points, so a team of {board.largest_team} beats a team of "
                f"{board.smallest_team}. Use 'ranking: mean'.",
            )

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The points."""
        return Fraction(summary.points)

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        return Scores(numerators=summaries.points, denominators=np.ones_like(summaries.points))


class Mean(Ranking):
    """All points, divided by the members of the roster. Members who log nothing count as zero.

    Members who were there part of the time count in part: the points are divided by membership days
    over the challenge's days so far. Zeros count, as on Walker Tracker and MoveSpring.
    """

    name: ClassVar[str] = "mean"
    decimals: ClassVar[int] = 1
    monotone: ClassVar[bool] = True
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return _lucky_small_teams(board)

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """Points over size; None while there is nobody or no day."""
        return Fraction(summary.points) / summary.size if summary.size else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        return Scores(numerators=summaries.points * summaries.days, denominators=summaries.member_days)


class MeanActive(Ranking):
    """All points, divided by the members who ever logged.

    Members who were there part of the time count in part, as in `mean`; who has logged nothing so far is
    left out. A team does best with few, fast members who log, which is why `check` warns of it.
    """

    name: ClassVar[str] = "mean_active"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams", "benched_members")

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last, and that members are better off the list."""
        yield from _lucky_small_teams(board)
        if board.ranks != "people":
            yield Advice(
                name="benched_members",
                text="only members who ever logged are counted, so a team gains when its slow members log "
                "nothing. Use 'ranking: mean'.",
            )

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """Points over the active members; None while nobody has logged."""
        return Fraction(summary.points) / summary.active_size if summary.active_size else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        return Scores(numerators=summaries.points * summaries.days, denominators=summaries.active_days)


class MeanAtTime(Ranking):
    """Each award divided by the team's size on its day, added up.

    The size of a day is everyone who is a member then, whether they pause or not; so joiners and leavers
    change nothing about the days on which they were not there. Known from Sprout.
    """

    name: ClassVar[str] = "mean_at_time"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return _lucky_small_teams(board)

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """Each day's points over that day's members, added up; None while there is nobody or no day."""
        days = [(points, size) for points, size in zip(summary.per_day, summary.roster, strict=True) if size]
        return sum((Fraction(points, size) for points, size in days), Fraction(0)) if days else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        days = summaries.by_day
        # A term for each day. A day without members adds 0 / 1; a denominator of 0 on all days is no score.
        somebody = days.roster.any(axis=1, keepdims=True)
        size = np.where(somebody, np.maximum(days.roster, 1), 0)
        return Scores(numerators=np.where(days.roster > 0, days.points, 0), denominators=size)


class DailyMeanSum(Ranking):
    """Each day's mean, added up.

    A day's mean is over the members who could take part on it, so whoever pauses costs the team nothing.
    Points on a day on which nobody could, such as a week's bonus on a Sunday off, are divided by all
    members of that day. Known from Walker Tracker.
    """

    name: ClassVar[str] = "daily_mean_sum"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return _lucky_small_teams(board)

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """Each day's points over those who could take part; None while there is nobody or no day."""
        sizes = [due or roster for due, roster in zip(summary.due, summary.roster, strict=True)]
        days = [(points, size) for points, size in zip(summary.per_day, sizes, strict=True) if size]
        return sum((Fraction(points, size) for points, size in days), Fraction(0)) if days else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        days = summaries.by_day
        sizes = np.where(days.due > 0, days.due, days.roster)
        # A term for each day. A day without members adds 0 / 1; a denominator of 0 on all days is no score.
        somebody = sizes.any(axis=1, keepdims=True)
        return Scores(
            numerators=np.where(sizes > 0, days.points, 0),
            denominators=np.where(somebody, np.maximum(sizes, 1), 0),
        )


class TopK(Ranking):
    """The mean of the best {best} members.

    The points of the {best} members with the most are added up and divided by {best}; where a team has
    fewer, the missing ones count as zero. A larger team has more to choose from, so it is fair between
    equal sizes only.
    """

    name: ClassVar[str] = "top_k"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("best_few",)

    best: Whole

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That a larger team has more to choose from."""
        if board.uneven:
            yield Advice(
                name="best_few",
                text="only the best few count, so a larger team has more to choose from. Use "
                "'ranking: mean'.",
            )

    @field_validator("best")
    @classmethod
    def _somebody(cls, best: int) -> int:
        if not 1 <= best <= 10_000:
            raise ValueError("from 1 to 10000 members can count. For all of them write 'ranking: mean'.")
        return best

    def sentence(self) -> str:
        """What is compared."""
        return _TEXTS.gettext("The points of the best member.") if self.best == 1 else super().sentence()

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The best members' points over how many should count; None while there is nobody or no day."""
        points = summary.member_points
        return Fraction(sum(points[: self.best]), self.best) if points else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        members = summaries.members
        # Members come with the most points first, team by team.
        counted = np.minimum(members.sizes, self.best)
        points = members.sum_between(members.points, np.zeros_like(counted), counted)
        return Scores(numerators=points, denominators=np.where(members.sizes > 0, self.best, 0))


class Trimmed(Ranking):
    """The mean without the {drop} highest and the {drop} lowest.

    Members are put in order by their points, {drop} are left out at each end, and the points of the others
    are divided by their number, where part-time members count in part as in `mean`. A team too small for
    that leaves out fewer, as many at each end as leave somebody: of 3 or 4 members one, of 2 nobody.
    """

    name: ClassVar[str] = "trimmed"
    decimals: ClassVar[int] = 1
    advises: ClassVar[tuple[str, ...]] = ("lucky_small_teams",)

    drop: Whole = 1

    def advice(self, board: BoardFacts) -> Iterator[Advice]:
        """That small teams end up first and last."""
        return _lucky_small_teams(board)

    @field_validator("drop")
    @classmethod
    def _somebody(cls, drop: int) -> int:
        if not 1 <= drop <= 10_000:
            raise ValueError("from 1 to 10000 can be left out at each end. For none write 'ranking: mean'.")
        return drop

    def sentence(self) -> str:
        """What is left out."""
        if self.drop == 1:
            return _TEXTS.gettext("The mean without the highest and the lowest.")
        return super().sentence()

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The points of those in the middle over their number; None while there is nobody or no day."""
        members = len(summary.member_points)
        out = min(self.drop, max(members - 1, 0) // 2)
        due = sum(summary.member_due[out : members - out])
        points = sum(summary.member_points[out : members - out])
        return Fraction(points * summary.days, due) if due else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        members = summaries.members
        out = np.minimum(self.drop, np.maximum(members.sizes - 1, 0) // 2)
        last = members.sizes - out
        points = members.sum_between(members.points, out, last)
        return Scores(
            numerators=points * summaries.days, denominators=members.sum_between(members.due, out, last)
        )


class Shrunk(Ranking):
    """The mean, as if {weight} more members with everyone's mean were in each team.

    It is (points + {weight} x m) / (members + {weight}), where m is the mean of everyone on the board and
    part-time members count in part as in `mean`. The mean of a small team swings far by luck alone; this
    pulls it towards the middle, a large team's hardly at all. Also known as a Bayesian average.
    """

    name: ClassVar[str] = "shrunk"
    decimals: ClassVar[int] = 1

    weight: Whole = 5

    @field_validator("weight")
    @classmethod
    def _bounded(cls, weight: int) -> int:
        if not 1 <= weight <= 1000:
            raise ValueError("the weight is from 1 to 1000 members. For none write 'ranking: mean'.")
        return weight

    def sentence(self) -> str:
        """How far the mean is pulled."""
        if self.weight == 1:
            return _TEXTS.gettext("The mean, as if one more member with everyone's mean were in each team.")
        return super().sentence()

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """The steadied mean; None while there is nobody or no day."""
        if not summary.size:
            return None
        everyone = Fraction(sum(other.points for other in summaries)) / sum(other.size for other in summaries)
        return (summary.points + self.weight * everyone) / (summary.size + self.weight)

    def scores(self, summaries: Summaries, context: Context) -> Scores | None:
        """The vectorised form of `score`: the own part and the pull as two fractions; None beyond 64 bits."""
        days, here = summaries.days, summaries.member_days > 0
        size = np.where(here, summaries.member_days + self.weight * days, 0)
        everyone = Fraction(int(summaries.points.sum()) * days, int(summaries.member_days.sum()) or 1)
        pull = self.weight * days * everyone
        if abs(pull.numerator) >= _INT64 or pull.denominator * int(size.max(initial=1)) >= _INT64:
            return None
        # As two terms, because the one denominator of their sum would soon outgrow 64 bits.
        pulls = np.full_like(size, pull.numerator)
        return Scores(
            numerators=np.stack((summaries.points * days, pulls), axis=1),
            denominators=np.stack((size, size * pull.denominator), axis=1),
        )


class Participation(Ranking):
    """The share of members who logged.

    It is shown in percent. Members who were there part of the time count in part, as in `mean`. With
    `of: own days` it is the share of the days on which members could take part that they logged, or on which
    they met `goal`; a paused day is none of them unless it counts as something. It is a share, so a team's
    own points do not come on top.
    """

    name: ClassVar[str] = "participation"
    decimals: ClassVar[int] = 1
    unit: ClassVar[str] = "%"
    adds_team_bonus: ClassVar[bool] = False

    of: Literal["members", "own days"] = "members"
    goal: DailyGoal | None = None

    @model_validator(mode="after")
    def _days_have_goals(self) -> Participation:
        if self.goal and self.of == "members":
            raise FieldError("a goal is met on days. Write 'of: own days' beside it, or remove it.", "goal")
        return self

    def sentence(self) -> str:
        """Of what it is a share."""
        if self.of == "members":
            return super().sentence()
        if self.goal:
            return _TEXTS.fill("The share of one's own days with {goal}.", goal=self.goal)
        return _TEXTS.gettext("The share of own days logged.")

    def score(self, summary: Summary, summaries: Sequence[Summary], context: Context) -> Fraction | None:
        """Active members, or days, in a hundred; None while there is nobody or no day."""
        if self.of == "members":
            return 100 * summary.active_size / summary.size if summary.size else None
        # A paused day that counts may meet a goal, but nobody can log on it.
        days = summary.member_days - (0 if self.goal else summary.paused_days)
        done = summary.met[self.goal] if self.goal else summary.logged_days
        return Fraction(100 * done, days) if days > 0 else None

    def scores(self, summaries: Summaries, context: Context) -> Scores:
        """The vectorised form of `score`, for everyone on the board."""
        if self.of == "members":
            return Scores(numerators=100 * summaries.active_days, denominators=summaries.member_days)
        done = summaries.met[self.goal] if self.goal else summaries.logged_days
        days = summaries.member_days - (0 if self.goal else summaries.paused_days)
        return Scores(numerators=100 * done, denominators=np.maximum(days, 0))


@hookimpl
def moonwalk_rankings() -> list[type[Ranking]]:
    """The rankings."""
    return [Sum, Mean, MeanActive, MeanAtTime, DailyMeanSum, TopK, Trimmed, Shrunk, Participation]
