from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.store import decisions, entries, entry_arrays, people
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import Correction, NewEntry

T0 = 1_788_739_200_000
FIRST = date(2026, 9, 7)
EVER = NEVER

rows = st.builds(
    NewEntry,
    person=st.sampled_from([1, 2]),
    day=st.dates(FIRST - timedelta(3), FIRST + timedelta(3)),
    kind=st.sampled_from([1, 2]),
    source=st.sampled_from([1, 2]),
    amount=st.integers(0, 10**12),
    logged_at=st.integers(T0, T0 + 9),
    on_time_at=st.none() | st.integers(T0 - 9, T0 + 9),
    supersedes=st.none(),
    reason=st.just(""),
    void=st.just(False),
    record=st.none() | st.integers(0, 2**63 - 1),
)


def plainly(firm, known_at: int, who: set[int], days: tuple[date, date]) -> list[tuple]:
    """What facts should say, from the single records."""
    records = [record for person in (firm.ann, firm.bob) for record in entries.of_person(firm.db, person)]
    by_id = {record.id: record for record in records if record.logged_at <= known_at}
    newer = {record.supersedes: record for record in by_id.values()}

    def replaced(entry: int) -> int:
        return min(newer[entry].on_time_at, replaced(newer[entry].id)) if entry in newer else EVER

    return [
        (
            record.id,
            record.person,
            (record.day - FIRST).days,
            record.kind,
            record.source_no,
            record.amount,
            record.logged_at,
            record.on_time_at,
            replaced(record.id),
            record.void,
        )
        for record in sorted(by_id.values(), key=lambda record: record.no)
        if record.person in who and days[0] <= record.day <= days[1]
    ]


def as_rows(found: EntryFacts) -> list[tuple]:
    return list(zip(*(getattr(found, field.name).tolist() for field in fields(found)), strict=True))


def change_some(firm, ids: list[int]) -> None:
    with firm.db.write() as tx:
        for place, entry in enumerate(ids):
            if entries.find(tx, entry).superseded_by is None and place % 3:
                later = T0 + 5 + place
                if place % 3 == 1:
                    entries.correct(
                        tx, entry, Correction("typo", later, amount=place + 10**12 - 99), firm.decision
                    )
                else:
                    entries.void(tx, entry, "joke", later, firm.decision)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(batch=st.lists(rows, max_size=12), known_at=st.integers(T0 - 1, T0 + 20), window=st.booleans())
def test_facts_say_what_the_records_say(fresh_firm, batch, known_at, window):
    days = (FIRST - timedelta(1), FIRST + timedelta(1)) if window else None
    span = days or (date.min, date.max)
    with fresh_firm() as firm:
        change_some(firm, sorted(set(firm.add(*batch).ids)))
        whole = entries.facts(firm.db, FIRST, known_at, days=days)
        one = entries.facts(firm.db, FIRST, known_at, [firm.bob], days)
        assert as_rows(whole) == plainly(firm, known_at, {firm.ann, firm.bob}, span)
        assert as_rows(one) == plainly(firm, known_at, {firm.bob}, span)


@pytest.fixture
def small_steps(monkeypatch):
    monkeypatch.setattr(entry_arrays, "_ROWS_AT_ONCE", 3)
    monkeypatch.setattr(entry_arrays, "MOST_LOOKED_UP", 0)


def test_many_chunks_with_gaps_and_late_rows_join_up(firm, small_steps):
    ids = firm.add(
        *(
            firm.entry(person=1 + n % 2, amount=n, logged_at=T0 + n % 5, on_time_at=T0 + n % 2)
            for n in range(40)
        )
    ).ids
    change_some(firm, list(ids[:9]))
    assert as_rows(entries.facts(firm.db, FIRST, T0 + 2)) == plainly(
        firm, T0 + 2, {1, 2}, (date.min, date.max)
    )
    with firm.db.write() as tx:
        people.forget(tx, firm.bob, Decision(T0, "hr", "forget"))
    expected = plainly(firm, EVER, {1}, (date.min, date.max))
    assert as_rows(entries.facts(firm.db, FIRST, EVER)) == expected
    assert as_rows(entries.facts(firm.db, FIRST, EVER, [firm.ann])) == expected


