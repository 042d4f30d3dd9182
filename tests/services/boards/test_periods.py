"""Boards and prizes of weeks, months and ranges of days, each by itself."""

from __future__ import annotations

import hashlib

import pytest

from moonwalk.services.boards.alternatives import compare_board
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.errors import Refused
from moonwalk.services.launch import launch
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for, prizes_for
from moonwalk.services.views import Range

from ...workspaces import LANES, MONDAY, at, copied, day, fresh

BOARDS = """\
  weekly: {label: Of the week, ranks: people, ranking: sum, period: each week}
  weekly_teams: {label: Team of the week, ranks: teams, ranking: mean, period: each week, seen_by: organisers}
  monthly: {label: Of the month, ranks: people, ranking: sum, period: each month}
  start: {label: Good start, ranks: people, ranking: sum, during: [week 1 Monday to week 1 Tuesday]}
notices:
"""
PRIZES = """\
prizes:
  medal: {what: A medal, given: by place, board: weekly, wins: once}
  again: {what: A cake, given: by place, board: weekly}
  tea: {what: Tea, given: by place, board: weekly, places: 4, only_when: good_day}
  pizza: {what: Pizza, given: by place, board: weekly_teams}
  socks: {what: Socks, given: by raffle, goal: good_day, period: each week, wins: once}
  pin: {what: A pin, given: by goal, goal: good_day, period: each week}
"""
TEXT = LANES.replace("notices:\n", BOARDS, 1) + PRIZES
AMOUNTS = {"p01": (30, 29), "p02": (20, 28), "p05": (25, 5), "p09": (9, 9)}


@pytest.fixture(scope="module")
def lanes_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("periods") / "work")
    seen = "privacy: {organisers_see: entries, people_see: everyone}"
    lanes.challenge(TEXT.replace("privacy: {organisers_see: entries}", seen))
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    for number in range(1, 11):
        lanes.now = at(number)
        rows = [f"{who},{day(number)},walk,{of[number > 7]}" for who, of in AMOUNTS.items()]
        assert not lanes.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n").rejected
    return lanes


@pytest.fixture
def lanes(lanes_once, tmp_path):
    """Four people log the same each day of week 1, and other amounts in week 2."""
    return copied(lanes_once, tmp_path / "work")


def points(view):
    return {row.id: int(row.score) for row in view.rows if row.score != "0"}


def expected(days):
    """Minutes, 5 for every third good day in a row, 20 on the fourth good day of a week; 40 a day at most."""
    total = {}
    for who, of in AMOUNTS.items():
        for number in days:
            amount = of[number > 7]
            good = [earlier for earlier in range(1, number + 1) if of[earlier > 7] >= 10]
            row = 5 if amount >= 10 and len(good) % 3 == 0 else 0
            # The second week has three days, of which two make it a good one.
            asked = 2 if number > 7 else 4
            week = 20 * (amount >= 10 and sum((each > 7) == (number > 7) for each in good) == asked)
            total[who] = total.get(who, 0) + min(amount + row, 40) + week
    return total


def prizes_of(lanes, name, **asked):
    return [one for one in show_prizes(lanes.ws, "lanes", **asked).prizes if one.name == name]


def test_a_board_of_the_week_shows_the_present_one_and_who_led_before(lanes):
    view = lanes.board("weekly")

    assert (view.period, view.state) == ("week 2", "provisional")
    assert points(view) == expected(range(8, 11))
    assert [(row.period, row.first, row.state) for row in view.earlier] == [
        ("week 1", ("Ada Bell",), "final")
    ]
    assert view.earlier[0].score == str(expected(range(1, 8))["p01"])
    assert all(row.moved is None for row in view.rows)


def test_an_earlier_day_shows_the_week_it_lies_in(lanes):
    view = lanes.board("weekly", as_of=day(3))
    assert (view.period, view.earlier) == ("week 1", ())
    assert points(view) == expected(range(1, 4))


def test_a_named_period_and_months(lanes):
    start, month = lanes.board("start"), lanes.board("monthly")

    assert start.period == "week 1 Monday to week 1 Tuesday"
    assert (points(start), start.state) == (expected(range(1, 3)), "final")
    assert (month.period, points(month)) == ("March 2027", expected(range(1, 11)))


@pytest.mark.parametrize(("first", "last"), [(2, 5), (8, 8), (1, 10), (None, 3), (4, None)])
def test_leaders_of_any_days(lanes, first, last):
    days = Range(day(first) if first else None, day(last) if last else None)
    view = lanes.board("people", days=days)

    assert points(view) == expected(range(first or 1, (last or 10) + 1))
    assert view.period
    assert points(lanes.board("people")) == expected(range(1, 11))


def test_a_range_that_is_a_week_has_its_name(lanes):
    assert lanes.board("people", days=Range(day(1), day(7))).period == "week 1"


