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
    Scores,
    Summaries,
    TeamRule,
    TeamTimeline,
    Timeline,
    field_specs_of,
)
from moonwalk.api.field_words import NameKind
from moonwalk.testing.days import STARTS, context_for, notation, whole_weeks
from moonwalk.testing.grids import points_by_day

Expected = str | Sequence[int] | Mapping[int, int]
"""Points of each day: `"0 5 0"`, `[0, 5, 0]`, or `{2: 5}` by challenge day from 1, the rest 0."""
AWAY, NO_SCORE = ".", "-"


def assert_awards(
    rule: PersonRule | TeamRule,
    timeline: Timeline | TeamTimeline,
    expected: Expected,
    context: Context | None = None,
) -> tuple[Award, ...]:
    """Assert what a rule pays on each day. Return the awards, so that a test can look at their reasons."""
    context = context or context_for(timeline)
    awards = tuple(rule.awards(timeline, context))  # type: ignore[arg-type]
    days_text = notation(timeline) if isinstance(timeline, Timeline) else timeline.name
    _compare(awards, expected, context, days_text)
    return awards


def assert_adjusts(
    rule: AdjustmentRule,
    awards: Mapping[str, str],
    expected: Expected,
    award_periods: Mapping[str, AwardPeriod] | None = None,
    context: Context | None = None,
) -> tuple[Award, ...]:
    """Assert what a rule adds on each day to other rules' points by day: `{"active_day": "10 0 10"}`.

    Rules pay by day unless `award_periods` say otherwise. Return the awards added.
    """
    days = max(len(text.split()) for text in awards.values())
    context = context or plain_context(days)
    awards_by_rule = {name: awards_of(text, name, context.starts) for name, text in awards.items()}
    periods = {name: (award_periods or {}).get(name, AwardPeriod.DAY) for name in awards}
    added = tuple(rule.adjustments(awards_by_rule, periods, context))
    _compare(added, expected, context, "\n".join(f"{name}: {text}" for name, text in awards.items()))
    return added


def _compare(awards: Sequence[Award], expected: Expected, context: Context, days_text: str) -> None:
    paid = points_by_day(awards, context)
    expected_points = _expected_points(expected, len(paid))
    differences = [
        f"day {number} ({context.starts + timedelta(days=number - 1)}): expected {want}, got {got}"
        for number, (want, got) in enumerate(zip(expected_points, paid, strict=True), 1)
        if want != got
    ]
    award_lines = [f"{award.day}: {award.points} - {award.reason}" for award in awards]
    assert not differences, "\n".join(
        ["The awards differ.", *differences, "Days:", days_text, "Awards:", *award_lines]
    )


def _expected_points(expected: Expected, days: int) -> list[int]:
    if isinstance(expected, Mapping):
        outside = [number for number in expected if not 1 <= number <= days]
        assert not outside, f"there is no day {outside} among the {days} of the example"
        return [expected.get(number, 0) for number in range(1, days + 1)]
    points = [int(word) for word in expected.split()] if isinstance(expected, str) else list(expected)
    assert len(points) == days, f"{len(points)} days are expected, and the example has {days}"
    return points


