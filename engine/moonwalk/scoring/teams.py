"""Teams: the points, members and bonuses of each on each day, and their summaries for rankings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.arrays import DayTotals, Grid, MemberTotals, TeamGrid
from moonwalk.api.teams import Member, Summaries, TeamDay, TeamTimeline
from moonwalk.api.timeline import Inputs, Status
from moonwalk.registry import CompanyRuleAdapter, TeamRuleAdapter
from moonwalk.scoring.absence import counted_pauses, taking_part
from moonwalk.scoring.amended import joined
from moonwalk.scoring.asking import ask, during, index_of
from moonwalk.scoring.attribution import attribute_days, can_take_part
from moonwalk.scoring.facts import (
    BoolArray,
    Int32Array,
    Int64Array,
    day_sums,
    days_until,
    distinct,
    with_rows,
)
from moonwalk.scoring.membership import no_lots
from moonwalk.scoring.patched_rows import rows_of, with_rows_of
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Plan, RulePlan
from moonwalk.scoring.totals import TeamTotals, TeamTotalsKey

_STATUSES: Final = tuple(Status)


@dataclass(frozen=True, eq=False)
class TeamScores:
    """Everything about teams, each array teams x days; `points` and `bonus` are by rule id.

    `totals` has what the members' days add to each rule about the team's total, in thousandths, by rule id.
    `roster` counts the members of a day, `due` those for whom it counts, and `paused` those of them who
    pause and have what a paused day counts as. `active_due` counts the same days of members who log
    something, or are paid though absent, from the day on which they first did. `people` and `active` count
    the members of the last day, and those of them who have (teams).
    """

    points: Mapping[str, Int64Array]
    bonus: Mapping[str, Int64Array]
    totals: Mapping[str, Int64Array]
    roster: Int64Array
    due: Int64Array
    paused: Int64Array
    active_due: Int64Array
    logged: Int64Array
    met: Mapping[str, Int64Array]
    people: Int64Array
    active: Int64Array
    # Filled when a board asks. Valid because the arrays beside it never change, and `replace` begins with
    # an empty one.
    totals_cache: dict[TeamTotalsKey, TeamTotals] = field(default_factory=dict, init=False, repr=False)

    def totals_until(self, key: TeamTotalsKey) -> TeamTotals:
        """Return what each team's members have up to a day."""
        totals = self.totals_cache.get(key)
        if totals is None:
            totals = self.totals_cache[key] = self._compute_totals(key)
        return totals

    def _compute_totals(self, key: TeamTotalsKey) -> TeamTotals:
        days, begun = days_until(key.last), slice(0, key.begun)
        points = [values for rule, values in self.points.items() if not key.rules or rule in key.rules]
        return TeamTotals(
            points=self._sums(points, days),
            member_days=day_sums(self.due[:, begun]),
            logged_days=day_sums(self.logged[:, begun]),
            active_days=day_sums(self.active_due[:, days]),
            paused_days=day_sums(self.paused[:, begun]),
            met={goal: day_sums(values[:, days]) for goal, values in self.met.items()},
        )

    def bonus_until(self, last_day: int, rules: tuple[str, ...]) -> Int64Array:
        """Return what some rules (none named: all) give each team up to a day."""
        bonuses = [values for rule, values in self.bonus.items() if not rules or rule in rules]
        return self._sums(bonuses, days_until(last_day))

    def _sums(self, parts: list[Int64Array], days: slice) -> Int64Array:
        total = np.zeros(len(self.people), np.int64)
        for part in parts:
            total += day_sums(part[:, days])
        return total

    @cached_property
    def total(self) -> Int64Array:
        """The members' points without bonuses, teams x days."""
        return self.of_rules(())

    def of_rules(self, rules: tuple[str, ...]) -> Int64Array:
        """Return the members' points by some rules (none named: all), teams x days."""
        total = np.zeros(self.due.shape, np.int64)
        for rule, points in self.points.items():
            if not rules or rule in rules:
                total += points
        return total

    def only(self, teams: Int64Array) -> TeamScores:
        """Return the scores of some teams."""
        return TeamScores(
            rows_of(self.points, teams),
            rows_of(self.bonus, teams),
            rows_of(self.totals, teams),
            self.roster[teams],
            self.due[teams],
            self.paused[teams],
            self.active_due[teams],
            self.logged[teams],
            rows_of(self.met, teams),
            self.people[teams],
            self.active[teams],
        )

    def with_teams(self, teams: Int64Array, fresh: TeamScores) -> TeamScores:
        """Return the scores with those of some teams replaced by `fresh`, whose rows are those teams."""
        merged = TeamScores(
            with_rows_of(self.points, teams, fresh.points),
            # Whole arrays: boards add up all of them each time.
            {name: with_rows(values, teams, fresh.bonus[name]) for name, values in self.bonus.items()},
            with_rows_of(self.totals, teams, fresh.totals),
            with_rows(self.roster, teams, fresh.roster),
            with_rows(self.due, teams, fresh.due),
            with_rows(self.paused, teams, fresh.paused),
            with_rows(self.active_due, teams, fresh.active_due),
            with_rows(self.logged, teams, fresh.logged),
            with_rows_of(self.met, teams, fresh.met),
            with_rows(self.people, teams, fresh.people),
            with_rows(self.active, teams, fresh.active),
        )
        # A list of the items, since another thread may ask for further totals meanwhile.
        for key, totals in list(self.totals_cache.items()):
            merged.totals_cache[key] = totals.with_rows(teams, fresh.totals_until(key))
        return merged


