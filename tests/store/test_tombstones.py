"""Who is erased stays known to the store until nothing outside of the facts may name them any longer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.store import claims, outbox, people, tombstones
from moonwalk.store.claims import LEASE_MS
from moonwalk.store.outbox import NewMessage
from moonwalk.store.people import PersonRecord

T0 = 1_788_739_200_000


@pytest.fixture
def erasing(firm):
    """Writes the tombstone of a person at an instant; the newest that there is then."""

    def erase(now, channels=(), person=firm.ann):
        with firm.db.write() as tx:
            tombstones.add(tx, people.by_number(tx, person), channels, now)
        return tombstones.pending(firm.db)[-1]

    return erase


def messages(firm):
    mail = NewMessage("a/mail", "moonwalk", firm.ann, "mail", "Week 1", "Well walked.", T0, T0)
    with firm.db.write() as tx:
        for message in (mail, replace(mail, key="b/post", channel="post", person=firm.bob)):
            outbox.enqueue(tx, message)


def test_a_channel_that_ever_had_a_message_for_the_person_is_asked_too(firm, erasing):
    messages(firm)
    stone = erasing(T0, ["files", "mail"])

    assert (stone.id, stone.name, stone.email) == ("A1", "Ann", "ann@example.org")
    assert stone.channels == ("files", "mail")
    assert stone.words == ("Ann", "ann@example.org")
    assert erasing(T0, person=firm.bob).channels == ("post",)


@pytest.mark.parametrize(("after", "until"), [(1, LEASE_MS), (LEASE_MS + 5, LEASE_MS + 5)])
def test_what_is_on_its_way_keeps_it_open_until_it_has_arrived(firm, erasing, after, until):
    messages(firm)
    with firm.db.write() as tx:
        assert len(claims.lease_due(tx, T0, 9)) == 2

    assert erasing(T0 + after).until == T0 + until


def test_a_message_to_somebody_else_that_is_on_its_way_does_not(firm, erasing):
    messages(firm)
    with firm.db.write() as tx:
        assert [claimed.person for claimed in claims.lease_due(tx, T0, 9, channel="post")] == [firm.bob]

    assert erasing(T0 + 1).until == T0 + 1


def test_each_channel_is_crossed_off_until_the_person_is_forgotten(firm, erasing):
    assert not tombstones.are_pending(firm.db)
    first, other = erasing(T0, ["files", "mail"]), erasing(T0, ["files"], firm.bob)
    with firm.db.write() as tx:
        tombstones.channel_is_done(tx, first.no, "files")
        tombstones.channel_is_done(tx, first.no, "files")
        tombstones.channel_is_done(tx, 99, "files")
    assert [stone.channels for stone in tombstones.pending(firm.db)] == [("mail",), ("files",)]
    assert tombstones.are_pending(firm.db)

    with firm.db.write() as tx:
        tombstones.remove(tx, first.no)
    assert [stone.no for stone in tombstones.pending(firm.db)] == [other.no]


def test_a_search_of_the_file_finds_nothing_of_a_tombstone(firm):
    with firm.db.write() as tx:
        tombstones.add(tx, PersonRecord("zx-7041", "Quirina", "q@example.org", no=firm.ann), ["mail"], T0)
    ((*row,),) = firm.db.rows("SELECT * FROM tombstone")

    assert not any(word in str(row) for word in ("zx-7041", "Quirina", "q@example.org"))
    assert tombstones.pending(firm.db)[0].words == ("Quirina", "q@example.org", "zx-7041")
