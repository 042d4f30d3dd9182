"""Everything the kit can say about one configured rule; vectorised and scalar forms pay alike."""

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
)
from moonwalk.api.field_specs import field_specs_of
from moonwalk.testing.awards import awards_of, boards_of, league_points, league_text, plain_context
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
from moonwalk.testing.purity import assert_company_pure, assert_league_pure, assert_pure, shares_of
from moonwalk.testing.strategies import days_before, groups, leagues_with_context, random_people, rosters

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

AWARD_PERIODS: Mapping[str, AwardPeriod] = MappingProxyType(
    {"active_day": AwardPeriod.DAY, "row_of_days": AwardPeriod.DAY, "active_week": AwardPeriod.WEEK}
)
"""The rules that an `AdjustmentRule` meets where a test names none."""


def assert_vectorised_equals_scalar(
    rule: Rule,
    *,
    examples: int | None = None,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
    award_periods: Mapping[str, AwardPeriod] = AWARD_PERIODS,
    length: int | None = None,
) -> None:
    """That a rule's vectorised form equals its scalar form on random people; fails where it has none.

    `examples` is how many random people are tried; without a number, as many as the loaded profile of
    Hypothesis says (100 by default). `units` are those of the activities (minutes where left out),
    `award_periods` the rules by id that an adjustment rule meets, `length` the challenge's length in days
    (at least 28).
    """
    from hypothesis import given

    def context(person: Timeline) -> Context:
        return context_for(person, goals=goals, units=units, length=length)

    def check(drawn: Any) -> None:
        if isinstance(rule, PersonRule):
            _person(rule, drawn, context(drawn[0]))
        elif isinstance(rule, DayRule):
            _day(rule, drawn, context(drawn[0]))
        elif isinstance(rule, TeamRule):
            _team(rule, drawn, context(drawn.timelines[0]))
        elif isinstance(rule, AdjustmentRule):
            _adjust(rule, drawn, award_periods)
        elif isinstance(rule, LeagueRule):
            _league(rule, *drawn)
        elif isinstance(rule, CompanyRule):
            _company(rule, drawn, context(drawn[0]))
        else:
            raise AssertionError(f"{type(rule).__name__} is of a kind that has no vectorised form.")

    people: SearchStrategy[Any] = groups(goals=goals, activities=activities, before=days_before(rule))
    if isinstance(rule, TeamRule):
        people = rosters(goals=goals, activities=activities)
    elif isinstance(rule, AdjustmentRule):
        people = _points(tuple(award_periods))
    elif isinstance(rule, LeagueRule):
        people = leagues_with_context(boards_of(rule))
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
        badges = rule.grid_badges(grid_for(rule, people), context)
        if badges is not None:
            _compare(rule, badges, person_badges(rule, people, context), _shown(people))


def _team(rule: TeamRule, roster: Roster, context: Context) -> None:
    fast = rule.grid_points(roster.team_grid(), context)
    shown = [
        f"{text}\nteams: {team}" for text, team in zip(_shown(roster.timelines), roster.team, strict=True)
    ]
    _compare(rule, fast, team_points(rule, roster, context), ["\n".join(shown)] * roster.count)


def _company(rule: CompanyRule, people: Sequence[Timeline], context: Context) -> None:
    _compare(
        rule, rule.grid_share(grid_of(people), context), shares_of(rule, people, context), _shown(people)
    )


def _league(rule: LeagueRule, league: League, context: Context) -> None:
    _compare(
        rule, rule.grid_points(league, context), league_points(rule, league, context), league_text(league)
    )


def _day(rule: DayRule, people: Sequence[Timeline], context: Context) -> None:
    grid = grid_for(rule, people)
    amounts, met = rule.grid_amounts(grid, context), rule.grid_met(grid, context)
    name = type(rule).__name__
    assert amounts is not None or met is not None, (
        f"{name}: grid_amounts and grid_met returned None: it has no vectorised form."
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


def _adjust(
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
    fast = rule.grid_points(arrays, award_periods, week, context)
    shown = [str({name: table[person] for name, table in points.items()}) for person in range(len(first))]
    _compare(rule, fast, adjusted_points(rule, rows, award_periods, context), shown)


def _shown(people: Sequence[Timeline]) -> list[str]:
    return [notation(person) for person in people]


def _compare(rule: Rule, fast: NDArray[Any] | None, slow: NDArray[Any], shown: Sequence[str]) -> None:
    name = type(rule).__name__
    assert fast is not None, f"{name}: the vectorised form returned None: there is none."
    right = fast.dtype == np.bool_ if slow.dtype == np.bool_ else np.issubdtype(fast.dtype, np.integer)
    wanted = "True and False" if slow.dtype == np.bool_ else "whole numbers"
    assert right, f"{name}: the vectorised form gave {fast.dtype}, not {wanted}."
    assert fast.shape == slow.shape, (
        f"{name}: the vectorised form gave the shape {fast.shape}, not {slow.shape}."
    )
    for number in np.flatnonzero((fast != slow).any(axis=1)).tolist():
        raise AssertionError(
            f"{name}: the vectorised form differs.\n{shown[number]}\n"
            f"scalar:     {slow[number].tolist()}\nvectorised: {fast[number].tolist()}"
        )


_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_rule(
    rule: Rule,
    *,
    examples: int | None = None,
    goals: Sequence[KitGoal] = (GOOD_DAY, GOOD_WEEK),
    activities: Sequence[str] = ("walk",),
    units: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """That a rule is declared well, pure, and, where it has a vectorised form, that both forms agree.

    League rules meet random teams, which have scores on every board that they name. `examples` is how many
    random people are tried; without a number, the loaded profile of Hypothesis decides.
    """
    check_declaration(rule)
    if isinstance(rule, PersonRule | DayRule | TeamRule):
        assert_pure(rule, examples=examples, goals=goals, activities=activities, units=units)
    elif isinstance(rule, CompanyRule):
        assert_company_pure(rule, examples=examples, activities=activities, units=units)
    elif isinstance(rule, LeagueRule):
        assert_league_pure(rule, examples=examples)
    if has_vectorised_form(rule):
        assert_vectorised_equals_scalar(
            rule, examples=examples, goals=goals, activities=activities, units=units
        )


def check_declaration(declared: Component) -> None:
    """That a declaration has a name, typed fields and a sentence without gaps."""
    kind = type(declared)
    assert _NAME.fullmatch(kind.name), (
        f"{kind.__name__}.name must be small letters, digits and _: {kind.name!r}"
    )
    field_specs_of(kind)
    sentence = declared.sentence()
    assert sentence.strip(), f"{kind.__name__} needs a docstring: its first line is what people read."
    assert not re.search(r"\{\w*\}", sentence), f"The sentence has a gap: {sentence}"


def has_vectorised_form(rule: Rule) -> bool:
    """Whether the class overrides the vectorised form of its kind."""
    kind = type(rule)
    base = next(base for base in kind.__mro__ if base.__module__ == "moonwalk.api.rules")
    names = ("grid_points", "grid_amounts", "grid_met", "grid_share")
    return any(getattr(kind, name, None) is not getattr(base, name, None) for name in names)
