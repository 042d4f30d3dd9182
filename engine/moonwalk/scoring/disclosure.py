"""Which rows of boards may be published, so that no figure, and no difference of figures, is about very few.

Figures are published at fixed moments. A row's figure is published only if at least `smallest` of the people
behind it have something new that no earlier figure was about. People are taken together by the published
rows that they stand in: every such class has so many, or rows are held back until every one has. So in
whatever way published figures are added and subtracted, at the latest moment that they come from there is
either nothing left, or a class of that many people who all weigh the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from moonwalk.api.arrays import MemberTotals
from moonwalk.api.teams import Summaries
from moonwalk.scoring.attribution import attribute_days, team_on_day
from moonwalk.scoring.boards import ScoreSnapshot, scores_of, summaries_of
from moonwalk.scoring.cuts import narrow_cut
from moonwalk.scoring.facts import BoolArray, Int32Array, Int64Array, days_until
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import BoardPlan, Plan

TOTAL: Final = "total"
"""A person's points by all rules."""
ACTIVE: Final = "active"
"""Whether a person has ever logged anything."""


def share_of(rule: str) -> str:
    """Return the name of what a person adds to a rule of the company."""
    return f"share of {rule}"


@dataclass(frozen=True, eq=False)
class Grouping:
    """The row of a board in which each person's figures are (-1: none), by their row in the scores.

    `measures` names what of a person the figures are made of. `settled` says of whom all of it is in this one
    row. `keys` are the ids of rows.
    """

    board: str
    keys: tuple[str, ...]
    row: Int32Array
    settled: BoolArray
    measures: tuple[str, ...]

    def groups_like(self, other: Grouping) -> bool:
        """Whether another board has everyone in the same rows."""
        return self.keys == other.keys and np.array_equal(self.row, other.row)


@dataclass(frozen=True, eq=False)
class Novelty:
    """Of each measure: who has any of it, and who has some that no published figure was about yet."""

    present: Mapping[str, BoolArray]
    fresh: Mapping[str, BoolArray]


def measured(people: PeopleScores, plan: Plan, last_day: int) -> dict[str, Int64Array]:
    """Return everyone's measures up to a day: points by rule and in all, activity, shares of the company."""
    days = days_until(last_day)
    values = {f"points of {rule}": points[:, days].sum(axis=1) for rule, points in people.points.items()}
    values[TOTAL] = people.total[:, days].sum(axis=1)
    values[ACTIVE] = people.logged[:, days].any(axis=1)
    values |= {share_of(rule.id): people.shares[rule.id][:, days].sum(axis=1) for rule in plan.totalling}
    return {name: value.astype(np.int64) for name, value in values.items()}


def grouping_of(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot, rules: Sequence[str]) -> Grouping:
    """Return who is behind which row of a board of teams or roster values; `rules` are those of people."""
    membership = snapshot.people.membership
    looks_at = _looks_at(plan, board, snapshot)
    # Points by some rules only, beside a board of all, would tell the points by the others.
    of_rules = tuple(f"points of {rule}" for rule in rules if rule in board.of_rules)
    measures = (TOTAL, *of_rules) if TOTAL in looks_at else ()
    measures += (ACTIVE,) if ACTIVE in looks_at else ()
    if board.ranks == "roster column":
        column = membership.columns[board.column]
        return Grouping(board.name, column.keys, column.of, np.ones(len(column.of), np.bool_), measures)
    points = attribute_days(plan, membership, snapshot.people.logged, snapshot.seen_on).points
    return Grouping(board.name, snapshot.team_ids, *_teams_of(plan, snapshot, points), measures)


def grouping_of_totals(plan: Plan, rule: str, name: str, snapshot: ScoreSnapshot) -> Grouping:
    """Return who is behind the total of which team, by a rule that each team has by itself."""
    points = attribute_days(plan, snapshot.people.membership, snapshot.people.logged, snapshot.seen_on).points
    measures = (TOTAL, share_of(rule))
    return Grouping(name, snapshot.team_ids, *_teams_of(plan, snapshot, points), measures)


def _teams_of(plan: Plan, snapshot: ScoreSnapshot, points: Int32Array) -> tuple[Int32Array, BoolArray]:
    """Return the team in which each person's points are (-1: none), and whether all of them are there."""
    membership = snapshot.people.membership
    earned = snapshot.people.total[:, days_until(snapshot.last_day)] != 0
    for rule in plan.team_totals:
        earned = earned | (snapshot.people.shares[rule.id][:, days_until(snapshot.last_day)] != 0)
    teams = points[:, days_until(snapshot.last_day)]
    highest = np.where(earned, teams, np.int32(-1)).max(axis=1, initial=-1)
    lowest = np.where(earned, teams, np.int32(len(snapshot.team_ids))).min(
        axis=1, initial=len(snapshot.team_ids)
    )
    now = team_on_day(plan, membership, snapshot.last_day)
    row = np.where(highest >= 0, highest, now).astype(np.int32)
    settled = (highest < 0) | (highest == lowest)
    return row, np.asarray(settled)


