"""A board at one moment, with everything its rows are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from moonwalk.definitions import ranking_in_words
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.boards import ScoreSnapshot, reason_of
from moonwalk.scoring.explain_teams import row_score
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.standings import Standings
from moonwalk.services import scores
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NOW, AsOf, NotScored, cutoff_of, day_shown, finality
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import Ranks
from moonwalk.services.why.views import ExplainedBoard, ExplainedRow
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Database


@dataclass(frozen=True, eq=False)
class BoardSnapshot:
    """A board; its rows are numbered as the people or teams of the scores are."""

    view: ExplainedBoard
    scored_challenge: ScoredChallenge
    standings: Standings

    @property
    def plan(self) -> Plan:
        """The plan as it was scored."""
        return self.scored_challenge.scored.plan

    @property
    def board(self) -> BoardPlan:
        """The board's part of it."""
        return self.plan.board(self.view.board)

    @cached_property
    def snapshot(self) -> ScoreSnapshot:
        """Everyone on it."""
        scored_challenge = self.scored_challenge
        return scored_challenge.scored.snapshot(
            scored_challenge.team_ids, scored_challenge.person_ids, scored_challenge.scored.last_day
        )

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The row of each person or team, by the store's number."""
        membership = self.scored_challenge.scored.people.membership
        known = membership.teams if self.view.ranks == "teams" else membership.people
        return {number: row for row, number in enumerate(known.tolist())}

    def row(self, at: int) -> ExplainedRow:
        """A row with its figures. RuleFailed where the ranking does not answer."""
        found_at = np.flatnonzero(self.standings.order == at).tolist()
        if not found_at and self.board.leaves_out and self.standings.not_placed[at]:
            raise Refused(
                f"{self.scored_challenge.names_on(self.board)[at]} does not take part on the board "
                f"'{self.view.board}': {self.standings.not_placed[at]}."
            )
        if not found_at:
            raise Refused(
                f"{self.scored_challenge.names_on(self.board)[at]} has no '{self.board.split_by}' in the "
                "roster, so "
                f"the board '{self.view.board}', which is split by it, has no row for it."
            )
        stands = self.standings.row(found_at[0])
        scored_row = row_score(self.plan, self.board, self.snapshot, at)
        names = self.scored_challenge.names_on(self.board)
        summary = scored_row.summary
        return ExplainedRow(
            id=stands.id,
            name=names[at],
            place=stands.place,
            tied=stands.tied,
            broken_by=stands.broken_by,
            not_placed=stands.not_placed,
            shown=stands.shown,
            score=scored_row.score,
            before=scored_row.before,
            points=self.plan.context.points(summary.points),
            bonus=self.plan.context.points(summary.bonus),
            people=summary.people,
            active=summary.active,
            member_days=summary.member_days,
            logged_days=summary.logged_days,
            days=summary.days,
            how=reason_of(self.plan, self.board, self.snapshot, at),
        )


def board_snapshot(
    ws: Workspace, db: Database, challenge: str, ranks: Ranks, board: str | None = None, as_of: AsOf = NOW
) -> BoardSnapshot:
    """A board that ranks people or teams, the first one by default.

    Refused where there is none; PluginFailed where the challenge cannot be scored.
    """
    try:
        scored_challenge = scores.scored_as_of(ws, db, challenge, as_of)
        name = _wanted(scored_challenge, ranks, board)
        standings = scored_challenge.scored.standings(
            name, scored_challenge.team_ids, scored_challenge.person_ids
        )
    except NotScored as reason:
        raise not_scored(challenge, reason) from reason
    except RuleFailed as failure:
        raise not_scored(challenge, failed(failure)) from failure
    definition, plan = scored_challenge.challenge.boards[name], scored_challenge.scored.plan
    ranking = ws.plugins.ranking(definition.ranking.full_name)
    calendar, now = plan.calendar, cutoff_of(ws, plan.calendar, as_of).now
    return BoardSnapshot(
        ExplainedBoard(
            challenge=challenge,
            title=scored_challenge.challenge.title,
            board=name,
            label=definition.label,
            ranks=ranks,
            ranking=definition.ranking.name,
            sentence=ranking_in_words(scored_challenge.challenge, ws.plugins, definition),
            decimals=plan.decimals_of(plan.board(name)),
            unit=ranking.unit,
            as_of=day_shown(calendar, as_of.day or calendar.today(now)),
            state=finality(calendar, now),
            rows=len(standings),
        ),
        scored_challenge,
        standings,
    )


def not_scored(challenge: str, reason: object) -> PluginFailed:
    """Return the error for a challenge that cannot be scored."""
    sentence = f"'{challenge}' is not scored now, so points cannot be explained. No entry is lost."
    return PluginFailed(f"{sentence} {reason}")


def failed(failure: RuleFailed) -> str:
    """Which rule or ranking failed, where and why."""
    return f"{failure.at}: {failure}"


def _wanted(scored_challenge: ScoredChallenge, ranks: Ranks, board: str | None) -> str:
    every = scored_challenge.scored.plan.boards
    boards = [ranked.name for ranked in every if ranked.ranks == ranks and ranked.is_whole]
    name = scored_challenge.challenge.name
    if board is None and not boards:
        raise Refused(
            f"'{name}' has no board that ranks {ranks}, so there is no score of theirs to explain. "
            "Add one under 'boards:' in its file before the launch."
        )
    if board is None:
        return boards[0]
    if board not in boards:
        these_do = f"These do: {', '.join(boards)}." if boards else "None does."
        known = any((ranked.name, ranked.ranks) == (board, ranks) for ranked in every)
        over = " over the whole challenge" if known else ""
        raise Refused(f"'{name}' has no board '{board}' that ranks {ranks}{over}. {these_do}")
    return board
