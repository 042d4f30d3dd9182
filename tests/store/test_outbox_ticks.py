from __future__ import annotations

from moonwalk.store import outbox

T0 = 1_788_739_200_000


def test_a_tick_never_goes_back(db):
    assert outbox.last(db, "moonwalk") is None
    with db.write() as tx:
        outbox.advance(tx, "moonwalk", T0)
        outbox.advance(tx, "moonwalk", T0 - 5)
    assert outbox.last(db, "moonwalk") == T0
    assert outbox.last(db, "another") is None


def test_one_holds_a_lease_until_it_runs_out(db):
    with db.write() as tx:
        assert outbox.take_lease(tx, "scheduler", "one", T0, T0 + 120)
        assert not outbox.take_lease(tx, "scheduler", "two", T0 + 119, T0 + 300)
        assert outbox.take_lease(tx, "scheduler", "two", T0 + 120, T0 + 240)
        assert not outbox.take_lease(tx, "scheduler", "one", T0 + 121, T0 + 300)


def test_the_holder_renews_and_gives_back(db):
    with db.write() as tx:
        assert outbox.take_lease(tx, "scheduler", "one", T0, T0 + 120)
        assert outbox.take_lease(tx, "scheduler", "one", T0 + 60, T0 + 180)
        outbox.release_lease(tx, "scheduler", "two")
        assert not outbox.take_lease(tx, "scheduler", "two", T0 + 179, T0 + 300)
        outbox.release_lease(tx, "scheduler", "one")
        assert outbox.take_lease(tx, "scheduler", "two", T0, T0 + 1)


def test_a_lease_is_dropped_of_a_holder_that_is_gone_and_of_no_other(db):
    with db.write() as tx:
        assert outbox.take_lease(tx, "scheduler", "desk/12", T0, T0 + 120)
        assert not outbox.drop_leases_of(tx, "scheduler", "des/")
        assert not outbox.drop_leases_of(tx, "scheduler", "esk/")
        assert not outbox.drop_leases_of(tx, "another", "desk/")
        assert not outbox.take_lease(tx, "scheduler", "two", T0 + 1, T0 + 300)
        assert outbox.drop_leases_of(tx, "scheduler", "desk/")
        assert outbox.take_lease(tx, "scheduler", "two", T0 + 1, T0 + 300)


def test_a_mark_is_set_back_and_never_on(db):
    with db.write() as tx:
        outbox.advance(tx, "moonwalk", T0)
        outbox.advance(tx, "another", T0)
        outbox.set_back(tx, "moonwalk", T0 + 5)
        assert outbox.last(tx, "moonwalk") == T0
        outbox.set_back(tx, "moonwalk", T0 - 5)
    assert (outbox.last(db, "moonwalk"), outbox.last(db, "another")) == (T0 - 5, T0)
