"""Teams over people: joiners, leavers, movers and the silent, in each variant; and what team rules see."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from tests.scoring.challenges import CALENDAR, DAY_1, LONG_AFTER, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, Pause, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.rules import Drawn, Leader, Raising
from tests.scoring.scoring import examples, scored

from moonwalk.api import Award, TeamRule
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.attribution import attribute_days
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import TeamsPlan
from moonwalk.scoring.score import score
from moonwalk.scoring.teams import team_summaries
from moonwalk_plugins.full_house import FullHouse

# Ten days, ten points on each of them for everybody who is a member.
TEN = replace(CALENDAR, length=10)
STAYS = (Member(1, 1), Member(2, 2))
AS_DEFAULT = TeamsPlan()


def played(*members, teams=AS_DEFAULT, last_day=9, pauses=(), silent=(), **changes):
    plan = a_challenge(TEN, teams=teams, **changes)
    whole = build_membership(TEN, member_facts(*STAYS, *members), pause_facts(*pauses), LONG_AFTER)
    people = {one.person for one in (*STAYS, *members)} - set(silent)
    lines = [entry(who, day, 10) for who in sorted(people) for day in range(10)]
    return score(plan, whole, entry_facts(lines), CODES, last_day)


def figures(scores, last_day=9):
    """(points, membership days, days logged, people) of each team."""
    found = team_summaries(scores.plan, scores.teams, last_day)
    columns = found.points, found.member_days, found.logged_days, found.people
    return [tuple(int(column[team]) for column in columns) for team in range(len(found))]


def test_a_team_is_its_members_days():
    assert figures(played()) == [(100, 10, 10, 1), (100, 10, 10, 1)]
    assert figures(played(), 4) == [(50, 5, 5, 1), (50, 5, 5, 1)]
    assert figures(played(), -1) == [(0, 0, 0, 1), (0, 0, 0, 1)]


def test_a_paused_day_is_in_neither_number():
    assert figures(played(pauses=[Pause(1, 2, 4)]))[0] == (70, 7, 7, 1)


def test_joiners_count_from_their_first_day():
    assert figures(played(Member(3, 1, 6)))[0] == (140, 14, 14, 2)


def test_joiners_may_count_from_the_start():
    from_start = TeamsPlan(joiners_from_start=True)

    assert figures(played(Member(3, 1, 6), teams=from_start))[0] == (140, 20, 14, 2)


def test_whoever_has_not_joined_yet_does_not_count_from_the_start():
    from_start = TeamsPlan(joiners_from_start=True)
    scores = played(Member(3, 1, 6), teams=from_start, last_day=4)

    assert figures(scores, 4)[0] == (50, 5, 5, 1)


def test_a_joiner_who_left_again_counts_from_the_start_until_then():
    from_start = TeamsPlan(joiners_from_start=True)
    scores = played(Member(3, 1, 6, 7), teams=from_start)

    assert figures(scores)[0] == (120, 18, 12, 1)


def test_days_off_before_joining_are_nobodys():
    workdays = replace(TEN, workdays_only=True)
    plan = a_challenge(workdays, teams=TeamsPlan(joiners_from_start=True))
    whole = build_membership(workdays, member_facts(Member(1, 1), Member(2, 1, 7)), pause_facts(), LONG_AFTER)
    scores = score(plan, whole, entry_facts([]), CODES, 9)

    # Monday to Friday and Monday to Wednesday, twice.
    assert scores.teams.due[0].tolist() == [2, 2, 2, 2, 2, 0, 0, 2, 2, 2]


def test_leavers_keep_their_points_in_the_team():
    assert figures(played(Member(3, 1, 0, 3)))[0] == (140, 14, 14, 1)


def test_leavers_may_take_their_points_away():
    away = TeamsPlan(leavers_take_points=True)

    assert figures(played(Member(3, 1, 0, 3), teams=away))[0] == (100, 10, 10, 1)
    # On the day before they leave, their points are still there.
    assert figures(played(Member(3, 1, 0, 3), teams=away, last_day=3), 3)[0] == (80, 8, 8, 2)


def test_who_leaves_the_team_but_not_the_challenge_is_a_leaver():
    alone = Member(3, 0, 4)

    assert figures(played(Member(3, 1, 0, 3), alone))[0] == (140, 14, 14, 1)
    away = TeamsPlan(leavers_take_points=True)
    assert figures(played(Member(3, 1, 0, 3), alone, teams=away))[0] == (100, 10, 10, 1)


def test_who_comes_back_is_no_leaver():
    away = TeamsPlan(leavers_take_points=True)
    back = Member(3, 1, 0, 2), Member(3, 1, 8)

    assert figures(played(*back))[0] == (150, 15, 15, 2)
    assert figures(played(*back, teams=away))[0] == (150, 15, 15, 2)
    assert figures(played(*back, teams=away, last_day=5), 5)[0] == (60, 6, 6, 1)


def test_movers_leave_points_where_they_earned_them():
    assert figures(played(Member(3, 1, 0, 3), Member(3, 2, 4))) == [(140, 14, 14, 1), (160, 16, 16, 2)]


def test_movers_may_take_points_along():
    along = TeamsPlan(movers_take_points=True)
    moves = Member(3, 1, 0, 3), Member(3, 2, 4)

    assert figures(played(*moves, teams=along)) == [(100, 10, 10, 1), (200, 20, 20, 2)]
    assert figures(played(*moves, teams=along, last_day=3), 3) == [(80, 8, 8, 2), (40, 4, 4, 1)]


def test_a_mover_who_leaves_is_a_leaver_and_no_mover():
    moves = Member(3, 1, 0, 3), Member(3, 2, 4, 6)
    along = TeamsPlan(movers_take_points=True)
    both = TeamsPlan(movers_take_points=True, leavers_take_points=True)

    assert figures(played(*moves, teams=along)) == [(140, 14, 14, 1), (130, 13, 13, 1)]
    assert figures(played(*moves, teams=both)) == [(100, 10, 10, 1), (100, 10, 10, 1)]


def test_who_logs_nothing_counts_as_zero_or_is_left_out():
    out = TeamsPlan(leave_out_silent=True)

    assert figures(played(Member(3, 1), silent=[3]))[0] == (100, 20, 10, 2)
    assert figures(played(Member(3, 1), silent=[3], teams=out))[0] == (100, 10, 10, 2)


def test_active_members_are_those_who_logged():
    scores = played(Member(3, 1), Member(4, 1, 0, 3), silent=[3])

    assert (scores.teams.people[0], scores.teams.active[0]) == (2, 1)


def test_nobody_has_a_place_for_points_without_a_team():
    plan = a_challenge(TEN)
    whole = build_membership(TEN, member_facts(Member(1, 0), Member(2, 5)), pause_facts(), DAY_1)
    where = attribute_days(plan, whole, np.ones((2, 10), np.bool_), 9)

    assert where.points[0].tolist() == [-1] * 10
    assert where.now.tolist() == [-1, 0]


@examples(60)
@given(histories())
def test_no_point_is_lost_or_doubled_among_teams(history):
    stays = TeamsPlan()
    scores = scored(replace(history, plan=replace(history.plan, teams=stays)))
    in_a_team = scores.people.membership.team >= 0

    assert scores.teams.total.sum() == scores.people.total[in_a_team].sum()


class ByName(TeamRule):
    """A point for each member, on the first day, if the team is called "Team 2"."""

    name: ClassVar[str] = "by_name"

    def awards(self, team, context):
        if team.name == "Team 2":
            yield Award(day=context.starts, points=len(team.days[0].members), reason="the second team")


def test_team_rules_without_a_fast_form_see_the_members_of_each_day():
    scores = played(Member(3, 2), Member(4, 2, 5), team_rules=(rule("second", ByName),))

    assert scores.teams.bonus["second"].sum(axis=1).tolist() == [0, 2]


def test_a_full_house_pays_the_team_and_not_its_members():
    full = rule("full", FullHouse, needs=("all members met good_week",), points="10")
    scores = played(team_rules=(full,))

    # Four good days in the first week; two of three in the second, which is short.
    assert np.flatnonzero(scores.teams.bonus["full"][0]).tolist() == [3, 8]
    assert figures(scores)[0][0] == 100


def test_a_rule_that_pays_on_some_days_only_pays_teams_on_them_only():
    drawn = rule("drawn", Drawn, during=[day < 2 for day in range(10)])
    scores = played(team_rules=(drawn,))

    assert scores.teams.bonus["drawn"].tolist() == [[1, 1] + [0] * 8] * 2


def test_a_team_rule_that_fails_is_named():
    class Bad(TeamRule):
        """Fails."""

        name: ClassVar[str] = "bad"

        awards = Raising.awards

    with pytest.raises(RuleFailed, match=r"rule 'bad' failed: .*division by zero"):
        played(team_rules=(rule("bad", Bad),))


def test_a_field_rule_that_pays_nobody_here_is_named():
    class Elsewhere(Leader):
        """Pays a team that is not there."""

        def awards(self, teams, context):
            return [replace(given, team="nobody") for given in super().awards(teams, context)]

    scores = played(league_rules=(rule("league", Elsewhere),))

    with pytest.raises(RuleFailed, match=r"rule 'league' failed: .*it gave points to 'nobody'"):
        scores.standings("teams", ("one", "two"), ("1", "2"))
