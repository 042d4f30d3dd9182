from __future__ import annotations

import pytest

from moonwalk.services import scores
from moonwalk.services.amendments.amend import amend
from moonwalk.services.boards.alternatives import compare_board
from moonwalk.services.boards.board import show_board
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launch import launch
from moonwalk.services.roster.participation import pause
from moonwalk.services.views import Range
from moonwalk_plugins.full_house import FullHouse
from moonwalk_plugins.rankings import Sum

from ...workspaces import LANES, MONDAY, PEOPLE, at, day, fresh, roster

PARTS = """\
  weekly: {label: Of the week, ranks: teams, ranking: mean, period: each week, seen_by: organisers}
  start: {label: Good start, ranks: teams, ranking: mean, during: [week 1 Tuesday to week 1 Friday],
    seen_by: organisers}
notices:
"""
WITH_PARTS = LANES.replace("notices:\n", PARTS, 1)
CHANGES = {
    ("as it is", "mean"): ("", ""),
    ("ranking", "sum"): ("ranking: mean", "ranking: sum"),
    ("no_entries", "are left out"): ("  size: 3", "  no_entries: are left out\n  size: 3"),
    ("joiners", "count from the start"): ("  size: 3", "  joiners: count from the start\n  size: 3"),
    ("leavers", "take their points away"): ("  size: 3", "  leavers: take their points away\n  size: 3"),
    ("movers", "take points along"): ("  size: 3", "  movers: take points along\n  size: 3"),
    ("part_weeks", "goals stay"): ("people:\n", "people:\n  part_weeks: goals stay\n"),
    ("a_paused_day", "counts as own average"): (
        "people:\n",
        "pauses: {personal: 3 days, a_paused_day: counts as own average}\npeople:\n",
    ),
    ("part_weeks", "week does not count"): ("people:\n", "people:\n  part_weeks: week does not count\n"),
}


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """The lanes, and beside them each alternative as a challenge of its own; people join, leave and move."""
    lanes = fresh(tmp_path_factory.mktemp("compared") / "work")
    lanes.people(roster(PEOPLE[:-1]))
    with_pauses = WITH_PARTS.replace("people:\n", "pauses: {personal: 3 days}\npeople:\n", 1)
    for number, (old, new) in enumerate(CHANGES.values()):
        times = -1 if old.startswith("ranking") else 1
        text = (WITH_PARTS if "pauses:" in new else with_pauses).replace(old, new, times)
        lanes.challenge(text, f"lanes{number}")
        launch(lanes.ws, f"lanes{number}", MONDAY)
    lanes.now = at(4)
    rows = [(*person, "") for person in PEOPLE]
    rows[0] = ("p01", "Ada Bell", "South", "")
    rows[5] = ("p06", "Finn Gray", "South", day(4).isoformat())
    lanes.people(roster(rows, ("last day",)))
    for number in range(len(CHANGES)):
        pause(lanes.ws, f"lanes{number}", "p02", day(5), day(6))
    lines = {
        each: [
            f"{who},{day(each)},walk,{5 + (number * 7 + each * 11) % 35}"
            for number, (who, *_) in enumerate(PEOPLE)
            if (number + each) % 4 and who not in ("p07", "p10")
        ]
        for each in range(1, 10)
    }
    for first, last in ((1, 7), (8, 9)):
        lanes.now = at(last)
        rows = [line for each in range(first, last + 1) for line in lines[each]]
        lanes.entries("\n".join(["id,date,activity,minutes", *rows]) + "\n")
    return lanes


WEEK_1 = Range(day(1), day(7))


@pytest.mark.parametrize(
    ("board", "days", "period"),
    [
        ("table", None, ""),
        ("weekly", None, "week 2"),
        ("weekly", WEEK_1, "week 1"),
        ("start", None, "week 1 Tuesday to week 1 Friday"),
        ("table", Range(day(3), day(8)), f"{day(3)} to {day(8)}"),
    ],
)
def test_an_alternative_is_what_the_board_would_be_had_it_been_decided_so(lived, board, days, period):
    view = compare_board(lived.ws, "lanes0", board, days=days)
    found = {(row.key, row.value): row for row in view.rows}

    assert CHANGES.keys() <= found.keys()
    assert view.period == period
    for number, change in enumerate(CHANGES):
        shown = lived.board(board, f"lanes{number}", days=days)
        assert (shown.period, shown.as_of, shown.state) == (period, view.as_of, view.state)
        places = sorted({row.place for row in shown.rows if row.place is not None})
        for place, named, score in zip(
            places,
            (found[change].first, found[change].second),
            (found[change].score, found[change].second_score),
            strict=False,
        ):
            of_place = [row for row in shown.rows if row.place == place]
            assert set(named) == {(row.id, row.name) for row in of_place}, change
            assert {row.score for row in of_place} == {score}, change
    assert len({(row.score, row.second_score) for row in found.values()}) > 4


def test_the_winner_under_each_is_compared_with_the_one_there_is(lived):
    view = compare_board(lived.ws, "lanes0")
    first = view.rows[0].first

    assert [row.same for row in view.rows] == [row.first == first for row in view.rows]
    assert (view.same, view.with_winner) == (
        sum(row.first == first for row in view.rows),
        len(view.rows),
    )


