from __future__ import annotations

from dataclasses import replace

from moonwalk.store import counters, entries, people
from moonwalk.store.decisions import Decision


def test_an_empty_database_counts_nothing(db):
    assert set(counters.read(db)) == {0}


def test_each_new_fact_moves_its_counter_only(firm):
    before = counters.read(firm.db)
    firm.add(firm.entry())
    assert counters.read(firm.db) == before._replace(entries=before.entries + 1)
    firm.add(firm.entry())
    assert counters.read(firm.db) == before._replace(entries=before.entries + 1)


def test_a_new_name_of_a_person_is_counted(firm):
    with firm.db.write() as tx:
        ann = people.by_number(tx, firm.ann)
        before = counters.read(tx)
        people.change(tx, replace(ann, name="Anna"), Decision(0, "hr", "rename"))
        after = counters.read(tx)
    assert after == before._replace(changes=before.changes + 1, decisions=before.decisions + 1)


def test_a_correction_is_counted_as_an_entry(firm):
    (entry,) = firm.add(firm.entry()).ids
    before = counters.read(firm.db)
    with firm.db.write() as tx:
        entries.void(tx, entry, "joke", 5, firm.decision)
    assert counters.read(firm.db).entries == before.entries + 1
