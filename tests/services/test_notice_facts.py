"""What notices are told of people and teams: facts of the scores, and no more than others may see."""

from __future__ import annotations

import pytest

from moonwalk.services import scores
from moonwalk.services.boards.board import show_board
from moonwalk.services.notice_context import notice_context
from moonwalk.services.team_places import places_of_teams

from ..workspaces import at, day


@pytest.fixture
def facts(day6):
    def of():
        with day6.ws.database() as db:
            scored = scores.current(day6.ws, db, "lanes")
            now = day6.ws.instant()
            context = notice_context(db, scored, now, now, "")
            return context, places_of_teams(day6.ws, db, scored.challenge)

    return of


def test_people_come_with_the_days_that_they_logged_and_that_are_asked_of_them(day6, facts):
    context, _ = facts()
    person = context.people[0]

    assert person.logged_days
    assert set(person.logged_days) <= set(person.due_days)
    assert person.due_days[0] == day(1)
    assert sum(person.days.values()) == len(person.logged_days)
    assert context.launched is not None
    assert context.launched < context.now < context.closed


def test_places_of_teams_are_those_that_others_see(day6, facts):
    assert facts()[1] == ()
    day6.now = at(10)
    published = facts()[1]
    seen = show_board(day6.ws, "lanes", "table")

    assert [each.week for each in published] == [1]
    assert set(published[0].places) <= {row.name for row in seen.rows}
