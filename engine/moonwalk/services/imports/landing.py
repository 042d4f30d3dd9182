"""The second half of an import: what is staged becomes entries, batch by batch."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from moonwalk.scoring.facts import Int32Array
from moonwalk.services.imports.staging import Verdicts
from moonwalk.store import entries, landing, score_cache
from moonwalk.store.database import Transaction
from moonwalk.store.entries import NewEntry
from moonwalk.store.ids import is_answer
from moonwalk.store.landing import Match, Row, Slot, Trail
from moonwalk.store.staging import Staging

_BY_HAND = "was corrected by hand, and the correction is kept"


@dataclass
class Landing:
    """Takes the rows of one file from the staging table into the entries.

    `new` and `changed` count what was added, `ids` are those of all rows that are in now.
    """

    staging: Staging
    source: str
    file: str
    whole_days: bool
    verdicts: Verdicts
    erasures: int
    new: int = 0
    changed: int = 0
    ids: array[int] = field(default_factory=lambda: array("q"))

    def take(self, tx: Transaction, trail: Trail, numbers: Int32Array) -> None:
        """Brings in the rows with these numbers: each once, whatever is stored already."""
        landing.choose(tx, numbers)
        waiting = set(numbers.tolist())
        waiting -= self._of_nobody(tx)
        newer: list[NewEntry] = []
        settled = self._by_day(tx, trail, newer) if self.whole_days else self._by_record(tx, trail, newer)
        waiting -= settled
        landing.leave_out(tx, settled)
        known = self._by_id(tx, trail, newer)
        waiting -= known
        landing.leave_out(tx, known)
        self.new += landing.insert(tx, trail)
        self.ids.extend(self.staging.ids(sorted(waiting)))
        if newer:
            added = entries.add(tx, newer, trail.decision, trail.import_no)
            self.ids.extend(added.ids)

    def _of_nobody(self, tx: Transaction) -> set[int]:
        """Rejects rows of people who were erased while the file was being read."""
        if score_cache.read(tx).erasures == self.erasures:
            return set()
        lines = landing.of_nobody(tx)
        for line in lines.values():
            self.verdicts.rejected.add(line, "the person has been erased meanwhile")
        landing.leave_out(tx, lines)
        return set(lines)

    def _by_day(self, tx: Transaction, trail: Trail, newer: list[NewEntry]) -> set[int]:
        """Settles rows of whole days of which something is stored."""
        slots_of = landing.by_day(tx, trail)
        for no, row in landing.rows_of(tx, slots_of).items():
            slots = slots_of[no]
            by_hand = [slot for slot in slots if slot.state == "by hand"]
            current = [slot for slot in slots if slot.state == "current"]
            self._settle(tx, trail, row, (by_hand or current or slots)[-1], newer, "this day")
        return set(slots_of)

    def _by_record(self, tx: Transaction, trail: Trail, newer: list[NewEntry]) -> set[int]:
        """Settles rows that say again, or otherwise, what a stored entry says."""
        groups = landing.by_record(tx, trail)
        rows = landing.rows_of(tx, (no for numbers, _ in groups.values() for no in numbers))
        settled: set[int] = set()
        for record, (numbers, slots) in groups.items():
            for row, slot in pair(record, [rows[no] for no in numbers], slots):
                self._settle(tx, trail, row, slot, newer, "this answer")
                settled.add(row.no)
        return settled

    def _settle(
        self, tx: Transaction, trail: Trail, row: Row, slot: Slot, newer: list[NewEntry], what: str
    ) -> None:
        """What becomes of a row that is about a stored entry."""
        equal = (row.day, row.kind, row.amount) == (slot.day, slot.kind, slot.amount)
        if slot.state == "by hand":
            self.verdicts.skipped.add(row.line, f"{what} {_BY_HAND}")
        elif slot.state == "taken back":
            newer.append(self._again(tx, trail, row, slot.no, equal))
            self.new += 1
        elif equal:
            self.ids.append(slot.id)
        else:
            newer.append(_newer(trail, row, slot.no, f"the newer file {self.file} says so"))
            self.changed += 1

    def _again(self, tx: Transaction, trail: Trail, row: Row, void: int, equal: bool) -> NewEntry:
        """A row of which an undo took the entry out: it counts again, and is as much on time as it was."""
        entry = _newer(trail, row, void, f"the file {self.file} brings it again")
        if not equal:
            return entry
        return entry._replace(on_time_at=min(row.on_time, entries.earliest(tx, void)))

    def _by_id(self, tx: Transaction, trail: Trail, newer: list[NewEntry]) -> set[int]:
        """Settles rows whose id is stored; those whose id belongs to another entry get a further one."""
        matches = landing.matches(tx, trail)
        if not matches:
            return set()
        known = {match.no: match for match in matches if match.same and match.free}
        others = [match for match in matches if match.no not in known]
        rows = landing.rows_of(tx, (match.no for match in others))
        for match in others:
            further = landing.free_id(tx, rows[match.no], self.source, match)
            if further.entry is None:
                self.staging.set_id(tx, match.no, further.id)
            else:
                known[match.no] = Match(match.no, further.entry, further.id, True, True)
        self._bring_back(tx, trail, known.values(), newer)
        return set(known)

    def _bring_back(
        self, tx: Transaction, trail: Trail, known: Iterable[Match], newer: list[NewEntry]
    ) -> None:
        """Counts rows that are stored as there already, and brings back those that an undo took out."""
        known = list(known)
        void_of = landing.taken_back(tx, (match.entry for match in known))
        rows = landing.rows_of(tx, (match.no for match in known if match.entry in void_of))
        for match in known:
            if match.entry in void_of:
                newer.append(self._again(tx, trail, rows[match.no], void_of[match.entry], True))
                self.new += 1
            else:
                self.ids.append(match.id)


def _newer(trail: Trail, row: Row, supersedes: int, reason: str) -> NewEntry:
    return NewEntry(
        row.person,
        date.fromisoformat(row.day),
        row.kind,
        trail.source,
        row.amount,
        trail.at,
        row.on_time,
        supersedes=supersedes,
        reason=reason,
        stamp=row.stamp,
        record=row.record,
    )


_KEYS: Final[tuple[Callable[[Row | Slot], Hashable], ...]] = (
    lambda item: item.id,
    lambda item: (item.day, item.kind, item.amount),
    lambda item: (item.day, item.kind),
    lambda item: item.kind,
)
"""From what is surely the same to what is most alike: equal ones are paired off first."""


def pair(record: int, rows: Sequence[Row], slots: Sequence[Slot]) -> list[tuple[Row, Slot]]:
    """The rows of one record with the stored entry that each is about; the others are new.

    Equal ones belong together, then those of the same day and kind, then those of the same kind. Another
    kind is an edit where a form says that it is the same answer, or where just one is left on each side.
    """
    pairs: list[tuple[Row, Slot]] = []
    rows_left, slots_left = list(rows), list(slots)
    for key in _KEYS:
        waiting: dict[Hashable, list[Slot]] = {}
        for slot in slots_left:
            waiting.setdefault(key(slot), []).append(slot)
        matched = [(row, waiting[key(row)].pop(0)) for row in rows_left if waiting.get(key(row))]
        pairs += matched
        rows_done, slots_done = {row.no for row, _ in matched}, {slot.no for _, slot in matched}
        rows_left = [row for row in rows_left if row.no not in rows_done]
        slots_left = [slot for slot in slots_left if slot.no not in slots_done]
    # A file that is read twice, for another column each time, brings two activities under one record.
    others = [slot for slot in slots_left if not slot.same_file]
    if is_answer(record) or (len(rows_left), len(others), len(slots_left)) == (1, 1, 1):
        pairs += zip(rows_left, others, strict=False)
    return pairs
