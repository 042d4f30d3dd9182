"""The names behind the numbers of an entry: what its content, and so its id, is made of."""

from __future__ import annotations

import json
from collections.abc import Set

from moonwalk.store.database import Reader
from moonwalk.store.errors import StoreError


class Names:
    """Looks names up once each."""

    def __init__(self, db: Reader) -> None:
        self._db = db
        self._people: dict[int, str] = {}
        self._kinds: dict[int, tuple[str, str]] = {}
        self._sources: dict[int, str] = {}

    def learn_people(self, nos: Set[int]) -> None:
        """Looks many people up at once."""
        new = json.dumps([int(no) for no in nos - self._people.keys()])
        sql = "SELECT no, id FROM person WHERE no IN (SELECT value FROM json_each(?))"
        self._people.update(dict(self._db.rows(sql, (new,))))

    def person(self, no: int) -> str:
        """The company's id of a person."""
        if no not in self._people:
            self._people[no] = self._look("SELECT id FROM person WHERE no = ?", no, "person")[0]
        return self._people[no]

    def kind(self, no: int) -> tuple[str, str]:
        """An activity and its unit."""
        if no not in self._kinds:
            activity, unit = self._look("SELECT activity, unit FROM kind WHERE no = ?", no, "activity")
            self._kinds[no] = (activity, unit)
        return self._kinds[no]

    def source(self, no: int) -> str:
        """The name of a source."""
        if no not in self._sources:
            self._sources[no] = self._look("SELECT name FROM source WHERE no = ?", no, "source")[0]
        return self._sources[no]

    def entry(self, no: int | None) -> int | None:
        """The id of an entry."""
        if no is None:
            return None
        return int(self._look("SELECT id FROM entry WHERE no = ?", no, "entry")[0])

    def _look(self, sql: str, no: int, what: str) -> tuple[str, ...]:
        names = self._db.row(sql, (no,))
        if names is None:
            raise StoreError(f"There is no {what} number {no} in {self._db.path}. Nothing was changed.")
        return names
