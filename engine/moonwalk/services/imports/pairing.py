"""Which stored entries the rows of a newer file are about, where several have a record in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Final

from moonwalk.store.ids import is_answer
from moonwalk.store.landing import Row, Slot

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
