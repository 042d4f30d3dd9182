"""Teams meet one another week by week, and the better week wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Award,
    Board,
    Bounds,
    ByWeek,
    Context,
    Covers,
    Field,
    FieldRule,
    FieldWeek,
    Grain,
    Outlook,
    Percent,
    Points,
    TeamAward,
)
from moonwalk_fixtures.results import DRAW, LOSS, WIN, average, result, results
from moonwalk_fixtures.rounds import drawn_order, pairs, rounds_needed


class Fixtures(FieldRule):
    """Teams meet one another, a round a week: {win} for a win, {draw} for a draw.

    A round robin by the circle method, its order drawn by the challenge's seed. What counts is a team's
    week on the board `compare`, exactly; a difference of up to `draw_within` of the larger is a draw. A
    round is played when nothing of its week can be logged any more, and dated on the week's last day.
    Whoever has no opponent plays the mean of all teams, gets a draw, or rests. Teams without a member in
    the week are not in its round, and one of which nobody could take part rests.
    """

    name: ClassVar[str] = "fixtures"
    grain: ClassVar[Grain] = Grain.WEEK
    covers: ClassVar[Covers] = "whole weeks"

    compare: Board
    win: Points = ByWeek(3)
    draw: Points = ByWeek(1)
    loss: Points = ByWeek(0)
    draw_within: Percent = Fraction(0)
    odd_team_out: Literal["plays the average", "gets a draw", "rests"] = "plays the average"

    def sentence(self) -> str:
        """The sentence, what is compared, and what happens between equals and without an opponent."""
        close = f" Up to {self.shown('draw_within')} apart is a draw." if self.draw_within else ""
        return (
            f"{super().sentence()} What a team does in the week counts, as on the board {self.compare}."
            f"{close} A team without an opponent {self.odd_team_out}."
        )

    def remarks(self, teams: int, context: Context) -> Iterator[str]:
        """That a league has too few teams, or more than its weeks are enough for."""
        needed = rounds_needed(teams)
        if teams == 1:
            yield "There is one team, and nobody for it to meet. A league needs two."
        elif needed > context.weeks:
            yield (
                f"With {teams} teams it takes {needed} weeks until each has met every other, and there are "
                f"{context.weeks}: a team meets {context.weeks} of the {teams - 1} others at most. "
                "Who meets whom is drawn."
            )

    def awards(self, field: Field, context: Context) -> Iterator[TeamAward]:
        """An award for each team and round that is over, also where it brings no points."""
        order = drawn_order(context.seed, field.teams.ids)
        for week in field.weeks:
            if week.over:
                yield from _Round(self, field, week, order).awards()

    def grid_points(self, field: Field, context: Context) -> NDArray[np.int64]:
        """The same for all teams: teams x days."""
        order = drawn_order(context.seed, field.teams.ids)
        points = np.zeros((len(field.teams), context.days), np.int64)
        for week in field.weeks:
            if week.over:
                day = (week.last_day - context.starts).days
                points[:, day] = _Round(self, field, week, order).points()
        return points

    def grid_bounds(self, outlook: Outlook, context: Context) -> Bounds:
        """From nothing to the best result of each round that is not over."""
        best = [outlook.on_open_days(points) for points in (self.win, self.draw, self.loss)]
        days = np.maximum.reduce(best)
        return Bounds(outlook.nothing(), days, outlook.once_a_week(days))


@dataclass(frozen=True)
class _Round:
    """One round: a week that is over, and the teams in their drawn order."""

    rule: Fixtures
    field: Field
    week: FieldWeek
    order: tuple[int, ...]

    def awards(self) -> Iterator[TeamAward]:
        scores, mean = self.week.scores[self.rule.compare], self.average()
        for one, other in zip(*(side.tolist() for side in self.sides()), strict=True):
            own = scores.exact(one)
            if own is None:
                continue
            theirs = scores.exact(other) if other >= 0 else None
            if theirs is not None:
                won = result(own, theirs, self.rule.draw_within)
                yield self.match(one, won, f"against {self.field.teams.ids[other]}", own, theirs)
                yield self.match(other, -won, f"against {self.field.teams.ids[one]}", theirs, own)
            elif self.rule.odd_team_out == "gets a draw":
                reason = f"week {self.week.week}: no opponent, which counts as a draw"
                yield self.award(one, DRAW, reason)
            elif self.rule.odd_team_out == "plays the average" and mean is not None:
                won = result(own, mean, self.rule.draw_within)
                yield self.match(one, won, "against the average of all teams", own, mean)

    def match(self, team: int, won: int, against: str, own: Fraction, theirs: Fraction) -> TeamAward:
        word = {WIN: "a win", DRAW: "a draw", LOSS: "a loss"}[won]
        return self.award(
            team, won, f"week {self.week.week}: {word} {against}, {_shown(own)} to {_shown(theirs)}"
        )

    def award(self, team: int, won: int, reason: str) -> TeamAward:
        day: date = self.week.last_day
        return TeamAward(self.field.teams.ids[team], Award(day, self.worth(won), reason))

    def points(self) -> NDArray[np.int64]:
        """Every team's points of this round."""
        scores, (one, other) = self.week.scores[self.rule.compare], self.sides()
        points = np.zeros(len(self.field.teams), np.int64)
        playing = scores.scored[one] & (other >= 0) & scores.scored[other]
        won = results(scores, one[playing], other[playing], self.rule.draw_within)
        worth = np.array([self.worth(LOSS), self.worth(DRAW), self.worth(WIN)], np.int64)
        points[one[playing]], points[other[playing]] = worth[won + 1], worth[1 - won]
        alone = one[scores.scored[one] & ~playing].tolist()
        mean = self.average() if alone else None
        for team in alone:
            points[team] = self.alone(scores.exact(team), mean)
        return points

    def alone(self, own: Fraction | None, mean: Fraction | None) -> int:
        """The points of a team without an opponent."""
        if self.rule.odd_team_out == "rests" or own is None or mean is None:
            return 0
        if self.rule.odd_team_out == "gets a draw":
            return self.worth(DRAW)
        return self.worth(result(own, mean, self.rule.draw_within))

    def average(self) -> Fraction | None:
        """The mean of all teams of the round."""
        if self.rule.odd_team_out != "plays the average":
            return Fraction(0)
        return average(self.week.scores[self.rule.compare], self.playing())

    def sides(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Both sides of each match; a team with a score comes before one without."""
        one, other = pairs(self.playing(), self.week.week - 1)
        scored = self.week.scores[self.rule.compare].scored
        turned = (other >= 0) & ~scored[one] & scored[other]
        return np.where(turned, other, one), np.where(turned, one, other)

    def playing(self) -> list[int]:
        """The teams that had a member in the week, in their drawn order."""
        return [row for row in self.order if self.week.there[row]]

    def worth(self, won: int) -> int:
        paid = {WIN: self.rule.win, DRAW: self.rule.draw, LOSS: self.rule.loss}[won]
        return paid.at(self.week.week)


def _shown(score: Fraction) -> str:
    """A score with one decimal, rounded half up."""
    tenths = (2 * 10 * score.numerator + score.denominator) // (2 * score.denominator)
    sign, (whole, tenth) = "-" if tenths < 0 else "", divmod(abs(tenths), 10)
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"
