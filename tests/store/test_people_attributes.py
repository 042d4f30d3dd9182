from __future__ import annotations

from moonwalk.store import people


def test_the_newest_known_value_applies(firm):
    with firm.db.write() as tx:
        assert people.add_attributes(tx, firm.ann, {"office": "Kiel", "floor": "2"}, 5, firm.decision) == 2
        assert people.add_attributes(tx, firm.ann, {"office": "Bonn", "floor": "2"}, 9, firm.decision) == 1
        people.add_attributes(tx, firm.bob, {"office": "Kiel"}, 5, firm.decision)
    assert people.of_person(firm.db, firm.ann, 8) == {"office": "Kiel", "floor": "2"}
    assert people.of_person(firm.db, firm.ann, 9) == {"office": "Bonn", "floor": "2"}
    assert people.of_person(firm.db, firm.ann, 4) == {}
    assert people.column(firm.db, "office", 9) == {firm.ann: "Bonn", firm.bob: "Kiel"}


def test_what_was_never_said_is_blank_and_what_is_blank_now_takes_back_what_was_said(firm):
    with firm.db.write() as tx:
        assert people.add_attributes(tx, firm.ann, {"office": ""}, 5, firm.decision) == 0
        people.add_attributes(tx, firm.ann, {"office": "Kiel"}, 6, firm.decision)
        assert people.add_attributes(tx, firm.ann, {"office": ""}, 7, firm.decision) == 1
    assert people.of_person(firm.db, firm.ann, 7) == {"office": ""}
