"""A whole challenge scored from its facts, and brought up to date for what a new fact changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from moonwalk.api.arrays import Grid
from moonwalk.api.panels import CompanyView
from moonwalk.registry import CompanyRuleAdapter
from moonwalk.scoring.amended import codes_in, joined_people
from moonwalk.scoring.asking import ask
from moonwalk.scoring.boards import ScoreSnapshot, build_board
from moonwalk.scoring.facts import EntryFacts, Int32Array, Int64Array, days_until, distinct
from moonwalk.scoring.grid import CountedEntries, build_grid
from moonwalk.scoring.leagues import LeagueScores, score_weeks, with_league_bonus
from moonwalk.scoring.membership import Membership
from moonwalk.scoring.people import Block, MapBlocks, PeopleScores, score_in_blocks, score_people
from moonwalk.scoring.periods import Stretch, people_of_days, plan_of_days, without_days
from moonwalk.scoring.plan import AnyRulePlan, Plan, RulePlan
from moonwalk.scoring.standings import Standings
from moonwalk.scoring.team_blocks import members_of_teams, score_teams_in_blocks
from moonwalk.scoring.teams import TeamScores
from moonwalk.scoring.verdicts import Codes, Settled, converted, judge, settle


@dataclass(frozen=True, eq=False)
class Scored:
    """Everyone's points and every team's, up to `last_day` (an index; beyond the end: all days).

    `weeks` are the teams of each week by itself, where a rule compares them.
    """

    plan: Plan
    people: PeopleScores
    teams: TeamScores
    last_day: int
    weeks: tuple[TeamScores, ...] = ()

    def standings(self, name: str, team_ids: tuple[str, ...], person_ids: tuple[str, ...]) -> Standings:
        """Return a board, its rows named by the given ids."""
        return self.standings_until(name, team_ids, person_ids, self.last_day)

    def standings_until(
        self,
        name: str,
        team_ids: tuple[str, ...],
        person_ids: tuple[str, ...],
        last_day: int,
        before: Standings | None = None,
    ) -> Standings:
        """Return a board as these scores had it at the end of an earlier day.

        `before` may be what other scores answered, which saves time where few rows differ.
        """
        snapshot = self.snapshot(team_ids, person_ids, last_day)
        return build_board(self.plan, self.plan.board(name), snapshot, before=before)

    def snapshot(
        self, team_ids: tuple[str, ...], person_ids: tuple[str, ...], last_day: int
    ) -> ScoreSnapshot:
        """Return everyone's scores at the end of a day as a board needs them, bonuses included."""
        # Never kept: league rules compare all teams, so one entry may change what every team gets.
        teams = with_league_bonus(self.league(team_ids, last_day))
        return ScoreSnapshot(team_ids, person_ids, self.people, teams, last_day, self.last_day)

    def within(self, stretch: Stretch, team_ids: tuple[str, ...], last_day: int | None = None) -> Scored:
        """Return the scores of a challenge that consists of these days alone, up to a day (None: the last).

        Teams and places are those of its last day, so what comes later changes nothing about it. What teams
        earn as teams comes from the whole challenge: a rule is not asked again about a piece of it.
        """
        days, kept = stretch.hull, stretch.days[stretch.hull]
        whole = with_league_bonus(self.league(team_ids, self.last_day))
        plan = plan_of_days(self.plan, days)
        last = stretch.latest(self.last_day if last_day is None else last_day) - days.start
        people = without_days(people_of_days(self.people, days), kept)
        teams = score_teams_in_blocks(plan, people, len(people.membership.teams), last)
        bonus = {rule: np.where(kept, values[:, days], 0) for rule, values in whole.bonus.items()}
        return Scored(plan, people, replace(teams, bonus=bonus), last)

    def progress(self) -> tuple[CompanyView, ...]:
        """Return what everyone has done together, by each rule of the company."""
        return company_views(self.plan, self.people, self.last_day)

    def progress_of(self, team: int) -> tuple[CompanyView, ...]:
        """Return what a team (an index) has done together, by each rule that it has by itself."""
        days = days_until(self.last_day)
        return tuple(
            _view(self.plan, rule, self.teams.totals[rule.id][team, days].tolist())
            for rule in self.plan.team_totals
        )

    def league(self, team_ids: tuple[str, ...], last_day: int) -> LeagueScores:
        """Return what league rules rest on, as of the end of a day."""
        return LeagueScores(self.plan, self.people, self.teams, self.weeks, team_ids, last_day)


def score(
    plan: Plan,
    membership: Membership,
    entries: EntryFacts,
    codes: Codes,
    last_day: int,
    map_blocks: MapBlocks = map,
) -> Scored:
    """Score everything from the facts. RuleFailed where a rule does not answer: there is no partial result.

    `map_blocks` scores the blocks of people, in turns unless it is given.
    """
    # A partial of a function of this module, so that another process can be sent it.
    block = partial(score_block, plan, codes, last_day)
    people = score_in_blocks(Block(membership, entries), block, map_blocks)
    return score_from_people(plan, people, last_day)


