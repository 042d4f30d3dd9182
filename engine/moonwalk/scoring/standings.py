"""Places on a board: given on what is shown, ties broken as announced, nobody shifted by who takes none.

The five numberings of places are those of competition ranking as commonly defined: scores 10 8 8 5 are
1 2 2 4 (standard), 1 2 2 3 (dense), 1 3 3 4 (modified), 1 2 3 4 (ordinal), 1 2.5 2.5 4 (fractional).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Scores
from moonwalk.api.rankings import Standing
from moonwalk.scoring.arrays import BoolArray, Int64Array
from moonwalk.scoring.plan import Numbering

# What is added up of fractions is counted in parts of 2**17 of what is shown.
_FINER: Final = 17
_MOST: Final = 1 << 62
# Its negative must be a number too, so not the very lowest.
_UNSCORED = -np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Tiebreak:
    """One way to break ties: rows with the larger number come first."""

    name: str
    values: Int64Array


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a split board: the value, and the rows that have it."""

    label: str
    rows: Int64Array


@dataclass(frozen=True, eq=False)
class Standings:
    """A whole board as arrays, in the order in which it is shown.

    `order[i]` is the row of the summaries that stands i-th; the other arrays follow that order.
    `place` is NaN where a row takes none; `broken_by` indexes `ties`, -1 for none. Of a board that is
    split, `starts` and `groups` say where the part of each value begins, and rows without one are left out.
    """

    ids: tuple[str, ...]
    order: Int64Array
    scores: Scores
    shown: Int64Array
    decimals: int
    place: NDArray[np.float64]
    tied: BoolArray
    broken_by: NDArray[np.int8]
    ties: tuple[str, ...]
    not_placed: Sequence[str]
    starts: tuple[int, ...] = (0,)
    groups: tuple[str, ...] = ("",)

    def __len__(self) -> int:
        return len(self.order)

    def row(self, index: int) -> Standing:
        """The index-th row of the board."""
        at = int(self.order[index])
        place, broken = float(self.place[index]), int(self.broken_by[index])
        exact = self.scores.exact(at)
        return Standing(
            id=self.ids[at],
            numerator=0 if exact is None else exact.numerator,
            denominator=0 if exact is None else exact.denominator,
            shown="-" if exact is None else show_score(int(self.shown[index]), self.decimals),
            place=None if np.isnan(place) else place,
            tied=bool(self.tied[index]),
            broken_by=self.ties[broken] if broken >= 0 else "",
            not_placed=self.not_placed[at],
            group=self.groups[bisect_right(self.starts, index) - 1],
        )

    def shown_at(self, indices: Int64Array) -> list[str]:
        """The scores of some rows as people see them."""
        scored = self.scores.scored[self.order[indices]].tolist()
        shown = zip(self.shown[indices].tolist(), scored, strict=True)
        return [show_score(score, self.decimals) if there else "-" for score, there in shown]

    def groups_at(self, indices: Sequence[int]) -> list[str]:
        """The part of the board in which each of some rows stands."""
        if len(self.groups) == 1:
            return [self.groups[0]] * len(indices)
        return [self.groups[bisect_right(self.starts, index) - 1] for index in indices]

    def section(self, index: int) -> range:
        """The rows of the part of a split board in which the index-th stands; else all rows."""
        number = bisect_right(self.starts, index) - 1
        return range(self.starts[number], (*self.starts, len(self))[number + 1])

    def sections(self) -> tuple[Standings, ...]:
        """Each part of a split board as a board; else the board itself."""
        return tuple(
            self._only(self.section(first), group)
            for first, group in zip(self.starts, self.groups, strict=True)
        )

    def _only(self, rows: range, group: str) -> Standings:
        these = slice(rows.start, rows.stop)
        return replace(
            self,
            order=self.order[these],
            shown=self.shown[these],
            place=self.place[these],
            tied=self.tied[these],
            broken_by=self.broken_by[these],
            starts=(0,),
            groups=(group,),
        )