def test_no_entries_make_empty_arrays_of_the_right_types(db):
    found = entries.facts(db, FIRST, EVER)
    assert len(found) == 0
    assert found.person.dtype == np.int32
    assert found.replaced.dtype == np.int64
    assert found.void.dtype == np.bool_


def test_the_arrays_have_the_types_they_promise(firm):
    firm.add(firm.entry())
    for found in (entries.facts(firm.db, FIRST, EVER), entries.facts(firm.db, FIRST, EVER, [firm.ann])):
        types = {field.name: getattr(found, field.name).dtype.name for field in fields(found)}
        assert types == {
            "id": "int64",
            "person": "int32",
            "day": "int32",
            "kind": "int16",
            "source": "int16",
            "amount": "int64",
            "logged": "int64",
            "on_time": "int64",
            "replaced": "int64",
            "void": "bool",
        }


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2024, 2, 29), date(2099, 12, 31)])
def test_the_first_and_last_day_there_can_be(firm, day):
    firm.add(firm.entry(day=day))
    assert entries.facts(firm.db, FIRST, EVER).day.tolist() == [(day - FIRST).days]


def test_the_largest_numbers_fit_into_the_packed_form(firm):
    with firm.db.write() as tx:
        no = decisions.record(tx, Decision(T0, "hr", "test"))
        for number in (2**24 - 1,):
            tx.add("person", no=number, id="Z", name="Z", email="", email_key="", timezone="", known_at=T0)
        tx.add("kind", no=2**12 - 1, activity="z", unit="z")
        tx.add("source", no=2**11 - 1, name="z", device=0)
        entries.add(tx, [NewEntry(2**24 - 1, date(2099, 12, 31), 2**12 - 1, 2**11 - 1, 10**12, T0)], no)
    found = entries.facts(firm.db, FIRST, EVER)
    assert (found.person[0], found.kind[0], found.source[0]) == (2**24 - 1, 2**12 - 1, 2**11 - 1)
    assert found.amount[0] == 10**12


def test_what_is_corrected_after_a_late_file_is_replaced_as_early_as_the_correction(firm):
    (first,) = firm.add(firm.entry()).ids
    for late in (T0 + 100, T0 + 200):
        older = entries.of_person(firm.db, firm.ann)[-1].no
        firm.add(firm.entry(amount=late - T0, logged_at=late, supersedes=older, reason="a newer file"))
    last = entries.of_person(firm.db, firm.ann)[-1].id
    with firm.db.write() as tx:
        entries.correct(tx, last, Correction("typo", T0 + 300, amount=1), firm.decision)

    for chosen in (None, (firm.ann,)):
        found = entries.facts(firm.db, FIRST, T0 + 300, chosen)
        assert found.on_time.tolist() == [T0, T0 + 100, T0 + 200, T0]
        assert found.replaced.tolist() == [T0, T0, T0, EVER]
    assert entries.find(firm.db, first).on_time_at == T0


def test_a_few_people_are_looked_up_by_index(firm):
    used = []
    cursor = firm.db._cursor
    firm.db._cursor = lambda sql, values=(): used.append((sql, values)) or cursor(sql, values)
    entries.facts(firm.db, FIRST, EVER, [firm.ann], (FIRST, FIRST))
    for sql, values in used[:]:
        plan = " ".join(row[3] for row in cursor(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())
        assert "SCAN entry" not in plan
        assert "SEARCH entry USING INDEX entry_" in plan
    assert len(used) == 2


def test_the_first_and_last_number_are_looked_up_and_no_table_is_read_for_them(firm):
    steps = [detail for *_, detail in firm.db.rows(f"EXPLAIN QUERY PLAN {entry_arrays._NUMBERS}")]

    assert [step for step in steps if step == "SEARCH entry"] == ["SEARCH entry"] * 2, steps
    assert not [step for step in steps if step == "SCAN entry"], steps
