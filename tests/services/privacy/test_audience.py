"""What others see of a board: what `privacy:` and `seen_by` say, as of the last publication."""

from __future__ import annotations

import csv
import io
import json

import pytest

from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.notifications import tick
from moonwalk.services.privacy.audience import (
    FOR_ORGANISERS,
    Audience,
    board_for,
    display_name,
    others_see,
    prizes_for,
)
from moonwalk.services.roster.privacy import export_person, forget_person

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster

EVERYONE = Audience("everyone")
BOARDS = """\
boards:
  table: {label: Teams, ranks: teams, ranking: sum, ties: [shared place]}
  share: {label: Share, ranks: teams, ranking: participation}
  best: {label: Best two, ranks: teams, ranking: top_k, best: 2}
  mine: {label: Mine, ranks: people, ranking: sum, seen_by: own row}
  people: {label: People, ranks: people, ranking: sum}
  secret: {label: Secret, ranks: teams, ranking: mean, seen_by: organisers}
notices: [{notice: week_closes_soon}, {notice: weekly_recap}]
"""
TEXT = LANES[: LANES.index("boards:")] + BOARDS


def company(folder, privacy="smallest_group: 3", logging=PEOPLE):
    lanes = fresh(folder / "work")
    lanes.challenge(TEXT + f"privacy: {{{privacy}}}\n")
    lanes.people()
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    rows = "".join(f"{who},{day(3)},walk,10\n" for who, *_ in logging)
    assert not lanes.entries("id,date,activity,minutes\n" + rows).rejected
    return lanes


@pytest.fixture(scope="module")
def company_once(tmp_path_factory):
    return company(tmp_path_factory.mktemp("company"))


@pytest.fixture
def lanes(company_once, tmp_path):
    """The company on day 3; everyone has logged ten minutes, and three people are enough."""
    return copied(company_once, tmp_path / "work")


def scores(view):
    return {row.name: row.score for row in view.rows}


def test_nothing_is_published_before_a_week_has_closed(lanes):
    view = board_for(lanes.ws, "lanes", None, EVERYONE)

    assert view.rows == ()
    first = "First time, for groups of 3 people or more: Tuesday, 9 March 2027, 12:00."
    assert view.remarks[0].endswith(first)
    assert others_see(lanes.ws, "lanes", "table").startswith("Others see no figures yet. Next: 2027-03-09")


def test_rows_without_a_figure_are_in_the_order_of_their_names(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT + "privacy: {smallest_group: 5}\n")
    new = {"North": "Zeta", "South": "Mid", "West": "Alpha"}
    earlier = roster([(who, name, new[team]) for who, name, team in PEOPLE if team != "West"])
    lanes.people(earlier)
    launch(lanes.ws, "lanes", MONDAY)
    # A team that came later has a higher number.
    lanes.people(roster([(who, name, new[team]) for who, name, team in PEOPLE]))
    lanes.now = at(10)

    rows = board_for(lanes.ws, "lanes", "table", EVERYONE).rows

    assert [row.name for row in rows] == ["Alpha", "Mid", "Zeta"]
    assert {(row.place, row.tied, row.score, row.members) for row in rows} == {(None, False, "-", 0)}


def test_figures_stay_as_they_were_published_however_often_one_looks(lanes):
    lanes.now = at(10)
    first = scores(board_for(lanes.ws, "lanes", None, EVERYONE))
    assert first == {"North": "40", "South": "40", "West": "40"}

    lanes.log("p01", "25", on=day(9))
    assert scores(board_for(lanes.ws, "lanes", None, EVERYONE)) == first
    assert scores(board_for(lanes.ws, "lanes", None, FOR_ORGANISERS))["North"] == "65"


def test_an_erasure_changes_nothing_that_was_published(lanes):
    lanes.now = at(10)
    first = scores(board_for(lanes.ws, "lanes", None, EVERYONE))
    forget_person(lanes.ws, "p01", "asked for it")

    assert scores(board_for(lanes.ws, "lanes", None, EVERYONE)) == first


def test_a_row_that_few_are_behind_has_no_figure_and_no_place(tmp_path):
    lanes = company(tmp_path, logging=PEOPLE[:10])
    lanes.now = at(10)
    rows = {row.name: row for row in board_for(lanes.ws, "lanes", None, EVERYONE).rows}

    assert (rows["West"].score, rows["West"].place) == ("-", None)
    assert rows["West"].not_placed == "too few people"
    assert rows["North"].place == 1


def test_a_figure_stays_until_enough_people_have_something_new(lanes):
    lanes.now = at(10)
    for who in ("p01", "p02", "p03", "p05"):
        lanes.log(who, "10", on=day(9))
    lanes.now = at(20)
    rows = {row.name: row for row in board_for(lanes.ws, "lanes", None, EVERYONE).rows}

    assert rows["North"].score == "70"
    assert (rows["South"].score, rows["South"].place) == ("40", None)
    assert rows["South"].not_placed.startswith("as of week 1")


