"""A league: every week each team meets another one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import ClassVar, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Award,
    AwardPeriod,
    Context,
    DuringPolicy,
    League,
    LeagueRule,
    LeagueWeek,
    Rule,
    TeamAward,
    hookimpl,
)
from moonwalk.api.amount_words import decimal_text
from moonwalk.api.arrays import Bounds, RemainingDays, Scores
from moonwalk.api.fields import Board, ByWeek, Percent, Points
from moonwalk.api.language import Catalogue

_TEXTS: Final = Catalogue(__name__)

WIN: Final = 1
DRAW: Final = 0
LOSS: Final = -1

_INT64: Final = 2**63
_DOUBT: Final = 1e-9  # far more than floating point is off by after a few hundred terms

Rows: TypeAlias = NDArray[np.int64]


class Fixtures(LeagueRule):
    """Teams meet one another, a round a week: {win} for a win, {draw} for a draw.

    A round robin by the circle method, its order drawn by the challenge's seed. What counts is a team's
    week on the board `compare`, exactly; a difference of up to `draw_within` of the larger is a draw. A
    round is played when nothing of its week can be logged any more, and dated on the week's last day.
    Whoever has no opponent plays the mean of all teams, gets a draw, or rests. Teams without a member in
    the week are not in its round, and one of which nobody could take part rests.
    """

    name: ClassVar[str] = "fixtures"
    award_period: ClassVar[AwardPeriod] = AwardPeriod.WEEK
    during_policy: ClassVar[DuringPolicy] = "whole weeks"

    compare: Board
    win: Points = ByWeek(always=3)
    draw: Points = ByWeek(always=1)
    loss: Points = ByWeek(always=0)
    draw_within: Percent = Fraction(0)
    odd_team_out: Literal["plays the average", "gets a draw", "rests"] = "plays the average"

    def sentence(self) -> str:
        """The sentence, what is compared, and what happens between equals and without an opponent."""
        counts = _TEXTS.gettext("What a team does in the week counts, as on the board {board}.")
        said = [super().sentence(), counts.format(board=self.compare)]
        if self.draw_within:
            said.append(_TEXTS.fill("Up to {share} apart is a draw.", share=self.text_of("draw_within")))
        match self.odd_team_out:
            case "rests":
                said.append(_TEXTS.gettext("A team without an opponent rests."))
            case "gets a draw":
                said.append(_TEXTS.gettext("A team without an opponent gets a draw."))
            case _:
                said.append(_TEXTS.gettext("A team without an opponent plays the average."))
        return " ".join(said)

    def remarks(self, teams: int, context: Context) -> Iterator[str]:
        """That a league has too few teams, or more than its weeks are enough for."""
        needed = rounds_needed(teams)
        if teams == 1:
            yield "There is one team, with no opponent. A league needs two."
        elif needed > context.weeks:
            yield (
                f"With {teams} teams it takes {needed} weeks until each has met every other, and there are "
                f"{context.weeks}: a team meets {context.weeks} of the {teams - 1} others at most. "
                "Who meets whom is drawn."
            )

    def awards(self, league: League, context: Context) -> Iterator[TeamAward]:
        """An award for each team and round that is over, also where it brings no points."""
        order = drawn_order(context.seed, league.teams.ids)
        for week in league.weeks:
            if week.closed:
                yield from _Round(self, league, week, order).awards()

    def grid_points(self, league: League, context: Context) -> NDArray[np.int64]:
        """The vectorised form of `awards`: points, teams x days."""
        order = drawn_order(context.seed, league.teams.ids)
        points = np.zeros((len(league.teams), context.days), np.int64)
        for week in league.weeks:
            if week.closed:
                day = (week.last_day - context.starts).days
                points[:, day] = _Round(self, league, week, order).points()
        return points

    def grid_bounds(self, remaining: RemainingDays, context: Context) -> Bounds:
        """From nothing to the best result of each round that is not over."""
        best = [remaining.on_open_days(points) for points in (self.win, self.draw, self.loss)]
        days = np.maximum.reduce(best)
        return Bounds(lower=remaining.zeros(), upper=days, weekly_upper=remaining.weekly_max(days))


@dataclass(frozen=True)
class _Round:
    """One round: a week that is over, and the teams in their drawn order."""

    rule: Fixtures
    league: League
    week: LeagueWeek
    order: tuple[int, ...]

    def awards(self) -> Iterator[TeamAward]:
        scores, mean = self.week.scores[self.rule.compare], self.average()
        for team, other in zip(*(side.tolist() for side in self.sides()), strict=True):
            own = scores.exact(team)
            if own is None:
                continue
            theirs = scores.exact(other) if other >= 0 else None
            if theirs is not None:
                won = result(own, theirs, self.rule.draw_within)
                yield self.match(team, won, self.league.teams.ids[other], own, theirs)
                yield self.match(other, -won, self.league.teams.ids[team], theirs, own)
            elif self.rule.odd_team_out == "gets a draw":
                alone = _TEXTS.gettext("week {week}: no opponent, which counts as a draw")
                yield self.award(team, DRAW, alone.format(week=self.week.week))
            elif self.rule.odd_team_out == "plays the average" and mean is not None:
                won = result(own, mean, self.rule.draw_within)
                yield self.match(team, won, "", own, mean)

    def match(self, team: int, won: int, opponent: str, own: Fraction, theirs: Fraction) -> TeamAward:
        """The award for a match against a team, or without one against the average of all."""
        against = opponent or _TEXTS.gettext("the average of all teams")
        if won == WIN:
            said = _TEXTS.gettext("week {week}: a win against {team}, {own} to {theirs}")
        elif won == DRAW:
            said = _TEXTS.gettext("week {week}: a draw against {team}, {own} to {theirs}")
        else:
            said = _TEXTS.gettext("week {week}: a loss against {team}, {own} to {theirs}")
        scores = {"own": _shown(own), "theirs": _shown(theirs)}
        return self.award(team, won, said.format(week=self.week.week, team=against, **scores))

    def award(self, team: int, won: int, reason: str) -> TeamAward:
        day: date = self.week.last_day
        return TeamAward(
            team=self.league.teams.ids[team], award=Award(day=day, points=self.worth(won), reason=reason)
        )

    def points(self) -> NDArray[np.int64]:
        """Every team's points of this round."""
        scores, (left, right) = self.week.scores[self.rule.compare], self.sides()
        points = np.zeros(len(self.league.teams), np.int64)
        playing = scores.scored[left] & (right >= 0) & scores.scored[right]
        won = results(scores, left[playing], right[playing], self.rule.draw_within)
        # In the order of the results -1, 0 and 1; what one side wins, the other loses.
        worth = np.array([self.worth(LOSS), self.worth(DRAW), self.worth(WIN)], np.int64)
        points[left[playing]], points[right[playing]] = worth[won + 1], worth[1 - won]
        alone = left[scores.scored[left] & ~playing].tolist()
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
        left, right = pairs(self.playing(), self.week.week - 1)
        scored = self.week.scores[self.rule.compare].scored
        swapped = (right >= 0) & ~scored[left] & scored[right]
        return np.where(swapped, right, left), np.where(swapped, left, right)

    def playing(self) -> list[int]:
        """The teams that had a member in the week, in their drawn order."""
        return [row for row in self.order if self.week.present[row]]

    def worth(self, won: int) -> int:
        paid = {WIN: self.rule.win, DRAW: self.rule.draw, LOSS: self.rule.loss}[won]
        return paid.at(self.week.week)


