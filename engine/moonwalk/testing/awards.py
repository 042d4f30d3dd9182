"""Examples: what a rule pays on which day, to people, and to teams that a league compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    AdjustmentRule,
    Award,
    AwardPeriod,
    Context,
    League,
    LeagueRule,
    LeagueWeek,
    PersonRule,
    Ranking,
    Summaries,
    TeamRule,
    TeamTimeline,
    Timeline,
)
from moonwalk.api.arrays import Scores
from moonwalk.api.field_specs import field_specs_of
from moonwalk.api.field_words import NameKind
from moonwalk.testing.days import STARTS, context_for, notation, whole_weeks
from moonwalk.testing.grids import points_by_day

Expected = str | Sequence[int] | Mapping[int, int]
"""Points of each day: `"0 5 0"`, `[0, 5, 0]`, or `{2: 5}` by challenge day from 1, the rest 0."""


def assert_awards(
    rule: PersonRule | TeamRule,
    timeline: Timeline | TeamTimeline,
    expected: Expected,
    context: Context | None = None,
) -> tuple[Award, ...]:
    """That a rule pays so much on each day; returns the awards, for a look at the reasons."""
    context = context or context_for(timeline)
    awards = tuple(rule.awards(timeline, context))  # type: ignore[arg-type]
    shown = notation(timeline) if isinstance(timeline, Timeline) else timeline.name
    _compare(awards, expected, context, shown)
    return awards


def assert_adjusts(
    rule: AdjustmentRule,
    awards: Mapping[str, str],
    expected: Expected,
    award_periods: Mapping[str, AwardPeriod] | None = None,
    context: Context | None = None,
) -> tuple[Award, ...]:
    """That a rule adds so much on each day, given other rules' points by day: `{"active_day": "10 0 10"}`.

    Rules pay by day unless `award_periods` say otherwise. Returns the awards added.
    """
    days = max(len(text.split()) for text in awards.values())
    context = context or plain_context(days)
    paid = {name: awards_of(text, name, context.starts) for name, text in awards.items()}
    kinds = {name: (award_periods or {}).get(name, AwardPeriod.DAY) for name in awards}
    added = tuple(rule.adjustments(paid, kinds, context))
    _compare(added, expected, context, "\n".join(f"{name}: {text}" for name, text in awards.items()))
    return added


def plain_context(days: int, starts: date = STARTS) -> Context:
    """The context of so many days from day 1, in a challenge of whole weeks."""
    length = whole_weeks(days)
    return Context(starts=starts, days=length, weeks=length // 7, as_of=starts + timedelta(days=days - 1))


def awards_of(text: str, rule: str, starts: date = STARTS) -> tuple[Award, ...]:
    """An award for each day with points: `"10 0 10"` is two."""
    return tuple(
        Award(day=starts + timedelta(days=index), points=int(word), reason=f"From {rule}")
        for index, word in enumerate(text.split())
        if int(word)
    )


def _compare(awards: Sequence[Award], expected: Expected, context: Context, shown: str) -> None:
    paid = points_by_day(awards, context)
    wanted = _wanted(expected, len(paid))
    wrong = [
        f"day {number} ({context.starts + timedelta(days=number - 1)}): expected {want}, got {got}"
        for number, (want, got) in enumerate(zip(wanted, paid, strict=True), 1)
        if want != got
    ]
    listed = [f"{award.day}: {award.points} - {award.reason}" for award in awards]
    assert not wrong, "\n".join(["The awards differ.", *wrong, "Days:", shown, "Awards:", *listed])


def _wanted(expected: Expected, days: int) -> list[int]:
    if isinstance(expected, Mapping):
        outside = [number for number in expected if not 1 <= number <= days]
        assert not outside, f"there is no day {outside} among the {days} of the example"
        return [expected.get(number, 0) for number in range(1, days + 1)]
    points = [int(word) for word in expected.split()] if isinstance(expected, str) else list(expected)
    assert len(points) == days, f"{len(points)} days are expected, and the example has {days}"
    return points


AWAY, NO_SCORE = ".", "-"


def league_of(
    teams: Mapping[str, str], closed: int | None = None, boards: Sequence[str] = ("form",)
) -> League:
    """Teams with a score for each week: `league_of({"North": "10 12.5 -", "South": "8 . 3/7"})`.

    `-` is a team without a score, `.` one without members in that week. The scores are those of every
    board named. The first `closed` weeks are closed, by default all.
    """
    rows = [text.split() for text in teams.values()]
    weeks = len(rows[0]) if rows else 0
    if any(len(row) != weeks for row in rows):
        raise ValueError("Each team needs the same number of weeks.")
    last = weeks if closed is None else closed
    return League(
        teams=_summaries(tuple(teams)), weeks=tuple(_week(rows, at, at < last, boards) for at in range(weeks))
    )


def league_awards_of(
    rule: LeagueRule, league: League, context: Context | None = None
) -> dict[str, tuple[int, ...]]:
    """The points that a rule gives to each team, week by week."""
    points = league_points(rule, league, context or league_context(league))
    weeks = [points[:, 7 * at : 7 * at + 7].sum(axis=1).tolist() for at in range(len(league.weeks))]
    return {team: tuple(week[row] for week in weeks) for row, team in enumerate(league.teams.ids)}


def league_context(league: League, seed: int = 0) -> Context:
    """The context of built teams: whole weeks, as of the last day."""
    days = 7 * max(len(league.weeks), 1)
    return Context(starts=STARTS, days=days, weeks=days // 7, as_of=plain_context(days).as_of, seed=seed)


def league_points(rule: LeagueRule, league: League, context: Context) -> NDArray[np.int64]:
    """Points from `awards`, teams x days of the challenge."""
    team_awards = list(rule.awards(league, context))
    unknown = {team_award.team for team_award in team_awards} - set(league.teams.ids)
    assert not unknown, f"points for teams that are not there: {sorted(unknown)}"
    rows = []
    for team in league.teams.ids:
        paid = points_by_day([each.award for each in team_awards if each.team == team], context)
        rows.append(paid + [0] * (context.days - len(paid)))
    return np.array(rows, np.int64).reshape(len(league.teams), context.days)


def league_text(league: League) -> list[str]:
    """Each team and its scores, for a message."""
    first = next(iter(league.weeks[0].scores), "") if league.weeks else ""
    return [
        f"{team}: {' '.join(_word(week, first, row) for week in league.weeks)}"
        for row, team in enumerate(league.teams.ids)
    ]


def boards_of(made: LeagueRule | Ranking) -> tuple[str, ...]:
    """The boards that a configured rule or ranking names."""
    shapes = field_specs_of(type(made))
    named = (shape.key for shape in shapes if shape.kind == NameKind("board"))
    keyed = (shape.key for shape in shapes if shape.keys == NameKind("board"))
    return (*(getattr(made, key) for key in named), *(name for key in keyed for name in getattr(made, key)))


def _week(rows: Sequence[Sequence[str]], at: int, closed: bool, boards: Sequence[str]) -> LeagueWeek:
    words = [row[at] for row in rows]
    exact = [None if word in (AWAY, NO_SCORE) else Fraction(word) for word in words]
    scores = Scores(
        numerators=np.array([0 if score is None else score.numerator for score in exact], np.int64),
        denominators=np.array([0 if score is None else score.denominator for score in exact], np.int64),
    )
    last = STARTS + timedelta(days=7 * at + 6)
    present = np.array([word != AWAY for word in words], np.bool_)
    return LeagueWeek(
        week=at + 1, last_day=last, closed=closed, present=present, scores=dict.fromkeys(boards, scores)
    )


def _summaries(ids: tuple[str, ...]) -> Summaries:
    nothing: Any = np.zeros(len(ids), np.int64)
    return Summaries(
        ids=ids,
        points=nothing,
        bonus=nothing,
        people=nothing,
        active=nothing,
        member_days=nothing,
        days=0,
        logged_days=nothing,
        active_days=nothing,
    )


def _word(week: LeagueWeek, board: str, row: int) -> str:
    if not week.present[row]:
        return AWAY
    exact = week.scores[board].exact(row) if board else None
    return NO_SCORE if exact is None else str(exact)
