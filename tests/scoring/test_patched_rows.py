"""Arrays of which few rows differ are those that were copied would be, whoever asks for what, and when."""

from __future__ import annotations

import numpy as np
import pytest

from moonwalk.scoring.patched_rows import PatchedRows, rows_of, with_rows_of

PEOPLE, DAYS = 300, 5


@pytest.mark.parametrize("seed", range(4))
def test_rows_replaced_again_and_again_are_those_of_copies(seed):
    chance = np.random.default_rng(seed)
    names = ("minutes", "bonus", "limit")
    arrays = {name: chance.integers(0, 4, (PEOPLE, DAYS), np.int32) for name in names}
    plain = {name: values.copy() for name, values in arrays.items()}
    for _ in range(120):
        rows = np.sort(chance.choice(PEOPLE, chance.integers(1, 4), replace=False))
        fresh = {name: values[rows].copy() for name, values in plain.items()}
        changed = names[chance.integers(len(names))]
        fresh[changed] = chance.integers(0, 4, (len(rows), DAYS), np.int32)
        before = {name: values.copy() for name, values in plain.items()}
        after = with_rows_of(arrays, rows, fresh)
        plain[changed][rows] = fresh[changed]

        some = chance.integers(0, PEOPLE, 20)
        assert all(np.array_equal(values, plain[name][some]) for name, values in rows_of(after, some).items())
        assert all(
            np.array_equal(values, before[name][some]) for name, values in rows_of(arrays, some).items()
        )
        if chance.random() < 0.2:
            assert all(np.array_equal(values, plain[name]) for name, values in after.items())
            assert all(np.array_equal(values, before[name]) for name, values in arrays.items())
        arrays = after
    assert sorted(arrays) == sorted(names)


def test_nothing_is_copied_for_one_row_nor_where_nothing_differs():
    arrays = {"minutes": np.zeros((PEOPLE, DAYS), np.int32), "bonus": np.zeros((PEOPLE, DAYS), np.int32)}
    one = np.array([7])
    same = {name: values[one] for name, values in arrays.items()}
    after = with_rows_of(arrays, one, {**same, "minutes": np.ones((1, DAYS), np.int32)})

    assert with_rows_of(arrays, one, same) is arrays
    assert isinstance(after, PatchedRows)
    assert after["bonus"] is arrays["bonus"]
    assert after["minutes"] is after["minutes"]
    assert after["minutes"].sum() == DAYS
    assert arrays["minutes"].sum() == 0


def test_with_many_rows_new_arrays_are_made():
    arrays = {"minutes": np.zeros((PEOPLE, DAYS), np.int32)}
    many = np.arange(0, PEOPLE, 2)
    after = with_rows_of(arrays, many, {"minutes": np.ones((len(many), DAYS), np.int32)})

    assert isinstance(after, dict)
    assert after["minutes"].sum() == len(many) * DAYS
