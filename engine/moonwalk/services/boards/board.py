"""Boards: standings with names, as the organiser sees them, or the last good ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.language import SOURCE_LANGUAGE, language
from moonwalk.definitions import ranking_in_words
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.membership import value_on_day
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import BoardPlan
from moonwalk.scoring.prizes import whole_places
from moonwalk.scoring.standings import Standings
from moonwalk.services import scores
from moonwalk.services.boards.kept_boards import keep, last_good, result
from moonwalk.services.boards.periods import (
    begun_periods,
    day_within,
    days_of,
    leaders,
    scored_within,
    state_of,
    stretch_shown,
)
from moonwalk.services.boards.remarks import board_remarks
from moonwalk.services.boards.together import company_progress, team_progress
from moonwalk.services.deadlines import next_deadline
from moonwalk.services.drafts import changed_text
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NOW, AsOf, NotScored, When, cutoff_of, day_shown, finality
from moonwalk.services.lookup import board_of
from moonwalk.services.plugin_changes import changed_code
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import BoardRow, BoardView, PeriodRow, Range
from moonwalk.services.workspace import Workspace

MOST_ROWS: Final = 1000
MOST_TEAMS: Final = 200
"""Nobody reads below a board how far more teams are than this."""


def show_board(
    ws: Workspace,
    challenge: str,
    board: str | None = None,
    *,
    top: int | None = None,
    around: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
    days: Range | None = None,
) -> BoardView:
    """Return a board of a challenge, the main one by default: now, as of a day, or as known at a moment.

    With `days`, only what was earned on these counts, whatever days the board is about.

    `top` keeps the first rows; `around` the rows next to a person or team, by id or name. A challenge
    that cannot be scored shows its last good board, with the reason in `stale`.
    """
    query = AsOf(as_of, known_at)
    with ws.database() as db:
        try:
            whole = _made(ws, scores.scored_as_of(ws, db, challenge, query), board, query, days)
        except NotScored as reason:
            if days is not None:
                raise PluginFailed(
                    f"'{challenge}' is not scored now, so nobody can say who led on these days. {reason}"
                ) from reason
            ended = result(db, challenge, board)
            if ended is not None:
                return replace(ended, rows=chosen_rows(ended, top, around))
            stale = last_good(db, challenge, board, str(reason))
            return replace(stale, rows=chosen_rows(stale, top, around))
        changed, text = changed_code(ws, db, challenge), changed_text(ws, db, challenge)
        # The last good board is one by code that somebody has accepted, and in the language of organisers.
        if (
            changed is None
            and language() == SOURCE_LANGUAGE
            and query == NOW
            and days is None
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
    return replace(_whole(ws, scored_challenge, board, NOW).view, earlier=(), periods=())


def rows_foreseen(
    ws: Workspace, scored_challenge: ScoredChallenge, then: ScoredChallenge, board: str, ids: Sequence[str]
) -> dict[str, tuple[BoardRow | None, BoardRow | None]]:
    """Return rows of a board by id, as they are and as they would be by other scores; None for no row."""
    now = _made(ws, scored_challenge, board, NOW)
    later = _whole(ws, then, board, NOW, before=now)
    return {each: (now.row_of(each), later.row_of(each)) for each in ids}


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
    """A whole board, of which rows are made only where somebody looks. `view` has none yet.

    `moved` are the places gained since `earlier`, the board of the last closed week, if there is one.
    """

    view: BoardView
    scored_challenge: ScoredChallenge
    board: BoardPlan
    standings: Standings
    moved: NDArray[np.float64]
    earlier: Standings | None = None

    def index_of(self, who: str) -> int:
        """Return the index of someone's row, by id or name. Raise Refused if no row matches."""
        order, ids, names = self.standings.order, self.standings.ids, self._names
        # Nearly always the id as it is written; whoever writes it otherwise waits a little longer.
        row = self.standings.row_of(who.strip())
        at = [] if row is None else np.flatnonzero(order == row).tolist()
        return at[0] if at else _named([(ids[at], names[at]) for at in order.tolist()], who)

    def row_of(self, identifier: str) -> BoardRow | None:
        """The row with this id; None where there is none."""
        ids = self.standings.ids
        at = ids.index(identifier) if identifier in ids else -1
        rows = self.rows(np.flatnonzero(self.standings.order == at).tolist()).rows
        return rows[0] if rows else None

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
        each = team_progress(self.scored_challenge, rows[:MOST_TEAMS]) if self.board.ranks == "teams" else ()
        return replace(self.view, rows=tuple(made), together=(*self.view.together, *each))

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


def _made(
    ws: Workspace,
    scored_challenge: ScoredChallenge,
    board: str | None,
    as_of: AsOf,
    days: Range | None = None,
) -> _Whole:
    """The board, as it was made when somebody last looked at the same scores, or made now."""
    if as_of != NOW or days is not None:
        return _whole(ws, scored_challenge, board, as_of, days)
    # A board holds sentences, in the language of whoever asks for it.
    name = f"{language()}/{scored_challenge.challenge.name}/{board_of(scored_challenge.challenge, board)}"
    made_of, kept = ws.live.board(name)
    if made_of is scored_challenge:
        return cast("_Whole", kept)
    whole = _whole(ws, scored_challenge, board, as_of, before=kept)
    ws.live.keep_board(name, scored_challenge, whole)
    return whole


