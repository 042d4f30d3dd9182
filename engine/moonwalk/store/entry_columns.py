"""Entries column by column, as the table has them: numbers of the store, days since 2000, instants in ms."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moonwalk.scoring.facts import BoolArray, Int16Array, Int32Array, Int64Array


class Columns(NamedTuple):
    """Rows of the table of entries, in ascending order of their numbers; a day counts from 2000-01-01."""

    no: Int64Array
    id: Int64Array
    person: Int32Array
    day: Int32Array
    kind: Int16Array
    source: Int16Array
    amount: Int64Array
    logged: Int64Array
    on_time: Int64Array

    @classmethod
    def of(
        cls,
        no: Int64Array,
        id_: Int64Array,
        packed: Int64Array,
        amount: Int64Array,
        logged: Int64Array,
        late: Int64Array,
    ) -> Columns:
        """Take `packed` apart and add `late` to `logged`."""
        # The shifts undo `schema.PACKED`: 24 bits of the person, 16 of the day, 12 of the kind, 11 of the
        # source.
        return cls(
            no,
            id_,
            person=(packed >> 39).astype(np.int32),
            day=(packed >> 23 & 0xFFFF).astype(np.int32),
            kind=(packed >> 11 & 0xFFF).astype(np.int16),
            source=(packed & 0x7FF).astype(np.int16),
            amount=amount,
            logged=logged,
            # Few entries differ, corrections above all; where none does, the two are one array and its
            # memory is saved.
            on_time=logged + late if late.any() else logged,
        )

    @classmethod
    def none(cls) -> Columns:
        """Return no rows."""
        return cls.of(*np.empty((6, 0), np.int64))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.no)

    def packed(self) -> Int64Array:
        """Return person, day, kind and source in one number, as `schema.PACKED` has them."""
        whole = self.person.astype(np.int64) << 39
        whole += self.day.astype(np.int64) << 23
        whole += self.kind.astype(np.int64) << 11
        whole += self.source
        return whole

    def at(self, rows: slice | BoolArray) -> Columns:
        """Return some rows: without copying them where they follow one another."""
        columns = Columns._make(column[rows] for column in self)
        return columns._replace(on_time=columns.logged) if self.on_time is self.logged else columns


class Table:
    """Room for so many rows, of which fewer may come."""

    def __init__(self, rows: int) -> None:
        # Pages that are never written take no memory.
        self._columns: tuple[NDArray[Any], ...] = tuple(np.empty(rows, each.dtype) for each in Columns.none())
        self._count = 0
        self._differs = False

    def add(self, columns: Columns) -> None:
        """Append rows."""
        end = self._count + columns.rows
        for column, part in zip(self._columns[:-1], columns[:-1], strict=True):
            column[self._count : end] = part
        if self._differs or columns.on_time is not columns.logged:
            if not self._differs:
                self._on_time[: self._count] = self._logged[: self._count]
            self._differs = True
            self._on_time[self._count : end] = columns.on_time
        self._count = end

    @property
    def rows(self) -> int:
        """How many rows have been added."""
        return self._count

    def filled(self) -> Columns:
        """Return the rows that were added."""
        rows = Columns._make(column[: self._count] for column in self._columns)
        return rows if self._differs else rows._replace(on_time=rows.logged)

    @property
    def _logged(self) -> Int64Array:
        return self._columns[-2]

    @property
    def _on_time(self) -> Int64Array:
        return self._columns[-1]
