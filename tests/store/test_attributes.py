from __future__ import annotations

from moonwalk.store import attributes


def test_the_newest_known_value_applies(firm):
    with firm.db.write() as tx:
        assert attributes.add(tx, firm.ann, {"office": "Kiel", "floor": "2"}, 5, firm.decision) == 2
        assert attributes.add(tx, firm.ann, {"office": "Bonn", "floor": "2"}, 9, firm.decision) == 1
        attributes.add(tx, firm.bob, {"office": "Kiel"}, 5, firm.decision)
    assert attributes.of_person(firm.db, firm.ann, 8) == {"office": "Kiel", "floor": "2"}
    assert attributes.of_person(firm.db, firm.ann, 9) == {"office": "Bonn", "floor": "2"}
    assert attributes.of_person(firm.db, firm.ann, 4) == {}
    assert attributes.column(firm.db, "office", 9) == {firm.ann: "Bonn", firm.bob: "Kiel"}
    assert attributes.names(firm.db) == ("floor", "office")