def _looks_at(plan: Plan, board: BoardPlan, snapshot: ScoreSnapshot) -> frozenset[str]:
    """Return what a ranking's scores change with; nothing where single members make a difference to it.

    It is asked about made-up rows, so that the answer never depends on what people did.
    """
    if board.compares:
        # Its places depend on what single rows have on other boards, which are published by themselves.
        return frozenset()
    made_up = replace(summaries_of(plan, board, snapshot), make_members=None)
    count = len(made_up)
    even = _made_up(made_up, np.full(count, 600), (200, 200, 200))
    uneven = _made_up(made_up, np.full(count, 600), (400, 200, 0))
    if not _same(plan, board, even, uneven):
        return frozenset()
    few = replace(even, active=even.active // 2, active_days=even.active_days // 2)
    more = _made_up(made_up, np.full(count, 1200), (400, 400, 400))
    return frozenset(
        name for name, other in ((ACTIVE, few), (TOTAL, more)) if not _same(plan, board, even, other)
    ) or frozenset((TOTAL,))


def _made_up(base: Summaries, points: Int64Array, members: tuple[int, ...]) -> Summaries:
    rows = np.repeat(np.arange(len(base)), len(members))
    days = base.by_day
    spread = np.zeros_like(days.points)
    spread[:, :1] = points[:, None]
    due = np.full(len(rows), 4)
    return replace(
        base,
        points=points,
        people=np.full(len(base), len(members)),
        active=np.full(len(base), len(members) - 1),
        member_days=np.full(len(base), 12),
        days=4,
        active_days=np.full(len(base), 8),
        logged_days=np.full(len(base), 8),
        make_days=lambda: replace(days, points=spread, roster=np.maximum(days.roster, 1)),
        make_members=lambda: MemberTotals.from_members(
            rows, len(base), np.tile(np.array(members), len(base)), due
        ),
    )


def _same(plan: Plan, board: BoardPlan, summaries: Summaries, other: Summaries) -> bool:
    scores = [scores_of(plan, board, each) for each in (summaries, other)]
    return all(scores[0].exact(row) == scores[1].exact(row) for row in range(len(summaries)))


def publishable(groupings: Sequence[Grouping], novelty: Novelty, smallest: int) -> dict[str, BoolArray]:
    """Return which rows of each board may be published now; earlier boards come first."""
    allowed: dict[str, BoolArray] = {}
    for at, grouping in enumerate(groupings):
        before = [
            (other, allowed[other.board])
            for other in groupings[:at]
            if set(other.measures) & set(grouping.measures)
        ]
        allowed[grouping.board] = _rows(grouping, before, novelty, smallest)
    return allowed


def _rows(
    grouping: Grouping,
    before: Sequence[tuple[Grouping, BoolArray]],
    novelty: Novelty,
    smallest: int,
    sparing: bool = False,
) -> BoolArray:
    """The rows of a board that may be published.

    Where too few people are left over of a row of another board, the rows beside them are held back: all, or
    if `sparing` one after another from the smallest, until enough people are left over.
    """
    shown = np.ones(len(grouping.keys), np.bool_)
    others = [(other, rows) for other, rows in before if rows.any()]
    if not grouping.measures or not _is_clear(grouping, others, novelty):
        return ~shown
    while True:
        held = _too_small(grouping, shown, others, novelty, smallest, sparing)
        if not (held & shown).any():
            return shown
        shown = shown & ~held


def countable(
    columns: Sequence[Grouping], pieces: Mapping[str, BoolArray], smallest: int
) -> dict[str, BoolArray]:
    """Return which rows of tables may say how many of their people are in each of some sets.

    The first of the columns has everyone in one row; earlier ones come first. Of no people whom figures can
    single out are so few in a set, unless nobody is. Between two columns that is a cut; from the third on,
    every combination of rows has to have so many.
    """
    novelty = Novelty(pieces, pieces)
    before: list[tuple[Grouping, BoolArray]] = []
    for number, column in enumerate(columns):
        measured = replace(column, measures=tuple(pieces))
        if number > 2 and not _are_large(before, pieces, smallest):
            shown = np.zeros(len(column.keys), np.bool_)
        elif number == 2:
            shown = _uncut(measured, before, pieces, smallest)
        else:
            shown = _rows(measured, before, novelty, smallest, sparing=True)
        before.append((measured, shown))
    return {column.board: shown for column, shown in before}


def _are_large(
    before: Sequence[tuple[Grouping, BoolArray]], pieces: Mapping[str, BoolArray], smallest: int
) -> bool:
    """Whether every combination of rows that are shown has enough people of each set, or none."""
    of = _combinations(before)
    counts = [np.bincount(of[piece]) for piece in pieces.values()]
    return not any(((count > 0) & (count < smallest)).any() for count in counts)


def _combinations(before: Sequence[tuple[Grouping, BoolArray]]) -> Int64Array:
    """The number of the combination of shown rows that each person is in; 0 for who is in none of them."""
    around = [np.where(_at(rows, other.row), other.row, -1) for other, rows in before]
    nobody = np.full((1, len(around)), -1)
    _, of = np.unique(np.concatenate([nobody, np.stack(around, axis=1)]), axis=0, return_inverse=True)
    return np.asarray(of.reshape(-1)[1:], np.int64)


def _uncut(
    column: Grouping,
    before: Sequence[tuple[Grouping, BoolArray]],
    pieces: Mapping[str, BoolArray],
    smallest: int,
) -> BoolArray:
    """The rows of a second column that may be shown beside those of the first and the row of everyone."""
    sizes = np.bincount(column.row, minlength=len(column.keys))
    shown = sizes > 0
    for piece in pieces.values():
        people = np.bincount(column.row[piece], minlength=len(column.keys))
        shown &= (people == 0) | (people >= smallest)
    classes = _combinations(before)
    while shown.any():
        # Who is in no row that is shown, of this column or of any, has no weight there: that is one node.
        ends = classes + len(shown), np.where(shown[column.row], column.row, len(shown))
        held = next(
            (
                row
                for piece in pieces.values()
                if (row := _row_in_cut(ends, piece, shown, sizes, smallest)) >= 0
            ),
            None,
        )
        if held is None:
            break
        shown[held] = False
    return shown


def _row_in_cut(
    ends: tuple[Int64Array, Int64Array],
    piece: BoolArray,
    shown: BoolArray,
    sizes: Int64Array,
    smallest: int,
) -> int:
    """The smallest row that is shown at a cut of too few people, or any if none is at it; -1: no such cut."""
    count = int(max(end.max(initial=0) for end in ends)) + 1
    weights = np.zeros((count, count), np.int64)
    np.add.at(weights, (ends[0][piece], ends[1][piece]), 1)
    side = narrow_cut(weights + weights.T, smallest)
    if side is None:
        return -1
    across = piece & (side[ends[0]] != side[ends[1]])
    at_cut = np.zeros(len(shown) + 1, np.bool_)
    at_cut[ends[1][across]] = True
    candidates = shown & at_cut[:-1] if (shown & at_cut[:-1]).any() else shown
    return int(np.where(candidates, sizes, np.iinfo(np.int64).max).argmin())


def _is_clear(grouping: Grouping, others: Sequence[tuple[Grouping, BoolArray]], novelty: Novelty) -> bool:
    """Return whether nobody is in several rows at once, as far as boards group people differently."""
    different = [other for other, _ in others if not grouping.groups_like(other)]
    if not different:
        return True
    present = np.any([novelty.present[measure] for measure in grouping.measures], axis=0)
    return all(bool(each.settled[present].all()) for each in (grouping, *different))


def _too_small(
    grouping: Grouping,
    shown: BoolArray,
    others: Sequence[tuple[Grouping, BoolArray]],
    novelty: Novelty,
    smallest: int,
    sparing: bool,
) -> BoolArray:
    """Return the rows to hold back, since a class of people in them, or beside them, is too small."""
    around = [np.where(_at(rows, other.row), other.row, -1) for other, rows in others]
    mine = np.where(_at(shown, grouping.row), grouping.row, -1)
    table = np.stack([*around, mine], axis=1)
    classes, of = np.unique(table, axis=0, return_inverse=True)
    of = of.reshape(-1)
    bad = np.zeros(len(classes), np.bool_)
    new = np.zeros(len(classes), np.bool_)
    for measure in grouping.measures:
        present = np.bincount(of[novelty.present[measure]], minlength=len(classes))
        fresh = np.bincount(of[novelty.fresh[measure] & grouping.settled], minlength=len(classes))
        bad |= (present > 0) & (fresh < smallest)
        new |= fresh >= smallest
    visible = (classes >= 0).any(axis=1)
    bad = (bad | ((classes[:, -1] >= 0) & ~new)) & visible
    held = np.zeros(len(shown), np.bool_)
    held[classes[bad & (classes[:, -1] >= 0), -1]] = True
    # Those who are left over of a row of another board: whatever would be taken away from it is held back.
    for rest in classes[bad & (classes[:, -1] < 0)]:
        beside = np.all(classes[:, :-1] == rest[:-1], axis=1) & (classes[:, -1] >= 0)
        rows = classes[beside, -1]
        if sparing and len(rows):
            sizes = np.bincount(of, minlength=len(classes))[beside]
            rows = rows[[int(sizes.argmin())]]
        held[rows] = True
    # A row in which nobody stands has no figure.
    held |= np.bincount(mine[mine >= 0], minlength=len(shown)) == 0
    return held


def _at(rows: BoolArray, index: Int32Array) -> BoolArray:
    """Return the flag of each person's row; False for who has none."""
    if not len(rows):
        return np.zeros(len(index), np.bool_)
    return np.asarray((index >= 0) & rows[np.maximum(index, 0)])
