"""A challenge scored: from facts to people, teams and boards; all of it, or what one new fact changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.grid import Grid
from moonwalk.scoring.amounts import Settled, converted, settle
from moonwalk.scoring.blocks import Block, Work, score_in_blocks
from moonwalk.scoring.boards import Field
from moonwalk.scoring.boards import board as build_board
from moonwalk.scoring.counted import CountedEntries
from moonwalk.scoring.facts import EntryFacts
from moonwalk.scoring.frame import Frame
from moonwalk.scoring.grids import build_grid
from moonwalk.scoring.people import PeopleScores, score_people
from moonwalk.scoring.plan import Plan
from moonwalk.scoring.standings import Standings
from moonwalk.scoring.teams import TeamScores, score_teams, with_field_bonus
from moonwalk.scoring.verdicts import Codes, judge


@dataclass(frozen=True, eq=False)
class Scored:
    """Everyone's points and every team's, up to `last_day` (an index; beyond the end: all days)."""

    plan: Plan
    people: PeopleScores
    teams: TeamScores
    last_day: int

    def standings(self, name: str, team_ids: tuple[str, ...], person_ids: tuple[str, ...]) -> Standings:
        """A board, its rows named by the given ids."""
        return self.standings_until(name, team_ids, person_ids, self.last_day)

    def standings_until(
        self, name: str, team_ids: tuple[str, ...], person_ids: tuple[str, ...], last_day: int
    ) -> Standings:
        """A board as these scores had it at the end of an earlier day."""
        return build_board(self.plan, self.plan.board(name), self.field(team_ids, person_ids, last_day))

    def field(self, team_ids: tuple[str, ...], person_ids: tuple[str, ...], last_day: int) -> Field:
        """Everyone on the boards as these scores had them at the end of a day, bonuses included."""
        teams = with_field_bonus(self.plan, self.teams, last_day, team_ids)
        return Field(team_ids, person_ids, self.people, teams, last_day, self.last_day)


def score(
    plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int, work: Work = map
) -> Scored:
    """Everything from scratch. RuleFailed where a rule does not answer: there is no partial result.

    `work` scores the blocks of people, in turns unless it is given.
    """
    block = partial(score_block, plan, codes, last_day)
    people = score_in_blocks(Block(frame, entries), block, work)
    return Scored(plan, people, score_teams(plan, people, len(frame.teams), last_day), last_day)


def score_block(plan: Plan, codes: Codes, last_day: int, block: Block) -> PeopleScores:
    """The people of a block, as `score_rows` does."""
    return score_rows(plan, block.frame, block.entries, codes, last_day)


def score_rows(plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int) -> PeopleScores:
    """The people of a frame, from their entries. People are independent of one another."""
    grid, counted = days_from(plan, frame, entries, codes, last_day)
    return score_people(plan, frame, grid, counted)


def days_from(
    plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int
) -> tuple[Grid, CountedEntries]:
    """Everyone's days as they were logged, as a grid and with the entries that count."""
    settled = settle_entries(plan, frame, entries, codes, last_day)
    grid = build_grid(plan, frame, settled.raw, converted(plan, settled.raw))
    counted = CountedEntries(plan, settled)
    return counted.with_days_before(grid), counted


def settle_entries(plan: Plan, frame: Frame, entries: EntryFacts, codes: Codes, last_day: int) -> Settled:
    """Every entry's verdict, and amounts a day before `counts_as`."""
    shape = (len(frame.people), plan.calendar.length)
    return settle(plan, judge(plan, frame, entries, codes, last_day), shape)


def rescored(scored: Scored, people: NDArray[np.int32], entries: EntryFacts, codes: Codes) -> Scored:
    """The same after new entries of some people: `entries` are all the entries those people have.

    Their rows are scored afresh, and with them every team they were ever in; nobody else changes.
    """
    frame = scored.people.frame
    rows = frame.rows(np.unique(people))
    rows = rows[rows >= 0]
    if not len(rows):
        return scored
    fresh = score_rows(scored.plan, frame.only(rows), entries, codes, scored.last_day)
    merged = scored.people.with_rows(rows, fresh)
    touched = np.unique(frame.team[rows])
    teams = touched[touched >= 0].astype(np.int64)
    return replace(scored, people=merged, teams=_rescored_teams(scored, merged, teams))


def _rescored_teams(scored: Scored, people: PeopleScores, teams: NDArray[np.int64]) -> TeamScores:
    if not len(teams):
        return scored.teams
    members = people.only(people.frame.members_of(teams))
    # Teams that members have come from or gone to are there as well, but without their other members.
    frame, known = members.frame.compact()
    fresh = score_teams(scored.plan, replace(members, frame=frame), len(known), scored.last_day)
    return scored.teams.with_teams(teams, fresh.only(np.searchsorted(known, teams)))