def _whole(
    ws: Workspace,
    scored_challenge: ScoredChallenge,
    board: str | None,
    as_of: AsOf,
    days: Range | None = None,
    before: _Whole | None = None,
) -> _Whole:
    """The board; most of it is taken over from `before`, the board of other scores, where few differ."""
    name, calendar = board_of(scored_challenge.challenge, board), scored_challenge.scored.plan.calendar
    board_plan = scored_challenge.scored.plan.board(name)
    now = cutoff_of(ws, calendar, as_of).now
    scored = scored_challenge.scored
    parts = stretch_shown(scored.plan, scored.last_day, board_plan, days)
    if not parts:
        known = before.standings if before else None
        standings = _standings(scored_challenge, board_plan, scored.last_day, known)
        view = _view_of(ws, scored_challenge, name, as_of, standings, before)
        earlier = _last_closed_week(scored_challenge, board_plan, now, before)
        moved = _moved(scored_challenge, board_plan, standings, earlier)
        return _Whole(view, scored_challenge, board_plan, standings, moved, earlier)
    *past, current = parts
    within = scored_within(scored_challenge, current)
    standings = _standings(within, board_plan, within.scored.last_day)
    view = _view_of(ws, scored_challenge, name, as_of, standings)
    view = replace(
        view,
        period=current.name,
        as_of=day_within(calendar, current, view.as_of),
        state=state_of(calendar, current, now),
        # A split board has a first place in each of its parts.
        earlier=()
        if board_plan.split_by
        else tuple(_leaders(scored_challenge, board_plan, part, now) for part in past),
        together=(),
    )
    # Places are not compared with those of other days.
    return _Whole(view, within, board_plan, standings, np.full(len(standings), np.nan))


def _leaders(scored_challenge: ScoredChallenge, board: BoardPlan, part: Stretch, now: int) -> PeriodRow:
    within = scored_within(scored_challenge, part)
    board = replace(board, numbering=whole_places(board.numbering))
    standings = _standings(within, board, within.scored.last_day)
    state = state_of(scored_challenge.scored.plan.calendar, part, now)
    return leaders(part.name, standings, scored_challenge.names_on(board), state)


def _view_of(
    ws: Workspace,
    scored_challenge: ScoredChallenge,
    name: str,
    as_of: AsOf,
    standings: Standings,
    before: _Whole | None = None,
) -> BoardView:
    """A board without its rows, over the whole challenge; `before` is one in the same language."""
    challenge, plan = scored_challenge.challenge, scored_challenge.scored.plan
    definition, board_plan = challenge.boards[name], plan.board(name)
    now = cutoff_of(ws, plan.calendar, as_of).now
    ranking = ws.plugins.ranking(definition.ranking.full_name)
    if before and before.scored_challenge.challenge is challenge:
        sentence = before.view.sentence
    else:
        sentence = ranking_in_words(challenge, ws.plugins, definition)
    parts = [days_of(plan.calendar, part) for part in begun_periods(scored_challenge, board_plan)]
    return BoardView(
        challenge=challenge.name,
        title=challenge.title,
        board=name,
        label=definition.label,
        boards=tuple((each.name, each.label) for each in challenge.boards.values()),
        ranks=board_plan.ranks,
        ranking=definition.ranking.name,
        sentence=sentence,
        as_of=day_shown(plan.calendar, as_of.day or plan.calendar.today(now)),
        state=finality(plan.calendar, now),
        total=len(standings),
        rows=(),
        unit=ranking.unit,
        column=definition.column or "",
        split_by=board_plan.split_by,
        remarks=board_remarks(scored_challenge, definition, standings),
        together=company_progress(scored_challenge),
        deadline=str(next_deadline(plan.calendar, now) or ""),
        periods=tuple((part.first, part.last) for part in parts if part.first and part.last),
    )


def _standings(
    scored_challenge: ScoredChallenge, board: BoardPlan, last_day: int, before: Standings | None = None
) -> Standings:
    """A board as of a day. NotScored where its ranking does not answer."""
    scored = replace(scored_challenge.scored, plan=scored_challenge.scored.plan.with_board(board))
    try:
        return scored.standings_until(
            board.name, scored_challenge.team_ids, scored_challenge.person_ids, last_day, before
        )
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


def _last_closed_week(
    scored_challenge: ScoredChallenge, board: BoardPlan, now: int, before: _Whole | None
) -> Standings | None:
    """The board at the end of the last closed week; None where there is none yet.

    Where all days stay open until the end, a week counts once it is over.
    """
    closed = 7 * scored_challenge.scored.plan.calendar.closed_weeks(now)
    if not closed or scored_challenge.scored.last_day < closed:
        return None
    known = before.earlier if before else None
    # Nearly every entry is for a day after it, and leaves it as it was.
    if before and known and scored_challenge.is_same_until(closed - 1, before.scored_challenge):
        return known
    return _standings(scored_challenge, _in_whole_places(board), closed - 1, known)


def _moved(
    scored_challenge: ScoredChallenge, board: BoardPlan, standings: Standings, earlier: Standings | None
) -> NDArray[np.float64]:
    """Places gained since an earlier board; NaN where there was or is no place."""
    if earlier is None:
        return np.full(len(standings), np.nan)
    if board.numbering == "fractional":
        last_day = scored_challenge.scored.last_day
        standings = _standings(scored_challenge, _in_whole_places(board), last_day, standings)
    # Most entries leave the earlier board as it is.
    return earlier.place_of_row[standings.order] - standings.place


def _in_whole_places(board: BoardPlan) -> BoardPlan:
    """The board without half places, which nobody gains."""
    return replace(board, numbering="standard") if board.numbering == "fractional" else board
