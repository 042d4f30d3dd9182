"""A score of several boards: places as points, ties that share them, weights, and both forms alike."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from moonwalk.api import BoardResults, Context, Summaries
from moonwalk.api.arrays import Scores
from moonwalk.testing import check_declaration
from moonwalk_plugins.composite import Composite, moonwalk_rankings

CONTEXT = Context(starts=date(2027, 1, 4), days=28, weeks=4, as_of=date(2027, 1, 31))
BOTH = {"steps": "60%", "there": "40%"}


def results(label, scores):
    """How rows stand by these scores; None takes no place."""
    placed = [score for score in scores if score is not None]
    place = [0 if score is None else 1 + sum(other > score for other in placed) for score in scores]
    exact = [Fraction(0, 1) if score is None else Fraction(score) for score in scores]
    return BoardResults(
        label=label,
        scores=Scores(
            numerators=np.array([score.numerator for score in exact], np.int64),
            denominators=np.array(
                [0 if score is None else Fraction(score).denominator for score in scores], np.int64
            ),
        ),
        place=np.array(place, np.int64),
        sharing=np.array([place.count(each) if each else 0 for each in place], np.int64),
        placed=len(placed),
    )


def rows(**boards):
    count = len(next(iter(boards.values())))
    nothing = np.zeros(count, np.int64)
    return Summaries(
        ids=tuple(f"r{number}" for number in range(count)),
        points=nothing,
        bonus=nothing,
        people=nothing,
        active=nothing,
        member_days=nothing,
        days=0,
        logged_days=nothing,
        active_days=nothing,
        on_boards={name: results(name.title(), scores) for name, scores in boards.items()},
    )


def scored(ranking, summaries):
    """The scores by the meaning; the vectorised form has to give the same."""
    whole = summaries.rows()
    exact = [ranking.score(row, whole, CONTEXT) for row in whole]
    vector = ranking.scores(summaries, CONTEXT)
    assert vector is None or [vector.exact(row) for row in range(len(whole))] == exact
    return exact


def test_the_last_place_brings_one_point_and_the_first_one_more_than_there_are():
    one = Composite.model_validate({"of_boards": {"steps": "100%"}})
    assert scored(one, rows(steps=[5, 9, 7, 1])) == [2, 5, 3, 1]
    plain = Composite.model_validate({"of_boards": {"steps": "100%"}, "extra_for_first": "0"})
    assert scored(plain, rows(steps=[5, 9, 7, 1])) == [2, 4, 3, 1]
    assert scored(one, rows(steps=[5])) == [2]


def test_rows_on_one_place_share_what_their_places_bring():
    one = Composite.model_validate({"of_boards": {"steps": "100%"}})
    assert scored(one, rows(steps=[9, 9, 7, 7, 7, 1])) == [6, 6, 3, 3, 3, 1]


def test_who_takes_no_place_has_nothing_and_moves_nobody():
    both = Composite.model_validate({"of_boards": BOTH})
    summaries = rows(steps=[5, None, 7, None], there=[1, 3, None, None])
    assert scored(both, summaries) == [
        Fraction("0.6") + Fraction("0.4"),
        Fraction("1.2"),
        Fraction("1.8"),
        None,
    ]
    whole = summaries.rows()
    assert [both.reason(row, whole, CONTEXT) for row in whole[:2]] == [
        "60% of 1 on 'Steps', place 2 of 2; 40% of 1 on 'There', place 2 of 2.",
        "Nothing from 'Steps'; 40% of 3 on 'There', place 1 of 2.",
    ]


def test_the_scores_themselves_may_be_added_up():
    both = Composite.model_validate({"of_boards": BOTH, "counting": "scores"})
    summaries = rows(steps=["7/3", None], there=[10, 5])
    assert scored(both, summaries) == [Fraction(7, 3) * Fraction("0.6") + 4, 2]
    assert (
        both.reason(summaries.row(0), summaries.rows(), CONTEXT)
        == "60% of 2.33 on 'Steps'; 40% of 10 on 'There'."
    )


SCORES = st.one_of(st.none(), st.integers(-3, 6), st.fractions(-2, 2, max_denominator=7))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 6).flatmap(
        lambda count: st.tuples(*[st.lists(SCORES, min_size=count, max_size=count)] * 2)
    ),
    st.integers(1, 99),
    st.sampled_from(("rank points", "scores")),
    st.integers(0, 3),
)
def test_both_forms_agree_and_places_bring_as_many_points_however_they_are_shared(
    scores, weight, counting, extra
):
    steps, there = scores
    config = {"steps": f"{weight}%", "there": f"{100 - weight}%"}
    made = Composite.model_validate(
        {"of_boards": config, "counting": counting, "extra_for_first": str(extra)}
    )
    exact = scored(made, rows(steps=steps, there=there))
    if counting == "rank points":
        sums = [
            sum(range(1, placed + 1)) + (extra if placed else 0)
            for placed in (sum(score is not None for score in board) for board in scores)
        ]
        whole = Fraction(weight, 100) * sums[0] + Fraction(100 - weight, 100) * sums[1]
        assert sum(score or 0 for score in exact) == whole


def test_fractions_too_long_for_64_bits_are_left_to_the_scalar_form():
    long = Fraction(1, 2**61 + 1)
    both = Composite.model_validate({"of_boards": BOTH, "counting": "scores"})
    summaries = rows(steps=[long], there=[long])
    assert both.scores(summaries, CONTEXT) is None
    assert both.score(summaries.row(0), summaries.rows(), CONTEXT) == long


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({}, "no board is named"),
        ({"steps": "60%", "there": "30%"}, "the weights add up to 90%. Make them add up to 100%."),
        ({"steps": "100%", "there": "0%"}, "a board with 0% counts for nothing"),
    ],
)
def test_weights_that_make_no_sense_are_refused(config, says):
    with pytest.raises(ValidationError, match=says):
        Composite.model_validate({"of_boards": config})


def test_its_sentence_says_what_a_place_is_worth():
    both = Composite.model_validate({"of_boards": BOTH})
    check_declaration(both)
    assert moonwalk_rankings() == [Composite]
    assert both.sentence() == (
        "60% of the rank points on steps + 40% of the rank points on there. The last place on a board brings "
        "1, each place before it one more, and the first 1 more."
    )
    scores = Composite.model_validate({"of_boards": BOTH, "counting": "scores"})
    assert scores.sentence() == "60% of the score on steps + 40% of the score on there."
