"""What people chose to be written to about, and by what: facts, of which the newest holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from moonwalk.store.database import Reader, Transaction

EVERY_KIND: Final = "*"
"""In the place of a kind of message: all of them."""

Choices = Mapping[str, tuple[str, ...]]
"""The channels by which a person wants each kind of message; what is not in it comes by all of them."""


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """A choice: by which channels a person wants a kind of message, none for not at all.

    Where `channels` is None it is all of them, as usual. `known_at` is in ms.
    """

    person: int
    notice: str
    channels: tuple[str, ...] | None
    known_at: int


def add(tx: Transaction, choice: ChoiceRecord, decision: int) -> None:
    """Add a choice. One about every kind takes the place of all that were made before."""
    tx.add(
        "notice_choice",
        person=choice.person,
        notice=choice.notice,
        channels=None if choice.channels is None else json.dumps(sorted(choice.channels)),
        known_at=choice.known_at,
        decision=decision,
    )


def of_person(db: Reader, person: int) -> tuple[ChoiceRecord, ...]:
    """Every choice that a person ever made, in order."""
    return _records(db.rows(f"{_SELECT} WHERE person = ? ORDER BY no", (person,)))


def in_force(records: Iterable[ChoiceRecord]) -> Choices:
    """What one person's choices, in order, come to."""
    choices: dict[str, tuple[str, ...]] = {}
    for record in records:
        if record.notice == EVERY_KIND:
            choices.clear()
        choices.pop(record.notice, None)
        if record.channels is not None:
            choices[record.notice] = record.channels
        elif EVERY_KIND in choices:
            # Back to what is usual, whatever was chosen for every kind.
            choices[record.notice] = (EVERY_KIND,)
    return choices


def of_everyone(db: Reader) -> Mapping[int, Choices]:
    """What is in force for each person who chose anything, by their numbers."""
    of: dict[int, list[ChoiceRecord]] = {}
    for record in _records(db.rows(f"{_SELECT} ORDER BY no")):
        of.setdefault(record.person, []).append(record)
    return {person: in_force(records) for person, records in of.items()}


def wants(choices: Choices, notice: str, channel: str) -> bool:
    """Whether a person with these choices wants a kind of message by a channel."""
    channels = choices.get(notice, choices.get(EVERY_KIND))
    return channels is None or channel in channels or EVERY_KIND in channels


_SELECT: Final = "SELECT person, notice, channels, known_at FROM notice_choice"


def _records(rows: Iterable[tuple[int, str, str | None, int]]) -> tuple[ChoiceRecord, ...]:
    return tuple(
        ChoiceRecord(person, notice, None if channels is None else tuple(json.loads(channels)), known_at)
        for person, notice, channels, known_at in rows
    )
