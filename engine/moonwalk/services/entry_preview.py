"""What changed entries would do to the points and places of their people, before anything is decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.score import rescore, settle_entries
from moonwalk.scoring.verdicts import Codes
from moonwalk.services.boards.board import rows_foreseen
from moonwalk.services.entry_effects import NOT_SCORED_NOW, points_of
from moonwalk.services.launched import NotScored
from moonwalk.services.loggable_activities import Loggable, loggable
from moonwalk.services.score_cache import Launched, ScoredChallenge
from moonwalk.services.scores import codes_of, current, facts_of
from moonwalk.services.views import BoardRow
from moonwalk.services.why.person import shown_entry
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries
from moonwalk.store.database import Database, Reader


@dataclass(frozen=True, slots=True)
class ForeseenPoints:
    """A person's points in a challenge as they are, and as they would be, each with the row on a board.

    `board` is the label of the first board that ranks people; it is empty, and there are no rows, where no
    board does. A row is None for who is not on it.
    """

    name: str
    points: int
    points_then: int
    board: str = ""
    row: BoardRow | None = None
    row_then: BoardRow | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of people, in the order of their names, and what is to be known about it."""

    people: tuple[ForeseenPoints, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(eq=False)
class _Affected:
    """A challenge and its people (numbers) whose entries change; `facts` are all they have then."""

    launch: Launched
    scored: ScoredChallenge
    people: list[int]
    facts: EntryFacts | None = None
    codes: Codes | None = None


@dataclass(eq=False)
class EntryPreview:
    """Asked three times: before a transaction, in it once entries have been changed, and after it.

    No rule and no ranking is asked while others wait for the transaction to end.
    """

    ws: Workspace
    db: Database
    known: Loggable
    affected: dict[str, _Affected] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, ws: Workspace, db: Database, changed: Mapping[int, set[str]]) -> EntryPreview:
        """Look at how people (numbers) stand whose entries of some activities are to be changed."""
        preview = cls(ws, db, loggable(ws, db))
        for person, activities in changed.items():
            for activity in sorted(activities):
                launch = preview.known.challenge_for(db, activity, person)
                if launch is None:
                    preview._say(f"What becomes of points is not known: {NOT_SCORED_NOW}.")
                else:
                    preview._add(launch, person)
        return preview

    def _add(self, launch: Launched, person: int) -> None:
        name = launch.record.challenge
        if name not in self.affected:
            try:
                scored = current(self.ws, self.db, name)
            except NotScored as reason:
                self._say(f"What becomes of points is not known: '{name}' is not scored now. {reason}")
                return
            self.affected[name] = _Affected(launch, scored, [])
        if person not in self.affected[name].people:
            self.affected[name].people.append(person)

    def _say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)

    def look(self, tx: Reader) -> None:
        """Read the entries of these people as they have been changed."""
        for each in self.affected.values():
            plan = each.scored.scored.plan
            each.facts = facts_of(tx, plan, each.launch.frozen, each.people)
            each.codes = codes_of(tx, plan)

    def look_at_entry(self, tx: Reader, entry: int) -> None:
        """Read them as well, and why an entry that takes the place of another one would not count."""
        self.look(tx)
        record = entries.find(tx, entry)
        for each in self.affected.values():
            scored = each.scored.scored
            if record is None or each.facts is None or each.codes is None or scored.plan.earlier:
                continue
            rows = scored.people.membership.rows(np.array([record.person], np.int32))
            alone = scored.people.membership.only(rows[rows >= 0])
            judged = settle_entries(scored.plan, alone, each.facts, each.codes, scored.last_day).judged
            for at in np.flatnonzero(judged.entries.id == entry).tolist():
                shown = shown_entry(scored.plan, judged, at, alone.status[0], record)
                if shown.reason:
                    self._say(f"It would not count: {shown.reason}.")

    def foreseen(self) -> Foreseen:
        """What becomes of these people's points and places."""
        people = [points for each in self.affected.values() for points in self._points(each)]
        return Foreseen(tuple(sorted(people, key=lambda row: row.name.casefold())), tuple(self.remarks))

    def _points(self, affected: _Affected) -> Iterator[ForeseenPoints]:
        now, facts, codes = affected.scored, affected.facts, affected.codes
        if facts is None or codes is None:
            return
        numbers = np.array(affected.people, np.int32)
        rows = now.scored.people.membership.rows(numbers)
        there = dict(zip(numbers[rows >= 0].tolist(), rows[rows >= 0].tolist(), strict=True))
        try:
            then = replace(now, scored=rescore(now.scored, numbers, facts, codes))
            label, on_board = self._on_board(now, then, [now.person_ids[row] for row in there.values()])
        except (RuleFailed, NotScored) as failure:
            name = affected.launch.record.challenge
            self._say(f"'{name}' could not be scored then: {failure}")
            return
        for person, row in there.items():
            points, points_then = points_of(now, person), points_of(then, person)
            if points is not None and points_then is not None:
                both = on_board.get(now.person_ids[row], (None, None))
                yield ForeseenPoints(now.person_names[row], points, points_then, label, *both)

    def _on_board(
        self, now: ScoredChallenge, then: ScoredChallenge, ids: Sequence[str]
    ) -> tuple[str, Mapping[str, tuple[BoardRow | None, BoardRow | None]]]:
        """The label of the first board that ranks people, and the rows of people on it, by their ids."""
        boards = now.challenge.boards.items()
        for name, board in boards:
            if board.ranks == "people":
                return board.label, rows_foreseen(self.ws, now, then, name, ids)
        return "", {}
