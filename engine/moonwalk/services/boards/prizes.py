"""Prizes: who would get each of them today, who gets it in the end, and why others do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.language import language
from moonwalk.definitions import Prize, in_language, prize_in_words
from moonwalk.scoring import prizes
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.attribution import team_on_day
from moonwalk.scoring.badges import Badges, score_badges
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.membership import value_on_day
from moonwalk.scoring.plan import BoardPlan
from moonwalk.scoring.standings import Standings
from moonwalk.services import scores
from moonwalk.services.boards.periods import (
    begun_recurring,
    begun_stretches,
    scored_within,
    state_of,
)
from moonwalk.services.boards.views import PrizeRow, PrizesView, PrizeView
from moonwalk.services.errors import PluginFailed
from moonwalk.services.launched import NOW, AsOf, NotScored, cutoff_of, day_shown, finality
from moonwalk.services.plugin_changes import changed_code
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings
from moonwalk.store.database import Database, Reader
from moonwalk.store.launches import seed_sha256


def badges_of(db: Database, scored_challenge: ScoredChallenge, known_at: int = NEVER) -> Badges:
    """The badges that go with scores, in the rows of their people, from what was known at an instant.

    NotScored where a rule failed.
    """
    with db.read():
        return _badges(db, scored_challenge, known_at)


def winners_of(db: Reader, scored_challenge: ScoredChallenge, known_at: int) -> tuple[PrizeView, ...]:
    """The prizes of a challenge that is final, with their winners. NotScored where a rule failed."""
    prizes_by_name = scored_challenge.challenge.prizes
    asked = any(prize.badge for prize in prizes_by_name.values())
    badges = _badges(db, scored_challenge, known_at) if asked else None
    giving = _Giving(scored_challenge, final=True, badges=badges)
    return tuple(giving.view(prize, "") for prize in prizes_by_name.values())


def _badges(db: Reader, scored_challenge: ScoredChallenge, known_at: int) -> Badges:
    scored = scored_challenge.scored
    facts, codes = facts_of(db, scored.plan, known_at), codes_of(db, scored.plan)
    try:
        return score_badges(scored.plan, scored.people.membership, facts, codes, scored.last_day)
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


_TO: Final[Mapping[str, Literal["people", "teams", "groups"]]] = MappingProxyType(
    {"people": "people", "teams": "teams", "roster column": "groups"}
)


def show_prizes(ws: Workspace, challenge: str, as_of: date | None = None) -> PrizesView:
    """The prizes of a challenge, now or as of a day. Refused where it cannot be scored."""
    with ws.database() as db:
        try:
            if as_of is None:
                return _shown(ws, db, scores.current(ws, db, challenge), NOW)
            query = AsOf(as_of)
            return _shown(ws, db, scores.scored_as_of(ws, db, challenge, query), query)
        except NotScored as reason:
            raise PluginFailed(
                f"'{challenge}' is not scored now, so nobody can say who wins. No entry is lost. {reason}"
            ) from reason


def _shown(ws: Workspace, db: Database, scored_challenge: ScoredChallenge, as_of: AsOf) -> PrizesView:
    challenge = in_language(scored_challenge.challenge, language())
    calendar = scored_challenge.scored.plan.calendar
    cutoff, closes = cutoff_of(ws, calendar, as_of), calendar.all_closed
    now, state = cutoff.now, finality(calendar, cutoff.now)
    final, seed = state == "final", scored_challenge.launch.seed
    asked = any(prize.badge for prize in challenge.prizes.values())
    changed = changed_code(ws, db, challenge.name)
    known_at = min(cutoff.known_at, closings.closed(db).get(challenge.name, cutoff.known_at))
    badges = badges_of(db, scored_challenge, known_at) if asked else None
    return PrizesView(
        challenge=challenge.name,
        title=challenge.title,
        as_of=day_shown(calendar, calendar.today(now)),
        state=state,
        final_at=moment(closes).astimezone(ZoneInfo(calendar.zone)),
        seed=seed if final else None,
        seed_sha256=seed_sha256(seed),
        prizes=tuple(
            view
            for prize in challenge.prizes.values()
            for view in _given(
                scored_challenge, prize, badges, now, prize_in_words(challenge, ws.plugins, prize)
            )
        ),
        remarks=() if changed is None else (changed.sentence,),
    )


def _given(
    scored_challenge: ScoredChallenge, prize: Prize, badges: Badges | None, now: int, says: str
) -> Iterator[PrizeView]:
    """A prize once, or for each week or month that has begun."""
    plan = scored_challenge.scored.plan
    if prize.board is not None:
        parts = begun_stretches(plan, plan.board(prize.board))
    else:
        parts = begun_recurring(scored_challenge, prize.period)
    if not parts:
        state = finality(plan.calendar, now)
        yield replace(_Giving(scored_challenge, state == "final", badges).view(prize, says), state=state)
    before: dict[str, str] = {}
    for part in parts:
        within, state = scored_within(scored_challenge, part), state_of(plan.calendar, part, now)
        won = before if prize.wins == "once" else {}
        view = _Giving(within, state == "final", badges, part.name, won).view(prize, says)
        yield replace(view, period=part.name, state=state)
        before |= {row.id: f"has won already, {part.name}" for row in view.winners}


@dataclass(frozen=True, eq=False)
class _Giving:
    """The prizes of a challenge that is scored, or of a part of it. No lot is looked at before it is final.

    `badges` are there where a prize asks for one. `won` says why those do not win who have won before.
    """

    scored_challenge: ScoredChallenge
    final: bool
    badges: Badges | None
    period: str = ""
    won: Mapping[str, str] = field(default_factory=dict)

    def view(self, prize: Prize, says: str) -> PrizeView:
        """A prize and who gets it."""
        empty = PrizeView(prize.name, prize.what, prize.given, says, "people")
        if prize.board is not None:
            board = self.scored_challenge.scored.plan.board(prize.board)
            of_board = replace(empty, to=_TO[board.ranks])
            raffle = prize.given == "by raffle on a board"
            return (self._raffled if raffle else self._by_place)(of_board, prize, board)
        if prize.given == "by raffle":
            return self._by_raffle(empty, prize)
        unfit = self._unfit(prize)
        winners = prizes.by_goal(self._times(prize), unfit)
        return self._with(empty, winners, [self._person(row) for row in winners.rows])

    def _by_place(self, view: PrizeView, prize: Prize, board: BoardPlan) -> PrizeView:
        standings = self._standings(replace(board, numbering=prizes.whole_places(board.numbering)))
        unfit = self._unfit(prize, board)
        # Each part of a split board has its own first places.
        parts = standings.sections()
        of_parts = [prizes.by_place(part, board.numbering, prize.places, unfit) for part in parts]
        at = {row: index for index, row in enumerate(standings.order.tolist())}
        winners = []
        for row in (row for of_part in of_parts for row in of_part.rows):
            standing = standings.row(at[row])
            base = self._row(row, board)
            winners.append(
                replace(
                    base, place=standing.place, tied=standing.tied, score=standing.shown, group=standing.group
                )
            )
        missed = tuple(
            replace(self._row(row, board), why=why, group=part.groups[0])
            for part, of_part in zip(parts, of_parts, strict=True)
            for row, why in of_part.missed
        )
        return replace(view, winners=tuple(winners), missed=missed)

    def _by_raffle(self, view: PrizeView, prize: Prize) -> PrizeView:
        ids, seed = self.scored_challenge.person_ids, self.scored_challenge.launch.seed
        unfit, had = self._unfit(prize), prizes.tickets(self._times(prize), prize.most_tickets)
        holders_of_tickets = prizes.by_goal(had, unfit)
        holders = [replace(self._person(row), tickets=int(had[row])) for row in holders_of_tickets.rows]
        drawn = prizes.draw(seed, self._drawing(prize), ids, had, unfit) if self.final else None
        winners = []
        if drawn is not None:
            base = replace(self._person(drawn.row), tickets=int(had[drawn.row]))
            winners.append(replace(base, ticket=drawn.ticket, lot=drawn.lot))
        whole = self._with(view, holders_of_tickets, winners)
        return replace(
            whole, tickets=tuple(sorted(holders, key=lambda row: (-row.tickets, row.name, row.id)))
        )

    def _drawing(self, prize: Prize) -> str:
        # By the period too, or whoever won the first week would hold the highest lot in each.
        return f"{prize.name}/{self.period}" if self.period else prize.name

    def _raffled(self, view: PrizeView, prize: Prize, board: BoardPlan) -> PrizeView:
        """A draw among the rows of a board that have a place and the least score."""
        standings, unfit = self._standings(board), self._unfit(prize, board)
        least = (prize.at_least or 0) * 10**standings.decimals
        tickets = np.zeros(len(standings.ids), np.int64)
        # What is shown decides here too, or nobody could see who has a ticket.
        enough = standings.scores.scored[standings.order] & np.array(
            [Fraction(shown) >= least for shown in standings.shown.tolist()], np.bool_
        )
        tickets[standings.order[enough]] = 1
        barred = [standings.not_placed[row] or unfit[row] for row in range(len(tickets))]
        result = prizes.by_goal(tickets, barred)
        holders = [replace(self._row(row, board), tickets=1) for row in result.rows]
        seed, drawing = self.scored_challenge.launch.seed, self._drawing(prize)
        drawn = prizes.draw(seed, drawing, standings.ids, tickets, barred) if self.final else None
        winners: tuple[PrizeRow, ...] = ()
        if drawn is not None:
            row = replace(self._row(drawn.row, board), tickets=1)
            winners = (replace(row, ticket=drawn.ticket, lot=drawn.lot),)
        return replace(
            view,
            given="by raffle",
            winners=winners,
            missed=tuple(replace(self._row(row, board), why=why) for row, why in result.missed),
            tickets=tuple(sorted(holders, key=lambda row: (row.name, row.id))),
        )

    def _with(self, view: PrizeView, result: prizes.Winners, winners: Sequence[PrizeRow]) -> PrizeView:
        missed = tuple(replace(self._person(row), why=why) for row, why in result.missed)
        return replace(view, winners=tuple(winners), missed=missed)

    def _standings(self, board: BoardPlan) -> Standings:
        scored_challenge = self.scored_challenge
        scored = replace(scored_challenge.scored, plan=scored_challenge.scored.plan.with_board(board))
        try:
            return scored.standings(board.name, scored_challenge.team_ids, scored_challenge.person_ids)
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure

    def _times(self, prize: Prize) -> NDArray[np.int64]:
        """How often each person met the goal of a prize, or once for who has its badge."""
        if prize.badge and self.badges:
            return self.badges.holders(prize.badge).astype(np.int64)
        return self._met(prize.goal or "")

    def _met(self, goal: str) -> NDArray[np.int64]:
        """How often each person met a goal."""
        scored = self.scored_challenge.scored
        met = scored.people.met[goal][:, : max(scored.last_day + 1, 0)]
        return np.asarray(met.sum(axis=1, dtype=np.int64))

    def _unfit(self, prize: Prize, board: BoardPlan | None = None) -> list[str]:
        """Why each row of a board may not win, or each person where the prize is not for a place."""
        reasons = self._barred(prize, board)
        if prize.only_when:
            met = self._met(prize.only_when)
            label = self.scored_challenge.challenge.goals[prize.only_when].label
            reasons = [
                reason or ("" if times else f"has not met '{label}'")
                for reason, times in zip(reasons, met.tolist(), strict=True)
            ]
        if not self.won:
            return reasons
        ids = self._ids(board)
        return [reason or self.won.get(id_, "") for reason, id_ in zip(reasons, ids, strict=True)]

    def _barred(self, prize: Prize, board: BoardPlan | None) -> list[str]:
        scored = self.scored_challenge.scored
        if board is not None and board.ranks == "roster column":
            column = scored.people.membership.columns[board.column]
            now = value_on_day(column, scored.people.membership, scored.last_day)
            return prizes.barred_teams(scored.people, now, len(column), prize.needs, scored.last_day)
        teams = board is not None and board.ranks == "teams"
        asked = prizes.barred_teams if teams else prizes.barred_people
        return asked(
            scored.people, self._now(), len(self.scored_challenge.team_ids), prize.needs, scored.last_day
        )

    def _now(self) -> NDArray[np.int32]:
        scored = self.scored_challenge.scored
        return team_on_day(scored.plan, scored.people.membership, scored.last_day)

    def _row(self, row: int, board: BoardPlan) -> PrizeRow:
        if board.ranks == "people":
            return self._person(row)
        return PrizeRow(self._ids(board)[row], self.scored_challenge.names_on(board)[row])

    def _ids(self, board: BoardPlan | None) -> tuple[str, ...]:
        """The ids of the rows of a board, or of people."""
        if board is None or board.ranks == "people":
            return self.scored_challenge.person_ids
        if board.ranks == "roster column":
            return self.scored_challenge.scored.people.membership.columns[board.column].keys
        return self.scored_challenge.team_ids

    def _person(self, row: int) -> PrizeRow:
        scored_challenge, team = self.scored_challenge, int(self._now()[row])
        return PrizeRow(
            scored_challenge.person_ids[row],
            scored_challenge.person_names[row],
            scored_challenge.team_names[team] if team >= 0 else "",
        )
