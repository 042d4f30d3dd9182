"""Boards: standings with names, as the organiser sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from moonwalk.runs import scores
from moonwalk.runs.boards import keepsakes
from moonwalk.runs.boards.remarks import board_remarks
from moonwalk.runs.boards.together import together_rows
from moonwalk.runs.errors import Refused
from moonwalk.runs.finding import board_of
from moonwalk.runs.launched import NotScored
from moonwalk.runs.live import Reckoned
from moonwalk.runs.looking import NOW, Look, When, day_shown, finality, sight_of
from moonwalk.runs.views import BoardRow, BoardView
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.groups import present_in
from moonwalk.scoring.plan import BoardPlan
from moonwalk.scoring.scorers import RuleFailed
from moonwalk.scoring.standings import Standings


def show_board(
    ws: Workspace,
    challenge: str,
    board: str | None = None,
    *,
    top: int | None = None,
    around: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
) -> BoardView:
    """A board of a challenge, the main one by default, now or as of a day or of what was known at a moment.

    `top` keeps the first rows; `around` the rows next to a person or team, by id or name. A challenge
    that cannot be scored shows its last good board, with the reason in `stale`.
    """
    look = Look(as_of, known_at)
    with ws.database() as db:
        try:
            whole = _made(ws, scores.seen(ws, db, challenge, look), board, look)
        except NotScored as reason:
            stale = keepsakes.last_good(db, challenge, board, str(reason))
            at = None if around is None else _named([(row.id, row.name) for row in stale.rows], around)
            wanted = _chosen(_parts_of(stale), top, at)
            return replace(stale, rows=tuple(stale.rows[index] for index in wanted))
        if look == NOW and ws.live.is_due(f"{challenge}/{whole.view.board}", ws.instant()):
            keepsakes.keep(db, whole.rows(range(min(whole.view.total, keepsakes.MOST_ROWS))))
    at = None if around is None else whole.index_of(around)
    return whole.rows(_chosen(whole.parts(), top, at))


def _chosen(parts: Sequence[range], top: int | None, around: int | None) -> Sequence[int]:
    """Which rows are wanted: the first ones of each part, or those around one of them in its part, or all."""
    if around is None:
        most = None if top is None else max(top, 0)
        return [index for part in parts for index in part[:most]]
    reach = 5 if top is None else max(top // 2, 0)
    part = next(part for part in parts if around in part)
    return range(max(around - reach, part.start), min(around + reach + 1, part.stop))


def _parts_of(view: BoardView) -> list[range]:
    """The rows of each part of a board that was kept."""
    ends = [0, *accumulate(len(tuple(rows)) for _, rows in groupby(view.rows, key=lambda row: row.group))]
    return [range(first, last) for first, last in pairwise(ends)]


def _named(ids: Sequence[tuple[str, str]], who: str) -> int:
    """The first row with this id or name. Refused where there is none."""
    wanted = who.strip().casefold()
    for index, row_ids in enumerate(ids):
        if wanted in (row_ids[0].casefold(), row_ids[1].casefold()):
            return index
    raise Refused(f"'{who}' is not on this board. Give the id or the full name of one of its rows.")


@dataclass(frozen=True, eq=False)
class _Whole:
    """A whole board, of which rows are made only where somebody looks. `view` has none yet."""

    view: BoardView
    reckoned: Reckoned
    board: BoardPlan
    standings: Standings
    moved: NDArray[np.float64]

    def index_of(self, who: str) -> int:
        """Where somebody stands, by id or name. Refused where nobody is called so."""
        order, ids, names = self.standings.order, self.standings.ids, self._names
        try:
            # Nearly always the id as it is written; whoever writes it otherwise waits a little longer.
            return int(np.flatnonzero(order == ids.index(who.strip()))[0])
        except (ValueError, IndexError):
            return _named([(ids[at], names[at]) for at in order.tolist()], who)

    def parts(self) -> Sequence[range]:
        """The rows of each part of the board."""
        return [self.standings.part(first) for first in self.standings.starts]

    def rows(self, wanted: Sequence[int]) -> BoardView:
        """The board with some of its rows."""
        board, index = self.standings, np.array(wanted, np.int64)
        at = board.order[index]
        rows, (members, active) = at.tolist(), self._members(at)
        # Column by column: somebody may want all 50,000 rows.
        made = map(
            BoardRow,
            (None if place != place else place for place in board.place[index].tolist()),
            board.tied[index].tolist(),
            [board.ids[row] for row in rows],
            [self._names[row] for row in rows],
            board.shown_at(index),
            members.tolist(),
            active.tolist(),
            (None if moved != moved else int(moved) for moved in self.moved[index].tolist()),
            [board.ties[tie] if tie >= 0 else "" for tie in board.broken_by[index].tolist()],
            [board.not_placed[row] for row in rows],
            board.groups_at(wanted),
        )
        return replace(self.view, rows=tuple(made))

    def _members(self, at: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many people rows stand for now, and how many of them have logged something."""
        scored = self.reckoned.scored
        if self.board.ranks == "teams":
            return scored.teams.people[at], scored.teams.active[at]
        if self.board.ranks == "people":
            return np.ones_like(at), np.asarray(scored.people.logged[at].any(axis=1)).astype(np.int64)
        members, active = self._of_groups
        return members[at], active[at]

    @cached_property
    def _of_groups(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        people = self.reckoned.scored.people
        column = people.frame.columns[self.board.column]
        there = present_in(column, people.frame, self.reckoned.scored.last_day) >= 0
        return column.sums(there), column.sums(there & people.logged.any(axis=1))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return self.reckoned.names_on(self.board)


def _made(ws: Workspace, reckoned: Reckoned, board: str | None, look: Look) -> _Whole:
    """The board, as it was made when somebody last looked at the same scores, or made now."""
    if look != NOW:
        return _whole(ws, reckoned, board, look)
    name = f"{reckoned.challenge.name}/{board_of(reckoned.challenge, board)}"
    kept: _Whole | None = ws.live.board(name, reckoned)
    if kept is None:
        kept = _whole(ws, reckoned, board, look)
        ws.live.keep_board(name, reckoned, kept)
    return kept


def _whole(ws: Workspace, reckoned: Reckoned, board: str | None, look: Look) -> _Whole:
    challenge = reckoned.challenge
    name = board_of(challenge, board)
    definition, plan = challenge.boards[name], reckoned.scored.plan
    board_plan = plan.board(name)
    standings = _standings(reckoned, board_plan, reckoned.scored.last_day)
    now = sight_of(ws, plan.calendar, look).now
    ranking = ws.plugins.ranking(definition.ranking.full_name)
    view = BoardView(
        challenge=challenge.name,
        title=challenge.title,
        board=name,
        label=definition.label,
        boards=tuple((each.name, each.label) for each in challenge.boards.values()),
        ranks=board_plan.ranks,
        ranking=definition.ranking.name,
        sentence=ranking.configured(definition.ranking.config).sentence(),
        as_of=day_shown(plan.calendar, look.as_of or plan.calendar.today(now)),
        state=finality(plan.calendar, now),
        total=len(standings),
        rows=(),
        unit=ranking.unit,
        column=board_plan.column,
        split_by=board_plan.split_by,
        remarks=board_remarks(reckoned, definition, standings),
        together=together_rows(reckoned),
    )
    return _Whole(view, reckoned, board_plan, standings, _moved(reckoned, board_plan, standings, now))


def _standings(reckoned: Reckoned, board: BoardPlan, last_day: int) -> Standings:
    """A board as of a day. NotScored where its ranking does not answer."""
    scored = replace(reckoned.scored, plan=reckoned.scored.plan.with_board(board))
    try:
        return scored.standings_until(board.name, reckoned.team_ids, reckoned.person_ids, last_day)
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


def _moved(reckoned: Reckoned, board: BoardPlan, standings: Standings, now: int) -> NDArray[np.float64]:
    """Places gained since the end of the last closed week; NaN where there was or is no place."""
    closed = int((reckoned.scored.plan.calendar.closes < now).sum())
    if not closed or reckoned.scored.last_day < closed:
        return np.full(len(standings), np.nan)
    if board.numbering == "fractional":
        # Half a place is nothing that one gains.
        board = replace(board, numbering="standard")
        standings = _standings(reckoned, board, reckoned.scored.last_day)
    before = _standings(reckoned, board, closed - 1)
    then = np.full(len(standings.ids), np.nan)
    then[before.order] = before.place
    return then[standings.order] - standings.place