def _shown(score: Fraction) -> str:
    """A score with one decimal, rounded half up."""
    tenths = (2 * 10 * score.numerator + score.denominator) // (2 * score.denominator)
    return decimal_text(Fraction(tenths, 10))


def result(own: Fraction, theirs: Fraction, within: Fraction) -> int:
    """What a match is for the first team: a draw where both differ by no more than a share of the larger."""
    if abs(own - theirs) <= within * max(abs(own), abs(theirs)):
        return DRAW
    return WIN if own > theirs else LOSS


def results(scores: Scores, left: Rows, right: Rows, within: Fraction) -> Rows:
    """The vectorised form of `result` for the rows of both sides, all of which must have a score."""
    terms = scores.terms()
    if terms.numerators.shape[1] == 1 and _fits(terms, within):
        # Multiplied crosswise, two fractions are compared without dividing, and so exactly.
        tops, bottoms = terms.numerators[:, 0], terms.denominators[:, 0]
        own, theirs = tops[left] * bottoms[right], tops[right] * bottoms[left]
        allowed = np.maximum(np.abs(own), np.abs(theirs)) * within.numerator
        drawn = np.abs(own - theirs) * within.denominator <= allowed
        return np.where(drawn, DRAW, np.sign(own - theirs))
    # A sum of many fractions has no small common denominator: only the close matches are worth an exact one.
    outcomes, sure = _nearly(terms, left, right, within)
    for at in np.flatnonzero(~sure).tolist():
        outcomes[at] = result(_exact(scores, int(left[at])), _exact(scores, int(right[at])), within)
    return outcomes


