"""The vectorised form of a rule: it pays as the scalar form does, whoever else is in the arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    AdjustmentRule,
    CompanyRule,
    DayRule,
    LeagueRule,
    PersonRule,
    Rule,
    TeamRule,
    Timeline,
)
from moonwalk.testing.awards import league_points
from moonwalk.testing.cases import Case, cases_of, groups_of, periods_of, person_context, rosters_of
from moonwalk.testing.conformance import has_vectorised_form
from moonwalk.testing.days import notation
from moonwalk.testing.examination import Examiner, Refusal
from moonwalk.testing.grids import (
    added_amounts,
    grid_for,
    person_badges,
    person_points,
    points_by_day,
    stand_ins,
    team_points,
)
from moonwalk.testing.purity import shares_of

Array = NDArray[Any]
Tables = Mapping[str, Array]


@dataclass(frozen=True)
class Forms:
    """Several rows at once: what each of them is, and what the two forms say of them, by what it is."""

    labels: Sequence[str]
    fast: Callable[[], Mapping[str, Array | None]]
    slow: Callable[[], Tables]


def check_forms(examiner: Examiner, rule: Rule) -> None:
    """Compares both forms on every group, and the vectorised form with itself in another order."""
    unusable = {"answers", "whole_points", "days_inside", "teams_exist"}
    if not has_vectorised_form(rule) or unusable & set(examiner.faults):
        return
    try:
        for forms in _forms_of(rule):
            _compare(examiner, forms)
        if isinstance(rule, PersonRule | DayRule | CompanyRule):
            for people in groups_of(rule):
                _alone(examiner, rule, people)
    except Refusal:
        return


def _forms_of(rule: Rule) -> Iterator[Forms]:
    match rule:
        case PersonRule() | DayRule() | CompanyRule():
            yield from (_people(rule, people) for people in groups_of(rule))
        case TeamRule():
            for roster in rosters_of(rule):
                yield _roster(rule, roster)
        case LeagueRule():
            yield from (_league(rule, case) for case in cases_of(rule))
        case AdjustmentRule():
            yield from (_adjusted(rule, case) for case in cases_of(rule))


def _people(rule: PersonRule | DayRule | CompanyRule, people: Sequence[Timeline]) -> Forms:
    context = person_context(rule, people[0])
    grid = grid_for(rule, people)

    def fast() -> Mapping[str, Array | None]:
        if isinstance(rule, CompanyRule):
            return {"a share": rule.grid_share(grid, context)}
        tables: dict[str, Array | None] = {"points": rule.grid_points(grid, context)}
        if isinstance(rule, DayRule):
            amounts, met = rule.grid_amounts(grid, context), rule.grid_met(grid, context)
            tables |= {f"{name} added": table for name, table in (amounts or {}).items()}
            tables |= {f"{name} met": table for name, table in (met or {}).items()}
        elif rule.badges():
            tables["badge number"] = rule.grid_badges(grid, context)
        return tables

    def slow() -> Tables:
        if isinstance(rule, CompanyRule):
            return {"a share": shares_of(rule, people, context)}
        tables: dict[str, Array] = {"points": person_points(rule, people, context)}
        if isinstance(rule, DayRule):
            tables |= {f"{name} added": each for name, each in added_amounts(rule, people, context).items()}
            tables |= {f"{name} met": each for name, each in stand_ins(rule, people, context).items()}
        elif rule.badges():
            tables["badge number"] = person_badges(rule, people, context)
        return tables

    return Forms([notation(person) for person in people], fast, slow)


def _roster(rule: TeamRule, roster: Any) -> Forms:
    context = person_context(rule, roster.timelines[0])
    people = [notation(person) for person in roster.timelines]
    labels = [
        "; ".join(text for text, teams in zip(people, roster.team, strict=True) if number in teams)
        for number in range(roster.count)
    ]
    return Forms(
        labels,
        lambda: {"points": rule.grid_points(roster.team_grid(), context)},
        lambda: {"points": team_points(rule, roster, context)},
    )


def _league(rule: LeagueRule, case: Case) -> Forms:
    return Forms(
        [f"{team} in {case.label}" for team in case.subject.teams.ids],
        lambda: {"points": rule.grid_points(case.subject, case.context)},
        lambda: {"points": league_points(rule, case.subject, case.context)},
    )


def _adjusted(rule: AdjustmentRule, case: Case) -> Forms:
    context = case.context
    context = replace(context, days=(context.as_of - context.starts).days + 1)
    paid = {
        name: np.array([points_by_day(awards, context)], np.int64) for name, awards in case.subject.items()
    }
    week = np.arange(context.days, dtype=np.int16) // np.int16(7) + np.int16(1)
    periods = periods_of(case.subject)
    return Forms(
        [case.label],
        lambda: {"points": rule.grid_points(paid, periods, week, context)},
        lambda: {
            "points": np.array([points_by_day(rule.adjustments(case.subject, periods, context), context)])
        },
    )


def _compare(examiner: Examiner, forms: Forms) -> None:
    example = forms.labels[0] if forms.labels else ""
    fast = examiner.ask("both_forms", example, forms.fast)
    slow = examiner.ask("answers", example, forms.slow)
    for what in dict.fromkeys((*slow, *fast)):
        table = fast.get(what)
        if table is None and what in fast:
            continue
        scalar = slow.get(what)
        if scalar is None:
            scalar = np.zeros_like(table)
        vector = np.zeros_like(scalar) if table is None else table
        if not _is_whole(vector, scalar):
            kind = getattr(vector, "dtype", type(vector).__name__)
            text = f"Its vectorised form gives {what} of the type {kind}. Give whole numbers, as np.int64."
            examiner.fault("whole_points", text, example)
            return
        _differ(examiner, forms.labels, what, vector, scalar)


def _is_whole(vector: Any, scalar: Array) -> bool:
    if not isinstance(vector, np.ndarray):
        return False
    return np.issubdtype(vector.dtype, np.integer) or (scalar.dtype == np.bool_ == vector.dtype)


def _differ(examiner: Examiner, labels: Sequence[str], what: str, vector: Array, scalar: Array) -> None:
    if vector.shape != scalar.shape:
        text = (
            f"Its vectorised form gives {what} in the shape {vector.shape} instead of {scalar.shape}. "
            "A row is a person or a team, and a column is a day."
        )
        examiner.fault("both_forms", text, labels[0])
        return
    for row, day in np.argwhere(vector != scalar)[:1].tolist():
        text = (
            f"On day {day + 1} its vectorised form gives {what} of {vector[row, day]}, and its scalar form "
            f"{scalar[row, day]}. The scalar form is what the rule means: mend the one that is wrong."
        )
        examiner.fault("both_forms", text, labels[row])


def _alone(examiner: Examiner, rule: Rule, people: Sequence[Timeline]) -> None:
    """Each person alone in the arrays gets what they get among the others."""
    if len(people) < 2:
        return
    whole = _table(examiner, rule, people)
    turned = _table(examiner, rule, people[::-1])
    for row, person in enumerate(people):
        alone = _table(examiner, rule, (person,))
        if whole is None or alone is None or turned is None:
            return
        same = np.array_equal(whole[row], alone[0]) and np.array_equal(
            whole[row], turned[len(people) - 1 - row]
        )
        if not same:
            text = (
                "What the vectorised form pays a person depends on the other people in the arrays, or on "
                "their order. Work along the days (axis 1), never along the people (axis 0)."
            )
            examiner.fault("independent_people", text, notation(person))
            return


def _table(examiner: Examiner, rule: Rule, people: Sequence[Timeline]) -> Array | None:
    grid, context = grid_for(rule, people), person_context(rule, people[0])

    def question() -> Array | None:
        if isinstance(rule, CompanyRule):
            return rule.grid_share(grid, context)
        return rule.grid_points(grid, context) if isinstance(rule, PersonRule | DayRule) else None

    return examiner.ask("both_forms", notation(people[0]), question)
