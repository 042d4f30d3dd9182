"""Remarks on boards that use roster columns: who is left out, and which figures are about very few people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from moonwalk.definitions import Board, Challenge
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.membership import value_on_day
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.standings import Standings
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.wording import counted
from moonwalk.store import people
from moonwalk.store.database import Reader

_MOST_NAMED = 5


def board_remarks(scored_challenge: ScoredChallenge, board: Board, standings: Standings) -> tuple[str, ...]:
    """Return remarks on a board: who has no value, and which values are shared by very few people."""
    remarks: list[str] = []
    sizes: dict[str, Mapping[str, int]] = {}
    name = scored_challenge.scored.plan.board(board.name).column
    if board.column:
        column = scored_challenge.scored.people.membership.columns[name]
        without = int((column.of < 0).sum())
        remarks += _without(board.column, counted(without, "person", "people"), without, len(column))
        sizes[board.column] = _sizes(scored_challenge, name)
    nouns = {"people": ("person", "people"), "teams": ("team", "teams")}
    singular, several = nouns.get(board.ranks, (f"{board.column}", f"values of '{board.column}'"))
    gone = np.ones(len(standings.ids), np.bool_)
    # Nearly always everyone is there, which is seen by counting.
    gone[standings.order if len(standings) < len(gone) else ...] = False
    left_out = [row for row in np.flatnonzero(gone).tolist() if standings.not_placed[row]]
    if board.without_place == "do not take part" and left_out:
        yet = counted(len(left_out), f"{singular} does", f"{several} do")
        why = "; ".join(sorted({standings.not_placed[row] for row in left_out}))
        remarks.append(f"{yet} not take part on this board: {why}.")
        gone[left_out] = False
    if board.split_by:
        without = int(gone.sum())
        remarks += _without(board.split_by, counted(without, singular, several), without, len(standings))
        sizes[board.split_by] = _sizes(scored_challenge, board.split_by)
    for name, of_values in sizes.items():
        remarks += _few(name, of_values, scored_challenge.challenge, board)
    return tuple(remarks)


def launch_remarks(db: Reader, challenge: Challenge, members: Iterable[int]) -> Iterator[str]:
    """What to say at the launch of boards that look at roster columns; `members` are people's numbers."""
    # A board is looked at more often than launched, and needs nothing of it.
    from moonwalk.services.roster.enrolment import unknown_values

    yield from unknown_values(db, challenge.people.not_placed, "not_placed")
    numbers = sorted(set(members))
    for board in challenge.boards.values():
        for name in filter(None, (board.column, board.split_by)):
            values = people.column(db, name, NEVER)
            column = RosterColumn.of_values([values.get(number, "") for number in numbers])
            if len(column):
                sizes = column.sums(np.ones(len(numbers), np.int64)).tolist()
                few = _few(name, dict(zip(column.labels, sizes, strict=True)), challenge, board)
                yield from (f"Board '{board.name}': {remark}" for remark in few)


def _sizes(scored_challenge: ScoredChallenge, name: str) -> Mapping[str, int]:
    """How many people there are of each value of a column on the last day."""
    membership = scored_challenge.scored.people.membership
    column = membership.columns[name]
    now = value_on_day(column, membership, scored_challenge.scored.last_day)
    return dict(zip(column.labels, column.sums(now >= 0).tolist(), strict=True))


def _without(column: str, shown: str, count: int, rows: int) -> Iterator[str]:
    if count and not rows:
        yield f"Nobody has a value in the roster's column '{column}', so this board is empty."
    elif count:
        yield f"{shown} without a '{column}' in the roster: not on this board."


def _few(column: str, sizes: Mapping[str, int], challenge: Challenge, board: Board) -> Iterator[str]:
    smallest = challenge.privacy.smallest_group
    few = [f"{label} ({count})" for label, count in sizes.items() if 0 < count < smallest]
    if few and board.seen_by != "organisers":
        names = ", ".join(few[:_MOST_NAMED]) + (
            f" and {len(few) - _MOST_NAMED} more" if len(few) > _MOST_NAMED else ""
        )
        yield (
            f"Fewer than {smallest} people ('smallest_group') share these values of '{column}': "
            f"{names}. A figure about so few people says a lot about each of them: "
            "show this board to organisers only."
        )