def plain_context(days: int, starts: date = STARTS) -> Context:
    """Build the context of a number of days from day 1, in a challenge of whole weeks."""
    length = whole_weeks(days)
    return Context(starts=starts, days=length, weeks=length // 7, as_of=starts + timedelta(days=days - 1))


def awards_of(text: str, rule: str, starts: date = STARTS) -> tuple[Award, ...]:
    """Build an award for each day with points: `"10 0 10"` is two."""
    return tuple(
        Award(day=starts + timedelta(days=index), points=int(word), reason=f"From {rule}")
        for index, word in enumerate(text.split())
        if int(word)
    )


def field_of(teams: Mapping[str, str], over: int | None = None, boards: Sequence[str] = ("form",)) -> League:
    """Build teams with a score for each week: `field_of({"North": "10 12.5 -", "South": "8 . 3/7"})`.

    `-` is a team without a score, `.` one without members in that week. The scores are those of every
    board named. The first `over` weeks are over, by default all.
    """
    rows = [text.split() for text in teams.values()]
    weeks = len(rows[0]) if rows else 0
    if any(len(row) != weeks for row in rows):
        raise ValueError("Each team needs the same number of weeks.")
    last = weeks if over is None else over
    return League(
        teams=_summaries(tuple(teams)), weeks=tuple(_week(rows, at, at < last, boards) for at in range(weeks))
    )


def field_awards_of(
    rule: LeagueRule, field: League, context: Context | None = None
) -> dict[str, tuple[int, ...]]:
    """Return the points that a rule gives to each team, week by week."""
    points = field_points(rule, field, context or field_context(field))
    weeks = [points[:, 7 * at : 7 * at + 7].sum(axis=1).tolist() for at in range(len(field.weeks))]
    return {team: tuple(week[row] for week in weeks) for row, team in enumerate(field.teams.ids)}


def field_context(field: League, seed: int = 0) -> Context:
    """Build the context of teams: whole weeks, as of the last day."""
    days = 7 * max(len(field.weeks), 1)
    return Context(starts=STARTS, days=days, weeks=days // 7, as_of=plain_context(days).as_of, seed=seed)


def field_points(rule: LeagueRule, field: League, context: Context) -> NDArray[np.int64]:
    """Return the points from `awards`: teams x days of the challenge."""
    team_awards = list(rule.awards(field, context))
    unknown = {team_award.team for team_award in team_awards} - set(field.teams.ids)
    assert not unknown, f"points for teams that are not there: {sorted(unknown)}"
    rows = []
    for team in field.teams.ids:
        paid = points_by_day(
            [team_award.award for team_award in team_awards if team_award.team == team], context
        )
        rows.append(paid + [0] * (context.days - len(paid)))
    return np.array(rows, np.int64).reshape(len(field.teams), context.days)


def league_text(field: League) -> list[str]:
    """Return a line for each team with its scores, for a message."""
    first = next(iter(field.weeks[0].scores), "") if field.weeks else ""
    return [
        f"{team}: {' '.join(_word(week, first, row) for week in field.weeks)}"
        for row, team in enumerate(field.teams.ids)
    ]


def boards_of(rule: LeagueRule) -> tuple[str, ...]:
    """Return the boards that a configured rule names."""
    named = (shape.key for shape in field_specs_of(type(rule)) if shape.kind == NameKind("board"))
    return tuple(getattr(rule, key) for key in named)


def _week(rows: Sequence[Sequence[str]], at: int, over: bool, boards: Sequence[str]) -> LeagueWeek:
    words = [row[at] for row in rows]
    exact = [None if word in (AWAY, NO_SCORE) else Fraction(word) for word in words]
    scores = Scores(
        numerators=np.array([0 if score is None else score.numerator for score in exact], np.int64),
        denominators=np.array([0 if score is None else score.denominator for score in exact], np.int64),
    )
    last = STARTS + timedelta(days=7 * at + 6)
    there = np.array([word != AWAY for word in words], np.bool_)
    return LeagueWeek(
        week=at + 1, last_day=last, over=over, there=there, scores=dict.fromkeys(boards, scores)
    )


def _summaries(ids: tuple[str, ...]) -> Summaries:
    zeros: Any = np.zeros(len(ids), np.int64)
    return Summaries(
        ids=ids,
        points=zeros,
        bonus=zeros,
        people=zeros,
        active=zeros,
        member_days=zeros,
        days=0,
        logged_days=zeros,
        active_days=zeros,
    )


def _word(week: LeagueWeek, board: str, row: int) -> str:
    if not week.there[row]:
        return AWAY
    exact = week.scores[board].exact(row) if board else None
    return NO_SCORE if exact is None else str(exact)
