from __future__ import annotations

from dataclasses import replace

from moonwalk.store import entries, people, score_cache
from moonwalk.store.decisions import Decision


def test_an_empty_database_counts_nothing(db):
    assert set(score_cache.read(db)) == {0}


def test_each_new_fact_moves_its_counter_only(firm):
    before = score_cache.read(firm.db)
    firm.add(firm.entry())
    assert score_cache.read(firm.db) == before._replace(entries=before.entries + 1)
    firm.add(firm.entry())
    assert score_cache.read(firm.db) == before._replace(entries=before.entries + 1)


def test_a_new_name_of_a_person_is_counted(firm):
    with firm.db.write() as tx:
        ann = people.by_number(tx, firm.ann)
        before = score_cache.read(tx)
        people.change(tx, replace(ann, name="Anna"), Decision(0, "hr", "rename"))
        after = score_cache.read(tx)
    assert after == before._replace(changes=before.changes + 1, decisions=before.decisions + 1)


def test_a_correction_is_counted_as_an_entry(firm):
    (entry,) = firm.add(firm.entry()).ids
    before = score_cache.read(firm.db)
    with firm.db.write() as tx:
        entries.void(tx, entry, "joke", 5, firm.decision)
    assert score_cache.read(firm.db).entries == before.entries + 1
