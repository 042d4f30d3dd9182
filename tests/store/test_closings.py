from __future__ import annotations

from datetime import date

from moonwalk.scoring.facts import NEVER
from moonwalk.store import closings, launches, memberships
from moonwalk.store.closings import ClosingRecord
from moonwalk.store.launches import LaunchRecord
from moonwalk.store.memberships import MembershipRecord

T0 = 1_788_739_260_000
MONDAY, NEXT = date(2026, 9, 7), date(2026, 9, 14)


def launched(tx, decision, starts=MONDAY, at=T0):
    return launches.add(tx, LaunchRecord("lanes", "text", starts, 1, at), decision)


def test_a_launch_that_is_withdrawn_does_not_apply_nor_those_before_it(firm):
    with firm.db.write() as tx:
        launched(tx, firm.decision)
        moved = launched(tx, firm.decision, NEXT, T0 + 1)
        assert launches.newest(tx, "lanes", NEVER).starts == NEXT
        launches.withdraw(tx, moved, firm.decision)

    assert launches.names(firm.db) == ()
    assert launches.newest(firm.db, "lanes", NEVER) is None
    assert launches.history(firm.db, "lanes") == ()


def test_messages_of_a_launch_that_was_repeated_have_keys_of_their_own(firm):
    with firm.db.write() as tx:
        first = launched(tx, firm.decision)
        assert launches.newest(tx, "lanes", NEVER).occasion == "lanes/2026-09-07"
        # An amendment keeps the day, and with it what was sent already.
        launched(tx, firm.decision, at=T0 + 1)
        assert launches.newest(tx, "lanes", NEVER).occasion == "lanes/2026-09-07"
        launched(tx, firm.decision, NEXT, T0 + 2)
        back = launched(tx, firm.decision, MONDAY, T0 + 3)
        occasions = [record.occasion for record in launches.history(tx, "lanes")]
        assert len(set(occasions)) == 3
        launches.withdraw(tx, back, firm.decision)
        launched(tx, firm.decision, MONDAY, T0 + 4)
        assert launches.newest(tx, "lanes", NEVER).occasion not in occasions
    assert first == 1


def test_a_challenge_is_closed_until_it_is_opened_again(firm):
    with firm.db.write() as tx:
        launch = launched(tx, firm.decision)
        closing = closings.add(tx, ClosingRecord("lanes", launch, T0, {"text": "ü"}), firm.decision)
    assert closings.closed(firm.db) == {"lanes": T0}
    assert closings.of_challenge(firm.db, "lanes").record == {"text": "ü"}

    with firm.db.write() as tx:
        closings.reopen(tx, closing, firm.decision)
        assert closings.closed(tx) == {}
        assert closings.of_challenge(tx, "lanes") is None
        closings.add(tx, ClosingRecord("lanes", launch, T0 + 1, {}), firm.decision)
    assert closings.closed(firm.db) == {"lanes": T0 + 1}


def test_a_challenge_rests_on_what_was_known_when_it_was_closed(firm):
    with firm.db.write() as tx:
        for person, known in ((firm.ann, T0), (firm.bob, T0 + 1)):
            memberships.add(tx, MembershipRecord("lanes", person, None, MONDAY, None, known), firm.decision)
    kept = [(person, table) for person, table, *_ in closings.inputs(firm.db, "lanes", T0, MONDAY, NEXT)]

    assert kept == [(firm.ann, "membership")]


def test_a_fact_is_called_by_its_number_and_whose_it_is(firm):
    firm.add(firm.entry(), firm.entry(person=firm.bob, day=NEXT))

    assert closings.label(firm.db, "entry", 2) == "entry 2 (B2, 2026-09-14)"
    assert closings.label(firm.db, "own_target", 7) == "own target 7"
