"""Checks of one configured rule: its declaration, its purity, and that both its forms pay alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    AdjustmentRule,
    AwardPeriod,
    CompanyRule,
    Component,
    Context,
    DayRule,
    League,
    LeagueRule,
    PersonRule,
    Rule,
    TeamRule,
    Timeline,
    field_specs_of,
)
from moonwalk.testing.awards import awards_of, boards_of, field_points, league_text, plain_context
from moonwalk.testing.days import GOOD_DAY, GOOD_WEEK, KitGoal, context_for, notation
from moonwalk.testing.grids import (
    Roster,
    added_amounts,
    adjusted_points,
    grid_for,
    grid_of,
    person_badges,
    person_points,
    stand_ins,
    team_points,
)
from moonwalk.testing.purity import assert_company_pure, assert_field_pure, assert_pure, shares_of
from moonwalk.testing.strategies import crowds, days_before, fields_with_context, groups, random_people

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

GRAINS: Mapping[str, AwardPeriod] = MappingProxyType(
    {"active_day": AwardPeriod.DAY, "row_of_days": AwardPeriod.DAY, "active_week": AwardPeriod.WEEK}
)
"""The rules, by id, that an adjustment rule meets where a test names none."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_rule(
    rule: Rule,
    *,
    examples: int = 50,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Assert that a rule is declared well and pure and, if it has a vectorised form, that both forms agree.

    League rules meet random teams, with scores on every board that the rule names.
    """
    check_declaration(rule)
    if isinstance(rule, PersonRule | DayRule | TeamRule):
        assert_pure(rule, examples=examples, goals=goals, activities=activities, units=units)
    elif isinstance(rule, CompanyRule):
        assert_company_pure(rule, examples=examples, activities=activities, units=units)
    elif isinstance(rule, LeagueRule):
        assert_field_pure(rule, examples=examples)
    if has_fast_form(rule):
        assert_fast_equals_slow(rule, examples=examples, goals=goals, activities=activities, units=units)


def check_declaration(declared: Component) -> None:
    """Assert that a declaration has a name, typed fields and a sentence without gaps."""
    declaration_class = type(declared)
    assert _NAME.fullmatch(declaration_class.name), (
        f"{declaration_class.__name__}.name must be small letters, digits and _: {declaration_class.name!r}"
    )
    field_specs_of(declaration_class)
    sentence = declared.sentence()
    assert sentence.strip(), (
        f"{declaration_class.__name__} needs a docstring: its first line is what people read."
    )
    assert not re.search(r"\{\w*\}", sentence), f"The sentence has a gap: {sentence}"


def has_fast_form(rule: Rule) -> bool:
    """Return whether the class of a rule overrides the vectorised form of its kind."""
    declaration_class = type(rule)
    base = next(base for base in declaration_class.__mro__ if base.__module__ == "moonwalk.api.rules")
    names = ("grid_points", "grid_amounts", "grid_met", "grid_share")
    return any(getattr(declaration_class, name, None) is not getattr(base, name, None) for name in names)


def assert_fast_equals_slow(
    rule: Rule,
    *,
    examples: int = 100,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
    award_periods: Mapping[str, AwardPeriod] = GRAINS,
    length: int | None = None,
) -> None:
    """Assert that a rule's vectorised form equals its scalar form on random people.

    AssertionError where they differ, and where there is no vectorised form.

    `units` are those of the activities (minutes where left out), `award_periods` the rules by id that an
    adjustment rule meets, `length` the challenge's length in days (at least 28).
    """
    from hypothesis import given

    def context(timeline: Timeline) -> Context:
        return context_for(timeline, goals=goals, units=units, length=length)

    def check(drawn: Any) -> None:
        if isinstance(rule, PersonRule):
            _check_person(rule, drawn, context(drawn[0]))
        elif isinstance(rule, DayRule):
            _check_day(rule, drawn, context(drawn[0]))
        elif isinstance(rule, TeamRule):
            _check_team(rule, drawn, context(drawn.timelines[0]))
        elif isinstance(rule, AdjustmentRule):
            _check_adjustment(rule, drawn, award_periods)
        elif isinstance(rule, LeagueRule):
            _check_league(rule, *drawn)
        elif isinstance(rule, CompanyRule):
            _check_company(rule, drawn, context(drawn[0]))
        else:
            raise AssertionError(f"{type(rule).__name__} is of a kind that has no fast form.")

    people: SearchStrategy[Any] = groups(goals=goals, activities=activities, before=days_before(rule))
    if isinstance(rule, TeamRule):
        people = crowds(goals=goals, activities=activities)
    elif isinstance(rule, AdjustmentRule):
        people = _random_points(tuple(award_periods))
    elif isinstance(rule, LeagueRule):
        people = fields_with_context(boards_of(rule))
    random_people(examples)(given(people)(check))()


def _random_points(rules: Sequence[str]) -> SearchStrategy[Any]:
    """Draw points of each rule for one to three people over some days: rules x people x days."""
    from hypothesis import strategies as st

    def table(size: tuple[int, int]) -> SearchStrategy[Any]:
        people, days = size
        row = st.lists(st.sampled_from((0, 0, 1, 5, 10, 40)), min_size=days, max_size=days)
        one_rule = st.lists(row, min_size=people, max_size=people)
        return st.fixed_dictionaries(dict.fromkeys(rules, one_rule))

    return st.tuples(st.integers(1, 3), st.integers(1, 28)).flatmap(table)


def _check_person(rule: PersonRule | DayRule, people: Sequence[Timeline], context: Context) -> None:
    vectorised = rule.grid_points(grid_for(rule, people), context)
    _compare(rule, vectorised, person_points(rule, people, context), _notations(people))
    if isinstance(rule, PersonRule) and rule.badges():
        numbers = rule.grid_badges(grid_for(rule, people), context)
        if numbers is not None:
            _compare(rule, numbers, person_badges(rule, people, context), _notations(people))


def _check_team(rule: TeamRule, roster: Roster, context: Context) -> None:
    vectorised = rule.grid_points(roster.crowd(), context)
    descriptions = [
        f"{text}\nteams: {team}" for text, team in zip(_notations(roster.timelines), roster.team, strict=True)
    ]
    _compare(rule, vectorised, team_points(rule, roster, context), ["\n".join(descriptions)] * roster.count)


def _check_company(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> None:
    _compare(
        rule, rule.grid_share(grid_of(people), context), shares_of(rule, people, context), _notations(people)
    )


def _check_league(rule: LeagueRule, league: League, context: Context) -> None:
    _compare(
        rule, rule.grid_points(league, context), field_points(rule, league, context), league_text(league)
    )


def _check_day(rule: DayRule, people: Sequence[Timeline], context: Context) -> None:
    grid = grid_for(rule, people)
    amounts, met = rule.grid_amounts(grid, context), rule.grid_met(grid, context)
    name = type(rule).__name__
    assert amounts is not None or met is not None, (
        f"{name}: grid_amounts and grid_met returned None: it has no fast form."
    )
    vectorised = {**(amounts or {}), **(met or {})}
    scalar: dict[str, NDArray[Any]] = {
        **added_amounts(rule, people, context),
        **stand_ins(rule, people, context),
    }
    for key in {*vectorised, *scalar}:
        nothing = np.zeros_like(vectorised.get(key, scalar.get(key)))
        _compare(rule, vectorised.get(key, nothing), scalar.get(key, nothing), _notations(people))
    if type(rule).awards is not DayRule.awards:
        _check_person(rule, people, context)


def _check_adjustment(
    rule: AdjustmentRule, points: Mapping[str, list[list[int]]], award_periods: Mapping[str, AwardPeriod]
) -> None:
    first = next(iter(points.values()))
    context = plain_context(len(first[0]))
    rows = [
        {name: awards_of(" ".join(map(str, table[person])), name) for name, table in points.items()}
        for person in range(len(first))
    ]
    week = np.arange(len(first[0]), dtype=np.int16) // np.int16(7) + np.int16(1)
    arrays = {name: np.array(table, np.int64) for name, table in points.items()}
    vectorised = rule.grid_points(arrays, award_periods, week, context)
    descriptions = [
        str({name: table[person] for name, table in points.items()}) for person in range(len(first))
    ]
    _compare(rule, vectorised, adjusted_points(rule, rows, award_periods, context), descriptions)


def _notations(people: Sequence[Timeline]) -> list[str]:
    return [notation(timeline) for timeline in people]


def _compare(
    rule: Rule, vectorised: NDArray[Any] | None, scalar: NDArray[Any], descriptions: Sequence[str]
) -> None:
    name = type(rule).__name__
    assert vectorised is not None, f"{name}: the fast form returned None: there is none."
    type_fits = (
        vectorised.dtype == np.bool_
        if scalar.dtype == np.bool_
        else np.issubdtype(vectorised.dtype, np.integer)
    )
    required = "True and False" if scalar.dtype == np.bool_ else "whole numbers"
    assert type_fits, f"{name}: the fast form gave {vectorised.dtype}, not {required}."
    assert vectorised.shape == scalar.shape, (
        f"{name}: the fast form gave the shape {vectorised.shape}, not {scalar.shape}."
    )
    for number in np.flatnonzero((vectorised != scalar).any(axis=1)).tolist():
        raise AssertionError(
            f"{name}: the fast form differs.\n{descriptions[number]}\n"
            f"plain: {scalar[number].tolist()}\nfast:  {vectorised[number].tolist()}"
        )
