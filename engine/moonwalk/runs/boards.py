"""Boards: standings with names, as the organiser sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from moonwalk.runs import keepsakes, scores
from moonwalk.runs.errors import Refused
from moonwalk.runs.launched import NotScored
from moonwalk.runs.live import Reckoned
from moonwalk.runs.views import BoardRow, BoardView
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.standings import Standings


def show_board(
    ws: Workspace,
    challenge: str,
    board: str | None = None,
    *,
    top: int | None = None,
    around: str | None = None,
    as_of: date | None = None,
) -> BoardView:
    """A board of a challenge, the main one by default, now or as of a day.

    `top` keeps the first rows; `around` the rows next to a person or team, by id or name. A challenge
    that cannot be scored shows its last good board, with the reason in `stale`.
    """
    with ws.database() as db:
        try:
            reckoned = (
                scores.current(ws, db, challenge) if as_of is None else scores.as_of(ws, db, challenge, as_of)
            )
            view = board_of(ws, reckoned, board, as_of)
            if as_of is None:
                keepsakes.keep(db, view)
        except NotScored as reason:
            view = keepsakes.last_good(db, challenge, board, str(reason))
    return _cut(view, top, around)


def board_of(ws: Workspace, reckoned: Reckoned, board: str | None, as_of: date | None = None) -> BoardView:
    """The whole of a board from scores."""
    challenge = reckoned.challenge
    name = _known(reckoned, board)
    definition, plan = challenge.boards[name], reckoned.scored.plan
    standings = reckoned.scored.standings(name, reckoned.team_ids, reckoned.person_ids)
    now = ws.instant() if as_of is None else plan.calendar.day_ends(as_of) - 1
    today = min(max(plan.calendar.today(now), plan.calendar.starts), plan.calendar.ends)
    return BoardView(
        challenge=challenge.name,
        title=challenge.title,
        board=name,
        label=definition.label,
        boards=tuple((one.name, one.label) for one in challenge.boards.values()),
        ranks=plan.board(name).ranks,
        ranking=definition.ranking.name,
        sentence=ws.plugins.ranking(definition.ranking.full_name).sentence(definition.ranking.config),
        as_of=today,
        state="final" if now > int(plan.calendar.closes[-1]) else "provisional",
        total=len(standings),
        rows=tuple(_rows(reckoned, name, standings, _moved(reckoned, name, standings, now))),
    )


def _known(reckoned: Reckoned, board: str | None) -> str:
    boards = tuple(reckoned.challenge.boards)
    if not boards:
        raise Refused(f"'{reckoned.challenge.name}' has no board. Add one under 'boards:' in its file.")
    if board is not None and board not in boards:
        raise Refused(f"'{reckoned.challenge.name}' has no board '{board}'. It has: {', '.join(boards)}.")
    return board or boards[0]


def _rows(
    reckoned: Reckoned, board: str, standings: Standings, moved: Sequence[int | None]
) -> list[BoardRow]:
    of_teams = reckoned.scored.plan.board(board).ranks == "teams"
    names = reckoned.team_names if of_teams else reckoned.person_names
    people = reckoned.scored.people
    active = reckoned.scored.teams.active if of_teams else np.asarray(people.logged.any(axis=1))
    rows = []
    for index, at in enumerate(standings.order.tolist()):
        row = standings.row(index)
        members = int(reckoned.scored.teams.people[at]) if of_teams else 1
        rows.append(
            BoardRow(
                place=row.place,
                tied=row.tied,
                id=row.id,
                name=names[at],
                score=row.shown,
                members=members,
                active=int(active[at]),
                moved=moved[index],
                broken_by=row.broken_by,
                not_placed=row.not_placed,
            )
        )
    return rows


def _moved(reckoned: Reckoned, board: str, standings: Standings, now: int) -> Sequence[int | None]:
    """Places gained since the end of the last closed week; None where there was or is no place."""
    calendar = reckoned.scored.plan.calendar
    closed = int((calendar.closes < now).sum())
    if not closed or reckoned.scored.last_day < closed:
        return [None] * len(standings)
    before = reckoned.scored.standings_until(board, reckoned.team_ids, reckoned.person_ids, closed - 1)
    then = np.full(len(standings), np.nan)
    then[before.order] = before.place
    gained = then[standings.order] - standings.place
    return [None if np.isnan(places) else int(places) for places in gained.tolist()]


def _cut(view: BoardView, top: int | None, around: str | None) -> BoardView:
    rows = view.rows
    if around is not None:
        wanted = around.strip().casefold()
        at = [index for index, row in enumerate(rows) if wanted in (row.id.casefold(), row.name.casefold())]
        if not at:
            raise Refused(
                f"'{around}' is not on this board. Give the id or the full name of one of its rows."
            )
        reach = 5 if top is None else max(top // 2, 0)
        rows = rows[max(at[0] - reach, 0) : at[0] + reach + 1]
    elif top is not None:
        rows = rows[: max(top, 0)]
    return replace(view, rows=rows)
