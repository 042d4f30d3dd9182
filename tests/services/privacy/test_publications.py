"""When something is published, of whom it is new, and what stands in for it where it is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.calendar import Calendar
from moonwalk.services.errors import PluginFailed
from moonwalk.services.launch import launch
from moonwalk.services.launched import NotScored
from moonwalk.services.privacy import publications as published
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for
from moonwalk.services.privacy.publications import next_publication, publications

from ...workspaces import LANES, MONDAY, PEOPLE, at, copied, day, fresh, roster

SITES = "  sites: {label: Sites, ranks: roster column, column: site, ranking: mean}\n"
BOARDS = """\
company:
  rules:
    - rule: collective_goal
      id: lake
      label: To the lake
      activity: walk
      total: 100 minutes
      unlocks: {50%: A tree, 100%: Tea}
boards:
  table: {label: Teams, ranks: teams, ranking: sum, ties: [shared place]}
  sites: {label: Sites, ranks: roster column, column: site, ranking: mean}
  steps: {label: Steps, ranks: teams, ranking: sum, of_rules: [thousands]}
  large:
    label: Large teams
    ranks: teams
    ranking: mean
    place_needs: [at least 4 members]
    without_place: do not take part
privacy: {smallest_group: 3}
"""
TEXT = (
    LANES[: LANES.index("boards:")].replace(
        "teams:\n  formed: from the roster\n  size: 3 to 5 people\n  rules:\n",
        "teams:\n  formed: from the roster\n  size: 3 to 5 people\n  rules:\n"
        "    - {rule: collective_goal, id: tea, activity: walk, total: 4000 minutes, unlocks: {100%: Tea}}\n",
    )
    + BOARDS
)
SWIMMING = """\
moonwalk: 1
challenge: Again
schedule: {length: 10 days, timezone: Europe/Berlin}
activities:
  swim: {label: Swum, unit: lengths}
rules:
  - {rule: per_unit, id: swum, activity: swim, points: 1, per: 1 length}
teams: {formed: from the roster, size: 3 to 5 people}
boards:
  table: {label: Teams, ranks: teams, ranking: mean}
