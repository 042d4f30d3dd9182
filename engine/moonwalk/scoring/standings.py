"""Places on a board: given on what is shown, ties broken as announced, nobody shifted by who takes none.

The five numberings of places are those of competition ranking as commonly defined: scores 10 8 8 5 are
1 2 2 4 (standard), 1 2 2 3 (dense), 1 3 3 4 (modified), 1 2 3 4 (ordinal), 1 2.5 2.5 4 (fractional).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import accumulate
from math import floor
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import Scores
from moonwalk.api.rankings import Standing
from moonwalk.scoring.facts import LONGEST, BoolArray, Int64Array
from moonwalk.scoring.membership import draw_lots
from moonwalk.scoring.plan import Numbering
from moonwalk.scoring.reordering import reordered_rows, sorted_rows

# Fractions are first added in units 2**17 finer than what is shown, so that hardly any sum comes so close to
# the edge between two shown numbers that it must be added exactly.
_FINER: Final = 17


# `-INT64_MIN` overflows; use `-INT64_MAX` as the unscored sentinel so that keys can be negated.
_UNSCORED = -np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Standings:
    """A whole board as arrays, in the order in which it is shown.

    `order[i]` is the row of the summaries in position i; the other arrays follow that order, but `keys`, by
    which rows were put in order, has a column for each row, and `alphabet` the position of each row in the
    order of ids. `place` is NaN where a row takes none;
    `broken_by` indexes `ties`, -1 for none. For a board that is split, `starts` and `groups` say where the
    section of each value begins, and rows without a value are left out.
    """

    ids: tuple[str, ...]
    alphabet: Int64Array
    keys: Int64Array
    order: Int64Array
    scores: Scores
    shown: Int64Array
    decimals: int
    # Doubles, because fractional numbering has places such as 2.5, and for NaN.
    place: NDArray[np.float64]
    tied: BoolArray
    broken_by: NDArray[np.int8]
    numbering: Numbering
    ties: tuple[str, ...]
    not_placed: Sequence[str]
    starts: tuple[int, ...] = (0,)
    groups: tuple[str, ...] = ("",)

    def __len__(self) -> int:
        return len(self.order)

    def row_of(self, identifier: str) -> int | None:
        """Return the row of the summaries that has this id; None where there is none."""
        rows = np.empty(len(self.ids), np.int64)
        rows[self.alphabet] = np.arange(len(self.ids))
        # By halves: to look through all ids takes five times as long where there are 50,000.
        at = bisect_left(rows, identifier, key=self.ids.__getitem__)
        return int(rows[at]) if at < len(rows) and self.ids[rows[at]] == identifier else None

    @cached_property
    def place_of_row(self) -> NDArray[np.float64]:
        """The place of each row of the summaries; NaN where it takes none."""
        places = np.full(len(self.ids), np.nan)
        places[self.order] = self.place
        return places

    def row(self, index: int) -> Standing:
        """Return the row in the position `index` of the board."""
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

    def places_are_for(self, placed: BoolArray, numbering: Numbering) -> bool:
        """Return whether places are numbered like this and taken by these rows, in the order of the board."""
        return self.numbering == numbering and np.array_equal(placed, ~np.isnan(self.place))

    def shown_at(self, indices: Int64Array) -> list[str]:
        """Return the scores of some positions as people see them."""
        scored = self.scores.scored[self.order[indices]].tolist()
        shown = zip(self.shown[indices].tolist(), scored, strict=True)
        return [show_score(score, self.decimals) if there else "-" for score, there in shown]

    def groups_at(self, indices: Sequence[int]) -> list[str]:
        """Return the section of the board to which each of some positions belongs."""
        if len(self.groups) == 1:
            return [self.groups[0]] * len(indices)
        return [self.groups[bisect_right(self.starts, index) - 1] for index in indices]

    def section(self, index: int) -> range:
        """Return the positions of the section to which `index` belongs; of a board that is not split, all."""
        number = bisect_right(self.starts, index) - 1
        return range(self.starts[number], (*self.starts, len(self))[number + 1])

    def sections(self) -> tuple[Standings, ...]:
        """Return each section of a split board as a board; else the board itself."""
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


@dataclass(frozen=True, eq=False)
class Section:
    """A section of a split board: the value, and the rows that have it."""

    label: str
    rows: Int64Array


@dataclass(frozen=True, eq=False)
class Tiebreak:
    """One way to break ties: rows with the larger number come first."""

    name: str
    values: Int64Array


def stand(
    ids: tuple[str, ...],
    scores: Scores,
    decimals: int,
    ties: Sequence[Tiebreak],
    not_placed: Sequence[str],
    numbering: Numbering,
    alphabet: Int64Array | None = None,
    before: Standings | None = None,
) -> Standings:
    """Return a board: rows by what is shown, then by each tiebreak in turn.

    `not_placed` holds reasons or "". Equal rows stand in the order of their ids; `alphabet` has numbers in
    that order, where they are known. `before` may be a board of the same rows, from which most is taken over
    where few of them have changed; it changes nothing about the answer.
    """
    names = tuple(tie.name for tie in ties)
    if before is not None and (before.ids, before.decimals, before.ties) != (ids, decimals, names):
        before = None
    shown = rounded(scores, decimals) if before is None else _rounded_again(scores, before)
    # By the rounded score and not the exact one: two rows that both read 12.5 must be level, or nobody
    # could see why they are not.
    keys = np.stack([shown, *(tie.values for tie in ties)])
    if before is None:
        alphabet = by_id(ids) if alphabet is None else alphabet
        order = sorted_rows(keys, alphabet)
    else:
        alphabet = before.alphabet
        order = reordered_rows(before.order, before.keys, keys, alphabet)
    placed = _placed(not_placed, scores)[order]
    if before is not None and order is before.order and before.places_are_for(placed, numbering):
        return replace(before, scores=scores, not_placed=not_placed)
    place, tied, broken = _places_of(keys.take(order, axis=1), placed, numbering)
    return Standings(
        ids=ids,
        alphabet=alphabet,
        keys=keys,
        order=order,
        scores=scores,
        shown=shown[order],
        decimals=decimals,
        place=place,
        tied=tied,
        broken_by=broken,
        numbering=numbering,
        ties=names,
        not_placed=not_placed,
    )


def _placed(not_placed: Sequence[str], scores: Scores) -> BoolArray:
    """Return which rows take a place."""
    # Nearly always everyone does, which counting tells at once.
    if not_placed.count("") == len(not_placed):
        return scores.scored
    return ~np.fromiter(map(bool, not_placed), np.bool_, len(not_placed)) & scores.scored


def _rounded_again(scores: Scores, before: Standings) -> Int64Array:
    """Return what `rounded` does, by a board that has most of these scores already."""
    known = before.scores
    if scores.numerators.shape != known.numerators.shape:
        return rounded(scores, before.decimals)
    differs = (scores.numerators != known.numerators) | (scores.denominators != known.denominators)
    rows = np.flatnonzero(differs if differs.ndim == 1 else differs.any(axis=1))
    shown: Int64Array = before.keys[0].copy()
    shown[rows] = rounded(scores.take(rows), before.decimals)
    return shown


def _places_of(
    keys: Int64Array, placed: BoolArray, numbering: Numbering
) -> tuple[NDArray[np.float64], BoolArray, NDArray[np.int8]]:
    """Return place, whether it is shared and what broke a tie, for rows in order; `placed` take a place."""
    # Rows without a place are taken out before places are given, so that they shift nobody.
    if placed.all():
        return _places(_differs(keys), numbering)
    count = keys.shape[1]
    place = np.full(count, np.nan)
    tied = np.zeros(count, np.bool_)
    broken = np.full(count, -1, np.int8)
    some = np.compress(placed, keys, axis=1)
    place[placed], tied[placed], broken[placed] = _places(_differs(some), numbering)
    return place, tied, broken


def joined(whole: Standings, sections: Sequence[Section], boards: Sequence[Standings]) -> Standings:
    """Return a split board: the boards of its sections one after the other.

    `whole` is the board without rows that they take the place of.
    """
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


def _differs(keys: Int64Array) -> BoolArray:
    """Return whether each row differs from the one before it, by each key; the first always does."""
    differs = np.ones(keys.shape, np.bool_)
    np.not_equal(keys[:, 1:], keys[:, :-1], out=differs[:, 1:])
    return differs


def _places(
    differs: BoolArray, numbering: Numbering
) -> tuple[NDArray[np.float64], BoolArray, NDArray[np.int8]]:
    """Return place, whether it is shared and what broke a tie, for rows of which all take a place.

    `differs` says for each key (keys x rows) whether a row differs from the one before it.
    """
    begins = np.logical_or.reduce(differs, axis=0)
    # The position at which the group of each row begins; carried on from row to row, since to number the
    # groups and look each of them up takes three times as long.
    first = np.maximum.accumulate(np.arange(len(begins)) * begins)
    tied = ~begins
    tied[:-1] |= ~begins[1:]
    return _numbers(first, begins, numbering), tied, _broken_by(differs, begins, first)


def _numbers(first: Int64Array, begins: BoolArray, numbering: Numbering) -> NDArray[np.float64]:
    """Return the place of each row, given where its group begins (`first`), and whether it begins one."""
    count = len(first)
    if numbering == "dense":
        return np.cumsum(begins).astype(np.float64)
    if numbering == "ordinal":
        return np.arange(1.0, count + 1)
    place = (first + 1).astype(np.float64)
    if numbering != "standard":
        ends = np.append(begins[1:], True)[:count]
        # From the last row backwards: the number of rows up to the end of each group.
        until = np.where(ends, np.arange(1, count + 1), count)
        last = np.minimum.accumulate(until[::-1])[::-1]
        place = last.astype(np.float64) if numbering == "modified" else (place + last) / 2
    return place


def _broken_by(differs: BoolArray, begins: BoolArray, first: Int64Array) -> NDArray[np.int8]:
    """Return the tiebreak that separated a row's group from a neighbour with the same score: 0 is the first.

    Of two neighbours the one ahead decides; -1 where both have another score.
    """
    # The first key that differs: 0 is the score itself, so -1 stands for parted without a tiebreak. Counted
    # as numbers: to choose by condition, row by row, takes five times as long.
    level = ~differs[0]
    tie = level.astype(np.int8)
    for differing in differs[1:-1]:
        level = level & ~differing
        tie += level
    starts = np.flatnonzero(begins)
    ahead = tie[starts] - np.int8(1)
    behind = np.append(ahead[1:], np.int8(-1))[: len(ahead)]
    tie[starts] = np.where(ahead >= 0, ahead, behind)
    broken: NDArray[np.int8] = tie[first]
    return broken


def tiebreak_lots(seed: int, board: str, ids: tuple[str, ...]) -> Int64Array:
    """Return a lot for each row: the first 63 bits of SHA-256 over `seed/board/id`."""
    # As in rendezvous hashing, a row that comes or goes leaves the lots of all others as they are. One bit
    # less than the lots of members have, since tiebreaks are signed.
    return (draw_lots(seed, board, ids) >> np.uint64(1)).astype(np.int64)


# A board is made again after each entry while its ids hardly ever change, and sorting strings is slow.
# Eight results cover the boards that are looked at in turn. Nobody writes into them.
@lru_cache(maxsize=8)
def by_id(ids: tuple[str, ...]) -> Int64Array:
    """Return the position of each id in their order."""
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return ranks


def rounded(scores: Scores, decimals: int) -> Int64Array:
    """Return scores times 10**decimals, rounded half up; rows without a score come out below all others."""
    terms, scored = scores.terms(), scores.scored
    scale, count = 10**decimals << _FINER, max(terms.numerators.shape[1], 1)
    # Whole parts and remainders each stay below it, so their sum fits 64 bits with a sign.
    most = LONGEST // scale
    # Rows whose fractions are too long to be scaled within 62 bits are left to exact arithmetic below;
    # zeros stand in for them meanwhile.
    short = scored & (terms.denominators.max(axis=1, initial=1) < most)
    whole, rest = np.divmod(terms.numerators, np.where(short[:, None], terms.denominators, 1))
    short &= np.abs(whole).max(axis=1, initial=0) < most // count
    whole, rest = np.where(short[:, None], whole, 0), np.where(short[:, None], rest, 0)
    # Whole parts and remainders apart, so that no product leaves 64 bits. Each division rounds down, so
    # the true sum lies between `least` and `least + count`.
    least = whole.sum(axis=1) * scale + (rest * scale // np.maximum(terms.denominators, 1)).sum(axis=1)
    half = 1 << (_FINER - 1)
    shown = (least + half) >> _FINER
    # If both ends of that range round to the same number, so does the true sum; only rows on an edge are
    # computed exactly.
    surely = (least + half + count) >> _FINER == shown
    for row in np.flatnonzero(scored & ~(short & surely)).tolist():
        shown[row] = floor((scores.exact(row) or Fraction(0)) * 10**decimals + Fraction(1, 2))
    return np.where(scored, shown, _UNSCORED)


def show_score(shown: int, decimals: int) -> str:
    """Return a rounded score as people see it."""
    if not decimals:
        return str(shown)
    whole, fraction = divmod(abs(shown), 10**decimals)
    return f"{'-' if shown < 0 else ''}{whole}.{fraction:0{decimals}}"
