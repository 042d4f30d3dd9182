"""Why one row of a board stands before another: what parts their scores, and which tie rules were asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final

import numpy as np

from moonwalk.runs.errors import Refused
from moonwalk.runs.finding import Kind, row_of
from moonwalk.runs.looking import Look, When
from moonwalk.runs.views import Ranks
from moonwalk.runs.why.figures import shown
from moonwalk.runs.why.parting_words import in_words
from moonwalk.runs.why.seeing import SeenBoard, failed, not_scored, see
from moonwalk.runs.why.views import Comparison, Part, TieAsked
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.boards import summaries_of, tiebreaks_of
from moonwalk.scoring.parting import NOTHING, Pair, Parts, by_rule, by_size, by_week
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.store.database import Reader
from moonwalk.store.people import PersonRecord
from moonwalk.store.teams import TeamRecord

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
) -> Comparison:
    """What parts two people or two teams on a board; by default from the row directly above.

    Refused where they are not both on a board of their kind.
    """
    with ws.database() as db:
        first = row_of(db, challenge, who, kind)
        same: Kind = "person" if isinstance(first, PersonRecord) else "team"
        second = None if against is None else _other(db, challenge, first.name, against, same)
        ranks: Ranks = "people" if isinstance(first, PersonRecord) else "teams"
        seen = see(ws, db, challenge, ranks, board, Look(as_of, known_at))
    at = _row(seen, first.no, first.name)
    other = _next(seen, at) if second is None else _row(seen, second.no, second.name)
    if at == other:
        raise Refused(f"{first.name} cannot be compared with {first.name}. Name another row of the board.")
    try:
        return _parted(seen, at, other)
    except RuleFailed as failure:
        raise not_scored(challenge, failed(failure)) from failure


def _parted(seen: SeenBoard, at: int, other: int) -> Comparison:
    pair = Pair(seen.plan, seen.board, seen.field, at, other)
    first, second = seen.row(at), seen.row(other)
    rules, weeks = by_rule(pair), by_week(pair)
    labels = {name: rule.label for name, rule in seen.plan.rules.items()}
    of_rules, rest = _parts(rules, labels)
    of_weeks, weeks_rest = _parts(weeks, {})
    together = _index(seen, other) in seen.standings.part(_index(seen, at))
    tied = together and rules is not None and first.shown == second.shown
    ties = tuple(_ties(seen, at, other)) if tied else ()
    size = by_size(pair)
    comparison = Comparison(
        board=seen.view,
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


def _parts(parts: Parts | None, labels: dict[str, str]) -> tuple[tuple[Part, ...], Part]:
    rest = NOTHING if parts is None else parts.rest
    by_key = {} if parts is None else parts.parts
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


def _row(seen: SeenBoard, number: int, name: str) -> int:
    at = seen.numbers.get(number)
    if at is None:
        raise Refused(f"{name} is not on the board '{seen.view.board}', so there is nothing to compare.")
    return at


def _next(seen: SeenBoard, at: int) -> int:
    """The row directly above on the same board, which may be one of several; below, for the first one."""
    index = _index(seen, at)
    part = seen.standings.part(index)
    if len(part) < 2:
        raise Refused(f"There is only one row on the board '{seen.view.board}': nothing to compare it with.")
    return int(seen.standings.order[index - 1 if index > part.start else index + 1])


def _index(seen: SeenBoard, at: int) -> int:
    return int(np.flatnonzero(seen.standings.order == at)[0])


def _ties(seen: SeenBoard, at: int, other: int) -> Iterator[TieAsked]:
    """The tie rules that were asked, up to the one that decided."""
    summaries = summaries_of(seen.plan, seen.board, seen.field)
    for tie in tiebreaks_of(seen.plan, seen.board, seen.field, summaries):
        mine, theirs = int(tie.values[at]), int(tie.values[other])
        values = _said(tie.name, mine, theirs)
        yield TieAsked(tie.name, *values, mine != theirs)
        if mine != theirs:
            return


def _said(tie: str, first: int, second: int) -> tuple[str, str]:
    """What a tie rule found for either row, with as many decimals as it takes to part them."""
    if tie == "lot":
        return ("drawn first", "drawn later") if first > second else ("drawn later", "drawn first")
    scale, unit = (1, " points a day") if tie == "improvement" else (100, "%")
    mine, two = Fraction(first * scale, _BILLION), Fraction(second * scale, _BILLION)
    decimals = next((few for few in range(1, 9) if shown(mine, few) != shown(two, few)), 1)
    return f"{shown(mine, decimals)}{unit}", f"{shown(two, decimals)}{unit}"
