"""A board at one moment, with everything its rows are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from moonwalk.definitions import ranking_in_words
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.boards import ScoreSnapshot, reason_of
from moonwalk.scoring.explain_teams import row_score
from moonwalk.scoring.facts import Int16Array
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import BoardPlan, Plan
from moonwalk.scoring.score import Scored
from moonwalk.scoring.standings import Standings
from moonwalk.services import scores
from moonwalk.services.boards.periods import day_within, scored_within, state_of, stretch_of
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NOW, AsOf, NotScored, cutoff_of, day_shown, finality
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import Range, Ranks
from moonwalk.services.why.views import ExplainedBoard, ExplainedRow
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Database


@dataclass(frozen=True, eq=False)
class BoardSnapshot:
    """A board; its rows are numbered as the people or teams of the scores are.

    `part` are the days that it is about, None for all of them, `scored_challenge` has the scores on these
    alone, and `whole` those of the challenge.
    """

    view: ExplainedBoard
    scored_challenge: ScoredChallenge
    standings: Standings
    whole: Scored
    part: Stretch | None

    @cached_property
    def plan(self) -> Plan:
        """The plan as it was scored, with all rules, also those that were not asked again about a part."""
        whole = self.whole.plan
        return replace(
            self.scored_challenge.scored.plan,
            team_rules=whole.team_rules,
            team_totals=whole.team_totals,
            league_rules=whole.league_rules,
            earlier=whole.earlier,
        )

    @property
    def week(self) -> Int16Array:
        """The challenge week of each of its days."""
        week = self.whole.plan.calendar.week
        return week if self.part is None else week[self.part.hull]

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
    ws: Workspace,
    db: Database,
    challenge: str,
    ranks: Ranks,
    board: str | None = None,
    as_of: AsOf = NOW,
    days: Range | Stretch | None = None,
) -> BoardSnapshot:
    """A board that ranks people or teams, by default the first one over the whole challenge.

    A board of weeks or months is about the latest that has begun, any board about `days` if they are named.
    Refused where there is none; PluginFailed where the challenge cannot be scored.
    """
    try:
        of_all_days = scores.scored_as_of(ws, db, challenge, as_of)
        name = _wanted(of_all_days, ranks, board)
        board_plan = of_all_days.scored.plan.board(name)
        part = days if isinstance(days, Stretch) else stretch_of(of_all_days, board_plan, days)
        scored_challenge = scored_within(of_all_days, part)
        standings = scored_challenge.scored.standings(
            name, scored_challenge.team_ids, scored_challenge.person_ids
        )
    except NotScored as reason:
        raise not_scored(challenge, reason) from reason
    except RuleFailed as failure:
        raise not_scored(challenge, failed(failure)) from failure
    definition, plan = scored_challenge.challenge.boards[name], scored_challenge.scored.plan
    ranking = ws.plugins.ranking(definition.ranking.full_name)
    calendar = of_all_days.scored.plan.calendar
    now = cutoff_of(ws, calendar, as_of).now
    shown = day_shown(calendar, as_of.day or calendar.today(now))
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
            as_of=shown if part is None else day_within(calendar, part, shown),
            state=finality(calendar, now) if part is None else state_of(calendar, part, now),
            rows=len(standings),
            period="" if part is None else part.name,
        ),
        scored_challenge,
        standings,
        of_all_days.scored,
        part,
    )


def not_scored(challenge: str, reason: object) -> PluginFailed:
    """Return the error for a challenge that cannot be scored."""
    sentence = f"'{challenge}' is not scored now, so points cannot be explained. No entry is lost."
    return PluginFailed(f"{sentence} {reason}")


def failed(failure: RuleFailed) -> str:
    """Which rule or ranking failed, where and why."""
    return f"{failure.at}: {failure}"


def _wanted(scored_challenge: ScoredChallenge, ranks: Ranks, board: str | None) -> str:
    every = [ranked for ranked in scored_challenge.scored.plan.boards if ranked.ranks == ranks]
    # The main one is the first over the whole challenge, whatever weeks there are beside it.
    boards = [ranked.name for ranked in sorted(every, key=lambda ranked: not ranked.is_whole)]
    name = scored_challenge.challenge.name
    if board is None and not boards:
        raise Refused(
            f"'{name}' has no board that ranks {ranks}, so there is no score of theirs to explain. "
            "Add one under 'boards:' in its file before the launch."
        )
    if board is None:
        return boards[0]
    if board not in boards:
        these_do = f"These do: {', '.join(ranked.name for ranked in every)}." if every else "None does."
        raise Refused(f"'{name}' has no board '{board}' that ranks {ranks}. {these_do}")
    return board
