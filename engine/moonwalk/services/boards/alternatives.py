"""Who would be first if one thing had been decided differently, and who can still overtake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from moonwalk.definitions import Item
from moonwalk.registry import PluginFailure
from moonwalk.scoring.alternatives import (
    Alternative,
    people_alternatives,
    people_concerned,
    score_alternative,
    team_alternatives,
)
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.day_maximum import NoProjection
from moonwalk.scoring.facts import NEVER, EntryFacts
from moonwalk.scoring.periods import Stretch
from moonwalk.scoring.plan import BoardPlan
from moonwalk.scoring.race import Race, race
from moonwalk.scoring.score import Scored
from moonwalk.scoring.standings import Standings, show_score
from moonwalk.scoring.verdicts import Codes
from moonwalk.services import scores
from moonwalk.services.boards.periods import day_within, scored_within, state_of, stretch_of
from moonwalk.services.boards.views import CanReach, ComparedRow, ComparedView, OvertakeView
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import (
    NOW,
    AsOf,
    NotScored,
    When,
    cutoff_of,
    day_shown,
    finality,
    launched,
)
from moonwalk.services.lookup import board_of
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.scores import codes_of, facts_of
from moonwalk.services.views import Range
from moonwalk.services.workspace import Workspace
from moonwalk.store.database import Database


def compare_board(
    ws: Workspace,
    challenge: str,
    board: str | None = None,
    *,
    as_of: date | None = None,
    known_at: When | None = None,
    days: Range | None = None,
) -> ComparedView:
    """Return a board under each alternative, one change at a time. Asking changes nothing.

    A board of weeks or months is compared over the latest that has begun, any board over `days` if they are
    named. Raise Refused if the challenge cannot be scored as it is, or the board is split.
    """
    query = AsOf(as_of, known_at)
    with ws.database() as db:
        try:
            comparing = _comparing(ws, db, challenge, query, board, days)
            rows = tuple(comparing.rows())
        except NotScored as reason:
            raise PluginFailed(
                f"'{challenge}' is not scored now, so there is nothing to compare. No entry is lost. {reason}"
            ) from reason
    whole, part = comparing.scored_challenge, comparing.part
    calendar, now = whole.plan.calendar, cutoff_of(ws, whole.plan.calendar, query).now
    shown = day_shown(calendar, as_of or calendar.today(now))
    return ComparedView(
        challenge=challenge,
        title=whole.challenge.title,
        board=comparing.name,
        label=whole.challenge.boards[comparing.name].label,
        as_of=shown if part is None else day_within(calendar, part, shown),
        state=finality(calendar, now) if part is None else state_of(calendar, part, now),
        rows=rows,
        period="" if part is None else part.name,
    )


def _comparing(
    ws: Workspace, db: Database, challenge: str, query: AsOf, board: str | None, days: Range | None
) -> _Comparing:
    if query == NOW:
        # Before the block, inside which nothing can be kept for whoever asks next.
        scores.current(ws, db, challenge)
    # Scores and entries of one moment, or an alternative would count what the board does not.
    with db.read():
        whole = scores.scored_as_of(ws, db, challenge, query)
        name = _with_one_first_place(whole, board)
        whole = replace(whole, scored=_numbered(whole.scored, name))
        plan, frozen = whole.scored.plan, launched(ws, db, challenge).frozen
        concerned = people_concerned(whole.scored, people_alternatives(plan)).tolist()
        facts = facts_of(db, plan, min(NEVER if query == NOW else whole.since, frozen), concerned)
        part = stretch_of(whole, whole.plan.board(name), days)
        return _Comparing(ws, whole, name, part, facts, codes_of(db, plan))


def _with_one_first_place(whole: ScoredChallenge, board: str | None) -> str:
    """The name of a board that gives first place of all. Refused for one that is split."""
    name = board_of(whole.challenge, board)
    column = whole.plan.board(name).split_by
    if column:
        raise Refused(
            f"'{name}' gives places within each '{column}', so there is no first place of all. "
            "Name a board without 'split_by' and 'inside'."
        )
    return name


def _numbered(scored: Scored, board: str) -> Scored:
    """The scores with equal rows of this board on one place."""
    board_plan = replace(scored.plan.board(board), numbering="standard")
    return replace(scored, plan=scored.plan.with_board(board_plan))


@dataclass(frozen=True, eq=False)
class _Comparing:
    ws: Workspace
    scored_challenge: ScoredChallenge
    name: str
    part: Stretch | None
    facts: EntryFacts
    codes: Codes

    @property
    def _scored(self) -> Scored:
        return self.scored_challenge.scored

    @property
    def _board(self) -> BoardPlan:
        return self._scored.plan.board(self.name)

    @property
    def _defined(self) -> Item:
        return self.scored_challenge.challenge.boards[self.name].ranking

    def rows(self) -> Iterator[ComparedRow]:
        """The board as it is, then every alternative."""
        try:
            now = self._row("as it is", self._defined.name, self._standings(self._scored))
        except RuleFailed as failure:
            raise NotScored(f"{failure.at}: {failure}") from failure
        yield replace(now, same=bool(now.first))
        for row in self._others():
            yield replace(row, same=bool(row.first) and set(row.first) == set(now.first))

    def _others(self) -> Iterator[ComparedRow]:
        if self._board.ranks == "teams":
            for name, config in self._rankings():
                yield self._ranked(name, config)
            for other in team_alternatives(self._scored.plan):
                yield self._tried(other)
        for other in people_alternatives(self._scored.plan):
            yield self._tried(other)

    def _rankings(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every other ranking with the keys that need no guess."""
        members = scored_within(self.scored_challenge, self.part).scored.teams.people
        smallest = int(members[members > 0].min(initial=np.iinfo(np.int64).max))
        for name in sorted(self.ws.plugins.names("ranking")):
            ranking = self.ws.plugins.find("ranking", name)
            if ranking is None or ranking.full_name == self._defined.full_name:
                continue
            asked = {spec.key for spec in ranking.shapes if spec.required}
            if not asked:
                yield name, {}
            elif asked == {"best"} and (members > 0).any():
                # Of so many every team has the members, so nobody gains from being many.
                yield name, {"best": str(smallest)}

    def _ranked(self, name: str, config: Mapping[str, Any]) -> ComparedRow:
        shown = " ".join((name, *(f"({key}: {value})" for key, value in config.items())))
        try:
            declared = self.ws.plugins.find("ranking", name)
            ranking = self.ws.plugins.ranking(declared.full_name if declared else name)
            board = replace(self._board, ranking=ranking.configured(config))
            scored = replace(self._scored, plan=self._scored.plan.with_board(board))
            return self._row("ranking", shown, self._standings(scored))
        except (RuleFailed, PluginFailure) as failure:
            return ComparedRow("ranking", shown, why=str(failure))

    def _tried(self, other: Alternative) -> ComparedRow:
        try:
            scored = score_alternative(self._scored, other, self.facts, self.codes)
            return self._row(other.key, other.value, self._standings(scored))
        except RuleFailed as failure:
            return ComparedRow(other.key, other.value, why=str(failure))

    def _standings(self, scored: Scored) -> Standings:
        within = scored_within(replace(self.scored_challenge, scored=scored), self.part)
        return _standings_of(within, self.name)

    def _row(self, key: str, value: str, standings: Standings) -> ComparedRow:
        """Who has the best place, and who the next."""
        places = np.unique(standings.place[~np.isnan(standings.place)])[:2].tolist()
        groups = [np.flatnonzero(standings.place == place).tolist() for place in places]
        row = ComparedRow(key, value)
        for number, group in enumerate(groups):
            rows = tuple(self._named(standings, at) for at in group)
            shown = standings.row(group[0]).shown
            if number:
                row = replace(row, second=rows, second_score=shown)
            else:
                row = replace(row, first=rows, score=shown)
        return row

    def _named(self, standings: Standings, at: int) -> tuple[str, str]:
        row = int(standings.order[at])
        return standings.ids[row], self.scored_challenge.names_on(self._board)[row]


