"""One person's days as a timeline: the same as a row of the grid."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from tests.scoring.challenges import LONG_AFTER, a_challenge, an_activity, entry
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.oracle import Oracle
from tests.scoring.scoring import examples, membership_of

from moonwalk.api import Status
from moonwalk.scoring.conditions import for_people
from moonwalk.scoring.grid import CountedEntries, apply_changes, build_grid
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.people import settle_goals
from moonwalk.scoring.score import settle_entries
from moonwalk.scoring.verdicts import converted


def grid_of(plan, whole, lines, last_day=27):
    settled = settle_entries(plan, whole, entry_facts(lines), CODES, last_day)
    entries = CountedEntries(plan, settled, whole)
    return build_grid(plan, whole, settled.raw, converted(plan, settled.raw)), entries


@examples(40)
@given(histories())
def test_a_timeline_shows_a_persons_days_as_the_language_has_them(history):
    oracle, whole = Oracle(history), membership_of(history)
    logged, counted = grid_of(history.plan, whole, history.lines, history.last_day)
    # Goals of points rest on what rules pay.
    grid, _, _ = settle_goals(for_people(history.plan, whole), whole, logged, counted)

    for row, who in enumerate(oracle.people):
        expected = oracle.days_as(who, oracle.amounts[who], oracle.met[who])
        assert counted.timeline(grid, row) == expected


def test_logged_is_a_day_with_an_amount_of_any_activity():
    plan = a_challenge()
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    grid, _ = grid_of(
        plan, whole, [entry(1, 0, 5), entry(1, 1, 0), entry(1, 2, 5, kind=1), entry(1, 3, 9, kind=2)]
    )

    assert grid.logged[0, :5].tolist() == [True, False, True, True, False]
    assert grid.logged_of["walk"][0, :5].tolist() == [True, False, True, False, False]
    assert grid.status[0, 0] == Status.DUE


def test_a_changed_grid_leaves_the_one_it_came_from_alone():
    plan = a_challenge()
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    grid, _ = grid_of(plan, whole, [entry(1, 0, 5)])
    stand = np.zeros(grid.shape, np.bool_)
    stand[0, 1] = True
    more = apply_changes(plan, grid, {"walk": np.full(grid.shape, 1000, np.int64)}, {"good_day": stand})

    assert (grid.amounts["walk"][0, 0], more.amounts["walk"][0, 0]) == (5000, 6000)
    assert more.amounts["own"].sum() == 0
    assert grid.met["good_day"][0, :3].tolist() == [True, False, False]
    assert more.met["good_day"][0, :3].tolist() == [True, True, False]


def test_what_is_added_to_an_activity_flows_on_to_what_it_counts_as():
    third = an_activity("own", rate=Fraction(1, 3))
    plan = a_challenge(activities=(an_activity("walk"), third))
    whole = build_membership(plan.calendar, member_facts(Member(1)), pause_facts(), LONG_AFTER)
    grid, _ = grid_of(plan, whole, [entry(1, 0, 0.005, kind=1)])
    more = apply_changes(plan, grid, {"own": np.ones(grid.shape, np.int64)}, {})

    # 5 thousandths are 1 of walk, 6 are 2: rounded down once, over the whole amount.
    assert (grid.amounts["walk"][0, 0], more.amounts["walk"][0, 0]) == (1, 2)
    assert more.amounts["own"][0, :2].tolist() == [6, 1]
