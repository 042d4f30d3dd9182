"""What changed between two looks: points, awards, entries, days and people, adding up."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from moonwalk.services.entries import correct_entry, void_entry
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import pause
from moonwalk.services.why.changes import person_change
from moonwalk.services.why.team_changes import team_change
from moonwalk.services.why.views import shown
from moonwalk.services.workspace import open_workspace

from ...workspaces import LANES, MONDAY, SAMPLE_NOW, at, day, roster
from .test_team import rankings

CHALLENGE = "walk-backward"


def assert_person_adds_up(found):
    assert sum(one.after - one.before for one in found.awards) == found.after - found.before
    assert all(one.before != one.after for one in found.awards)
    assert found.words


def assert_team_adds_up(found, before=None, after=None):
    if before is not None and found.before is not None:
        assert (found.before.shown, found.before.place) == (before.score, before.place)
    if after is not None:
        assert (found.after.shown, found.after.place) == (after.score, after.place)
    was = found.before.points if found.before else 0
    assert sum(one.points_before for one in found.members) == was
    assert sum(one.points_after for one in found.members) == found.after.points
    bonus = found.after.bonus - (found.before.bonus if found.before else 0)
    assert sum(one.after - one.before for one in found.awards) == bonus
    points = sum(one.after - one.before for one in found.rules)
    assert points == found.after.points - was + bonus
    if found.difference is not None:
        assert found.difference == found.after.score - found.before.score
        parts = sum((one.score for one in found.rules), Fraction(0))
        assert parts + found.others + found.size == found.difference
    assert found.words


@pytest.mark.parametrize("hours", [9, 60, 200])
def test_every_team_and_some_people_of_the_sample_company_changed_by_what_is_told(sample_once, hours):
    since = SAMPLE_NOW - timedelta(hours=hours)
    ws = sample_once.ws
    before = {row.id: row for row in sample_once.board(challenge=CHALLENGE, known_at=since).rows}
    after = {row.id: row for row in sample_once.board(challenge=CHALLENGE).rows}

    for team, row in list(after.items())[:4]:
        found = team_change(ws, CHALLENGE, team, since)
        assert_team_adds_up(found, before[team], row)
        assert found.others == 0
    for row in sample_once.board("my_points", CHALLENGE, top=5).rows:
        found = person_change(ws, CHALLENGE, row.id, since)
        assert_person_adds_up(found)
        assert str(found.after) == row.score


def test_under_every_ranking_that_is_installed_a_team_changed_by_what_is_told(day6):
    day6.challenge(LANES.replace("boards:\n", "boards:\n" + "".join(rankings(day6)), 1), "all")
    launch(day6.ws, "all", MONDAY)
    day6.now = at(9)
    day6.log("p02", "30", on=day(7))
    day6.log("p05", "30", on=day(8))
    day6.people(roster([("p01", "Ada Bell", "South"), ("p20", "New One", "North")]))
    ws = day6.ws

    for name, _ in day6.board(challenge="all").boards:
        after = day6.board(name, "all")
        if after.ranks == "teams":
            before = {row.id: row for row in day6.board(name, "all", as_of=day(6)).rows}
            for row in after.rows:
                found = team_change(ws, "all", row.id, day(6), board=name)
                assert_team_adds_up(found, before.get(row.id), row)


def test_an_average_that_dropped_overnight_says_who_joined(lanes):
    lanes.now = at(2)
    for who in ("p01", "p02", "p03", "p04"):
        lanes.log(who, "20", on=day(1))
    lanes.now = at(3, 7)
    lanes.people(roster([("p20", "Mia New", "North"), ("p21", "Nils New", "North")]))
    lanes.now = at(3, 9)
    found = team_change(lanes.ws, "lanes", "North", at(2, 13))

    assert (found.before.shown, found.after.shown) == ("20.0", "17.1")
    assert found.size == found.difference == Fraction(80 * 3, 14) - 20
    assert [one.news for one in found.members if one.news] == ["joined", "joined"]
    assert found.words == (
        "North went down from 20.0 to 17.1 since 2027-03-02 13:00 UTC: -2.9 from its members and their days. "
        "It counts as 4.67 members now and counted as 4 before, so the earlier points are divided "
        "differently: -2.9. Mia New, Nils New joined."
    )


def test_who_left_and_who_paused_is_told(lanes):
    lanes.now = at(2)
    lanes.log("p01", "20", on=day(1))
    lanes.now = at(4)
    lanes.people(roster([("p02", "Ben Cole", "South")]))
    found = team_change(lanes.ws, "lanes", "North", day(2))

    assert {one.id: one.news for one in found.members if one.news} == {"p02": "left"}
    assert "Ben Cole left." in found.words


def test_a_pause_is_told_in_days_and_no_reason(day6):
    day6.challenge(LANES.replace("people:\n", "pauses:\n  personal: 5 days\npeople:\n"), "resting")
    launch(day6.ws, "resting", MONDAY)
    day6.now = at(6, 13)
    pause(day6.ws, "resting", "p02", day(6), day(8))
    team = team_change(day6.ws, "resting", "North", at(6))
    person = person_change(day6.ws, "resting", "p02", at(6))

    assert [(one.paused_before, one.paused_after) for one in team.members if one.id == "p02"] == [(0, 1)]
    assert "Members paused on 1 day, 0 before." in team.words
    assert [(one.what, one.before, one.after) for one in person.days] == [("paused", 0, 3)]
    assert "3 days are paused, 0 before." in person.words
    assert_person_adds_up(person)


def test_entries_that_are_new_replaced_or_taken_out_are_told_with_the_awards_they_cost(lanes):
    lanes.now = at(3)
    first = lanes.log("p01", "20", on=day(1))
    second = lanes.log("p01", "8", on=day(2))
    lanes.now = at(4)
    void_entry(lanes.ws, first.id, reason="meant for a colleague")
    correct_entry(lanes.ws, second.id, amount="9 minutes", reason="typed wrongly")
    lanes.log("p01", "11", on=day(3))
    found = person_change(lanes.ws, "lanes", "p01", at(3))
    told = {(one.day, one.rule): (one.before, one.after, one.news) for one in found.awards}

    assert told == {
        (day(1), "minutes"): (20, 0, "gone"),
        (day(2), "minutes"): (8, 9, "changed"),
        (day(3), "minutes"): (0, 11, "new"),
    }
    assert_person_adds_up(found)
    assert found.words.startswith(
        "Ada Bell has 20 points, 8 less than at 2027-03-03 12:00 UTC. "
        "+11 by 1 new award, +1 by 1 changed award, -20 by 1 removed award. "
    )
    verdicts = sorted((one.before.verdict if one.before else "", one.entry.verdict) for one in found.entries)
    assert verdicts == [("", "counted")] * 2 + [("", "void")] + [("counted", "superseded")] * 2


def test_the_same_days_as_known_earlier_and_later_show_what_was_logged_late(lanes):
    lanes.now = at(3)
    lanes.log("p01", "12", on=day(2))
    lanes.now = at(5)
    lanes.log("p01", "13", on=day(1))
    lanes.log("p01", "9", on=day(4))
    found = person_change(lanes.ws, "lanes", "p01", at(3), day(2), at(5))

    assert (found.before, found.after) == (12, 25)
    assert [one.day for one in found.awards] == [day(1)]


def test_without_any_news_it_says_so(day6):
    person = person_change(day6.ws, "lanes", "p02", at(6))
    team = team_change(day6.ws, "lanes", "North", at(6))

    assert (person.awards, person.entries, person.days) == ((), (), ())
    assert person.words.endswith("points, as at 2027-03-06 12:00 UTC.")
    assert team.words.endswith(", as at 2027-03-06 12:00 UTC.")
    assert team.difference == 0


def test_who_or_what_came_later_began_with_nothing(day6):
    day6.now = at(8)
    day6.people(roster([("p20", "New One", "East")]))
    day6.log("p20", "12", on=day(8))
    person = person_change(day6.ws, "lanes", "p20", day(5))
    team = team_change(day6.ws, "lanes", "East", day(5))

    assert (person.before, person.after) == (0, 12)
    assert_person_adds_up(person)
    assert (team.before, team.difference) == (None, None)
    assert "At the end of 2027-03-05 nobody was in East" in team.words
    assert_team_adds_up(team)


def test_who_does_not_take_part_is_refused(day6):
    day6.now = at(20)
    day6.people(roster([("p77", "Zed Late", "North")]))

    with pytest.raises(Refused, match=r"Zed Late.*does not take part"):
        person_change(day6.ws, "lanes", "p77", day(5))


def test_without_its_plugin_nothing_is_explained_and_nothing_lost(day6):
    ws = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))

    for ask, who in ((person_change, "p01"), (team_change, "North")):
        with pytest.raises(PluginFailed, match="No entry is lost"):
            ask(ws, "lanes", who, day(3))


def test_what_is_shown_of_a_change_is_what_the_boards_showed(day6):
    found = team_change(day6.ws, "lanes", "West", day(3))

    assert shown(found.before.score, 1) == found.before.shown
    assert shown(found.after.score, 1) == found.after.shown
