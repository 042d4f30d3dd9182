"""Why one row of a board is ahead of another: what separates their scores, which tie rules decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.boards import summaries_of
from moonwalk.scoring.differences import ZERO, Breakdown, RowPair, by_rule, by_size, by_week
from moonwalk.scoring.tiebreaks import tiebreaks_of
from moonwalk.services.errors import Refused
from moonwalk.services.launched import AsOf, When
from moonwalk.services.lookup import Kind, row_of
from moonwalk.services.views import Range, Ranks
from moonwalk.services.why.board_snapshot import BoardSnapshot, board_snapshot, failed, not_scored
from moonwalk.services.why.views import Comparison, Part, TieStep, rounded, short, shown
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Reader
from moonwalk.store.memberships import TeamRecord
from moonwalk.store.people import PersonRecord

_MOST_PARTS: Final = 4


def in_words(comparison: Comparison) -> Comparison:
    """Return a comparison with the sentences that say what separates the two rows."""
    sentences = [
        _gap_text(comparison),
        _size_text(comparison),
        *(f"{row.name}: {row.how}" for row in (comparison.first, comparison.second) if row.how),
        _ties_text(comparison),
        *_without_place(comparison),
    ]
    return replace(comparison, words=" ".join(sentence for sentence in sentences if sentence))


def parts_text(parts: Sequence[Part], decimals: int, sign: int = 1) -> str:
    """The largest parts of a difference with their labels: "2.1 from Minutes, -0.4 from Limit"."""
    return gaps_text([(sign * part.gap, part.label) for part in parts], decimals)


def gaps_text(gaps: Sequence[tuple[Fraction, str]], decimals: int) -> str:
    """The largest gaps with their labels, the smaller ones added up: "2.1 from Minutes, 0.4 from 3 more".

    Where the figures as they are shown do not come to the whole as it is shown, that is said.
    """
    counted = [(gap, label) for gap, label in gaps if rounded(gap, decimals)]
    largest = sorted(counted, key=lambda pair: (-abs(pair[0]), pair[1]))
    most = len(largest) if len(largest) <= _MOST_PARTS + 1 else _MOST_PARTS
    named_gaps = sorted(largest[:most], key=lambda pair: (-pair[0], pair[1]))
    if len(largest) > most:
        left = sum((gap for gap, _ in largest[most:]), Fraction(0))
        named_gaps.append((left, f"{len(largest) - most} more"))
    parts = [f"{shown(gap, decimals)} from {label}" for gap, label in named_gaps]
    whole = rounded(sum((gap for gap, _ in gaps), Fraction(0)), decimals)
    adds_up = sum(rounded(gap, decimals) for gap, _ in named_gaps) == whole
    return ", ".join(parts if adds_up else (*parts, "before rounding"))


def _gap_text(comparison: Comparison) -> str:
    first, second, gap = comparison.first, comparison.second, comparison.difference
    if gap is None:
        return "One of the two has no score yet, so there is nothing to compare."
    if first.shown == second.shown:
        return f"{first.name} and {second.name} are level on {_score(comparison, first.shown)}."
    sign = 1 if gap > 0 else -1
    leader, follower = (first, second) if gap > 0 else (second, first)
    decimals = comparison.board.decimals
    parts = parts_text((*comparison.rules, comparison.rest), decimals, sign)
    by = shown(abs(gap), decimals)
    return f"{leader.name} is ahead of {follower.name} by {by}{f': {parts}' if parts else ''}."


def _size_text(comparison: Comparison) -> str:
    first, second, size = comparison.first, comparison.second, comparison.size
    if not size or not rounded(size, comparison.board.decimals) or first.size == second.size:
        return ""
    more = "more" if size > 0 else "less"
    by = shown(abs(size), comparison.board.decimals)
    return (
        f"{first.name} counts as {short(first.size)} members, {second.name} as {short(second.size)}: "
        f"{first.name} has {by} {more} than it would have with the members and days of {second.name}."
    )


def _ties_text(comparison: Comparison) -> str:
    if comparison.difference is None or comparison.first.shown != comparison.second.shown:
        return ""
    asked = [f"{tie.tie} ({tie.first} against {tie.second})" for tie in comparison.ties]
    if not comparison.ties or not comparison.ties[-1].decided:
        return f"They are fully tied{f', also by {_listed(asked)}' if asked else ''}, and share the place."
    equal = f" {_listed(asked[:-1])} {'is' if len(asked) == 2 else 'are'} equal." if asked[:-1] else ""
    return f"The tie is broken by {asked[-1]}.{equal}"


def _without_place(comparison: Comparison) -> list[str]:
    rows = (comparison.first, comparison.second)
    return [f"{row.name} takes no place: {row.not_placed}." for row in rows if row.not_placed]


def _listed(asked: Sequence[str]) -> str:
    return " and ".join(asked)


def _score(comparison: Comparison, text: str) -> str:
    return f"{text}{comparison.board.unit}"


THE_RANKING: Final = "The ranking itself"
_BILLION: Final = 10**9


def part(
    ws: Workspace,
    challenge: str,
    who: str,
    against: str | None = None,
    *,
    kind: Kind | None = None,
    board: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
    days: Range | None = None,
) -> Comparison:
    """Compare two people or two teams on a board, by default with the row directly above.

    A board of weeks or months is about the latest that has begun, any board about `days` if they are named.
    Refused where they are not both on a board of their kind.
    """
    with ws.database() as db:
        first = row_of(db, challenge, who, kind)
        same: Kind = "person" if isinstance(first, PersonRecord) else "team"
        second = None if against is None else _other(db, challenge, first.name, against, same)
        ranks: Ranks = "people" if isinstance(first, PersonRecord) else "teams"
        snapshot = board_snapshot(ws, db, challenge, ranks, board, AsOf(as_of, known_at), days)
    at = _row(snapshot, first.no, first.name)
    other = _next(snapshot, at) if second is None else _row(snapshot, second.no, second.name)
    if at == other:
        raise Refused(f"{first.name} cannot be compared with {first.name}. Name another row of the board.")
    try:
        return _parted(snapshot, at, other)
    except RuleFailed as failure:
        raise not_scored(challenge, failed(failure)) from failure


def _parted(snapshot: BoardSnapshot, at: int, other: int) -> Comparison:
    pair = RowPair(snapshot.plan, snapshot.board, snapshot.snapshot, at, other)
    first, second = snapshot.row(at), snapshot.row(other)
    rules, weeks = by_rule(pair), by_week(pair, snapshot.week)
    labels = {name: rule.label for name, rule in snapshot.plan.rules.items()}
    of_rules, rest = _parts(rules, labels)
    of_weeks, weeks_rest = _parts(weeks, {})
    together = _index(snapshot, other) in snapshot.standings.section(_index(snapshot, at))
    tied = together and rules is not None and first.shown == second.shown
    ties = tuple(_ties(snapshot, at, other)) if tied else ()
    size = by_size(pair)
    comparison = Comparison(
        board=snapshot.view,
        first=first,
        second=second,
        difference=None if rules is None else rules.whole.gap,
        rules=of_rules,
        rest=rest,
        weeks=of_weeks,
        weeks_rest=weeks_rest,
        size=size,
        ties=ties,
        words="",
    )
    return in_words(comparison)


def _parts(parts: Breakdown | None, labels: dict[str, str]) -> tuple[tuple[Part, ...], Part]:
    rest = ZERO if parts is None else parts.rest
    by_key = {} if parts is None else parts.by_key
    return (
        tuple(
            Part(key, labels.get(key, f"Week {key}"), both.first, both.second) for key, both in by_key.items()
        ),
        Part("", THE_RANKING, rest.first, rest.second),
    )


def _other(db: Reader, challenge: str, name: str, against: str, kind: Kind) -> PersonRecord | TeamRecord:
    try:
        return row_of(db, challenge, against, kind)
    except Refused as reason:
        raise Refused(
            f"{name} is a {kind} and can be compared with another {kind} only. {reason}"
        ) from reason


def _row(snapshot: BoardSnapshot, number: int, name: str) -> int:
    at = snapshot.numbers.get(number)
    if at is None:
        raise Refused(f"{name} is not on the board '{snapshot.view.board}', so there is nothing to compare.")
    return at


def _next(snapshot: BoardSnapshot, at: int) -> int:
    """The row directly above on the same board, which may be one of several; below, for the first one."""
    index = _index(snapshot, at)
    part = snapshot.standings.section(index)
    if len(part) < 2:
        raise Refused(
            f"There is only one row on the board '{snapshot.view.board}': nothing to compare it with."
        )
    return int(snapshot.standings.order[index - 1 if index > part.start else index + 1])


def _index(snapshot: BoardSnapshot, at: int) -> int:
    return int(np.flatnonzero(snapshot.standings.order == at)[0])


def _ties(snapshot: BoardSnapshot, at: int, other: int) -> Iterator[TieStep]:
    """The tie rules that were asked, up to the one that decided."""
    summaries = summaries_of(snapshot.plan, snapshot.board, snapshot.snapshot)
    for tie in tiebreaks_of(snapshot.plan, snapshot.board, snapshot.snapshot.last_day, summaries):
        mine, theirs = int(tie.values[at]), int(tie.values[other])
        values = _said(tie.name, mine, theirs, 10**snapshot.plan.context.point_decimals)
        yield TieStep(tie.name, *values, mine != theirs)
        if mine != theirs:
            return


def _said(tie: str, first: int, second: int, per_point: int) -> tuple[str, str]:
    """What a tie rule found for either row, with as many decimals as it takes to part them."""
    if tie == "lot":
        return ("drawn first", "drawn later") if first > second else ("drawn later", "drawn first")
    scale, unit = (Fraction(1, per_point), " points a day") if tie == "improvement" else (Fraction(100), "%")
    mine, two = first * scale / _BILLION, second * scale / _BILLION
    decimals = next((few for few in range(1, 9) if shown(mine, few) != shown(two, few)), 1)
    return f"{shown(mine, decimals)}{unit}", f"{shown(two, decimals)}{unit}"
