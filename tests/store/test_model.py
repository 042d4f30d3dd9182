"""The store against a model in plain Python, under random histories."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from moonwalk.scoring.facts import NEVER
from moonwalk.store import decisions, entries, outbox, people
from moonwalk.store.database import Database
from moonwalk.store.decisions import Decision
from moonwalk.store.entries import Correction, NewEntry
from moonwalk.store.errors import StoreError
from moonwalk.store.people import PersonRecord

T0 = 1_788_739_200_000
FIRST = date(2026, 9, 7)


@dataclass
class Known:
    """An entry as the model knows it."""

    person: int
    day: int
    amount: int
    on_time: int
    void: bool = False
    superseded: bool = False


class Store(RuleBasedStateMachine):
    """Adds, corrects, voids and enqueues; sometimes the program dies before the end of a transaction."""

    ids = Bundle("ids")

    @initialize()
    def create(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "moonwalk.db"
        self.now = T0
        self.known: dict[int, Known] = {}
        self.keys: set[str] = set()
        with Database.create(self.path) as db, db.write() as tx:
            decisions.record(tx, Decision(T0, "hr", "set up"))
            for name in ("A1", "B2"):
                people.add(tx, PersonRecord(name, name))
            entries.kind_number(tx, "walk", "minutes")
            entries.source_number(tx, "form", False)
        self.db = Database.open(self.path)

    def teardown(self):
        if hasattr(self, "db"):
            self.db.close()
            self.folder.cleanup()

    @rule(
        target=ids,
        person=st.integers(1, 2),
        day=st.integers(0, 2),
        amount=st.integers(0, 3),
        times=st.integers(1, 3),
    )
    def add_a_file(self, person, day, amount, times):
        self.now += 1
        row = NewEntry(person, FIRST + timedelta(day), 1, 1, amount, self.now)
        with self.db.write() as tx:
            added = entries.add(tx, [row] * times, 1)
        fresh = [entry for entry in added.ids if entry not in self.known]
        assert (added.new, added.same) == (len(fresh), times - len(fresh))
        assert len(set(added.ids)) == times
        for entry in fresh:
            self.known[entry] = Known(person, day, amount, self.now)
        return added.ids[-1]

    @rule(target=ids, entry=ids, amount=st.integers(0, 3))
    def correct(self, entry, amount):
        self.now += 1
        old = self.known[entry]
        refused = old.superseded or (not old.void and old.amount == amount)
        try:
            with self.db.write() as tx:
                (new,) = entries.correct(tx, entry, Correction("typo", self.now, amount=amount), 1).ids
        except StoreError:
            assert refused
            return entry
        assert not refused
        old.superseded = True
        self.known[new] = Known(old.person, old.day, amount, old.on_time)
        return new

    @rule(target=ids, entry=ids)
    def void(self, entry):
        self.now += 1
        old = self.known[entry]
        try:
            with self.db.write() as tx:
                (new,) = entries.void(tx, entry, "joke", self.now, 1).ids
        except StoreError:
            assert old.superseded or old.void
            return entry
        assert not old.superseded
        assert not old.void
        old.superseded = True
        self.known[new] = Known(old.person, old.day, old.amount, old.on_time, void=True)
        return new

    @rule(key=st.sampled_from("abc"), person=st.integers(1, 2))
    def enqueue(self, key, person):
        with self.db.write() as tx:
            put_in = outbox.enqueue(tx, outbox.NewMessage(key, "c", person, "console", "s", "t", T0, T0))
        assert put_in == (key not in self.keys)
        self.keys.add(key)

    @rule(amount=st.integers(0, 3))
    def die_in_the_middle(self, amount):
        transaction = self.db.write()
        tx = transaction.__enter__()
        entries.log(tx, NewEntry(1, FIRST, 1, 1, amount, self.now + 1), 1)
        outbox.enqueue(tx, outbox.NewMessage("lost", "c", 1, "console", "s", "t", T0, T0))
        self.db.close()
        self.db = Database.open(self.path)

    @invariant()
    def the_facts_are_those_of_the_model(self):
        if not hasattr(self, "db"):
            return
        found = entries.facts(self.db, FIRST, NEVER)
        columns = (found.person, found.day, found.amount, found.on_time, found.void, found.replaced != NEVER)
        rows = zip(found.id.tolist(), *(column.tolist() for column in columns), strict=True)
        assert {row[0]: Known(*row[1:]) for row in rows} == self.known
        assert {message.key for message in outbox.messages(self.db)} == self.keys


Store.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestStore = Store.TestCase