def rounded(scores: Scores, decimals: int) -> Int64Array:
    """Scores times 10**decimals, rounded half up; rows without a score come out below all others.

    What the fractions of a row add up to is first known to within a few parts of 2**17; the rows which
    that does not decide, and those of very long fractions, are added up exactly.
    """
    terms, scored = scores.terms(), scores.scored
    sections, count = 10**decimals << _FINER, max(terms.numerators.shape[1], 1)
    most = _MOST // sections
    short = scored & (terms.denominators.max(axis=1, initial=1) < most)
    whole, rest = np.divmod(terms.numerators, np.where(short[:, None], terms.denominators, 1))
    short &= np.abs(whole).max(axis=1, initial=0) < most // count
    whole, rest = np.where(short[:, None], whole, 0), np.where(short[:, None], rest, 0)
    least = whole.sum(axis=1) * sections + (rest * sections // np.maximum(terms.denominators, 1)).sum(axis=1)
    half = 1 << (_FINER - 1)
    shown = (least + half) >> _FINER
    surely = (least + half + count) >> _FINER == shown
    for row in np.flatnonzero(scored & ~(short & surely)).tolist():
        shown[row] = floor((scores.exact(row) or Fraction(0)) * 10**decimals + Fraction(1, 2))
    return np.where(scored, shown, _UNSCORED)


def show_score(shown: int, decimals: int) -> str:
    """A rounded score as people see it."""
    if not decimals:
        return str(shown)
    whole, fraction = divmod(abs(shown), 10**decimals)
    return f"{'-' if shown < 0 else ''}{whole}.{fraction:0{decimals}}"


def stand(
    ids: tuple[str, ...],
    scores: Scores,
    decimals: int,
    ties: Sequence[Tiebreak],
    not_placed: Sequence[str],
    numbering: Numbering,
    alphabet: Int64Array | None = None,
) -> Standings:
    """The board: rows by what is shown, then by each tiebreak in turn; `not_placed` holds reasons or "".

    Equal rows stand in the order of their ids; `alphabet` has numbers in that order, where they are known.
    """
    shown = rounded(scores, decimals)
    keys = [shown, *(tie.values for tie in ties)]
    order = np.lexsort((by_id(ids) if alphabet is None else alphabet, *(-key for key in reversed(keys))))
    placed = ~np.fromiter(map(bool, not_placed), np.bool_, len(ids))[order] & scores.scored[order]
    differs = np.stack([_differs(key[order][placed]) for key in keys])
    new_group = np.asarray(differs.any(axis=0))
    place = np.full(len(ids), np.nan)
    tied = np.zeros(len(ids), np.bool_)
    broken = np.full(len(ids), -1, np.int8)
    place[placed], tied[placed] = _places(new_group, numbering)
    broken[placed] = _broken_by(differs)
    names = tuple(tie.name for tie in ties)
    return Standings(ids, order, scores, shown[order], decimals, place, tied, broken, names, not_placed)


def joined(whole: Standings, sections: Sequence[Section], boards: Sequence[Standings]) -> Standings:
    """A split board: the boards of its parts one after the other, in place of `whole`, which has no row."""
    if not sections:
        return whole
    sizes = [len(board) for board in boards]
    return replace(
        whole,
        order=np.concatenate(
            [section.rows[board.order] for section, board in zip(sections, boards, strict=True)]
        ),
        shown=np.concatenate([board.shown for board in boards]),
        place=np.concatenate([board.place for board in boards]),
        tied=np.concatenate([board.tied for board in boards]),
        broken_by=np.concatenate([board.broken_by for board in boards]),
        ties=boards[0].ties,
        starts=(0, *accumulate(sizes[:-1])),
        groups=tuple(section.label for section in sections),
    )


def tiebreak_lots(seed: int, board: str, ids: tuple[str, ...]) -> Int64Array:
    """A lot for each row by rendezvous hashing: a row that comes or goes does not redraw the others."""
    return np.array([_lot(f"{seed}/{board}/{one}") for one in ids], np.int64)


def _lot(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


# A board is made again after each entry, and its ids hardly ever change.
@lru_cache(maxsize=8)
def by_id(ids: tuple[str, ...]) -> Int64Array:
    """The number of each id in their order."""
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return ranks


def _differs(values: Int64Array) -> BoolArray:
    """Whether each row differs from the one before it; the first always does."""
    return np.concatenate(([True], values[1:] != values[:-1])) if len(values) else np.zeros(0, np.bool_)


def _places(new_group: BoolArray, numbering: Numbering) -> tuple[NDArray[np.float64], BoolArray]:
    count = len(new_group)
    starts = np.flatnonzero(new_group)
    group = np.cumsum(new_group) - 1
    sizes = np.diff(np.append(starts, count))
    first = starts[group] + 1 if count else np.zeros(0, np.int64)
    size = sizes[group] if count else np.zeros(0, np.int64)
    places = {
        "standard": first,
        "dense": group + 1,
        "modified": first + size - 1,
        "ordinal": np.arange(1, count + 1),
        "fractional": first + (size - 1) / 2,
    }
    return places[numbering].astype(np.float64), size > 1


def _broken_by(differs: BoolArray) -> NDArray[np.int8]:
    """The tiebreak that parted a row's group from its neighbour with the same score: 0 is the first.

    Of two neighbours it is the one ahead; -1 where both have another score.
    """
    starts = np.flatnonzero(differs.any(axis=0))
    # The first key that differs: 0 is the score itself, so -1 stands for parted without a tiebreak.
    ahead = differs[:, starts].argmax(axis=0).astype(np.int8) - np.int8(1)
    behind = np.append(ahead[1:], np.int8(-1))
    sizes = np.diff(np.append(starts, differs.shape[1]))
    return np.repeat(np.where(ahead >= 0, ahead, behind), sizes).astype(np.int8)
