"""One rule, two forms, one meaning: the fast form must pay what the plain one pays.

Needs hypothesis, which is not a dependency of Moonwalk: install it for tests.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Adjust,
    CompanyRule,
    Context,
    DayRule,
    Field,
    FieldRule,
    Grain,
    PersonRule,
    Rule,
    TeamRule,
    Timeline,
)
from moonwalk.testing.awards import awards_of, plain_context
from moonwalk.testing.company import shares_of
from moonwalk.testing.days import context_for
from moonwalk.testing.field_strategies import fields_with_context
from moonwalk.testing.fields import boards_of, field_points, field_shown
from moonwalk.testing.goals import GOOD_DAY, GOOD_WEEK, KitGoal
from moonwalk.testing.grids import Roster, grid_for, grid_of
from moonwalk.testing.notation import notation
from moonwalk.testing.plain import (
    added_amounts,
    adjusted_points,
    person_badges,
    person_points,
    stand_ins,
    team_points,
)
from moonwalk.testing.strategies import crowds, days_before, groups, random_people

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

GRAINS: Mapping[str, Grain] = MappingProxyType(
    {"active_day": Grain.DAY, "row_of_days": Grain.DAY, "active_week": Grain.WEEK}
)
"""The rules that an `Adjust` rule meets where a test names none."""


def assert_fast_equals_slow(
    rule: Rule,
    *,
    examples: int = 100,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
    grains: Mapping[str, Grain] = GRAINS,
    length: int | None = None,
) -> None:
    """That a rule's fast form equals its plain form on random people; fails where it has no fast form.

    `units` are those of the activities (minutes where left out), `grains` the rules by id that an
    `Adjust` rule meets, `length` the challenge's length in days (at least 28).
    """
    from hypothesis import given

    def context(one: Timeline) -> Context:
        return context_for(one, goals=goals, units=units, length=length)

    def check(drawn: Any) -> None:
        if isinstance(rule, PersonRule):
            _person(rule, drawn, context(drawn[0]))
        elif isinstance(rule, DayRule):
            _day(rule, drawn, context(drawn[0]))
        elif isinstance(rule, TeamRule):
            _team(rule, drawn, context(drawn.timelines[0]))
        elif isinstance(rule, Adjust):
            _adjust(rule, drawn, grains)
        elif isinstance(rule, FieldRule):
            _field(rule, *drawn)
        elif isinstance(rule, CompanyRule):
            _company(rule, drawn, context(drawn[0]))
        else:
            raise AssertionError(f"{type(rule).__name__} is of a kind that has no fast form.")

    people: SearchStrategy[Any] = groups(goals=goals, activities=activities, before=days_before(rule))
    if isinstance(rule, TeamRule):
        people = crowds(goals=goals, activities=activities)
    elif isinstance(rule, Adjust):
        people = _points(tuple(grains))
    elif isinstance(rule, FieldRule):
        people = fields_with_context(boards_of(rule))
    random_people(examples)(given(people)(check))()


def _points(rules: Sequence[str]) -> SearchStrategy[Any]:
    """Points of each rule for one to three people over some days: rules x people x days."""
    from hypothesis import strategies as st

    def table(size: tuple[int, int]) -> SearchStrategy[Any]:
        people, days = size
        row = st.lists(st.sampled_from((0, 0, 1, 5, 10, 40)), min_size=days, max_size=days)
        one_rule = st.lists(row, min_size=people, max_size=people)
        return st.fixed_dictionaries(dict.fromkeys(rules, one_rule))

    return st.tuples(st.integers(1, 3), st.integers(1, 28)).flatmap(table)


def _person(rule: PersonRule | DayRule, people: Sequence[Timeline], context: Context) -> None:
    fast = rule.grid_points(grid_for(rule, people), context)
    _compare(rule, fast, person_points(rule, people, context), _shown(people))
    if isinstance(rule, PersonRule) and rule.badges():
        given = rule.grid_badges(grid_for(rule, people), context)
        if given is not None:
            _compare(rule, given, person_badges(rule, people, context), _shown(people))


def _team(rule: TeamRule, roster: Roster, context: Context) -> None:
    fast = rule.grid_points(roster.crowd(), context)
    shown = [
        f"{text}\nteams: {team}" for text, team in zip(_shown(roster.timelines), roster.team, strict=True)
    ]
    _compare(rule, fast, team_points(rule, roster, context), ["\n".join(shown)] * roster.count)


def _company(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> None:
    _compare(
        rule, rule.grid_share(grid_of(people), context), shares_of(rule, people, context), _shown(people)
    )


def _field(rule: FieldRule, field: Field, context: Context) -> None:
    _compare(rule, rule.grid_points(field, context), field_points(rule, field, context), field_shown(field))


def _day(rule: DayRule, people: Sequence[Timeline], context: Context) -> None:
    grid = grid_for(rule, people)
    amounts, met = rule.grid_amounts(grid, context), rule.grid_met(grid, context)
    name = type(rule).__name__
    assert amounts is not None or met is not None, (
        f"{name}: grid_amounts and grid_met returned None: it has no fast form."
    )
    fast = {**(amounts or {}), **(met or {})}
    slow: dict[str, NDArray[Any]] = {
        **added_amounts(rule, people, context),
        **stand_ins(rule, people, context),
    }
    for key in {*fast, *slow}:
        nothing = np.zeros_like(fast.get(key, slow.get(key)))
        _compare(rule, fast.get(key, nothing), slow.get(key, nothing), _shown(people))
    if type(rule).awards is not DayRule.awards:
        _person(rule, people, context)


def _adjust(rule: Adjust, points: Mapping[str, list[list[int]]], grains: Mapping[str, Grain]) -> None:
    first = next(iter(points.values()))
    context = plain_context(len(first[0]))
    rows = [
        {name: awards_of(" ".join(map(str, table[person])), name) for name, table in points.items()}
        for person in range(len(first))
    ]
    week = np.arange(len(first[0]), dtype=np.int16) // np.int16(7) + np.int16(1)
    arrays = {name: np.array(table, np.int64) for name, table in points.items()}
    fast = rule.grid_points(arrays, grains, week, context)
    shown = [str({name: table[person] for name, table in points.items()}) for person in range(len(first))]
    _compare(rule, fast, adjusted_points(rule, rows, grains, context), shown)


def _shown(people: Sequence[Timeline]) -> list[str]:
    return [notation(one) for one in people]


def _compare(rule: Rule, fast: NDArray[Any] | None, slow: NDArray[Any], shown: Sequence[str]) -> None:
    name = type(rule).__name__
    assert fast is not None, f"{name}: the fast form returned None: there is none."
    right = fast.dtype == np.bool_ if slow.dtype == np.bool_ else np.issubdtype(fast.dtype, np.integer)
    wanted = "True and False" if slow.dtype == np.bool_ else "whole numbers"
    assert right, f"{name}: the fast form gave {fast.dtype}, not {wanted}."
    assert fast.shape == slow.shape, f"{name}: the fast form gave the shape {fast.shape}, not {slow.shape}."
    for number in np.flatnonzero((fast != slow).any(axis=1)).tolist():
        raise AssertionError(
            f"{name}: the fast form differs.\n{shown[number]}\n"
            f"plain: {slow[number].tolist()}\nfast:  {fast[number].tolist()}"
        )
