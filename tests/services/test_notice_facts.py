"""What notices are told of people and teams: facts of the scores, and no more than others may see."""

from __future__ import annotations

import pytest

from moonwalk.services import scores
from moonwalk.services.boards.board import show_board
from moonwalk.services.doctor import examine
from moonwalk.services.entries import correct_entry, log_entry
from moonwalk.services.launch import launch
from moonwalk.services.notice_context import notice_context
from moonwalk.services.notice_readers import places_of_teams
from moonwalk.services.notifications import list_messages, tick

from ..workspaces import LANES, MONDAY, at, day, roster


@pytest.fixture
def facts(day6):
    def of():
        with day6.ws.database() as db:
            scored = scores.current(day6.ws, db, "lanes")
            now = day6.ws.instant()
            context = notice_context(db, scored, now, now, day6.ws.settings)
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


NEWS = LANES.replace(
    "  - notice: weekly_recap\n",
    "  - notice: entry_rejected\n  - notice: entry_corrected\n  - notice: organiser_digest\n"
    "  - {notice: weekly_recap, to: organisers}\n",
)


def test_corrected_and_rejected_entries_are_told_to_their_person_and_numbers_to_organisers(empty):
    empty.people(roster())
    empty.file("moonwalk.yaml", "name: Test\norganisers: [p12, nobody@example.org]\n")
    empty.challenge(NEWS)
    launch(empty.ws, "lanes", MONDAY)
    empty.now = at(2, 12)
    logged = log_entry(empty.ws, "p01", "20", "walk")
    log_entry(empty.ws, "p02", "70", "walk")
    log_entry(empty.ws, "p03", "12", "walk")
    correct_entry(empty.ws, logged.id, "typo", "2")
    empty.now = at(3, 9)
    tick(empty.ws)
    empty.now = at(10, 9)
    tick(empty.ws)

    got = {(row.person, row.subject): row.text for row in list_messages(empty.ws)}
    changed = [text for (person, subject), text in got.items() if "was corrected" in subject]
    refused = [text for (person, subject), text in got.items() if "does not count" in subject]
    assert (len(changed), len(refused)) == (1, 1)
    assert (
        "20 minutes, Walked, is 2 minutes now: typo" in got["p01", "Lanes: an entry of yours was corrected"]
    )
    assert "70 minutes, Walked: it is more" in got["p02", "Lanes: something you logged does not count"]
    recap = got["p12", "Week 1 of Lanes: everyone"]
    assert "In week 1 2 of 12 people were active, on 2 days in all." in recap
    assert not any(person != "p12" for person, subject in got if subject == "Week 1 of Lanes: everyone")
    assert any("not on the roster: nobody@example.org" in found.says for found in examine(empty.ws).findings)
