"""Scores that are stored as plain arrays are the same to the byte when they are read again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from tests.scoring.challenges import a_challenge, entry
from tests.scoring.facts import Member
from tests.scoring.histories import History, histories
from tests.scoring.scoring import assert_same, examples, membership_of, scored

from moonwalk.scoring import score_arrays


def read_again(history, scores):
    """The scores as they come out of storage, with what is read beside them."""
    arrays = {name: values.copy() for name, values in score_arrays.arrays_of(scores).items()}
    for values in arrays.values():
        values.flags.writeable = False
    known = scores.people.membership
    names = dict(zip(known.teams.tolist(), known.team_names, strict=True))
    there = score_arrays.membership_of(arrays, names)
    there = replace(there, columns=known.columns, targets=known.targets, lots=known.lots)
    return score_arrays.scored_of(history.plan, there, arrays, history.last_day)


@examples(60)
@given(histories(people=9))
def test_scores_of_any_history_come_out_as_they_went_in(history):
    scores = scored(history)

    assert_same(read_again(history, scores), scores)


@examples(60)
@given(histories(people=9))
def test_who_was_a_member_of_what_comes_out_as_it_went_in(history):
    scores = scored(history)
    before, after = membership_of(history), read_again(history, scores).people.membership

    for name in ("people", "teams", "team", "status", "day_status"):
        assert getattr(after, name).dtype == getattr(before, name).dtype, name
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name), err_msg=name)
    assert after.team_names == before.team_names


@examples(20)
@given(histories(people=9))
def test_what_is_stored_does_not_depend_on_how_it_was_come_by(history):
    scores = scored(history)
    first, again = score_arrays.arrays_of(scores), score_arrays.arrays_of(read_again(history, scores))

    assert {name: (values.dtype, values.tobytes()) for name, values in first.items()} == {
        name: (values.dtype, values.tobytes()) for name, values in again.items()
    }


def test_two_values_take_a_bit_each_however_far_apart_they_are():
    everyone = range(1, 9)
    members, lines = tuple(map(Member, everyone)), tuple(entry(person, 0, 5) for person in everyone)
    scores = scored(History(a_challenge(), lines, members, (), 0, 6))
    rows, days = scores.people.logged.shape
    high, low = np.iinfo(np.int32).max, -np.iinfo(np.int32).max
    for values in ((7, 7), (0, 0), (0, 20), (-3, 4), (low, high), (high - 1, high), (low, low + 1)):
        points = np.resize(np.array(values, np.int32), (rows, days))
        people = replace(scores.people, points={"own": points})
        arrays = score_arrays.arrays_of(replace(scores, people=people))

        np.testing.assert_array_equal(score_arrays.stored_under(arrays, "points", np.int32)["own"], points)
        stored = sum(array.nbytes for name, array in arrays.items() if name.startswith("points/"))
        assert (stored <= rows * days / 8 + 1 + 4 * 8) == (values != (low, high))
