"""Rules of the company behind their adapter."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from moonwalk.api import CompanyProgress, CompanyRule, Milestone
from moonwalk.registry import CompanyRuleAdapter, PluginFailure
from moonwalk.testing import STARTS, context_for, grid_of, timeline

from .made import loaded

DAYS = timeline("5 0 5")
CONTEXT = context_for(DAYS)
GRID = grid_of([DAYS, timeline("5 5 5")])


def adapter(**methods):
    space = {
        "name": "odd",
        "__doc__": "Odd.",
        "__module__": __name__,
        "share": lambda self, day, context: day.amounts["walk"],
        "progress": lambda self, total, context: CompanyProgress(have=total, goal=9000, unit="minutes"),
        "milestones": lambda self, totals, context: (),
    }
    return loaded(type("Odd", (CompanyRule,), space | methods)).rule("acme.odd")


def test_it_stands_among_the_rules_of_the_company():
    assert (type(adapter()), adapter().use, adapter().is_vectorised) == (
        CompanyRuleAdapter,
        "company",
        False,
    )
    assert adapter(grid_share=lambda self, grid, context: None).is_vectorised


def test_shares_come_day_by_day_or_all_at_once():
    assert adapter().shares(DAYS, CONTEXT) == (5000, 0, 5000)
    assert adapter().grid_share(GRID, CONTEXT) is None
    fast = adapter(grid_share=lambda self, grid, context: grid.amounts["walk"])
    assert fast.grid_share(GRID, CONTEXT).tolist() == [[5000, 0, 5000], [5000, 5000, 5000]]


@pytest.mark.parametrize("share", [1.5, None, True, 2**53])
def test_a_share_is_a_whole_number(share):
    with pytest.raises(PluginFailure, match=r"as a share|a share of"):
        adapter(share=lambda self, day, context: share).shares(DAYS, CONTEXT)


@pytest.mark.parametrize("shares", [np.zeros((1, 3), int), np.zeros((2, 3)), [[1]]])
def test_shares_have_the_shape_of_the_grid(shares):
    with pytest.raises(PluginFailure):
        adapter(grid_share=lambda self, grid, context: shares).grid_share(GRID, CONTEXT)


def test_how_far_it_is_comes_back_as_it_was_said():
    assert adapter().progress(5, CONTEXT) == CompanyProgress(have=5, goal=9000, unit="minutes")
    for odd in (
        5,
        CompanyProgress(have=1.5, goal=9, unit="m"),
        CompanyProgress(have=1, goal=9, unit=""),
        CompanyProgress(have=1, goal=9, unit="m", note=None),
    ):
        with pytest.raises(PluginFailure):
            adapter(progress=lambda self, total, context, odd=odd: odd).progress(5, CONTEXT)


def test_steps_come_in_order_of_day_and_lie_in_the_challenge():
    late, early = Milestone(day=STARTS + timedelta(days=2), text="b"), Milestone(day=STARTS, text="a")
    assert adapter(milestones=lambda self, totals, context: [late, early]).milestones([1, 2], CONTEXT) == (
        early,
        late,
    )
    for odd in (Milestone(day=date(2020, 1, 1), text="x"), Milestone(day=STARTS, text=""), "x"):
        with pytest.raises(PluginFailure):
            adapter(milestones=lambda self, totals, context, odd=odd: [odd]).milestones([1], CONTEXT)


def test_a_class_without_one_of_its_methods_is_refused():
    with pytest.raises(PluginFailure, match=r"no milestones\(\)"):
        adapter(milestones=CompanyRule.milestones)
