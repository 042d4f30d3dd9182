from __future__ import annotations

from dataclasses import replace

from moonwalk.registry import PluginCode
from moonwalk.store import pins
from moonwalk.store.pins import PinRecord

CODE = PluginCode("moonwalk-acme", "1.0", "a" * 64)
PIN = PinRecord("walk", "acme", CODE, {"person rain": "acme.rain"})


def test_the_newest_pin_of_each_plugin_applies(firm):
    newer = replace(PIN, code=replace(CODE, version="2.0"))
    with firm.db.write() as tx:
        for pin in (PIN, replace(PIN, plugin="beta"), newer, replace(PIN, challenge="another")):
            pins.add(tx, pin, firm.decision)

    known = pins.of_challenge(firm.db, "walk")

    assert known == {
        "acme": replace(newer, decision=firm.decision),
        "beta": replace(PIN, plugin="beta", decision=firm.decision),
    }
    assert pins.of_challenge(firm.db, "never") == {}


def test_what_a_workspace_approved_is_no_pin_of_a_challenge(firm):
    with firm.db.write() as tx:
        pins.add(tx, PinRecord(None, "acme", CODE), firm.decision)

    assert pins.approved(firm.db) == {"acme": PinRecord(None, "acme", CODE, {}, firm.decision)}
    assert pins.of_challenge(firm.db, "walk") == {}
