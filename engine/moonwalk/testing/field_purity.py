"""A rule that compares teams is a pure function of what it is given.

Needs hypothesis, which is not a dependency of Moonwalk: install it for tests.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from moonwalk.api import Context, Field, FieldRule, FieldWeek, Scores, TeamAward
from moonwalk.testing.field_strategies import fields_with_context
from moonwalk.testing.fields import boards_of
from moonwalk.testing.strategies import random_people


def assert_field_pure(rule: FieldRule, *, examples: int = 50) -> None:
    """That a rule gives the same twice, and does not mind the order of the teams.

    Also that later weeks change no earlier award, unless the rule declares `later_days_may_change`.
    """
    from hypothesis import given

    def check(drawn: tuple[Field, Context]) -> None:
        field, context = drawn
        first = _awards(rule, field, context)
        assert first == _awards(rule, field, context), "The same teams were paid differently the second time."
        assert first == _awards(rule, _turned(field), context), "The order of the teams changed the awards."
        if rule.later_days_may_change:
            return
        for count in range(len(field.weeks)):
            shorter = replace(field, weeks=field.weeks[:count])
            last = field.weeks[count].last_day
            earlier = [one for one in first if (last - one.award.day).days >= 7]
            assert _awards(rule, shorter, context) == earlier, "Later weeks changed an earlier award."

    random_people(examples)(given(fields_with_context(boards_of(rule)))(check))()


def _awards(rule: FieldRule, field: Field, context: Context) -> list[TeamAward]:
    return sorted(rule.awards(field, context), key=lambda one: (one.award.day, one.team, str(one.award)))


def _turned(field: Field) -> Field:
    rows = np.arange(len(field.teams))[::-1]
    return Field(field.teams.only(rows), tuple(_turned_week(week, rows) for week in field.weeks))


def _turned_week(week: FieldWeek, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> FieldWeek:
    scores = {name: Scores(one.numerators[rows], one.denominators[rows]) for name, one in week.scores.items()}
    return replace(week, there=week.there[rows], scores=scores)
