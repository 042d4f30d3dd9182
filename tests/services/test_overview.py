"""How a challenge does today: its shares, movers and quiet people against a plain count of the entries."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest

from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.entries import list_entries
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.overview import Event, overview, participants, quiet_people
from moonwalk.services.roster.participation import pause
from moonwalk.services.roster.sign_ups import leave
from moonwalk.services.workspace import open_workspace
from moonwalk.tui.widgets.overview_box import describe_overview

from ..workspaces import LANES, MONDAY, PEOPLE, at, day


def days_logged(lanes):
    """Who logged on which days, counted from the list of entries."""
    logged = defaultdict(set)
    for entry in list_entries(lanes.ws, most=10_000):
        logged[entry.person].add(entry.day)
    return logged


def test_shares_are_those_of_a_plain_count(day6):
    logged = days_logged(day6)
    shown = overview(day6.ws, "lanes")

    assert shown.days == tuple(day(number) for number in range(1, 7))
    for team in shown.teams:
        members = [identifier for identifier, _, name in PEOPLE if name == team.name]
        counts = [sum(each in logged[who] for who in members) for each in shown.days]
        assert team.shares == tuple((200 * count + 4) // 8 for count in counts), team.name
    assert (shown.logged, shown.due) == (sum(day(6) in days for days in logged.values()), 12)


def test_who_can_still_win_is_not_said_where_nobody_knows(day6):
    assert overtake(day6.ws, "lanes").leader is None
    assert overview(day6.ws, "lanes").race is None


@pytest.fixture
def restful(lanes):
    """The lanes of a challenge in which people may pause, on its sixth day."""
    lanes.challenge(LANES + "pauses: {personal: 7 days}\n", "rest")
    launch(lanes.ws, "rest", MONDAY)
    lanes.now = at(6)
    return lanes


def test_a_day_on_which_nobody_was_due_has_no_share(restful):
    for identifier, _, team in PEOPLE:
        if team == "West":
            pause(restful.ws, "rest", identifier, day(5), day(6))

    shares = {team.name: team.shares for team in overview(restful.ws, "rest").teams}

    assert shares["West"][4:] == (None, None)
    assert None not in shares["North"]


def test_who_pauses_is_not_due_and_is_counted(restful):
    pause(restful.ws, "rest", "p01", day(5), day(7))
    shown = overview(restful.ws, "rest")
    assert (shown.due, shown.paused, shown.is_over) == (11, 1, False)
    said = [line.plain for line in describe_overview(shown, restful.ws.today(), 80, 30)]
    assert said[0].startswith("0 of 11 have logged for today; 1 pauses")


def test_after_the_last_day_it_is_that_day_and_not_today(day6):
    day6.now = at(12)
    shown = overview(day6.ws, "lanes")
    assert (shown.is_over, shown.days[-1], shown.logged) == (True, day(10), 0)
    said = [line.plain for line in describe_overview(shown, day6.ws.today(), 80, 30)]
    assert said[0].startswith("0 of 12 have logged for the last day, Wed 10 Mar")


def test_what_comes_next_is_in_order_of_time(day6):
    events = overview(day6.ws, "lanes").events

    whens = [event.when if not hasattr(event.when, "date") else event.when.date() for event in events]
    assert whens == sorted(whens)
    assert Event(day(10), "the last day") in events
    assert [event.what for event in events if hasattr(event.when, "hour")] == [
        "last chance to log Mon 1 to Sat 6"
    ]


def test_before_its_first_day_there_is_only_what_comes(lanes):
    shown = overview(lanes.ws, "lanes")

    assert (shown.days, shown.movers, shown.due) == ((), (), 0)
    assert shown.events[0] == Event(MONDAY, "the first day")


def test_movers_are_the_rows_of_the_main_board_that_moved(day6):
    day6.now = at(10, 14)
    for who in ("p09", "p10", "p11", "p12"):
        day6.log(who, "60", on=day(8))
        day6.log(who, "60", on=day(9))
    moved = {row.id: row.moved for row in day6.board().rows if row.moved}

    assert {mover.id: mover.moved for mover in overview(day6.ws, "lanes").movers} == moved != {}


def test_quiet_days_are_those_since_the_last_entry_without_today(day6):
    logged = days_logged(day6)
    for person in participants(day6.ws, "lanes"):
        last = max(logged[person.id], default=None)
        since = (day(6) - last).days if last else 6
        assert (person.last, person.quiet) == (last, max(since - 1, 0)), person


def test_who_pauses_or_has_left_is_not_quiet(restful):
    assert {person.quiet for person in participants(restful.ws, "rest")} == {5}
    assert quiet_people(restful.ws, "rest") == 12

    pause(restful.ws, "rest", "p01", day(6), day(7))
    leave(restful.ws, "rest", "p02")

    quiet = {person.id: person.quiet for person in participants(restful.ws, "rest")}
    assert (quiet["p01"], quiet.get("p02", 0), quiet["p03"]) == (0, 0, 5)
    assert quiet_people(restful.ws, "rest") == 10
    assert {person.id for person in participants(restful.ws, "rest") if person.pauses} == {"p01"}


def test_everyone_is_listed_although_it_is_not_scored(day6):
    without_streaks = open_workspace(day6.folder, day6.now, frozenset({"streaks"}))
    people = participants(without_streaks, "lanes")

    assert [person.id for person in people] == [identifier for identifier, *_ in PEOPLE]
    assert {person.quiet for person in people} == {0}
    assert "streak" in overview(without_streaks, "lanes").not_scored
    with pytest.raises(Refused):
        participants(day6.ws, "none")


def test_a_day_later_everyone_is_quiet_for_a_day_more(day6):
    now = {person.id: person.quiet for person in participants(day6.ws, "lanes")}
    day6.now += timedelta(days=1)
    later = {person.id: person.quiet for person in participants(day6.ws, "lanes")}

    logged_today = {who for who, days in days_logged(day6).items() if day(6) in days}
    assert later == {who: days + (who not in logged_today) for who, days in now.items()}
