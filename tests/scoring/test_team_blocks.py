"""Teams that are scored some at a time come to what they do when they are scored at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scoring.challenges import a_challenge, entry
from tests.scoring.facts import Member
from tests.scoring.histories import History, histories
from tests.scoring.scoring import assert_same, examples, scored

from moonwalk.scoring import team_blocks
from moonwalk.scoring.team_blocks import score_teams_in_blocks


def in_blocks(whole, size):
    """The same scores, with those of teams from blocks."""
    teams = len(whole.people.membership.teams)
    return replace(
        whole,
        teams=score_teams_in_blocks(whole.plan, whole.people, teams, whole.last_day, most=0, size=size),
    )


@pytest.fixture
def sizes(monkeypatch):
    """So many people and teams each call of `score_teams` was about; the first one is that for the whole."""
    taken = []
    score_teams = team_blocks.score_teams

    def counted(plan, people, teams, last_day):
        taken.append((len(people.membership.people), teams))
        return score_teams(plan, people, teams, last_day)

    monkeypatch.setattr(team_blocks, "score_teams", counted)
    return taken


@examples(60)
@given(histories(people=12), st.integers(1, 5))
def test_blocks_of_any_size_come_to_what_the_whole_does(history, size):
    whole = scored(history)
    assert_same(in_blocks(whole, size), whole)


TEAM_OF = (3, 1, 2, 1, 2, 3, 4, 4, 5, 5)


def played(*more):
    members = tuple(Member(person, TEAM_OF[person - 1]) for person in range(1, 11)) + more
    lines = tuple(entry(person, 0, person) for person in range(1, 11))
    return scored(History(a_challenge(), lines, members, (), 0, 6))


def test_a_block_has_all_members_of_its_teams_wherever_they_are(sizes):
    whole = played()
    assert_same(in_blocks(whole, 4), whole)
    assert sizes[1:] == [(4, 2), (4, 2), (2, 1)]


def test_teams_that_share_somebody_are_scored_together(sizes):
    # Somebody who comes later or leaves is still in one team only.
    whole = played(Member(11, 1, 0, 2), Member(11, 2, 3), Member(12, 5, 4), Member(13, 4, 0, 3))
    assert_same(in_blocks(whole, 3), whole)
    assert sizes[1:] == [(5, 2), (3, 1), (5, 2)]


def test_where_most_teams_share_somebody_all_are_scored_at_once(sizes):
    whole = played(Member(11, 1, 0, 2), Member(11, 2, 3), Member(12, 3, 0, 2), Member(12, 4, 3))
    assert_same(in_blocks(whole, 3), whole)
    assert sizes[1:] == [(12, 5)]


def test_people_without_a_team_are_in_no_block(sizes):
    whole = played(Member(11, 0), Member(12, 0))
    assert_same(in_blocks(whole, 4), whole)
    assert sum(people for people, _ in sizes[1:]) == 10


def test_few_people_are_scored_at_once(sizes):
    played()
    assert sizes == [(10, 5)]
