from __future__ import annotations

import pytest

from moonwalk.store import entry_writer, score_cache
from moonwalk.store.entry_writer import KindRecord, SourceRecord
from moonwalk.store.errors import StoreError


def test_an_activity_in_a_unit_has_one_number(firm):
    with firm.db.write() as tx:
        assert entry_writer.kind_number(tx, "backward_walk", "minutes") == firm.walk
        other = entry_writer.kind_number(tx, "backward_walk", "km")
    assert entry_writer.kinds(firm.db)[-1] == KindRecord(other, "backward_walk", "km")


def test_a_source_that_turns_out_to_be_a_device_is_corrected_and_counted(firm):
    before = score_cache.read(firm.db).changes
    with firm.db.write() as tx:
        assert entry_writer.source_number(tx, "form", True) == firm.form
    assert entry_writer.sources(firm.db) == (
        SourceRecord(firm.form, "form", True),
        SourceRecord(firm.watch, "watch", True),
    )
    assert score_cache.read(firm.db).changes == before + 1


def test_no_room_for_more_ends_in_a_sentence(firm, monkeypatch):
    monkeypatch.setattr(entry_writer, "MOST_KINDS", 2)
    monkeypatch.setattr(entry_writer, "MOST_SOURCES", 2)
    with firm.db.write() as tx:
        with pytest.raises(StoreError, match="2 activities, and there is room for no more"):
            entry_writer.kind_number(tx, "swim", "minutes")
        with pytest.raises(StoreError, match="2 sources"):
            entry_writer.source_number(tx, "phone", True)