def test_comparing_leaves_everything_as_it_was(lived):
    ws = lived.ws
    board, before = lived.board(challenge="lanes0"), lived.dump(())
    compare_board(ws, "lanes0")
    assert lived.dump(()) == before
    assert lived.board(challenge="lanes0") == board
    assert show_board(ws, "lanes0") == board


def test_comparing_starts_from_scores_that_are_there(day6, monkeypatch):
    rows = compare_board(day6.ws, "lanes").rows

    def fails(*_):
        raise ValueError("scored again")

    monkeypatch.setattr(FullHouse, "grid_points", fails)
    # Nobody pauses or came later, so none of the alternatives concerns anybody's own points.
    assert compare_board(day6.ws, "lanes").rows == rows


def test_an_entry_that_comes_between_counts_under_each_alternative(day6, monkeypatch):
    ws, current = day6.ws, scores.current

    def with_an_entry_afterwards(ws, db, challenge):
        kept = current(ws, db, challenge)
        monkeypatch.undo()
        day6.log("p05", "35")
        return kept

    before = compare_board(ws, "lanes").rows
    monkeypatch.setattr(scores, "current", with_an_entry_afterwards)
    with_it = compare_board(ws, "lanes").rows
    assert with_it != before
    assert with_it == compare_board(day6.ws, "lanes").rows


def test_a_moment_before_a_change_is_compared_by_the_text_of_then(day6):
    day6.now = at(6)
    path = day6.folder / "challenges" / "lanes.yaml"
    before = [compare_board(day6.ws, "lanes", known_at=at(5)).rows, day6.board(known_at=at(5)).rows]
    path.write_text(path.read_text().replace("ranking: mean", "ranking: sum"), encoding="utf-8")
    day6.now = at(7)
    amend(day6.ws, "lanes", "teams are of one size")

    rows = compare_board(day6.ws, "lanes", known_at=at(5)).rows
    assert [rows, day6.board(known_at=at(5)).rows] == before
    assert compare_board(day6.ws, "lanes").rows[0].value == "sum"


def test_a_board_of_people_has_no_teams_to_decide_about(lived):
    view = compare_board(lived.ws, "lanes0", "people")
    assert {row.key for row in view.rows} == {"as it is", "part_weeks", "a_paused_day"}


def test_an_earlier_day_is_compared_as_it_was(lived):
    view = compare_board(lived.ws, "lanes0", as_of=day(3))
    assert view.as_of == day(3)
    assert view.rows[0].score == lived.board("table", "lanes0", as_of=day(3)).rows[0].score


def test_before_anybody_has_a_place_there_is_no_winner(lanes):
    view = compare_board(lanes.ws, "lanes")
    assert (view.rows[0].first, view.same) == ((), 0)


def test_those_who_share_the_first_place_are_the_winners_together(lanes):
    lanes.now = at(2)
    for who in ("p01", "p05", "p09"):
        lanes.log(who, "20" if who != "p09" else "12")
    row = compare_board(lanes.ws, "lanes").rows[0]
    assert row.first == (("North", "North"), ("South", "South"))
    assert row.second == (("West", "West"),)


def test_what_is_unknown_is_refused(day6):
    with pytest.raises(Refused, match="It has: table, people"):
        compare_board(day6.ws, "lanes", "nope")
    with pytest.raises(Refused, match="has not been launched"):
        compare_board(day6.ws, "nope")


def test_a_ranking_that_fails_costs_its_own_row_only(day6, monkeypatch):
    def fails(*_):
        raise ValueError("no sums today")

    monkeypatch.setattr(Sum, "scores", fails)
    view = compare_board(day6.ws, "lanes")
    (broken,) = [row for row in view.rows if row.why]
    assert (broken.value, broken.first) == ("sum", ())
    assert "no sums today" in broken.why
    assert view.with_winner == len(view.rows) - 1


def test_a_challenge_that_is_not_scored_is_not_compared(day6, monkeypatch):
    def fails(*_):
        raise ValueError("no")

    monkeypatch.setattr(FullHouse, "grid_points", fails)
    with pytest.raises(PluginFailed, match="nothing to compare"):
        compare_board(day6.ws, "lanes")


@pytest.mark.parametrize(
    ("parts", "column"),
    [
        ("ranks: people, ranking: sum, split_by: site", "site"),
        ("ranks: roster column, column: floor, inside: site, ranking: sum", "site"),
    ],
)
def test_a_board_with_places_within_parts_says_which_boards_can_be_compared(tmp_path, parts, column):
    lanes = fresh(tmp_path)
    lanes.challenge(LANES.replace("notices:\n", f"  parts: {{label: Parts, {parts}}}\nnotices:\n", 1))
    lanes.people("id,name,team,site,floor\np01,Ada Bell,North,Bern,1\n")
    launch(lanes.ws, "lanes", MONDAY)
    with pytest.raises(
        Refused, match=f"'parts' gives places within each '{column}'.*'split_by' and 'inside'"
    ):
        compare_board(lanes.ws, "lanes", "parts")
