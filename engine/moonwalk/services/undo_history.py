"""Which decisions have been taken back, and which of these were done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from moonwalk.store import decisions, imports
from moonwalk.store.database import Reader
from moonwalk.store.decisions import Decision

UNDO: Final = "undo"
REDO: Final = "redo"
IMPORT_UNDO: Final = "imports undo"


@dataclass(frozen=True)
class UndoHistory:
    """Every undo by number with the decision that it takes back, and every redo with the undo it ends."""

    undone: Mapping[int, int]
    redone: Mapping[int, int]

    @classmethod
    def read(cls, db: Reader) -> UndoHistory:
        """As the workspace has it now. What an erasure blanked is left out."""
        undone: dict[int, int] = {}
        redone: dict[int, int] = {}
        brought_by = {no: decision for decision, no in imports.of_decisions(db).items()}
        for decision in decisions.of_kinds(db, UNDO, REDO, IMPORT_UNDO):
            if not decision.about.isdecimal():
                continue
            number = int(decision.about)
            if decision.did == REDO:
                redone[decision.no] = number
            else:
                undone[decision.no] = brought_by.get(number, 0) if decision.did == IMPORT_UNDO else number
        return cls(undone, redone)

    def original(self, number: int) -> int:
        """The decision that an undo or redo is about in the end; any other is its own."""
        return self.undone.get(self.redone.get(number, number), number)

    def undo_of(self, number: int) -> int | None:
        """The undo by which a decision is taken back now; None where it stands."""
        newest = max((no for no, target in self.undone.items() if target == number), default=None)
        return None if newest is None or self.redo_of(newest) is not None else newest

    def redo_of(self, undo: int) -> int | None:
        """The redo that ended an undo."""
        return next((no for no, target in self.redone.items() if target == undo), None)

    def blocks(self, number: int, later: int) -> bool:
        """Whether a decision that came after another keeps that one, an undo perhaps, from being reversed.

        It does where it stands itself; and where it took back something on which the other rests.
        """
        original = self.original(later)
        if original == self.original(number):
            return False
        return (self.undo_of(original) is None) == (original > number)

    def last_redo(self, number: int) -> int:
        """The newest redo of a decision; itself where it was never taken back."""
        return max(
            (no for no, undo in self.redone.items() if self.undone.get(undo) == number), default=number
        )

    def newest_undo(self) -> int | None:
        """The newest undo that was not done again."""
        return max((no for no in self.undone if self.redo_of(no) is None), default=None)

    def is_about_another(self, decision: Decision) -> bool:
        """Whether a decision takes another one back, or does it again."""
        return decision.did in (UNDO, REDO, IMPORT_UNDO)
