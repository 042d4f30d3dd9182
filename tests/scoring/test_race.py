"""Who can still overtake on some days of a challenge, against what random completions of them bring."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.scoring.histories import histories
from tests.scoring.scoring import examples, team_ids
from tests.scoring.test_projections import completed, long_after, seen, settled_in, telling

from moonwalk.registry import adapt
from moonwalk.scoring.day_maximum import NoProjection
from moonwalk.scoring.periods import Stretch, recurring
from moonwalk.scoring.projections import open_weeks
from moonwalk.scoring.race import race
from moonwalk_plugins.rankings import Mean, Sum


def a_part(calendar, seed):
    """A week, a month, or any days."""
    chance = Random(seed)
    days = np.array([chance.random() < 0.4 for _ in range(calendar.length)], np.bool_)
    days[chance.randrange(calendar.length)] = True
    named = (*recurring(calendar, "each week"), *recurring(calendar, "each month"))
    return chance.choice((*named, Stretch("some days", days), Stretch("other days", days)))


def shown_by_row(standings):
    shown = np.empty(len(standings.ids), np.int64)
    shown[standings.order] = standings.shown
    return shown


@examples(24)
@given(histories(), st.integers(0, 2**32), st.sampled_from((Sum, Mean)))
def test_who_cannot_be_overtaken_on_some_days_is_first_on_them_in_the_end(history, seed, ranking):
    history = settled_in(history)
    plan, now = telling(history.plan), history.known_at
    board = replace(plan.board("teams"), ranking=adapt(ranking), place_needs=())
    plan = replace(plan.with_board(board), teams=replace(plan.teams, leave_out_silent=False))
    before, after = completed(plan, history, now, seed)
    present, final = seen(plan, history, before, now), seen(plan, history, after, long_after(plan))
    ids, part = team_ids(present), a_part(plan.calendar, seed)
    standings = present.within(part, ids).standings("teams", ids, ())
    try:
        on_part = race(present, "teams", standings, now, part)
    except NoProjection:
        assume(False)
    end = final.within(part, ids).standings("teams", ids, ())
    shown, scored = shown_by_row(end), end.scores.scored
    assert (on_part.least[scored] <= shown[scored]).all(), (part.days, on_part.least, shown)
    assert (shown[scored] <= on_part.most[scored]).all(), (part.days, on_part.most, shown)
    if not (open_weeks(plan, now) & part.days).any():
        assert on_part.decided
        assert (on_part.least[scored] == on_part.most[scored]).all()
        return
    places = scored & [not reason for reason in end.not_placed]
    others = [row for row in np.flatnonzero(places) if row not in (on_part.leader, *on_part.contenders)]
    assert all(shown[row] < shown[on_part.leader] for row in others)


@examples(12)
@given(histories())
def test_on_all_days_the_race_is_that_of_the_challenge(history):
    history = settled_in(history)
    plan = telling(history.plan)
    board = replace(plan.board("teams"), ranking=adapt(Sum), place_needs=())
    plan = replace(plan.with_board(board), teams=replace(plan.teams, leave_out_silent=False))
    present = seen(plan, history, history.lines, history.known_at)
    ids, every = team_ids(present), Stretch("all", np.ones(plan.calendar.length, np.bool_))
    assume(open_weeks(plan, history.known_at).any())
    standings = present.standings("teams", ids, ())
    try:
        whole = race(present, "teams", standings, history.known_at)
    except NoProjection:
        assume(False)
    on_all = race(present, "teams", standings, history.known_at, every)

    assert (on_all.leader, on_all.contenders) == (whole.leader, whole.contenders)
    assert (on_all.least.tolist(), on_all.most.tolist()) == (whole.least.tolist(), whole.most.tolist())
