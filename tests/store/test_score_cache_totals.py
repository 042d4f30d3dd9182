from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from moonwalk.store import score_cache

KINDS = (
    hnp.boolean_dtypes()
    | hnp.integer_dtypes(endianness="?")
    | hnp.floating_dtypes(endianness="?", sizes=(32, 64))
)
ARRAYS = hnp.arrays(KINDS, hnp.array_shapes(min_dims=0, min_side=0))


def save(db, fingerprint, arrays):
    with db.write() as tx:
        score_cache.save(tx, "moonwalk", fingerprint, arrays)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=9), ARRAYS, min_size=1, max_size=3))
def test_arrays_come_back_as_they_were(db, arrays):
    save(db, "f", arrays)
    fingerprint, found = score_cache.load(db, "moonwalk")
    assert fingerprint == "f"
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype.newbyteorder("<")
        np.testing.assert_array_equal(found[name], array)


def test_saving_replaces_everything_of_that_challenge(db):
    save(db, "old", {"a": np.arange(3), "b": np.arange(3)})
    save(db, "new", {"a": np.arange(4)})
    fingerprint, found = score_cache.load(db, "moonwalk")
    assert (fingerprint, list(found)) == ("new", ["a"])
    assert score_cache.load(db, "another") is None


def test_forgetting_leaves_none(db):
    save(db, "f", {"a": np.arange(3)})
    with db.write() as tx:
        score_cache.forget(tx, "moonwalk")
    assert score_cache.load(db, "moonwalk") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"{}\n",
        b'{"dtype": "<i8", "shape": [2]}\n1234',
        b'{"dtype": "|O", "shape": [1]}\n12345678',
        b"\xff\n",
    ],
)
def test_a_damaged_total_is_as_good_as_none(db, data):
    save(db, "f", {"a": np.arange(3)})
    with db.write() as tx:
        tx.run("UPDATE cached_total SET data = ?", (data,))
    assert score_cache.load(db, "moonwalk") is None


def test_objects_are_not_stored(db):
    with pytest.raises(TypeError, match="are not cached"):
        save(db, "f", {"a": np.array([object()])})


def test_only_totals_that_are_there_and_not_believed_are_altered(db):
    assert not score_cache.is_altered(db, "moonwalk")
    save(db, "f", {"a": np.arange(3), "b": np.arange(3)})
    assert not score_cache.is_altered(db, "moonwalk")
    with db.write() as tx:
        tx.run("DELETE FROM cached_total WHERE name = 'b'")
    assert score_cache.is_altered(db, "moonwalk")
    assert not score_cache.is_altered(db, "another")


def test_totals_that_an_earlier_version_bound_in_another_way_are_as_good_as_none(db):
    save(db, "f", {"a": np.arange(3)})
    with db.write() as tx:
        tx.run("""UPDATE cached_total SET fingerprint = replace(fingerprint, '"sha256"', '"digest"')""")
    assert score_cache.load(db, "moonwalk") is None
    assert not score_cache.is_altered(db, "moonwalk")