def test_rankings_that_look_at_single_members_are_not_published(lanes):
    lanes.now = at(10)

    assert {row.score for row in board_for(lanes.ws, "lanes", "best", EVERYONE).rows} == {"-"}
    assert "100.0" in {row.score for row in board_for(lanes.ws, "lanes", "share", EVERYONE).rows}


@pytest.mark.parametrize(
    ("board", "message"), [("secret", "organisers only"), ("mine", "only their own row")]
)
def test_a_board_that_is_not_for_everyone_is_refused(lanes, board, message):
    with pytest.raises(Refused, match=message):
        board_for(lanes.ws, "lanes", board, EVERYONE)


@pytest.mark.parametrize(
    ("sees", "everyone", "own"),
    [("own points", 0, 1), ("own team", 0, 4), ("everyone", 12, 12)],
)
def test_people_see_whom_the_challenge_says(tmp_path, sees, everyone, own):
    lanes = company(tmp_path, f"people_see: {sees}")

    assert len(board_for(lanes.ws, "lanes", "people", EVERYONE).rows) == everyone
    mine = board_for(lanes.ws, "lanes", "people", Audience("p05"))
    assert len(mine.rows) == own
    assert [row.id for row in mine.rows if row.id] == ["p05"]


def test_ids_stay_with_the_organiser_and_names_are_as_the_challenge_says(tmp_path):
    lanes = company(tmp_path, "people_see: everyone, names: initials")
    rows = board_for(lanes.ws, "lanes", "people", EVERYONE).rows

    assert {row.id for row in rows} == {""}
    assert "A. B." in {row.name for row in rows}


@pytest.mark.parametrize(
    ("form", "nickname", "shown"),
    [
        ("full", "Addie", "Ada Bell"),
        ("first name", "Addie", "Ada"),
        ("initials", "Addie", "A. B."),
        ("nickname", " Addie ", "Addie"),
        ("nickname", "", "A. B."),
    ],
)
def test_a_name_has_the_form_that_is_asked_for(form, nickname, shown):
    assert display_name("Ada Bell", form, nickname) == shown


def test_a_second_challenge_of_the_same_entries_publishes_no_groups(lanes):
    lanes.challenge(TEXT + "privacy: {smallest_group: 3}\n", "again")
    launch(lanes.ws, "again", MONDAY)
    lanes.now = at(10)
    view = board_for(lanes.ws, "again", None, EVERYONE)

    assert {row.score for row in view.rows} == {"-"}
    assert "count in 'lanes' at the same time" in view.remarks[0]


def test_a_challenge_whose_rules_cannot_be_read_now_still_has_the_figures_of_its_entries(lanes):
    again = TEXT.replace("  - {rule: streak, id: row, goal: good_day, every: 3 days, points: 5}\n", "")
    lanes.challenge(again + "privacy: {smallest_group: 3}\n", "again")
    launch(lanes.ws, "again", MONDAY)
    settings = lanes.folder / "moonwalk.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("without: []", "without: [streaks]"), encoding="utf-8")
    lanes.now = at(10)
    with pytest.raises(PluginFailed, match="'lanes' is not scored now"):
        board_for(lanes.ws, "lanes", None, EVERYONE)

    view = board_for(lanes.ws, "again", None, EVERYONE)
    assert {row.score for row in view.rows} == {"-"}
    assert "count in 'lanes' at the same time" in view.remarks[0]


def test_others_see_winners_by_place_when_it_is_final_and_nobody_who_met_a_goal(tmp_path):
    lanes = company(
        tmp_path,
        "names: initials}\nprizes: {cup: {what: A cup, given: by place, board: table}, "
        "pin: {what: A pin, given: by goal, goal: good_day}",
    )
    lanes.now = at(10)
    assert [prize.winners for prize in prizes_for(lanes.ws, "lanes", EVERYONE).prizes] == [(), ()]
    lanes.now = at(20)
    cup, pin = prizes_for(lanes.ws, "lanes", EVERYONE).prizes
    assert {row.name for row in cup.winners} == {"North", "South", "West"}
    assert (pin.winners, pin.missed, pin.tickets) == ((), (), ())
    assert len(prizes_for(lanes.ws, "lanes", FOR_ORGANISERS).prizes[1].winners) == 12


def test_exports_hold_what_everyone_may_see(day6, shell):
    told = json.loads(shell("board", "lanes", "--json").stdout)
    assert (told["for"], told["rows"]) == ("everyone", [])
    assert list(csv.reader(io.StringIO(shell("board", "lanes", "--csv").stdout)))[1:] == []
    assert "This is the board as everyone sees it." in shell("board", "lanes", "--for", "everyone").stderr
    assert json.loads(shell("board", "lanes", "--json", "--for", "organisers").stdout)["rows"]


def test_a_message_is_the_same_whatever_others_have_done(tmp_path):
    texts = []
    for number, more in enumerate(((), ("p02", "p03"))):
        lanes = company(tmp_path / str(number), logging=PEOPLE[:1])
        for who in more:
            lanes.log(who, "55")
        for moment in (at(8), at(10)):
            lanes.now = moment
            tick(lanes.ws)
        texts.append([message["text"] for message in export_person(lanes.ws, "p01")["messages"]])
    assert texts[0] == texts[1] != []