def score_from_people(plan: Plan, people: PeopleScores, last_day: int) -> Scored:
    """Return everything that follows from the scores of people."""
    teams = len(people.membership.teams)
    team_scores = score_teams_in_blocks(plan, people, teams, last_day)
    return Scored(plan, people, team_scores, last_day, score_weeks(plan, people, teams, last_day))


def score_block(plan: Plan, codes: Codes, last_day: int, block: Block) -> PeopleScores:
    """Score the people of a block."""
    return score_members(plan, block.membership, block.entries, codes, last_day)


def score_members(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> PeopleScores:
    """Score the people of a membership from their entries, each day by the text that applies on it."""
    if not plan.earlier:
        return _score_members(plan, membership, entries, codes, last_day)
    return joined_people(
        plan,
        [
            _score_members(each, membership, entries, codes_in(each, plan, codes), last_day)
            for each, _ in plan.spans
        ],
    )


def _score_members(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> PeopleScores:
    grid, counted_entries = grid_from_entries(plan, membership, entries, codes, last_day)
    # People are independent of one another: blocks and `rescore` rest on no person's points depending on
    # somebody else's entries.
    return score_people(plan, membership, grid, counted_entries)


def grid_from_entries(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> tuple[Grid, CountedEntries]:
    """Return everyone's days as they were logged: as a grid, and with the entries that count."""
    settled = settle_entries(plan, membership, entries, codes, last_day)
    grid = build_grid(plan, membership, settled.raw, converted(plan, settled.raw))
    counted_entries = CountedEntries(plan, settled, membership)
    return counted_entries.with_days_before(grid), counted_entries


def settle_entries(
    plan: Plan, membership: Membership, entries: EntryFacts, codes: Codes, last_day: int
) -> Settled:
    """Return every entry's verdict, and the amounts of each day before `counts_as`."""
    shape = (len(membership.people), plan.calendar.length)
    return settle(plan, judge(plan, membership, entries, codes, last_day), shape)


def rescore(scored: Scored, people: Int32Array, entries: EntryFacts, codes: Codes) -> Scored:
    """Return the scores after new entries of some people; `entries` are all the entries those people have.

    Their rows are scored afresh, and with them every team that they were ever in; nobody else changes.
    """
    membership = scored.people.membership
    rows = membership.rows(distinct(people))
    rows = rows[rows >= 0]
    if not len(rows):
        return scored
    fresh = score_members(scored.plan, membership.only(rows), entries, codes, scored.last_day)
    merged = scored.people.with_rows(rows, fresh)
    # Ever, not now: an entry for a day in a former team changes that one's points.
    touched = distinct(membership.team[rows])
    teams = touched[touched >= 0].astype(np.int64)
    return with_teams_again(replace(scored, people=merged), merged, teams)


def with_teams_again(scored: Scored, people: PeopleScores, teams: Int64Array) -> Scored:
    """Return the scores with some teams scored afresh, for the whole challenge and for each week."""
    if not len(teams):
        return scored
    fresh, weeks = scores_of_teams(scored.plan, people, teams, scored.last_day)
    return replace(
        scored,
        teams=scored.teams.with_teams(teams, fresh),
        weeks=tuple(week.with_teams(teams, new) for week, new in zip(scored.weeks, weeks, strict=True)),
    )


def scores_of_teams(
    plan: Plan, people: PeopleScores, teams: Int64Array, last_day: int
) -> tuple[TeamScores, tuple[TeamScores, ...]]:
    """Return the scores of some teams (indices), and those of each week; all of their members are given."""
    members, rows = members_of_teams(people, teams)
    scored = score_from_people(plan, members, last_day)
    return scored.teams.only(rows), tuple(week.only(rows) for week in scored.weeks)


def company_views(plan: Plan, people: PeopleScores, last_day: int) -> tuple[CompanyView, ...]:
    """Return how far everyone has come together, up to a day. RuleFailed where a rule does not answer."""
    return tuple(_view(plan, rule, company_totals(people, rule, last_day)) for rule in plan.company_rules)


def company_totals(people: PeopleScores, rule: AnyRulePlan, last_day: int) -> list[int]:
    """Return what everyone's days add, day by day up to `last_day`."""
    # 64 bits suffice: 200,000 people may each add 2**45 thousandths a day, 35 times the largest entry.
    totals: list[int] = people.shares[rule.id][:, days_until(last_day)].sum(axis=0).tolist()
    return totals


def _view(plan: Plan, rule: RulePlan[CompanyRuleAdapter], totals: list[int]) -> CompanyView:
    progress = ask(rule, rule.adapter.progress, sum(totals), plan.context)
    milestones = ask(rule, rule.adapter.milestones, totals, plan.context)
    return CompanyView(rule=rule.id, label=rule.label, progress=progress, reached=tuple(milestones))
