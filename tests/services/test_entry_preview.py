"""What the preview of a correction or a voiding says is what then becomes of points and places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.registry import load
from moonwalk.services.boards.board import show_board
from moonwalk.services.entries import correct_entry, foresee_correction, void_entries
from moonwalk.services.entry_preview import ForeseenPoints
from moonwalk.services.errors import RefusedForGood
from moonwalk.services.launch import launch
from moonwalk.services.score_cache import ScoreCache
from moonwalk.services.workspace import Workspace

from ..workspaces import LANES, MONDAY, Lanes, at, day


def standing(ws: Workspace, who: str) -> tuple[int, float | None]:
    """A person's points and place on the board of people."""
    row = next(row for row in show_board(ws, "lanes", "people").rows if row.name == who)
    return int(row.score), row.place


def said(foreseen: ForeseenPoints) -> tuple[tuple[int, float | None], tuple[int, float | None]]:
    """The points and places that were foreseen: those of now, and those of then."""
    row, then = foreseen.row, foreseen.row_then
    assert row is not None
    assert then is not None
    return (foreseen.points, row.place), (foreseen.points_then, then.place)


def test_points_and_places_are_those_that_a_correction_then_brings(lanes: Lanes) -> None:
    lanes.now = at(2)
    ws = lanes.ws
    mine = lanes.log("p01", "12")
    lanes.log("p02", "20")
    before, kept = lanes.dump(), standing(ws, "Ada Bell")
    foreseen = foresee_correction(ws, mine.id, "two walks", "25")
    assert lanes.dump() == before
    assert [(each.name, each.board) for each in foreseen.people] == [("Ada Bell", "Everyone")]
    assert foreseen.remarks == ()
    correct_entry(ws, mine.id, "two walks", "25")
    assert said(foreseen.people[0]) == (kept, standing(ws, "Ada Bell")) == ((12, 2), (25, 1))


def test_a_correction_that_would_not_count_says_so_beforehand(lanes: Lanes) -> None:
    lanes.now = at(2)
    mine = lanes.log("p01", "12")
    foreseen = foresee_correction(lanes.ws, mine.id, "a typo", "61")
    assert foreseen.people[0].points_then == 0
    assert [remark.startswith("It would not count: ") for remark in foreseen.remarks] == [True]
    assert correct_entry(lanes.ws, mine.id, "a typo", "61").points_after == 0


def test_voiding_several_entries_says_what_becomes_of_each_person_in_each_challenge(lanes: Lanes) -> None:
    lanes.now = at(1)
    stairs = LANES.replace("challenge: Lanes", "challenge: Stairs").replace("steps", "stairs")
    lanes.challenge(stairs, "stairs")
    launch(lanes.ws, "stairs", MONDAY, 48)
    lanes.now = at(2)
    ws = lanes.ws
    logged = [lanes.log("p02", "20"), lanes.log("p01", "12"), lanes.log("p03", "5000", "steps")]
    ids = [entry.id for entry in logged]
    earlier = {name: standing(ws, name) for name in ("Ada Bell", "Ben Cole", "Cleo Dunn")}
    before = lanes.dump()
    done = void_entries(ws, ids, "not theirs", dry_run=True)
    assert lanes.dump() == before
    assert [each.name for each in done.foreseen.people] == ["Ada Bell", "Ben Cole", "Cleo Dunn"]
    assert all(said(each)[0] == earlier[each.name] for each in done.foreseen.people)
    assert void_entries(ws, ids, "not theirs").foreseen.people == ()
    assert all(said(each)[1] == standing(ws, each.name) == (0, 1) for each in done.foreseen.people)
    with pytest.raises(RefusedForGood, match="this entry was corrected or voided before"):
        void_entries(ws, ids[:1], "not theirs", dry_run=True)


def test_a_correction_of_the_day_brings_what_counts_on_the_other_day(lanes: Lanes) -> None:
    lanes.now = at(3)
    mine = lanes.log("p01", "12")
    lanes.log("p01", "25", on=day(1))
    foreseen = foresee_correction(lanes.ws, mine.id, "it was Monday", day=day(1))
    # Only so much counts a day.
    assert (foreseen.people[0].points, foreseen.people[0].points_then) == (37, 30)


def test_where_nothing_is_scored_the_preview_says_that_points_are_not_known(lanes: Lanes) -> None:
    lanes.now = at(2)
    mine = lanes.log("p01", "12")
    ws = replace(lanes.ws, plugins=load(None, frozenset({"limits"})), live=ScoreCache())
    foreseen = foresee_correction(ws, mine.id, "two walks", "25")
    assert foreseen.people == ()
    assert foreseen.remarks[0].startswith("What becomes of points is not known: no challenge")
