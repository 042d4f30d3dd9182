from __future__ import annotations

import pytest

from moonwalk.store import decisions
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError


def test_a_decision_reads_back(db):
    written = Decision(5, "hr", "correct entry", "Ann", "typo", {"before": 12, "wörter": ["ä"]}, person=3)
    with db.write() as tx:
        no = decisions.record(tx, written)
        decisions.record(tx, Decision(6, "hr", "tick"))
    found = decisions.find(db, no)
    assert (found.at, found.who, found.detail, found.person) == (5, "hr", written.detail, 3)
    assert [decision.did for decision in decisions.newest(db)] == ["tick", "correct entry"]
    assert decisions.of_person(db, 3) == (found,)
    assert decisions.find(db, 99) is None


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_details_that_are_no_json_are_refused(db, value):
    with pytest.raises(StoreError, match="cannot be stored"), db.write() as tx:
        decisions.record(tx, Decision(5, "hr", "x", detail={"value": value}))


def test_a_decision_needs_someone_who_did_something(db):
    with pytest.raises(StoreError, match="Nothing was changed"), db.write() as tx:
        decisions.record(tx, Decision(5, "", "x"))
