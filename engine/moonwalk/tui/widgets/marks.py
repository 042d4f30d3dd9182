"""The rows of a table that are marked, to do something with all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


class Marks:
    """What tells marked rows apart, in the order of marking. Marks outlive filter and sorting."""

    def __init__(self) -> None:
        self._marked: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._marked)

    def __iter__(self) -> Iterator[str]:
        return iter(self._marked)

    def __contains__(self, identity: object) -> bool:
        return identity in self._marked

    def turn(self, identity: str) -> None:
        """Mark a row; one that is marked, no longer."""
        if identity in self._marked:
            del self._marked[identity]
        else:
            self._marked[identity] = None

    def turn_all(self, identities: Sequence[str]) -> None:
        """Mark all of these; where all of them are marked, none of them any longer."""
        if all(identity in self._marked for identity in identities):
            for identity in identities:
                del self._marked[identity]
        else:
            self._marked.update(dict.fromkeys(identities))

    def keep(self, identities: Iterable[str]) -> None:
        """Drop the marks of rows that are no more."""
        if self._marked:
            there = set(identities)
            self._marked = {identity: None for identity in self._marked if identity in there}

    def clear(self) -> None:
        """Drop all marks."""
        self._marked.clear()
