"""Boards: standings with names, as the organiser sees them, or the last good ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.rules import Milestone
from moonwalk.scoring.membership import value_on_day
from moonwalk.scoring.plan import BoardPlan, RuleFailed
from moonwalk.scoring.standings import Standings
from moonwalk.services import scores
from moonwalk.services.boards.remarks import board_remarks
from moonwalk.services.deadlines import next_deadline
from moonwalk.services.drafts import changed_text
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NOW, AsOf, NotScored, When, cutoff_of, day_shown, finality
from moonwalk.services.lookup import board_of
from moonwalk.services.plugin_changes import changed_code
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import BoardRow, BoardView, CompanyProgressRow
from moonwalk.services.workspace import Workspace
from moonwalk.store import retention, score_cache
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError


def company_progress(scored_challenge: ScoredChallenge) -> tuple[CompanyProgressRow, ...]:
    """Return everyone's joint progress by each company rule. Raise NotScored if one of them fails."""
    try:
        views = scored_challenge.scored.progress()
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure
    return tuple(
        CompanyProgressRow(
            rule=view.rule,
            label=view.label,
            total=view.progress.have,
            goal=view.progress.goal,
            unit=view.progress.unit,
            percent=view.progress.percent,
            now=view.progress.note,
            reached=view.reached,
        )
        for view in views
    )


MOST_ROWS: Final = 1000


def keep(db: Database, view: BoardView) -> None:
    """Remember a board, or the first rows of a large one, replacing the one remembered before."""
    kept = asdict(view)
    text = json.dumps(kept, default=str, ensure_ascii=False).encode()
    kept_boards = score_cache.load(db, _place(view.challenge))
    boards = dict(kept_boards[1]) if kept_boards else {}
    data = np.frombuffer(text, np.uint8)
    if np.array_equal(boards.get(view.board, np.empty(0, np.uint8)), data):
        return
    # Like every cache it may fail to be written; then an older board is shown one day.
    try:
        with db.write() as tx:
            score_cache.save(tx, _place(view.challenge), "", {**boards, view.board: data})
    except StoreError:
        return


def last_good(db: Database, challenge: str, board: str | None, reason: str) -> BoardView:
    """Return the last good board, and why it is not today's. Raise PluginFailed if none exists."""
    kept_boards = score_cache.load(db, _place(challenge))
    boards = dict(kept_boards[1]) if kept_boards else {}
    views = {name: view for name, data in boards.items() if (view := _view(data.tobytes()))}
    main = next((view.boards[0][0] for view in views.values()), None)
    view = views.get(board or main or "")
    if view is None:
        raise PluginFailed(
            f"'{challenge}' is not scored, and has no earlier board to show. "
            f"Nothing is lost: entries are kept. {reason}"
        )
    return replace(view, stale=f"Not scored since {view.as_of}; this is the last good board. {reason}")


def _result(db: Database, challenge: str, board: str | None) -> BoardView | None:
    """A board of a challenge whose entries are gone, as it was when they went; None while they are kept."""
    record = retention.of_challenge(db, challenge)
    if record is None:
        return None
    views = {name: view for name, text in json.loads(record.results).items() if (view := _view(text))}
    main = next((view.boards[0][0] for view in views.values()), "")
    if (board or main) not in views:
        raise Refused(f"'{challenge}' has no board '{board}'. It has: {', '.join(views)}.")
    view = views[board or main]
    return replace(view, remarks=(*view.remarks, _GONE))


_GONE: Final = "This is the result as it was kept when the entries were removed ('keep_entries')."


def _place(challenge: str) -> str:
    return f"{challenge}/boards"


def _view(text: bytes | str) -> BoardView | None:
    """A board as it was kept; None where another version of the program kept it in another form."""
    kept: dict[str, Any] = json.loads(text)
    try:
        kept["rows"] = tuple(BoardRow(**row) for row in kept["rows"])
        kept["boards"] = tuple((name, label) for name, label in kept["boards"])
        kept["remarks"] = tuple(kept.get("remarks", ()))
        kept["together"] = tuple(_together(row) for row in kept["together"])
        kept["as_of"] = date.fromisoformat(kept["as_of"])
        return BoardView(**kept)
    except (KeyError, TypeError):
        return None


def _together(kept: dict[str, Any]) -> CompanyProgressRow:
    reached = tuple(
        Milestone(day=date.fromisoformat(step["day"]), text=step["text"]) for step in kept["reached"]
    )
    return CompanyProgressRow(**{**kept, "reached": reached})


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
    """Return a board of a challenge, the main one by default: now, as of a day, or as known at a moment.

    `top` keeps the first rows; `around` the rows next to a person or team, by id or name. A challenge
    that cannot be scored shows its last good board, with the reason in `stale`.
    """
    query = AsOf(as_of, known_at)
    with ws.database() as db:
        try:
            whole = _made(ws, scores.scored_as_of(ws, db, challenge, query), board, query)
        except NotScored as reason:
            result = _result(db, challenge, board)
            if result is not None:
                return replace(result, rows=chosen_rows(result, top, around))
            stale = last_good(db, challenge, board, str(reason))
            return replace(stale, rows=chosen_rows(stale, top, around))
        changed, text = changed_code(ws, db, challenge), changed_text(ws, db, challenge)
        # The last good board is one by code that somebody has accepted.
        if (
            changed is None
            and query == NOW
            and ws.live.is_due(f"{challenge}/{whole.view.board}", ws.instant())
        ):
            keep(db, whole.rows(range(min(whole.view.total, MOST_ROWS))))
    at = None if around is None else whole.index_of(around)
    view = whole.rows(_chosen(whole.parts(), top, at))
    changes = (*([changed.sentence] if changed else ()), *([text] if text else ()))
    return replace(view, remarks=(*changes, *view.remarks)) if changes else view


