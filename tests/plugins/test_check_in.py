from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.testing import assert_awards, assert_vectorised_equals_scalar, check_rule, context_for, timeline
from moonwalk_plugins.check_in import CheckIn

WEEK = "5 0 12 25 0 8 40"
THREE = {"walk": "5 0 1 ", "sleep": "1 1 0", "pool": "0 0 2"}


def counting(days, **counts_as):
    """The context, in which some activities count as others."""
    context = context_for(days, goals=())
    return replace(context, counts_as={name: counts_as.get(name, name) for name in context.units})


def test_a_day_with_an_entry_pays_once_however_much_it_was():
    awards = assert_awards(CheckIn(points="1"), timeline(WEEK), "1 0 1 1 0 1 1")
    assert awards[0].reason == "you logged: walk"
    assert awards[0].entries == ("walk-1",)


def test_each_activity_pays_once_a_day():
    days = timeline(THREE, goals=())
    awards = assert_awards(CheckIn(points="2"), days, "4 2 4", counting(days))
    assert awards[0].reason == "you logged: walk, sleep"


def test_what_counts_as_another_is_that_other():
    days = timeline({"walk": "5 2 1", "sleep": "1 1 0", "pool": "0 2 1"}, goals=())
    context = counting(days, pool="walk")
    awards = assert_awards(CheckIn(points="2"), days, "4 4 2", context)
    assert awards[1].entries == ("walk-2", "pool-2", "sleep-2")


def test_only_the_activities_named_count():
    days = timeline(THREE, goals=())
    assert_awards(CheckIn(points="1", of_activities=("sleep", "sleep")), days, "1 1 0", counting(days))


def test_one_that_counts_as_another_may_be_named_but_never_counts_twice():
    days = timeline({"walk": "5 2 2", "pool": "0 2 2"}, goals=())
    context = counting(days, pool="walk")
    assert_awards(CheckIn(points="1", of_activities=("pool",)), days, "0 1 1", context)
    assert_awards(CheckIn(points="1", of_activities=("pool", "walk")), days, "1 1 1", context)


def test_labels_are_what_people_read():
    days = timeline("1 0")
    context = replace(context_for(days), labels={"walk": "A walk outside"})
    (award,) = assert_awards(CheckIn(points="1"), days, "1 0", context)
    assert award.reason == "you logged: A walk outside"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ((), "2 points for a day with an entry, each activity once a day."),
        (("walk",), "2 points for a day with an entry of walk."),
        (("walk", "sleep"), "2 points for a day with an entry of walk, sleep, each once a day."),
    ],
)
def test_it_says_which_activities_count(names, sentence):
    assert CheckIn(points="2", of_activities=names).sentence() == sentence


def test_the_fast_forms_agree():
    check_rule(CheckIn(points={"week 1": "1", "weeks 2 to 4": "3"}), activities=("walk", "sleep"))
    assert_vectorised_equals_scalar(
        CheckIn(points="1", of_activities=("sleep",)), activities=("walk", "sleep")
    )
