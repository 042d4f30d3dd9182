"""A team's days: who was a member, what may be known of them, and what may not."""

from __future__ import annotations

from dataclasses import replace

from tests.scoring.challenges import LONG_AFTER, a_challenge, entry
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts

from moonwalk.api import Status
from moonwalk.api.arrays import Grid, TeamGrid
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.score import score_members
from moonwalk.scoring.teams import team_timelines

NAMES = {1: "North", 4: "Ärzte & Co", 30: "South"}


def teams_of(*members, lines=(), pauses=()):
    plan = a_challenge()
    facts = replace(member_facts(*members), team_names=NAMES)
    whole = build_membership(plan.calendar, facts, pause_facts(*pauses), LONG_AFTER)
    people = score_members(plan, whole, entry_facts(lines), CODES, 27)
    grid = Grid(
        week=plan.calendar.week, status=whole.status, amounts={}, met=people.met, logged=people.logged
    )
    return list(
        team_timelines(
            plan, TeamGrid(grid=grid, team=whole.team, team_count=len(whole.teams)), whole.team_names
        )
    )


def numbers(team, day):
    return [member.number for member in team.days[day].members]


def test_teams_have_the_names_that_boards_show():
    assert [team.name for team in teams_of(Member(1, 30), Member(2, 4))] == ["Ärzte & Co", "South"]


def test_members_of_a_day_are_those_who_were_there_on_it():
    moves = Member(7, 1, 0, 9), Member(7, 2, 10)
    one, two = teams_of(Member(3, 1), *moves, Member(9, 2, 5))

    assert [numbers(one, day) for day in (0, 9, 10)] == [[0, 1], [0, 1], [0]]
    assert [numbers(two, day) for day in (0, 5, 10)] == [[], [1], [0, 1]]


def test_a_members_number_says_nothing_but_who_is_who():
    # The same team among others: nobody's number changes.
    alone, among = (
        teams_of(*others, Member(50, 9), Member(60, 9), lines=[entry(60, 2, 5)])[-1]
        for others in ((), (Member(1, 1), Member(55, 1)))
    )

    assert alone == among


def test_it_is_known_who_logged_and_met_what_but_not_how_much():
    team = teams_of(Member(1), Member(2), lines=[entry(1, 0, 4), entry(2, 0, 9)], pauses=[Pause(2, 1, 1)])[0]
    first, second = team.days[0].members

    assert (first.logged, first.met) == (True, frozenset())
    assert (second.logged, second.met) == (True, frozenset({"good_day"}))
    assert [member.status for member in team.days[1].members] == [Status.DUE, Status.PAUSED]
    assert not hasattr(first, "amounts")


def test_a_challenge_without_teams_has_none():
    assert teams_of(Member(1, 0)) == []
    assert teams_of() == []