def _nearly(terms: Scores, left: Rows, right: Rows, within: Fraction) -> tuple[Rows, NDArray[np.bool_]]:
    """Results by floating point, and for which of them no rounding could change the outcome."""
    shares = terms.numerators / np.maximum(terms.denominators, 1)
    values, size = shares.sum(axis=1), np.abs(shares).sum(axis=1)
    own, theirs = values[left], values[right]
    over = np.abs(own - theirs) - float(within) * np.maximum(np.abs(own), np.abs(theirs))
    # Rounding errors grow with the terms, not with their sum, which may be small by cancellation.
    sure = np.abs(over) > _DOUBT * (size[left] + size[right])
    return np.where(over <= 0, DRAW, np.sign(own - theirs)).astype(np.int64), sure


def average(scores: Scores, rows: Iterable[int]) -> Fraction | None:
    """The mean of these rows' scores, exact; None where none of them has one.

    Equal denominators are added up first: fractions of thousands of teams would take long one by one.
    """
    by_bottom: dict[int, int] = {}
    count = 0
    for row in rows:
        score = scores.exact(row)
        if score is not None:
            count += 1
            by_bottom[score.denominator] = by_bottom.get(score.denominator, 0) + score.numerator
    total = sum((Fraction(top, bottom) for bottom, top in by_bottom.items()), Fraction(0))
    return total / count if count else None


def _fits(terms: Scores, within: Fraction) -> bool:
    """Whether all products of a comparison are numbers of 64 bits."""
    tops, bottoms = terms.numerators, terms.denominators
    most = max(abs(int(tops.max(initial=0))), abs(int(tops.min(initial=0)))) * int(bottoms.max(initial=0))
    return 2 * most * max(within.numerator, within.denominator) < _INT64


def _exact(scores: Scores, row: int) -> Fraction:
    score = scores.exact(row)
    if score is None:
        raise ValueError(f"row {row} has no score")
    return score


# The same teams are asked for again after each entry.
@lru_cache(maxsize=8)
def drawn_order(seed: int, ids: tuple[str, ...]) -> tuple[int, ...]:
    """The rows of the teams in the order of their lots, SHA-256 over `seed/fixtures/id`.

    A team that comes or goes leaves the order of the others as it is.
    """
    lots = [hashlib.sha256(f"{seed}/fixtures/{team}".encode()).digest() for team in ids]
    return tuple(sorted(range(len(ids)), key=lots.__getitem__))


def pairs(order: Sequence[int], turn: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two sides of each match of a round; -1 on the right is no opponent.

    The first of the order stays where it is and the others turn around it, so that in as many rounds as
    there are others each team meets every other once. With an odd number one team is out in each round.
    """
    circle = np.array([*order, *([-1] if len(order) % 2 else [])], np.int64)
    circle[1:] = np.roll(circle[1:], turn)
    half = len(circle) // 2
    left, right = circle[:half], circle[half:][::-1]
    return np.where(left < 0, right, left), np.where(left < 0, left, right)


def rounds_needed(teams: int) -> int:
    """How many rounds it takes until everyone has met everyone."""
    return max(teams - 1 + teams % 2, 0)


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule of the league."""
    return [Fixtures]
