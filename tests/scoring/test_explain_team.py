"""A team's score: members, bonuses with reasons, and what the ranking makes of them, all adding up."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import pytest
from hypothesis import given
from tests.scoring.challenges import CALENDAR, LONG_AFTER, a_board, a_challenge, entry, rule
from tests.scoring.facts import CODES, Member, entry_facts, member_facts, pause_facts
from tests.scoring.histories import histories
from tests.scoring.rules import Leader
from tests.scoring.scoring import board_rows, examples, person_ids, scored, team_ids

from moonwalk.api import Award, Ranking, TeamRule
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.boards import summaries_of
from moonwalk.scoring.explain_teams import member_shares, row_score, team_awards
from moonwalk.scoring.membership import build_membership
from moonwalk.scoring.plan import TeamsPlan
from moonwalk.scoring.score import score
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.rankings import Mean

HOUSE = rule("house", FullHouse, needs=("all members met good_week",), points="10")


def played(*members, last_day=9, lines=None, **changes):
    """Two minutes on every day of every member, seven days a week."""
    plan = a_challenge(CALENDAR, **changes)
    whole = build_membership(plan.calendar, member_facts(*members), pause_facts(), LONG_AFTER)
    everyone = {member.person for member in members}
    walked = lines or [entry(person, day, 10) for person in everyone for day in range(10)]
    return score(plan, whole, entry_facts(walked), CODES, last_day)


def snapshot(scores):
    return scores.snapshot(team_ids(scores), person_ids(scores), scores.last_day)


@examples(30)
@given(histories())
def test_members_and_bonuses_add_up_to_what_the_board_shows(history):
    scores = scored(history)
    standings = {row.id: row for row in board_rows(scores, "teams")}
    board, ids = history.plan.board("teams"), team_ids(scores)
    summaries = summaries_of(history.plan, board, snapshot(scores))

    for team, name in enumerate(ids):
        shares = member_shares(scores, team, board.of_rules)
        awards = team_awards(scores, team, ids, board.of_rules)
        found = row_score(history.plan, board, snapshot(scores), team)
        summary = summaries.row(team)
        assert sum(share.points for share in shares) == summary.points
        assert sum(share.days for share in shares) == summary.member_days
        assert sum(share.logged for share in shares) == summary.logged_days
        assert sum(share.here for share in shares) == summary.people
        assert sum(one.award.points for one in awards) == summary.bonus
        assert found.summary == summary
        # A team without a value is in no part of a split board.
        standing = standings.get(name)
        if standing and standing.shown != "-":
            assert found.score == Fraction(standing.numerator, standing.denominator)
            assert found.before is not None
            assert found.score - found.before == (summary.bonus if board.ranking.adds_team_bonus else 0)
        else:
            assert found.score is None


def test_awards_of_team_and_field_rules_come_with_rule_day_and_reason():
    scores = played(Member(1, 1), Member(2, 2), team_rules=(HOUSE,), league_rules=(rule("lead", Leader),))
    found = [(one.rule.id, one.award.day, one.award.points) for one in team_awards(scores, 0, ("T1", "T2"))]

    assert ("house", CALENDAR.dates[3], 10) in found
    assert [name for name, *_ in found if name == "lead"] or team_awards(scores, 1, ("T1", "T2"))
    assert all(one.award.reason for one in team_awards(scores, 0, ("T1", "T2")))
    assert team_awards(scores, 0, ("T1", "T2"), ("minutes",)) == ()


def test_awards_of_days_that_are_not_looked_at_yet_are_left_out():
    class Early(TeamRule):
        """A point for every day, whether it has been or not."""

        name: ClassVar[str] = "early"

        def awards(self, team, context):
            return [Award(day=day.date, points=1, reason="a day") for day in team.days]

    scores = played(Member(1, 1), team_rules=(rule("early", Early),), last_day=4)

    assert len(team_awards(scores, 0, ("T1",))) == 5


def test_a_bonus_that_pays_on_some_days_only_is_told_for_them_only():
    on_fridays = [day.weekday() == 4 for day in CALENDAR.dates]
    late = rule("late", FullHouse, on_fridays, needs=("at least 1 members",), points="3")

    scores = played(Member(1, 1), team_rules=(late,))

    assert [one.award.day for one in team_awards(scores, 0, ("T1",))] == []


def test_a_team_rule_whose_fast_form_says_otherwise_is_found_out(monkeypatch):
    scores = played(Member(1, 1), team_rules=(HOUSE,))
    monkeypatch.setattr(FullHouse, "awards", lambda *_: ())

    with pytest.raises(RuleFailed, match="its vectorised form and its awards disagree on 2027-01-07"):
        team_awards(scores, 0, ("T1",))


def test_who_left_or_moved_is_told_with_days_and_points_as_the_challenge_says():
    members = (Member(1, 1), Member(2, 1, 0, 4), Member(3, 1, 0, 2), Member(3, 2, 3))
    stays = member_shares(played(*members), 0, ())
    goes = member_shares(played(*members, teams=TeamsPlan(False, False, True, True)), 0, ())

    assert [(one.points, one.first, one.last, one.here) for one in stays] == [
        (100, 0, 9, True),
        (50, 0, 4, False),
        (30, 0, 2, False),
    ]
    assert [one.points for one in goes] == [100, 0, 0]
    assert [one.days for one in stays] == [10, 5, 3]


def test_a_team_that_nobody_was_in_yet_has_no_members_and_no_bonus():
    scores = played(Member(1, 1), Member(2, 2, 90), team_rules=(HOUSE,))

    assert member_shares(scores, 1, ()) == ()
    assert team_awards(scores, 1, ("T1", "T2")) == ()


def test_a_row_without_a_score_has_none():
    class Nothing(Ranking):
        """No score."""

        name: ClassVar[str] = "nothing"

        def score(self, summary, field, context):
            return None

    scores = played(Member(1, 1), boards=(a_board("teams", Nothing),))
    found = row_score(scores.plan, scores.plan.board("teams"), snapshot(scores), 0)

    assert (found.before, found.score) == (None, None)


def test_the_bonus_stands_beside_what_the_ranking_gives():
    scores = played(
        Member(1, 1), Member(2, 1), team_rules=(HOUSE,), boards=(a_board("teams", Mean),), last_day=6
    )
    found = row_score(scores.plan, scores.plan.board("teams"), snapshot(scores), 0)

    assert (found.summary.points, found.summary.size, found.summary.bonus) == (140, 2, 10)
    assert (found.before, found.score) == (70, 80)
