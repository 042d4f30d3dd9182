"""Whose figures stand in which row, and what of people they are made of, from scores reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from tests.scoring.challenges import CALENDAR, LONG_AFTER, a_board, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts

from moonwalk.api import Ranking
from moonwalk.registry import adapt
from moonwalk.scoring.disclosure import ACTIVE, TOTAL, grouping_of, grouping_of_totals, measured, share_of
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.scoring.score import score
from moonwalk_plugins.amounts import PerUnit
from moonwalk_plugins.company import CollectiveGoal
from moonwalk_plugins.rankings import Mean, Participation, Sum, TopK

TEN = replace(CALENDAR, length=10)
STEPS = 2
"""The number of the activity of which no points come, but a share of what a team does together."""

MEMBERS = (
    Member(1, 1),
    *(part for who in (2, 3, 4, 5) for part in (Member(who, 1, 0, 4), Member(who, 2, 5))),
    Member(6, 2, 0, 4),
)
"""One who stays in the first team, four who move to the second, and one who leaves that, on day 5."""

LINES = (
    entry(1, 0, 30),
    entry(2, 1, 20),
    entry(3, 1, 10),
    entry(3, 6, 15),
    entry(5, 2, 4, kind=STEPS),
)
STEPPED = rule("stepped", CollectiveGoal, activity="steps", total="8 steps", unlocks={"100%": "Tea"})
MORE = rule("more", PerUnit, activity="walk", points="2", per="1 minute")


def plan(**changes):
    return a_challenge(TEN, team_totals=(STEPPED,), **changes)


def snapshot(of, last_day=9, seen_on=9):
    whole = build_membership(TEN, member_facts(*MEMBERS), pause_facts(), LONG_AFTER)
    sites = RosterColumn.of_values(["Ulm", "Bern", "Bern", "", "Ulm", "Ulm"])
    scores = score(of, replace(whole, columns={"site": sites}), entry_facts(LINES), CODES, seen_on)
    return scores.snapshot(("T1", "T2"), tuple(f"p{number}" for number in range(1, 7)), last_day)


def rows(grouping):
    """The row of each person, and who has something in another one, too."""
    names = [grouping.keys[row] if row >= 0 else "" for row in grouping.row.tolist()]
    return [
        f"{name}{'' if alone else ' and others'}" for name, alone in zip(names, grouping.settled, strict=True)
    ]


def test_people_are_in_the_row_in_which_their_points_are_and_else_in_that_of_their_team():
    grouping = grouping_of(plan(), a_board("teams", Sum), snapshot(plan()), ("minutes",))

    assert (grouping.board, grouping.keys) == ("teams", ("T1", "T2"))
    # The second earned something before the move only, the third on both sides of it, the fourth nothing. The
    # fifth brought steps, which a rule about teams counts. The sixth is in no team any longer.
    assert rows(grouping) == ["T1", "T1", "T2 and others", "T2", "T1", ""]
    assert grouping.row.dtype == np.int32


def test_who_earned_something_before_they_had_a_team_has_some_of_it_in_no_row():
    members = member_facts(Member(1, 0, 0, 4), Member(1, 1, 5), Member(2, 1), Member(3, 2))
    whole = build_membership(TEN, members, pause_facts(), LONG_AFTER)
    facts = entry_facts((entry(1, 1, 10), entry(1, 6, 10), entry(2, 1, 10), entry(3, 1, 10)))
    seen = score(plan(), whole, facts, CODES, 9).snapshot(("T1", "T2"), ("p1", "p2", "p3"), 9)

    assert rows(grouping_of(plan(), a_board("teams", Sum), seen, ())) == ["T1 and others", "T1", "T2"]


def test_what_happens_after_the_last_day_moves_nobody():
    at = {day: snapshot(plan(), last_day=day) for day in (-1, 4, 5)}
    found = {day: rows(grouping_of(plan(), a_board("teams", Sum), seen, ())) for day, seen in at.items()}

    assert found[4] == ["T1", "T1", "T1", "T1", "T1", "T2"]
    assert found[5] == ["T1", "T1", "T1", "T2", "T1", ""]
    # Before the first day, people are where they are on it.
    assert found[-1] == found[4]


def test_steps_are_behind_the_rows_of_teams_only_where_a_rule_counts_them():
    without = replace(plan(), team_totals=())

    assert rows(grouping_of(without, a_board("teams", Sum), snapshot(without), ()))[4] == "T2"


def test_people_stand_in_the_row_of_their_value_of_a_column():
    sites = a_board("roster column", Sum, name="sites", column="site")
    grouping = grouping_of(plan(), sites, snapshot(plan()), ("minutes",))

    assert rows(grouping) == ["ulm", "bern", "bern", "", "ulm", "ulm"]
    assert (grouping.board, grouping.measures) == ("sites", (TOTAL,))


class Fixed(Ranking):
    """The same for everybody."""

    name: ClassVar[str] = "fixed"

    def score(self, row, rows, context):
        return 1


class Both(Ranking):
    """The points of each active member."""

    name: ClassVar[str] = "both"

    def score(self, row, rows, context):
        return row.points + row.active


class OfTheSecond(Ranking):
    """Who is active, in the second row only."""

    name: ClassVar[str] = "of_the_second"

    def score(self, row, rows, context):
        return row.active if row.id == "T2" else 1


@pytest.mark.parametrize(
    ("made", "config", "measures"),
    [
        (Sum, {}, (TOTAL,)),
        (Mean, {}, (TOTAL,)),
        (Participation, {}, (ACTIVE,)),
        (TopK, {"best": 2}, ()),
        (Fixed, {}, (TOTAL,)),
        (Both, {}, (TOTAL, ACTIVE)),
        (OfTheSecond, {}, (ACTIVE,)),
    ],
)
@pytest.mark.parametrize("last_day", [0, 9])
def test_what_a_ranking_looks_at_is_seen_from_what_it_makes_of_made_up_rows(made, config, measures, last_day):
    board = replace(a_board("teams", Sum), ranking=adapt(made, config))

    assert grouping_of(plan(), board, snapshot(plan(), last_day), ("minutes",)).measures == measures


def test_a_board_of_some_rules_tells_the_points_by_these_too():
    both = plan(person_rules=(a_challenge().person_rules[0], MORE))
    seen = snapshot(both)
    some = a_board("teams", Sum, of_rules=("more",))

    assert grouping_of(both, some, seen, ("minutes", "more")).measures == (TOTAL, "points of more")
    active = replace(some, ranking=adapt(Participation))
    assert grouping_of(both, active, seen, ("minutes", "more")).measures == (ACTIVE,)


def test_a_board_whose_places_depend_on_other_boards_has_no_measures_of_its_own():
    both = plan(boards=(*plan().boards, a_board("teams", Sum, name="sums")))
    compared = a_board("teams", Sum, name="compared", compares=("sums",))

    assert grouping_of(both, compared, snapshot(both), ("minutes",)).measures == ()


def test_the_totals_of_teams_are_made_of_shares():
    grouping = grouping_of_totals(plan(), "stepped", "together", snapshot(plan()))

    assert (grouping.board, grouping.keys) == ("together", ("T1", "T2"))
    assert grouping.measures == (TOTAL, "share of stepped")
    assert rows(grouping)[:3] == ["T1", "T1", "T2 and others"]


def test_measures_are_added_up_to_the_last_day():
    both = plan(
        person_rules=(a_challenge().person_rules[0], MORE), company_rules=(replace(STEPPED, id="all"),)
    )
    people = snapshot(both).people

    def values(last_day):
        return {name: value.tolist() for name, value in measured(people, both, last_day).items()}

    assert values(9) == {
        "points of minutes": [30, 20, 25, 0, 0, 0],
        "points of more": [60, 40, 50, 0, 0, 0],
        TOTAL: [90, 60, 75, 0, 0, 0],
        ACTIVE: [1, 1, 1, 0, 1, 0],
        share_of("all"): [0, 0, 0, 0, 4000, 0],
        share_of("stepped"): [0, 0, 0, 0, 4000, 0],
    }
    assert values(1)[TOTAL] == [90, 60, 30, 0, 0, 0]
    assert values(1)[ACTIVE] == [1, 1, 1, 0, 0, 0]
    assert values(0)["points of more"] == [60, 0, 0, 0, 0, 0]
    assert {value.dtype for value in measured(people, both, 9).values()} == {np.dtype(np.int64)}
