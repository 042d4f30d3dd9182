from __future__ import annotations

import sqlite3
from datetime import date

import pytest

from moonwalk.registry import PluginCode
from moonwalk.store import (
    cheers,
    claims,
    closings,
    decisions,
    disclosures,
    entries,
    imports,
    launches,
    memberships,
    notice_choices,
    outbox,
    pauses,
    people,
    personal_links,
    pins,
    retention,
    targets,
)
from moonwalk.store.decisions import Decision
from moonwalk.store.errors import StoreError
from moonwalk.store.schema import FACTS, TRIGGERS

T0 = 1_788_739_200_000
DAY = date(2026, 9, 7)
EARLIER = date(2025, 9, 7)


@pytest.fixture
def full(firm):
    """At least one row in every table of facts."""
    with firm.db.write() as tx:
        people.add_attributes(tx, firm.ann, {"office": "Kiel"}, T0, firm.decision)
        launch = launches.add(tx, launches.LaunchRecord("moonwalk", "text", DAY, 1, T0), firm.decision)
        record = launches.LaunchRecord("moonwalk", "other", DAY, 1, T0, amended_at=T0)
        launches.amend(tx, record, launches.Amendment(DAY), firm.decision)
        launches.withdraw(tx, launch, firm.decision)
        closing = closings.add(tx, closings.ClosingRecord("moonwalk", launch, T0, {}), firm.decision)
        closings.reopen(tx, closing, firm.decision)
        member = memberships.MembershipRecord("moonwalk", firm.ann, None, DAY, None, T0)
        memberships.add(tx, member, firm.decision)
        pauses.add(tx, pauses.PauseRecord("moonwalk", firm.ann, DAY, DAY, T0), firm.decision)
        targets.add(tx, targets.TargetRecord("moonwalk", firm.ann, "steps", 1, DAY, T0), firm.decision)
        personal_links.add(tx, "moonwalk", [firm.ann], T0, firm.decision)
        notice_choices.add(tx, notice_choices.ChoiceRecord(firm.ann, "*", (), T0), firm.decision)
        (team,) = memberships.numbers(tx, ["North"], T0).values()
        cheers.add(tx, cheers.CheerRecord("moonwalk", firm.ann, team, DAY, T0))
        publication = disclosures.PublicationRecord("moonwalk", 1, T0, "{}")
        disclosures.publish(tx, publication)
        disclosures.note(tx, disclosures.ReadingRecord(firm.ann, T0, "hr", "why"))
        retention.add(tx, retention.RetentionRecord("moonwalk", EARLIER, EARLIER, "{}"), firm.decision)
        file = imports.add(tx, imports.ImportRecord("a.csv", "0" * 64, 1, 1, 0, 0), firm.decision)
        imports.finish(tx, file, T0, imports.ImportEnd(1, 0, 0, 1, 0))
        imports.undo(tx, file, firm.decision)
        entries.add(tx, [firm.entry()], firm.decision)
        pins.add(tx, pins.PinRecord(None, "acme", PluginCode("acme-walks", "1", "0" * 64)), firm.decision)
        outbox.enqueue(tx, outbox.NewMessage("k", "moonwalk", firm.ann, "console", "s", "t", T0, T0))
        (message,) = claims.lease_due(tx, T0)
        outbox.settle(tx, message, T0, "delivered")
        people.forget(tx, firm.bob, Decision(T0, "hr", "forget"))
    return firm


@pytest.mark.parametrize("table", FACTS)
def test_a_stored_fact_is_never_changed(full, table):
    with pytest.raises(StoreError, match=f"A stored {table} is never changed"), full.db.write() as tx:
        assert tx.run(f"UPDATE {table} SET no = no + 1000")


@pytest.mark.parametrize("table", FACTS)
def test_a_stored_fact_is_never_removed(full, table):
    with pytest.raises(StoreError, match=f"A stored {table} is never removed"), full.db.write() as tx:
        assert tx.run(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", FACTS)
def test_a_stored_fact_is_never_replaced_not_even_by_a_careless_program(full, path, table):
    full.db.close()
    careless = sqlite3.connect(path)
    columns = ", ".join(
        row[1] for row in careless.execute(f"PRAGMA table_info({table})") if row[1] != "packed"
    )
    try:
        with pytest.raises(sqlite3.IntegrityError, match="is never replaced"):
            careless.execute(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}")
    finally:
        careless.close()


def test_an_entry_is_not_replaced_by_its_id_either(full, path):
    full.db.close()
    careless = sqlite3.connect(path)
    columns = "id, person, day, kind, source, amount, logged_at, on_time_at, void, reason, decision"
    try:
        with pytest.raises(sqlite3.IntegrityError, match="is never replaced"):
            careless.execute(f"INSERT OR REPLACE INTO entry ({columns}) SELECT {columns} FROM entry")
    finally:
        careless.close()


def test_an_erasure_blanks_decisions_but_cannot_rewrite_them(full):
    with full.db.write() as tx:
        decisions.record(tx, Decision(T0, "hr", "rename", "Ann", person=full.ann))
    with pytest.raises(StoreError, match="never changed"), full.db.write() as tx:
        tx.run("UPDATE decision SET about = '', why = '', detail = '{}'")
    with full.db.write() as tx:
        people.forget(tx, full.ann, Decision(T0, "hr", "forget"))
        with pytest.raises(StoreError, match="never changed"):
            tx.run("UPDATE decision SET did = 'nothing'")


def test_every_trigger_is_in_a_new_database(db):
    assert {name for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")} == set(
        TRIGGERS
    )