def score_teams(plan: Plan, people: PeopleScores, teams: int, last_day: int) -> TeamScores:
    """Return every team's scores from its members', with the bonuses of team rules."""
    membership = people.membership
    attribution = attribute_days(plan, membership, people.logged, last_day)
    earning = _TeamCells.of(attribution.points, teams)
    # The two tables are the same object unless the challenge counts joiners from the start or leaves
    # silent members out.
    counting = (
        earning if attribution.member is attribution.points else _TeamCells.of(attribution.member, teams)
    )
    team_grid = team_grid_of(plan, people, teams)
    current = np.bincount(attribution.now[attribution.now >= 0], minlength=teams)
    present = taking_part(plan, membership, people.logged)
    active = attribution.now[present.any(axis=1) & (attribution.now >= 0)]
    eligible = can_take_part(plan, membership, attribution)
    totals = {rule: earning.sum_exactly(people.shares[rule]) for rule in total_rules(plan)}
    return TeamScores(
        points={rule: earning.sum(values) for rule, values in people.points.items()},
        bonus=_bonuses(plan, team_grid, totals, membership.team_names),
        totals=totals,
        roster=counting.count_all(),
        due=counting.count(eligible),
        paused=counting.count(counted_pauses(plan, membership)),
        # Only up to today: a member who has not had the day yet must not lower the share of those who
        # have logged.
        active_due=counting.count_from(eligible & (np.arange(plan.calendar.length) <= plan.today), present),
        logged=counting.count(people.logged),
        met={goal: counting.count(flags) for goal, flags in people.met.items()},
        people=current.astype(np.int64),
        active=np.bincount(active, minlength=teams).astype(np.int64),
    )


def total_rules(plan: Plan) -> tuple[str, ...]:
    """Return the rules about each team's total, by id, also those of earlier texts."""
    return tuple({rule.id: None for each, _ in plan.spans for rule in each.team_totals})


def _bonuses(
    plan: Plan, team_grid: TeamGrid, totals: Mapping[str, Int64Array], names: Sequence[str]
) -> dict[str, Int64Array]:
    """Return what each rule gives teams, on the days of its text.

    Every text is asked about the goals that were met, each day by the text that applied on it.
    """
    by_text = [
        {rule.id: _bonus(each, rule, team_grid, names) for rule in each.team_rules}
        | {rule.id: bonus_of_totals(each, rule, totals[rule.id]) for rule in each.team_totals}
        for each, _ in plan.spans
    ]
    return by_text[0] if not plan.earlier else joined([days for _, days in plan.spans], by_text)