@pytest.mark.parametrize(
    ("days", "message"),
    [
        (Range(day(5), day(4)), "comes after"),
        (Range(day(-3), day(4)), "not among the days that have begun"),
        (Range(day(1), day(12)), "comes after the last day"),
    ],
)
def test_days_that_are_no_days_of_it_are_refused(lanes, days, message):
    with pytest.raises(Refused, match=message):
        lanes.board("people", days=days)


def test_everyone_wins_once(lanes):
    first, second = prizes_of(lanes, "medal")
    assert [(one.period, one.state) for one in (first, second)] == [
        ("week 1", "final"),
        ("week 2", "provisional"),
    ]
    assert [row.id for row in first.winners] == ["p01"]
    assert [row.id for row in second.winners] == ["p02"]
    assert [(row.id, row.why) for row in second.missed] == [("p01", "has won already, week 1")]
    assert [[row.id for row in one.winners] for one in prizes_of(lanes, "again")] == [["p01"], ["p01"]]


def test_a_team_wins_each_week(lanes):
    assert [[row.name for row in one.winners] for one in prizes_of(lanes, "pizza")] == [["North"], ["North"]]


def test_a_weekly_raffle_is_drawn_when_its_week_has_closed(lanes):
    first, second = prizes_of(lanes, "socks")
    assert {row.id: row.tickets for row in first.tickets} == {"p01": 7, "p02": 7, "p05": 7}
    assert (len(first.winners), second.winners) == (1, ())
    view = show_prizes(lanes.ws, "lanes")
    assert view.seed is None

    lanes.now = at(30)
    view = show_prizes(lanes.ws, "lanes")
    again, last = prizes_of(lanes, "socks")
    assert again.winners == first.winners
    holders = [row for row in last.tickets if row.id != first.winners[0].id]
    lots = {
        hashlib.sha256(f"{view.seed}/socks/week 2/{row.id}/{number}".encode()).hexdigest(): row.id
        for row in holders
        for number in range(1, row.tickets + 1)
    }
    assert [(row.id, row.lot) for row in last.winners] == [(lots[max(lots)], max(lots))]
    # Whoever won has tickets again only if it was p01 or p02.
    held = {row.id for row in first.winners} & {"p01", "p02"}
    assert {row.id for row in last.missed} == held


def test_a_goal_met_each_week(lanes):
    assert [{row.id for row in one.winners} for one in prizes_of(lanes, "pin")] == [
        {"p01", "p02", "p05"},
        {"p01", "p02"},
    ]


def test_others_see_winners_of_weeks_that_are_over_and_no_days_of_their_choice(lanes):
    seen = {(one.name, one.period): one.winners for one in prizes_for(lanes.ws, "lanes", FOR_EVERYONE).prizes}
    assert [row.name for row in seen["medal", "week 1"]] == ["Ada"]
    assert seen["medal", "week 2"] == seen["pin", "week 1"] == ()
    with pytest.raises(Refused, match="Only organisers"):
        board_for(lanes.ws, "lanes", "people", FOR_EVERYONE, days=Range(day(1), day(2)))

    board = board_for(lanes.ws, "lanes", "weekly", FOR_EVERYONE)
    assert (board.period, board.earlier, board.periods) == ("week 2", (), ())
    with pytest.raises(Refused, match="for organisers only"):
        board_for(lanes.ws, "lanes", "weekly_teams", FOR_EVERYONE)


def test_a_board_of_weeks_is_compared_week_by_week(lanes):
    with pytest.raises(Refused, match="not among the days that have begun"):
        compare_board(lanes.ws, "lanes", "weekly_teams", days=Range(day(-3), day(4)))
    view = compare_board(lanes.ws, "lanes", "weekly_teams", days=Range(day(1), day(7)))
    board = lanes.board("weekly_teams", days=Range(day(1), day(7)))
    assert (view.period, view.state, view.as_of) == ("week 1", "final", board.as_of)
    assert view.rows[0].score == board.rows[0].score


def test_before_day_1_there_is_an_empty_first_week(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT)
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)

    assert (lanes.board("weekly").period, lanes.board("weekly").earlier) == ("week 1", ())
    assert [one.winners for one in prizes_of(lanes, "medal")] == [()]


def test_a_prize_of_a_week_goes_to_who_met_its_goal_in_that_very_week(lanes):
    first, second = (prize for prize in show_prizes(lanes.ws, "lanes").prizes if prize.name == "tea")

    assert "Only for people who met 'a good day' in that week." in first.says
    assert {row.id for row in first.winners} == {"p01", "p02", "p05"}
    assert [(row.id, row.why) for row in first.missed] == [("p09", "has not met 'a good day'")]
    assert {row.id for row in second.winners} == {"p01", "p02"}
    assert {row.id for row in second.missed} == {"p05", "p09"}