"""
WALKERS = ("p01", "p02", "p03", "p04", "p05", "p06", "p07", "p09", "p10", "p11")
"""Four of North, three of South, three of West; those of West are all there are."""


COMPANY = roster([(*row, "Ulm") for row in PEOPLE[:-1]], ("site",))
"""Four of North, four of South and three of West, all at the same place."""


@pytest.fixture(scope="module")
def walked_once(tmp_path_factory):
    lanes = fresh(tmp_path_factory.mktemp("publications") / "work")
    lanes.challenge(TEXT)
    lanes.people(COMPANY)
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    walked(lanes, WALKERS, 3)
    return lanes


@pytest.fixture
def lanes(walked_once, tmp_path):
    """Eleven people; ten minutes of ten of them on day 3."""
    return copied(walked_once, tmp_path / "work")


def walked(lanes, people, number, amount=10):
    rows = "".join(f"{who},{day(number)},walk,{amount}\n" for who in people)
    assert not lanes.entries("id,date,activity,minutes\n" + rows).rejected


def rows(lanes, board="table"):
    with lanes.ws.database() as db:
        out = publications(lanes.ws, db, "lanes")[-1]
    return {row.id: (row.week, row.score, row.members, row.place) for row in out.boards[board]}


def seen(lanes, board="table", challenge="lanes"):
    return {row.name: row.score for row in board_for(lanes.ws, challenge, board, FOR_EVERYONE).rows}


def test_the_next_publication_is_at_the_close_of_a_week_and_after_the_last_there_is_none():
    calendar = Calendar(MONDAY, 10, "Etc/UTC")
    first, last = (calendar.week_closes(week) for week in (1, 2))

    assert next_publication(calendar, 0) == first
    assert next_publication(calendar, first) == first
    assert next_publication(calendar, first + 1) == last
    assert next_publication(calendar, last) == last
    assert next_publication(calendar, last + 1) is None


def test_a_publication_says_how_many_people_are_in_a_row_and_which_week_it_is_of(lanes):
    lanes.now = at(9, 11)
    with lanes.ws.database() as db:
        assert publications(lanes.ws, db, "lanes") == ()
    lanes.now = at(9, 11, 1)

    north, south, west = sorted(seen(lanes).values(), reverse=True)
    assert (north, south, west) == ("40", "30", "30")
    assert sorted(rows(lanes).values()) == [(1, "30", 3, 2), (1, "30", 4, 2), (1, "40", 4, 1)]
    with lanes.ws.database() as db:
        (out,) = publications(lanes.ws, db, "lanes")
    assert (out.week, out.as_of, out.withheld) == (1, day(7), "")
    assert {row.week for row in out.boards["table"]} == set(out.weeks("table").values()) == {1}
    assert out.weeks("nothing") == {}


def test_what_somebody_did_before_they_had_a_team_is_new_in_its_first_figure(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(LANES.replace("{organisers_see: entries}", "{smallest_group: 3}"))
    lanes.people(roster([*PEOPLE[:-1], ("p12", "Lou Moss", "")]))
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(2)
    lanes.log("p12", "10", on=day(1))
    lanes.now = at(9)
    lanes.people(roster(PEOPLE))
    for who in ("p09", "p10"):
        lanes.log(who, "10", on=day(8))
    lanes.now = at(20)

    with lanes.ws.database() as db:
        first, second = publications(lanes.ws, db, "lanes")

    # Of its four members three have done something, and of nobody was there a figure before.
    assert {row.score for row in first.boards["table"]} == {"-"}
    assert [row.score for row in second.boards["table"] if row.score != "-"] == ["7.5"]


def test_what_is_read_again_is_what_was_published(lanes):
    lanes.now = at(20)
    with lanes.ws.database() as db:
        first, again = publications(lanes.ws, db, "lanes"), publications(lanes.ws, db, "lanes")

    assert first == again
    assert [out.week for out in first] == [1, 2]
    lake, *teams = first[0].together
    assert [(row.rule, row.total) for row in teams] == [("tea", 40_000), ("tea", 30_000), ("tea", 30_000)]
    assert (lake.total, [(step.day, step.text) for step in lake.reached]) == (
        100_000,
        [(day(3), "50%: A tree"), (day(3), "100%: Tea")],
    )
    assert first[1].as_of == day(10)


def test_only_who_has_something_new_counts_for_a_new_figure(lanes):
    lanes.now = at(10)
    # Two of North and one of South; all of West.
    walked(lanes, ("p03", "p04", "p05", "p09", "p10", "p11"), 9)
    lanes.now = at(18)

    assert seen(lanes) == {"North": "40", "South": "30", "West": "60"}
    # Who has no place comes last, by name.
    assert list(seen(lanes)) == ["West", "North", "South"]
    assert {week for week, *_ in rows(lanes).values()} == {1, 2}


@pytest.mark.parametrize("who", ["p01", "p02"])
def test_the_first_figure_of_somebody_is_new(lanes, who):
    lanes.now = at(10)
    # The eleventh has not been in any figure. Of North, two have something new besides.
    walked(lanes, ("p08", "p05", "p06"), 9)
    walked(lanes, (who, "p03"), 9)
    lanes.now = at(18)

    assert seen(lanes) == {"North": "40", "South": "60", "West": "30"}


def test_what_was_held_back_is_published_with_what_is_new_later(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT.replace("10 days", "17 days").replace(SITES, ""))
    lanes.people(COMPANY)
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    walked(lanes, ("p01", "p02", "p05", "p06", "p07", "p09", "p10", "p11"), 3)
    lanes.now = at(10)
    assert seen(lanes) == {"North": "-", "South": "30", "West": "30"}
    walked(lanes, ("p03", "p05"), 9)
    lanes.now = at(17)
    # Of North no figure was published, so all three are new.
    assert seen(lanes) == {"North": "30", "South": "30", "West": "30"}
    walked(lanes, ("p06", "p07"), 16)
    lanes.now = at(30)
    # One of South logged in the second week, of which no figure told, and two in the third.
    assert seen(lanes) == {"North": "30", "South": "60", "West": "30"}
    # What teams do together stands beside any board of teams.
    together = board_for(lanes.ws, "lanes", "table", FOR_EVERYONE).together
    assert {row.total for row in together if row.team} == {30_000, 60_000}


def test_one_person_is_enough_where_the_smallest_group_is_one(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT.replace("smallest_group: 3", "smallest_group: 1"))
    lanes.people(COMPANY)
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    walked(lanes, ("p01",), 3)
    lanes.now = at(10)

    assert seen(lanes) == {"North": "10", "South": "-", "West": "-"}


def test_a_figure_of_what_nobody_has_done_is_nought(lanes):
    lanes.now = at(10)

    assert seen(lanes, "steps") == {"North": "0", "South": "0", "West": "0"}


def test_teams_that_do_not_take_part_are_not_on_a_board_for_others_either(lanes):
    lanes.now = at(10)
    assert set(seen(lanes, "table")) == {"North", "South", "West"}
    assert set(seen(lanes, "large")) == {"North", "South"}


def test_a_team_that_has_had_a_figure_stays_on_the_board(lanes):
    lanes.now = at(9, 13)
    lanes.people(COMPANY.replace("p01,Ada Bell,North", "p01,Ada Bell,South"))
    lanes.now = at(18)

    assert seen(lanes, "large") == {"North": "10.0", "South": "7.5"}


def test_what_is_logged_at_the_deadline_is_in_the_figure(lanes):
    lanes.now = at(9, 11)
    lanes.log("p08", "25", on=day(7))
    lanes.now = at(10)

    assert seen(lanes)["South"] == "55"


def test_what_comes_next_is_published_in_the_language_of_the_challenge(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT.replace("challenge: Lanes\n", "challenge: Lanes\nlanguage: de\n", 1))
    lanes.people(COMPANY)
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    walked(lanes, WALKERS, 3)
    lanes.now = at(10)
    with lanes.ws.database() as db:
        (out,) = publications(lanes.ws, db, "lanes")
    assert {row.now for row in out.together if row.rule == "tea"} == {"Bei 100%: Tea"}


def test_what_few_people_do_together_is_not_told(tmp_path):
    lanes = fresh(tmp_path / "work")
    lanes.challenge(TEXT)
    lanes.people(COMPANY.replace("North", "Zenith"))
    launch(lanes.ws, "lanes", MONDAY)
    lanes.now = at(3)
    walked(lanes, ("p01", "p02"), 3)
    lanes.now = at(10)

    view = board_for(lanes.ws, "lanes", "table", FOR_EVERYONE)
    assert (view.together, [(row.name, row.score) for row in view.rows]) == (
        (),
        [("South", "-"), ("West", "-"), ("Zenith", "-")],
    )
    with lanes.ws.database() as db:
        (out,) = publications(lanes.ws, db, "lanes")
    assert set(out.boards) == {"table", "sites", "steps", "large"}


def test_what_all_do_together_stays_as_it_was_until_enough_have_something_new(lanes):
    lanes.now = at(10)

    def lake():
        return [row.total for row in board_for(lanes.ws, "lanes", "table", FOR_EVERYONE).together]

    assert lake() == [100_000, 40_000, 30_000, 30_000]
    assert board_for(lanes.ws, "lanes", "sites", FOR_EVERYONE).together[1:] == ()
    walked(lanes, ("p01", "p02"), 9)
    lanes.now = at(18)
    assert lake() == [100_000, 40_000, 30_000, 30_000]


def failing(*_, **__):
    raise RuleFailed("table", "lanes.yaml:54:5", "it does not answer")


def test_where_a_ranking_fails_nothing_is_published_and_nothing_lost(lanes, monkeypatch):
    lanes.now = at(10)
    with monkeypatch.context() as broken:
        broken.setattr(published, "build_board", failing)
        with lanes.ws.database() as db, pytest.raises(NotScored, match=r"lanes\.yaml:54:5"):
            publications(lanes.ws, db, "lanes")
        with pytest.raises(PluginFailed, match=r"No entry is lost\. .*it does not answer"):
            board_for(lanes.ws, "lanes", "table", FOR_EVERYONE)
    assert seen(lanes)["North"] == "40"


@pytest.mark.parametrize(
    ("starts", "text", "withheld"),
    [
        (9, TEXT, True),  # the last day of the first challenge
        (10, TEXT, False),  # the day after
        (-2, TEXT.replace("10 days", "3 days"), True),  # its last day is the first one of the other
        (-3, TEXT.replace("10 days", "3 days"), False),
        (0, SWIMMING, False),
        (0, TEXT.replace("everyone on the roster", "those who sign up"), False),  # nobody does
    ],
)
def test_two_challenges_share_entries_where_days_activities_and_people_meet(lanes, starts, text, withheld):
    lanes.now = at(-4)
    lanes.challenge(text, "again")
    launch(lanes.ws, "again", MONDAY + timedelta(days=starts))
    lanes.now = at(40)
    with lanes.ws.database() as db:
        first, again = (publications(lanes.ws, db, name)[-1] for name in ("lanes", "again"))

    assert first.withheld == ""
    assert bool(again.withheld) is withheld
    if withheld:
        assert "count in 'lanes' at the same time" in again.withheld
        assert {row.score for row in again.boards["table"]} == {"-"}


def test_an_earlier_challenge_that_cannot_be_read_at_all_hides_no_other_one(lanes, monkeypatch):
    lanes.now = at(-4)
    for name in ("second", "third"):
        lanes.challenge(TEXT, name)
        launch(lanes.ws, name, MONDAY)
    outline = published._outline
    monkeypatch.setattr(published, "_outline", lambda *of: None if of[-1] == "lanes" else outline(*of))
    lanes.now = at(40)
    with lanes.ws.database() as db:
        (*_, third) = publications(lanes.ws, db, "third")

    assert "count in 'second' at the same time" in third.withheld


def test_beside_an_earlier_challenge_that_cannot_be_read_at_all_nothing_of_groups_is_published(
    lanes, monkeypatch
):
    lanes.now = at(-4)
    lanes.challenge(TEXT, "second")
    launch(lanes.ws, "second", MONDAY)
    outline = published._outline
    monkeypatch.setattr(published, "_outline", lambda *of: None if of[-1] == "lanes" else outline(*of))
    lanes.now = at(40)
    with lanes.ws.database() as db:
        (*_, second) = publications(lanes.ws, db, "second")

    assert "What counts in 'lanes' cannot be read" in second.withheld
    assert {row.score for row in second.boards["table"]} == {"-"}
