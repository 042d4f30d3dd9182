from __future__ import annotations

from datetime import timedelta

from moonwalk.store import entries


def test_a_record_says_everything_about_an_entry(firm):
    (entry,) = firm.add(firm.entry(on_time_at=5)).ids
    found = entries.find(firm.db, entry)
    assert (found.id, found.person, found.day, found.activity, found.unit) == (
        entry,
        firm.ann,
        firm.entry().day,
        "backward_walk",
        "minutes",
    )
    assert (found.amount, found.source, found.on_time_at, found.void) == (12_000, "form", 5, False)
    assert entries.find(firm.db, entry ^ 1) is None


def test_the_entries_of_a_person_are_in_the_order_of_days(firm):
    day = firm.entry().day
    firm.add(firm.entry(day=day + timedelta(1)), firm.entry(), firm.entry(person=firm.bob))
    assert [found.day for found in entries.of_person(firm.db, firm.ann)] == [day, day + timedelta(1)]
    assert [found.person for found in entries.newest(firm.db, 2)] == [firm.bob, firm.ann]
