"""Boards: standings with names, as the organiser sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from moonwalk.runs import keepsakes, scores
from moonwalk.runs.errors import Refused
from moonwalk.runs.finding import board_of
from moonwalk.runs.launched import NotScored
from moonwalk.runs.live import Reckoned
from moonwalk.runs.looking import NOW, Look, When, sight_of
from moonwalk.runs.views import BoardRow, BoardView
from moonwalk.runs.workspace import Workspace
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
            whole = _whole(ws, scores.seen(ws, db, challenge, look), board, look)
        except NotScored as reason:
            stale = keepsakes.last_good(db, challenge, board, str(reason))
            ids = [(row.id, row.name) for row in stale.rows]
            at = None if around is None else _named(ids, around)
            return replace(stale, rows=tuple(stale.rows[index] for index in _chosen(len(ids), top, at)))
        if look == NOW and ws.live.is_due(f"{challenge}/{whole.view.board}", ws.instant()):
            keepsakes.keep(db, whole.rows(range(min(whole.view.total, keepsakes.MOST_ROWS))))
    at = None if around is None else whole.index_of(around)
    return whole.rows(_chosen(whole.view.total, top, at))


def _chosen(total: int, top: int | None, around: int | None) -> range:
    """Which rows are wanted: the first ones, or those around one of them, or all."""
    if around is None:
        return range(total if top is None else min(max(top, 0), total))
    reach = 5 if top is None else max(top // 2, 0)
    return range(max(around - reach, 0), min(around + reach + 1, total))


def _named(ids: Sequence[tuple[str, str]], who: str) -> int:
    """The first row with this id or name. Refused where there is none."""
    wanted = who.strip().casefold()
    for index, one in enumerate(ids):
        if wanted in (one[0].casefold(), one[1].casefold()):
            return index
    raise Refused(f"'{who}' is not on this board. Give the id or the full name of one of its rows.")


@dataclass(frozen=True, eq=False)
class _Whole:
    """A whole board, of which rows are made only where somebody looks. `view` has none yet."""

    view: BoardView
    reckoned: Reckoned
    standings: Standings
    moved: NDArray[np.float64]

    def index_of(self, who: str) -> int:
        """Where somebody stands, by id or name. Refused where nobody is called so."""
        order, ids, names = self.standings.order, self.standings.ids, self._names()
        try:
            # Nearly always the id as it is written; whoever writes it otherwise waits a little longer.
            return int(np.flatnonzero(order == ids.index(who.strip()))[0])
        except ValueError:
            return _named([(ids[at], names[at]) for at in order.tolist()], who)

    def rows(self, wanted: range) -> BoardView:
        """The board with some of its rows."""
        return replace(self.view, rows=tuple(self._row(index) for index in wanted))

    def _row(self, index: int) -> BoardRow:
        row, at = self.standings.row(index), int(self.standings.order[index])
        scored, moved = self.reckoned.scored, float(self.moved[index])
        if self.view.ranks == "teams":
            members, active = int(scored.teams.people[at]), int(scored.teams.active[at])
        else:
            members, active = 1, int(scored.people.logged[at].any())
        return BoardRow(
            place=row.place,
            tied=row.tied,
            id=row.id,
            name=self._names()[at],
            score=row.shown,
            members=members,
            active=active,
            moved=None if np.isnan(moved) else int(moved),
            broken_by=row.broken_by,
            not_placed=row.not_placed,
        )

    def _names(self) -> tuple[str, ...]:
        return self.reckoned.team_names if self.view.ranks == "teams" else self.reckoned.person_names


def _whole(ws: Workspace, reckoned: Reckoned, board: str | None, look: Look) -> _Whole:
    challenge = reckoned.challenge
    name = board_of(challenge, board)
    definition, plan = challenge.boards[name], reckoned.scored.plan
    standings = _standings(reckoned, name, reckoned.scored.last_day)
    now = sight_of(ws, plan.calendar, look).now
    ranking = ws.plugins.ranking(definition.ranking.full_name)
    view = BoardView(
        challenge=challenge.name,
        title=challenge.title,
        board=name,
        label=definition.label,
        boards=tuple((one.name, one.label) for one in challenge.boards.values()),
        ranks=plan.board(name).ranks,
        ranking=definition.ranking.name,
        sentence=ranking.sentence(definition.ranking.config),
        as_of=min(max(look.as_of or plan.calendar.today(now), plan.calendar.starts), plan.calendar.ends),
        state="final" if now > int(plan.calendar.closes[-1]) else "provisional",
        total=len(standings),
        rows=(),
        unit=ranking.unit,
    )
    return _Whole(view, reckoned, standings, _moved(reckoned, name, standings, now))


def _standings(reckoned: Reckoned, board: str, last_day: int) -> Standings:
    """A board as of a day. NotScored where its ranking does not answer."""
    try:
        return reckoned.scored.standings_until(board, reckoned.team_ids, reckoned.person_ids, last_day)
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


def _moved(reckoned: Reckoned, board: str, standings: Standings, now: int) -> NDArray[np.float64]:
    """Places gained since the end of the last closed week; NaN where there was or is no place."""
    closed = int((reckoned.scored.plan.calendar.closes < now).sum())
    if not closed or reckoned.scored.last_day < closed:
        return np.full(len(standings), np.nan)
    before = _standings(reckoned, board, closed - 1)
    then = np.full(len(standings), np.nan)
    then[before.order] = before.place
    return then[standings.order] - standings.place