def overtake(
    ws: Workspace,
    challenge: str,
    board: str | None = None,
    days: Range | None = None,
    *,
    most: int | None = None,
) -> OvertakeView:
    """Return who leads a board, the score they are certain of, and who can still draw level or overtake.

    Closed days are fixed, days that can still be logged may turn out any way, and today's members are
    assumed to stay. A board of weeks or months is about the latest that has begun, any board about `days`
    if they are named. `most` is how many of those who can overtake are named, None for all. Raise Refused
    if the challenge cannot be scored.
    """
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
            name = board_of(scored_challenge.challenge, board)
            part = stretch_of(scored_challenge, scored_challenge.plan.board(name), days)
            standings = _standings_of(scored_within(scored_challenge, part), name)
            reachable = race(scored_challenge.scored, name, standings, ws.instant(), part)
            return _overtake_view(scored_challenge, reachable, most)
        except (NoProjection, RuleFailed) as reason:
            return OvertakeView(why_not_known=str(reason))
        except NotScored as reason:
            raise PluginFailed(
                f"'{challenge}' is not scored now, so nobody can say who is ahead. No entry is lost. {reason}"
            ) from reason


def _standings_of(scored_challenge: ScoredChallenge, board: str) -> Standings:
    return scored_challenge.scored.standings(board, scored_challenge.team_ids, scored_challenge.person_ids)


def _overtake_view(scored_challenge: ScoredChallenge, race: Race, most: int | None) -> OvertakeView:
    def reach(row: int, score: int) -> CanReach:
        return CanReach(
            scored_challenge.team_ids[row],
            scored_challenge.team_names[row],
            show_score(int(score), race.decimals),
        )

    return OvertakeView(
        leader=reach(race.leader, race.least[race.leader]),
        can=tuple(reach(row, race.most[row]) for row in race.contenders[:most]),
        contenders=len(race.contenders),
        decided=race.decided,
    )
