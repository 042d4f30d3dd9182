"""Builders: all teams and their weeks, for rules that compare teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Context, Field, FieldRule, FieldWeek, Scores, Summaries, shapes_of
from moonwalk.api.field_words import NameKind
from moonwalk.testing.awards import plain_context
from moonwalk.testing.days import STARTS
from moonwalk.testing.plain import points_by_day

AWAY, NO_SCORE = ".", "-"


def field_of(teams: Mapping[str, str], over: int | None = None, boards: Sequence[str] = ("form",)) -> Field:
    """Teams with a score for each week: `field_of({"North": "10 12.5 -", "South": "8 . 3/7"})`.

    `-` is a team without a score, `.` one without members in that week. The scores are those of every
    board named. The first `over` weeks are over, by default all.
    """
    rows = [text.split() for text in teams.values()]
    weeks = len(rows[0]) if rows else 0
    if any(len(row) != weeks for row in rows):
        raise ValueError("Each team needs the same number of weeks.")
    last = weeks if over is None else over
    return Field(_summaries(tuple(teams)), tuple(_week(rows, at, at < last, boards) for at in range(weeks)))


def field_awards_of(
    rule: FieldRule, field: Field, context: Context | None = None
) -> dict[str, tuple[int, ...]]:
    """The points that a rule gives to each team, week by week."""
    points = field_points(rule, field, context or field_context(field))
    weeks = [points[:, 7 * at : 7 * at + 7].sum(axis=1).tolist() for at in range(len(field.weeks))]
    return {team: tuple(week[row] for week in weeks) for row, team in enumerate(field.teams.ids)}


def field_context(field: Field, seed: int = 0) -> Context:
    """The context of built teams: whole weeks, as of the last day."""
    days = 7 * max(len(field.weeks), 1)
    return Context(STARTS, days, days // 7, plain_context(days).as_of, seed)


def field_points(rule: FieldRule, field: Field, context: Context) -> NDArray[np.int64]:
    """Points from `awards`, teams x days of the challenge."""
    given = list(rule.awards(field, context))
    unknown = {one.team for one in given} - set(field.teams.ids)
    assert not unknown, f"points for teams that are not there: {sorted(unknown)}"
    rows = []
    for team in field.teams.ids:
        paid = points_by_day([one.award for one in given if one.team == team], context)
        rows.append(paid + [0] * (context.days - len(paid)))
    return np.array(rows, np.int64).reshape(len(field.teams), context.days)


def field_shown(field: Field) -> list[str]:
    """Each team and its scores, for a message."""
    first = next(iter(field.weeks[0].scores), "") if field.weeks else ""
    return [
        f"{team}: {' '.join(_word(week, first, row) for week in field.weeks)}"
        for row, team in enumerate(field.teams.ids)
    ]


def boards_of(rule: FieldRule) -> tuple[str, ...]:
    """The boards that a configured rule names."""
    named = (shape.key for shape in shapes_of(type(rule)) if shape.kind == NameKind("board"))
    return tuple(getattr(rule, key) for key in named)


def _week(rows: Sequence[Sequence[str]], at: int, over: bool, boards: Sequence[str]) -> FieldWeek:
    words = [row[at] for row in rows]
    exact = [None if word in (AWAY, NO_SCORE) else Fraction(word) for word in words]
    scores = Scores(
        np.array([0 if one is None else one.numerator for one in exact], np.int64),
        np.array([0 if one is None else one.denominator for one in exact], np.int64),
    )
    last = STARTS + timedelta(days=7 * at + 6)
    there = np.array([word != AWAY for word in words], np.bool_)
    return FieldWeek(at + 1, last, over, there, dict.fromkeys(boards, scores))


def _summaries(ids: tuple[str, ...]) -> Summaries:
    nothing: Any = np.zeros(len(ids), np.int64)
    return Summaries(ids, nothing, nothing, nothing, nothing, nothing, 0, nothing, nothing)


def _word(week: FieldWeek, board: str, row: int) -> str:
    if not week.there[row]:
        return AWAY
    exact = week.scores[board].exact(row) if board else None
    return NO_SCORE if exact is None else str(exact)