def _bonus(
    plan: Plan, rule: RulePlan[TeamRuleAdapter], team_grid: TeamGrid, names: Sequence[str]
) -> Int64Array:
    # A rule that does not declare that it draws sees no lots, vectorised or not, so that it cannot come
    # to depend on them unnoticed.
    if Inputs.LOT not in rule.adapter.inputs:
        team_grid = replace(team_grid, lots=no_lots())
    vectorised = ask(rule, rule.adapter.grid_points, team_grid, plan.context)
    if vectorised is not None:
        return during(rule, vectorised)
    points = np.zeros((team_grid.team_count, plan.calendar.length), np.int64)
    for team, days in enumerate(team_timelines(plan, team_grid, names)):
        for award in ask(rule, rule.adapter.awards, days, plan.context):
            points[team, index_of(plan, rule, award.day)] += award.points
    return during(rule, points)


def bonus_of_totals(plan: Plan, rule: RulePlan[CompanyRuleAdapter], totals: Int64Array) -> Int64Array:
    """Return what each team gets for what its total has reached, teams x days."""
    points = np.zeros_like(totals)
    for team, days in enumerate(totals.tolist()):
        for step in ask(rule, rule.adapter.milestones, days, plan.context):
            points[team, index_of(plan, rule, step.day)] += step.points
    return points


def team_grid_of(plan: Plan, people: PeopleScores, teams: int) -> TeamGrid:
    """Return people as team rules see them: who met a goal, never how much somebody did."""
    # Amounts stay out on purpose: a rule about goals must not become one about who did most.
    grid = Grid(
        week=plan.calendar.week,
        status=people.membership.status,
        amounts={},
        met=people.met,
        logged=people.logged,
    )
    return TeamGrid(grid=grid, team=people.membership.team, team_count=teams, lots=people.membership.lots)


def team_timelines(plan: Plan, team_grid: TeamGrid, names: Sequence[str]) -> Iterator[TeamTimeline]:
    """Yield each team's days with its members; `names` are the teams' names, in the order of the grid.

    A member's number counts the people who were ever in the team, so it stays the same when only some teams
    are scored.
    """
    grid, people = team_grid.grid, len(team_grid.team)
    rows, days = np.nonzero(team_grid.team >= 0)
    # Team and person in one number, in 64 bits (50,000 teams x 200,000 people is 1e10): `unique` then
    # sorts by team, and each team is a slice between two bounds.
    pairs = distinct(team_grid.team[rows, days].astype(np.int64) * people + rows)
    bounds = np.searchsorted(pairs, np.arange(team_grid.team_count + 1) * people)
    for team, (first, last) in enumerate(pairwise(bounds.tolist())):
        members = pairs[first:last] % max(people, 1)
        there = (team_grid.team[members] == team).tolist()
        lots = team_grid.lots[members].tolist() if len(team_grid.lots) else [0] * len(members)
        histories = list(_histories(grid, members, lots))
        played = (
            TeamDay(
                date=day, index=index, week=int(grid.week[index]), members=_present(histories, there, index)
            )
            for index, day in enumerate(plan.calendar.dates)
        )
        yield TeamTimeline(name=names[team], days=tuple(played))


def _histories(grid: Grid, rows: Int64Array, lots: list[int]) -> Iterator[list[Member]]:
    """Yield each member's days."""
    status, logged = grid.status[rows].tolist(), grid.logged[rows].tolist()
    met = {goal: flags[rows].tolist() for goal, flags in grid.met.items()}
    for number, days in enumerate(status):
        yield [
            Member(
                number=number,
                status=_STATUSES[number_of_status],
                logged=logged[number][day],
                met=frozenset([goal for goal, flags in met.items() if flags[number][day]]),
                lot=lots[number],
            )
            for day, number_of_status in enumerate(days)
        ]


def _present(histories: list[list[Member]], there: list[list[bool]], day: int) -> tuple[Member, ...]:
    return tuple(days[day] for days, here in zip(histories, there, strict=True) if here[day])


