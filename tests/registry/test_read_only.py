"""What plugins are given, they cannot write to: a rule that tries is named, and nobody else is blamed."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from moonwalk.api import (
    AdjustmentRule,
    Award,
    AwardPeriod,
    CompanyRule,
    DayRule,
    Inputs,
    PersonRule,
    Ranking,
    Summaries,
    TeamRule,
)
from moonwalk.registry import PluginFailure, adapt
from moonwalk.testing import STARTS, context_for, grid_of, timeline

DAYS = timeline("5 0 5", before="1 2")
CONTEXT = context_for(DAYS)
GRID = grid_of([DAYS, timeline("5 5 5")])
COUNTS = np.array([3, 2], np.int64)
SUMMARIES = Summaries(
    ids=("a", "b"),
    points=COUNTS,
    bonus=COUNTS,
    people=COUNTS,
    active=COUNTS,
    member_days=COUNTS,
    days=7,
    logged_days=COUNTS,
    active_days=COUNTS,
    met={"good_day": COUNTS},
)


def made(base: type, **methods):
    needed = {"changes", "awards", "adjustments", "share", "progress", "milestones", "score"} & set(dir(base))
    space = {name: (lambda self, *given: ()) for name in needed}
    return adapt(
        type("Odd", (base,), space | {"name": "odd", "__doc__": "Odd.", "__module__": __name__} | methods)
    )


def set_item(mapping, key):
    mapping[key] = 7


WRITES_TO_DAYS = {
    "amounts": lambda self, days, context: set_item(days.days[0].amounts, "walk"),
    "progress": lambda self, days, context: set_item(days.days[0].progress, "good_day"),
    "units": lambda self, days, context: set_item(context.units, "walk"),
    "goals": lambda self, days, context: set_item(context.goals, "good_day"),
    "counts_as": lambda self, days, context: set_item(context.counts_as, "walk"),
    "labels": lambda self, days, context: set_item(context.labels, "walk"),
}


def plain_days():
    """Days as somebody makes them who does not think of it."""
    days = (replace(day, amounts=dict(day.amounts), progress=dict(day.progress)) for day in DAYS.days)
    return replace(DAYS, days=tuple(days))


@pytest.mark.parametrize("writes", WRITES_TO_DAYS.values(), ids=WRITES_TO_DAYS)
@pytest.mark.parametrize("days", [DAYS, plain_days()], ids=["of the kit", "plain"])
def test_a_rule_cannot_write_to_days_and_context(writes, days):
    with pytest.raises(PluginFailure, match=r"odd\.awards: TypeError: .* does not support item assignment"):
        made(PersonRule, awards=writes).awards(days, CONTEXT)
    with pytest.raises(PluginFailure, match=r"odd\.changes: TypeError"):
        made(DayRule, changes=writes).changes(days, CONTEXT)


def test_days_before_day_1_cannot_be_written_to_either():
    writes = lambda self, days, context: set_item(days.before[0].amounts, "walk")  # noqa: E731
    reading = made(PersonRule, awards=writes, inputs=frozenset({Inputs.SELF, Inputs.BASELINE}))
    earlier = tuple(replace(day, amounts=dict(day.amounts)) for day in DAYS.before)
    with pytest.raises(PluginFailure, match="item assignment"):
        reading.awards(replace(DAYS, before=earlier), CONTEXT)


@pytest.mark.parametrize("of", ["amounts", "met", "logged_of", "before"])
def test_a_rule_cannot_replace_an_array_of_a_grid(of):
    writes = lambda self, grid, context: set_item(getattr(grid, of), "walk")  # noqa: E731
    for rule in (made(PersonRule, grid_points=writes), made(DayRule, grid_points=writes)):
        with pytest.raises(PluginFailure, match="item assignment"):
            rule.grid_points(GRID, CONTEXT)


def test_an_adjustment_cannot_write_to_awards_points_and_grains():
    table, award_periods = {"a": np.ones((2, 3), np.int64)}, {"a": AwardPeriod.DAY}
    for writes in (
        lambda self, paid, award_periods, *more: set_item(paid, "b"),
        lambda self, paid, award_periods, *more: set_item(award_periods, "b"),
    ):
        rule = made(AdjustmentRule, adjustments=writes, grid_points=writes)
        with pytest.raises(PluginFailure, match="item assignment"):
            rule.adjustments({"a": [Award(day=STARTS, points=5, reason="x")]}, award_periods, CONTEXT)
        with pytest.raises(PluginFailure, match="item assignment"):
            rule.grid_points(table, award_periods, GRID.week, CONTEXT)


def test_a_rule_of_the_company_cannot_write_to_a_day():
    rule = made(CompanyRule, share=lambda self, day, context: set_item(day.amounts, "walk"))
    with pytest.raises(PluginFailure, match="item assignment"):
        rule.shares(plain_days(), CONTEXT)


def test_a_ranking_cannot_write_to_summaries():
    for methods in (
        {"scores": lambda self, rows, context: set_item(rows.met, "good_day")},
        {"score": lambda self, row, rows, context: set_item(row.met, "good_day")},
        {"score": lambda self, row, rows, context: set_item(context.goals, "good_day")},
    ):
        with pytest.raises(PluginFailure, match="item assignment"):
            made(Ranking, **methods).scores(SUMMARIES, CONTEXT)


def test_a_team_rule_cannot_write_to_the_context():
    rule = made(TeamRule, awards=lambda self, team, context: set_item(context.units, "walk"))
    with pytest.raises(PluginFailure, match="item assignment"):
        rule.awards(None, CONTEXT)


def test_a_context_goes_to_another_process_and_stays_what_it_is():
    there = pickle.loads(pickle.dumps(CONTEXT))
    assert there == CONTEXT
    assert replace(there, seed=7).units == CONTEXT.units
    with pytest.raises(TypeError):
        there.units["walk"] = "steps"
