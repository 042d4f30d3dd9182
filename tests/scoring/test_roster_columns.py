"""Roster columns: which values are the same, and what their people add up to."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.scoring.roster_columns import RosterColumn, value_key

VALUES = st.sampled_from(["Bern", "bern", " BERN ", "Rome", "Straße", "STRASSE", "", "  "])


def test_values_are_the_same_whatever_their_case_and_blanks():
    spelt = ["Cost  Centre", "cost centre ", "COST CENTRE", "Cost Centre", "Straße", ""]
    column = RosterColumn.of_values(spelt)

    assert column.keys == ("cost centre", "strasse")
    assert column.labels == ("Cost Centre", "Straße")
    assert column.of.tolist() == [0, 0, 0, 0, 1, -1]


def test_a_value_is_written_as_most_people_have_it_and_the_first_by_name_of_equals():
    assert RosterColumn.of_values(["rome", "Rome", "ROME", "Rome"]).labels == ("Rome",)
    assert RosterColumn.of_values(["rome", "Rome"]).labels == ("Rome",)


@given(st.lists(VALUES, max_size=8), st.data())
def test_sums_are_those_of_the_people_of_each_value(values, data):
    column = RosterColumn.of_values(values)
    size = len(values)
    numbers = np.array(data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size)), np.int64)
    expected = [
        sum(n for n, value in zip(numbers.tolist(), values, strict=True) if value_key(value) == key)
        for key in column.keys
    ]

    assert column.sums(numbers).tolist() == expected
    assert column.sums(np.stack((numbers, 2 * numbers), axis=1)).tolist() == [[n, 2 * n] for n in expected]


@given(st.lists(st.tuples(VALUES, st.integers(-1, 2)), max_size=9))
def test_a_group_has_the_value_of_most_of_its_people(people):
    column = RosterColumn.of_values([value for value, _ in people])
    group = np.array([number for _, number in people], np.int32)
    found = column.most_of(group, 3).tolist()

    for number in range(3):
        keys = [value_key(value) for value, one in people if one == number and value.strip()]
        expected = min(keys, key=lambda key: (-keys.count(key), key), default=None)
        assert (column.keys[found[number]] if found[number] >= 0 else None) == expected


def test_nobody_has_a_value():
    column = RosterColumn.of_values(["", ""])

    assert (len(column), column.of.tolist()) == (0, [-1, -1])
    assert column.sums(np.ones(2, np.int64)).tolist() == []
    assert column.most_of(np.array([0, 1], np.int32), 2).tolist() == [-1, -1]


@given(st.lists(st.tuples(VALUES, VALUES), max_size=8))
def test_a_value_within_another_is_one_of_its_own(pairs):
    outer, inner = (RosterColumn.of_values([pair[at] for pair in pairs]) for at in (0, 1))
    nested = inner.within(outer)

    for at, (whole, part) in enumerate(pairs):
        if not (whole.strip() and part.strip()):
            assert nested.of[at] == -1
            continue
        assert nested.keys[nested.of[at]] == f"{value_key(whole)} / {value_key(part)}"
        assert nested.labels[nested.of[at]] == inner.labels[inner.of[at]]
    assert len(nested) == len({key for key in nested.of.tolist() if key >= 0}) == len(set(nested.keys))
