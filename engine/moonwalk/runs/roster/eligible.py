"""Whom a challenge is for, by the columns of the roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from moonwalk.api.wording import did_you_mean
from moonwalk.scoring.columns import value_key
from moonwalk.scoring.facts import NEVER
from moonwalk.store import attributes
from moonwalk.store.database import Reader

Wanted = Mapping[str, Sequence[str]]
"""Columns of the roster with the values that are asked for."""


@dataclass(frozen=True, slots=True)
class Eligible:
    """The numbers of the people whom a challenge is for; None where it is for everyone."""

    people: frozenset[int] | None

    @classmethod
    def read(cls, db: Reader, wanted: Wanted) -> Eligible:
        """As the newest roster says: in each column one of the values, whatever its case and blanks."""
        if not wanted:
            return cls(None)
        matching = [
            frozenset(
                number for number, value in _column(db, name).items() if value_key(value) in _keys(values)
            )
            for name, values in wanted.items()
        ]
        return cls(frozenset.intersection(*matching))

    def __contains__(self, person: int) -> bool:
        return self.people is None or person in self.people


def unknown_columns(db: Reader, wanted: Wanted, key: str) -> Iterator[str]:
    """A remark for each column that no roster ever had, and each value that nobody has; `key` names them."""
    known = attributes.names(db)
    for name, values in wanted.items():
        if name not in known:
            meant = did_you_mean(name, known)
            yield f"No roster so far had the column '{name}' that '{key}' asks for, so nobody matches.{meant}"
            continue
        there = {value_key(value): value for value in _column(db, name).values() if value}
        for value in values:
            if value_key(value) not in there:
                meant = did_you_mean(value, there.values())
                yield f"Nobody's '{name}' is '{value}', which '{key}' asks for.{meant}"


def _column(db: Reader, name: str) -> Mapping[int, str]:
    return attributes.column(db, name, NEVER)


def _keys(values: Sequence[str]) -> frozenset[str]:
    return frozenset(map(value_key, values))
