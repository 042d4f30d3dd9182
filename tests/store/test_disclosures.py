"""What others were shown, and who looked at whose entries: kept once, and read in order."""

from __future__ import annotations

import pytest

from moonwalk.store.disclosures import (
    PublicationRecord,
    ReadingRecord,
    newest_readings,
    note,
    publish,
    published,
    readings_of,
)


def test_what_was_published_first_for_a_week_stays(db):
    with db.write() as tx:
        publish(tx, PublicationRecord("lanes", 2, 20, "second"))
        publish(tx, PublicationRecord("lanes", 1, 10, "first"))
        publish(tx, PublicationRecord("lanes", 1, 11, "too late"))
        publish(tx, PublicationRecord("other", 1, 12, "of another challenge"))

    assert published(db, "lanes") == (
        PublicationRecord("lanes", 1, 10, "first"),
        PublicationRecord("lanes", 2, 20, "second"),
    )
    assert published(db, "other") == (PublicationRecord("other", 1, 12, "of another challenge"),)
    assert published(db, "nothing") == ()


def looks(firm):
    """Five looks, at Ann and Bob in turn."""
    made = [
        ReadingRecord(firm.bob if number % 2 else firm.ann, 100 + number, "hr", f"why {number}", "asked")
        for number in range(5)
    ]
    with firm.db.write() as tx:
        for each in made:
            note(tx, each)
    return made


def test_the_looks_at_a_person_are_read_in_order(firm):
    made = looks(firm)

    assert readings_of(firm.db, firm.ann) == (made[0], made[2], made[4])
    assert readings_of(firm.db, firm.bob) == (made[1], made[3])
    assert ReadingRecord(1, 2, "hr", "entries").why == ""


@pytest.mark.parametrize("size", [1, 2, 5, 250])
def test_the_newest_looks_come_first_in_whatever_batches_they_are_read(firm, size):
    made = looks(firm)

    assert [(no, look) for no, look in newest_readings(firm.db, size=size)] == [
        (5, made[4]),
        (4, made[3]),
        (3, made[2]),
        (2, made[1]),
        (1, made[0]),
    ]
    assert [no for no, _ in newest_readings(firm.db, firm.ann, size=size)] == [5, 3, 1]
    assert [no for no, _ in newest_readings(firm.db, firm.bob, size=size)] == [4, 2]


def test_looks_may_be_recorded_while_the_older_ones_are_read(firm):
    looks(firm)
    reading = newest_readings(firm.db, size=2)
    newest = next(reading)
    with firm.db.write() as tx:
        note(tx, ReadingRecord(firm.ann, 200, "hr", "why 5"))

    assert [no for no, _ in [newest, *reading]] == [5, 4, 3, 2, 1]