def _chosen(parts: Sequence[range], top: int | None, around: int | None) -> Sequence[int]:
    """Which rows are wanted: the first ones of each part, or those around one of them in its part, or all."""
    if around is None:
        most = None if top is None else max(top, 0)
        return [index for part in parts for index in part[:most]]
    reach = 5 if top is None else max(top // 2, 0)
    part = next(part for part in parts if around in part)
    return range(max(around - reach, part.start), min(around + reach + 1, part.stop))


def make_board(ws: Workspace, scored_challenge: ScoredChallenge, board: str) -> BoardView:
    """Return a board without rows, from scores that are there."""
    return _whole(ws, scored_challenge, board, NOW).view


def chosen_rows(view: BoardView, top: int | None, around: str | None) -> tuple[BoardRow, ...]:
    """Return the first rows of a board, or those around one of them; Refused where there is none."""
    at = None if around is None else _named([(row.id, row.name) for row in view.rows], around)
    return tuple(view.rows[index] for index in _chosen(_parts_of(view), top, at))


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
    scored_challenge: ScoredChallenge
    board: BoardPlan
    standings: Standings
    moved: NDArray[np.float64]

    def index_of(self, who: str) -> int:
        """Return the index of someone's row, by id or name. Raise Refused if no row matches."""
        order, ids, names = self.standings.order, self.standings.ids, self._names
        try:
            # Nearly always the id as it is written; whoever writes it otherwise waits a little longer.
            return int(np.flatnonzero(order == ids.index(who.strip()))[0])
        except (ValueError, IndexError):
            return _named([(ids[at], names[at]) for at in order.tolist()], who)

    def parts(self) -> Sequence[range]:
        """The rows of each part of the board."""
        return [self.standings.section(first) for first in self.standings.starts]

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
        scored = self.scored_challenge.scored
        if self.board.ranks == "teams":
            return scored.teams.people[at], scored.teams.active[at]
        if self.board.ranks == "people":
            return np.ones_like(at), np.asarray(scored.people.logged[at].any(axis=1)).astype(np.int64)
        members, active = self._of_groups
        return members[at], active[at]

    @cached_property
    def _of_groups(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        people = self.scored_challenge.scored.people
        column = people.membership.columns[self.board.column]
        there = value_on_day(column, people.membership, self.scored_challenge.scored.last_day) >= 0
        return column.sums(there), column.sums(there & people.logged.any(axis=1))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return self.scored_challenge.names_on(self.board)


def _made(ws: Workspace, scored_challenge: ScoredChallenge, board: str | None, as_of: AsOf) -> _Whole:
    """The board, as it was made when somebody last looked at the same scores, or made now."""
    if as_of != NOW:
        return _whole(ws, scored_challenge, board, as_of)
    name = f"{scored_challenge.challenge.name}/{board_of(scored_challenge.challenge, board)}"
    kept: _Whole | None = ws.live.board(name, scored_challenge)
    if kept is None:
        kept = _whole(ws, scored_challenge, board, as_of)
        ws.live.keep_board(name, scored_challenge, kept)
    return kept


def _whole(ws: Workspace, scored_challenge: ScoredChallenge, board: str | None, as_of: AsOf) -> _Whole:
    challenge = scored_challenge.challenge
    name = board_of(challenge, board)
    definition, plan = challenge.boards[name], scored_challenge.scored.plan
    board_plan = plan.board(name)
    standings = _standings(scored_challenge, board_plan, scored_challenge.scored.last_day)
    now = cutoff_of(ws, plan.calendar, as_of).now
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
        as_of=day_shown(plan.calendar, as_of.day or plan.calendar.today(now)),
        state=finality(plan.calendar, now),
        total=len(standings),
        rows=(),
        unit=ranking.unit,
        column=board_plan.column,
        split_by=board_plan.split_by,
        remarks=board_remarks(scored_challenge, definition, standings),
        together=company_progress(scored_challenge),
        deadline=str(next_deadline(plan.calendar, now) or ""),
    )
    return _Whole(
        view, scored_challenge, board_plan, standings, _moved(scored_challenge, board_plan, standings, now)
    )


def _standings(scored_challenge: ScoredChallenge, board: BoardPlan, last_day: int) -> Standings:
    """A board as of a day. NotScored where its ranking does not answer."""
    scored = replace(scored_challenge.scored, plan=scored_challenge.scored.plan.with_board(board))
    try:
        return scored.standings_until(
            board.name, scored_challenge.team_ids, scored_challenge.person_ids, last_day
        )
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


def _moved(
    scored_challenge: ScoredChallenge, board: BoardPlan, standings: Standings, now: int
) -> NDArray[np.float64]:
    """Places gained since the end of the last closed week; NaN where there was or is no place.

    Where all days stay open until the end, a week counts once it is over.
    """
    closed = 7 * scored_challenge.scored.plan.calendar.closed_weeks(now)
    if not closed or scored_challenge.scored.last_day < closed:
        return np.full(len(standings), np.nan)
    if board.numbering == "fractional":
        # Half a place is nothing that one gains.
        board = replace(board, numbering="standard")
        standings = _standings(scored_challenge, board, scored_challenge.scored.last_day)
    before = _standings(scored_challenge, board, closed - 1)
    then = np.full(len(standings.ids), np.nan)
    then[before.order] = before.place
    return then[standings.order] - standings.place