@dataclass(frozen=True, eq=False)
class _TeamCells:
    """The cell of teams x days that each cell of people x days belongs to.

    One cell behind all others takes what belongs to no team.
    """

    cell: Int64Array
    teams: int

    @classmethod
    def of(cls, team: Int32Array, teams: int) -> _TeamCells:
        days = team.shape[1]
        cell = team.astype(np.int64)
        cell *= days
        cell += np.arange(days)
        # A spare cell instead of a mask: `bincount` then takes whole arrays as they are, and the last
        # count is cut off.
        cell[team < 0] = teams * days
        return cls(cell, teams)

    def sum(self, values: Int32Array) -> Int64Array:
        """Add up the values of each team's members."""
        # `bincount` adds weights as doubles, exact up to 2**53: points of 32 bits would take four million
        # members of one team to get there.
        return self._table(np.bincount(self.cell.ravel(), values.ravel(), self._size))

    def sum_exactly(self, values: Int64Array) -> Int64Array:
        """Add up amounts, which doubles would round where a few people did more than anybody can."""
        sums = np.zeros(self._size, np.int64)
        np.add.at(sums, self.cell.ravel(), values.ravel())
        return self._table(sums)

    def count(self, flags: BoolArray) -> Int64Array:
        """Count each team's members for whom the flags hold."""
        # Nobody, for example, where pauses count as nothing.
        if not flags.any():
            return np.zeros((self.teams, self.cell.shape[1]), np.int64)
        # Flags as weights: to pick the cells for which they hold takes three times as long.
        return self._table(np.bincount(self.cell.ravel(), flags.ravel(), self._size))

    def count_from(self, flags: BoolArray, begun: BoolArray) -> Int64Array:
        """Count as `count` does, but days before the first on which `begun` holds are moved to that day."""
        first = np.argmax(begun, axis=1)
        counting = flags & begun.any(axis=1, keepdims=True) & (self.cell < self._size - 1)
        early = counting & (np.arange(self.cell.shape[1]) < first[:, None])
        rows, days = np.nonzero(early)
        # Moved rather than dropped: until somebody logs they are no active member, and from then on all
        # of their days count. Adding the first day's index less the day's stays within the team's row.
        moved = self.cell[rows, days] + first[rows] - days
        return self.count(counting & ~early) + self._table(np.bincount(moved, minlength=self._size))

    def count_all(self) -> Int64Array:
        """Count the members of each team."""
        return self._table(np.bincount(self.cell.ravel(), minlength=self._size))

    @property
    def _size(self) -> int:
        return self.teams * int(self.cell.shape[1]) + 1

    def _table(self, flat: NDArray[np.float64] | Int64Array) -> Int64Array:
        return flat[:-1].reshape(self.teams, self.cell.shape[1]).astype(np.int64, copy=False)


def team_summaries(
    plan: Plan,
    scores: TeamScores,
    last_day: int,
    rules: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    make_members: Callable[[], MemberTotals] | None = None,
) -> Summaries:
    """Return teams as a ranking sees them, up to a day; `rules` picks rules by id (none: all)."""
    days, begun = days_until(last_day), days_until(min(last_day, plan.today))
    totals = scores.totals_until(TeamTotalsKey(last_day, begun.stop, rules))

    def make_days() -> DayTotals:
        total = scores.of_rules(rules)
        return DayTotals(points=total[:, days], roster=scores.roster[:, days], due=scores.due[:, days])

    return Summaries(
        ids=names or tuple(str(index) for index in range(len(scores.people))),
        points=totals.points,
        bonus=scores.bonus_until(last_day, rules),
        people=scores.people,
        active=scores.active,
        member_days=totals.member_days,
        days=int((plan.calendar.statuses[begun] == Status.DUE).sum()),
        logged_days=totals.logged_days,
        active_days=totals.active_days,
        paused_days=totals.paused_days,
        met=totals.met,
        make_days=make_days,
        make_members=make_members,
    )
