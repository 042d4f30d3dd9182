from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moonwalk.store import entries, landing, staging
from moonwalk.store.ids import Content, PlainIds, answer_record, content_id, is_answer, stamp_record
from moonwalk.store.landing import Trail
from moonwalk.store.staging import Staging

from .conftest import DAY, T0

KIND = ("backward_walk", "minutes")


def staged(firm, line: int = 2, amount: int = 12_000, stamp: int | None = None, **said):
    """A row as a file brings it, with its id."""
    person, day = said.get("person", firm.ann), str(said.get("day", DAY))
    name = {firm.ann: "A1", firm.bob: "B2"}[person]
    number = PlainIds("form").id_of(name, day, KIND, amount, stamp)
    return line, number, person, day, firm.walk, amount, T0, stamp, said.get("record")


def land(firm, rows) -> int:
    """Lands rows in one batch; how many are new."""
    waiting = Staging(firm.db, "form")
    waiting.add(rows)
    list(waiting.tell_equal_apart())
    trail = Trail(firm.form, firm.decision, None, T0, "")
    with firm.db.write() as tx:
        landing.choose(tx, waiting.order())
        known = landing.matches(tx, trail)
        landing.leave_out(tx, [match.no for match in known])
        return landing.insert(tx, trail)


@given(
    st.text(min_size=1),
    st.dates(),
    st.integers(0, 10**12),
    st.text(),
    st.none() | st.integers(0, 2**45),
)
def test_the_quick_id_is_the_id_of_the_content(person, day, amount, source, stamp):
    content = Content(person, str(day), *KIND, amount, source, 1 if stamp is None else str(stamp))
    assert PlainIds(source).id_of(person, str(day), KIND, amount, stamp) == content_id(content)


rows = st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 2), st.sampled_from([None, T0, T0 + 1]))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(batch=st.lists(rows, max_size=30))
def test_staged_rows_get_the_ids_that_single_entries_get(fresh_firm, batch):
    with fresh_firm() as plain, fresh_firm() as firm:
        expected = plain.add(
            *(
                plain.entry(
                    person=plain.bob if bob else plain.ann,
                    day=DAY + timedelta(days),
                    amount=amount,
                    stamp=stamp,
                )
                for bob, days, amount, stamp in batch
            )
        )
        prepared = [
            staged(firm, at, amount, stamp, person=firm.bob if bob else firm.ann, day=DAY + timedelta(days))
            for at, (bob, days, amount, stamp) in enumerate(batch)
        ]
        assert land(firm, prepared) == expected.new
        assert {record.id for record in entries.newest(firm.db)} == set(expected.ids)
        assert land(firm, prepared) == 0


def test_equal_rows_are_counted_wherever_lots_end(firm, monkeypatch):
    monkeypatch.setattr(staging, "_AT_ONCE", 2)
    assert land(firm, [staged(firm, line) for line in range(7)]) == 7
    assert len({record.id for record in entries.newest(firm.db)}) == 7


def test_repeated_days_are_told_with_the_first_line(firm, monkeypatch):
    monkeypatch.setattr(staging, "_AT_ONCE", 1)
    waiting = Staging(firm.db, "watch")
    waiting.add([staged(firm, 5), staged(firm, 6), staged(firm, 7, 1), staged(firm, 8)], [1, 2, 1, 1])

    assert sorted(waiting.drop_repeated_days()) == [(7, 5, True), (8, 5, False)]
    assert len(waiting) == 2
    assert waiting.order().tolist() == [1, 2]


@pytest.mark.parametrize("size", [1, 2, 3, 10])
def test_rows_with_a_common_record_land_together(firm, size):
    waiting = Staging(firm.db, "form")
    records = (None, 7, 8, 7, None, 8, 8)
    waiting.add([staged(firm, at, at, record=record) for at, record in enumerate(records)])
    order, start, batches = waiting.order(), 0, []
    while start < len(order):
        end = waiting.end_of_batch(order, start, size)
        batches.append({records[no - 1] for no in order[start:end].tolist()})
        start = end

    together = [batch for batch in batches for record in batch if record is not None]
    assert len(together) == 2
    assert sorted(order.tolist()) == list(range(1, 8))


def test_staging_keeps_nobody_from_writing(firm, path):
    from moonwalk.store.database import Database

    waiting = Staging(firm.db, "form")
    with firm.db.scratch() as tx, Database.open(path) as other:
        tx.run("UPDATE temp.staged SET amount = 1")
        with other.write() as writing:
            assert entries.add(writing, [firm.entry()], firm.decision).new == 1
    waiting.close()


def test_records_tell_people_minutes_and_answers_apart():
    stamps = {stamp_record(person, T0 + minute * 60_000) for person in (1, 2, 2**24 - 1) for minute in (0, 1)}
    assert len(stamps) == 6
    assert stamp_record(1, T0 // 60_000 * 60_000) == stamp_record(1, T0 // 60_000 * 60_000 + 59_999)
    answers = {answer_record(person, answer) for person in (1, 2) for answer in ("1", "1 x", "2")}
    assert len(answers) == 6
    assert all(map(is_answer, answers))
    assert not any(map(is_answer, stamps))
    assert all(0 <= record < 2**63 for record in answers | stamps)
    assert stamp_record(2**24 - 1, 4_102_444_800_000) < 2**62


def test_a_day_before_the_first_that_is_stored_is_no_storable_day():
    from moonwalk.store.entry_writer import storable_day

    assert storable_day(date(1999, 12, 31)) == storable_day(date(2100, 1, 1)) == ""
    assert storable_day(date(2000, 1, 1)) == "2000-01-01"
