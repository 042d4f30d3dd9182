from __future__ import annotations

import pytest

from moonwalk.store import counters, kinds
from moonwalk.store.errors import StoreError
from moonwalk.store.kinds import KindRecord, SourceRecord


def test_an_activity_in_a_unit_has_one_number(firm):
    with firm.db.write() as tx:
        assert kinds.kind_number(tx, "backward_walk", "minutes") == firm.walk
        other = kinds.kind_number(tx, "backward_walk", "km")
    assert kinds.kinds(firm.db)[-1] == KindRecord(other, "backward_walk", "km")


def test_a_source_that_turns_out_to_be_a_device_is_corrected_and_counted(firm):
    before = counters.read(firm.db).changes
    with firm.db.write() as tx:
        assert kinds.source_number(tx, "form", True) == firm.form
    assert kinds.sources(firm.db) == (
        SourceRecord(firm.form, "form", True),
        SourceRecord(firm.watch, "watch", True),
    )
    assert counters.read(firm.db).changes == before + 1


def test_no_room_for_more_ends_in_a_sentence(firm, monkeypatch):
    monkeypatch.setattr(kinds, "MOST_KINDS", 2)
    monkeypatch.setattr(kinds, "MOST_SOURCES", 2)
    with firm.db.write() as tx:
        with pytest.raises(StoreError, match="2 activities, and there is room for no more"):
            kinds.kind_number(tx, "swim", "minutes")
        with pytest.raises(StoreError, match="2 sources"):
            kinds.source_number(tx, "phone", True)
