from __future__ import annotations

from datetime import date

from moonwalk.services.why.person import explain
from moonwalk.tui.widgets.log_bar import LogBar

from ..workspaces import Lanes
from .driving import LARGE, driven
from .samples import TODAY
from .services import Services, crowd


def logged(lanes: Lanes, *people: str) -> list[tuple[str, int, str, date]]:
    """What was logged on the screen for these people: who, how much, what, which day."""
    return [
        (person, entry.amount // 1000, entry.activity, entry.day)
        for person in people
        for entry in explain(lanes.ws, "backwards", person).entries
        if entry.source == "manual"
    ]


async def test_a_name_an_amount_and_enter_save_an_entry_and_keep_the_rest_for_the_next(acme: Lanes) -> None:
    async with driven(acme, keys=("a", *"carla", "enter", *"12", "enter")) as drive:
        assert logged(acme, "p2") == [("p2", 12, "backward_walk", TODAY)]
        assert "✓ Carla Reyes: 12 minutes on Fri 13 Mar. 109 → 113 points (+4)" in drive.frame
        await drive.press(*"ben", "enter", *"5", "enter")
        assert logged(acme, "p1") == [("p1", 5, "backward_walk", TODAY)]


async def test_nothing_is_written_before_enter(acme: Lanes, services: Services) -> None:
    before = acme.dump()
    async with driven(acme, keys=("a", *"carla", "tab", "tab", *"12", "escape")) as drive:
        assert acme.dump() == before
        assert not drive.app.screen.query(LogBar)
        assert not services.asked("log_entry")


async def test_day_and_activity_stay_for_the_next_person(acme: Lanes) -> None:
    keys = ("a", *"carla", "tab", *"str", "tab", *"7", "tab", *"thu", "enter", *"ben", "enter", *"8", "enter")
    async with driven(acme, keys=keys):
        assert logged(acme, "p2", "p1") == [
            ("p2", 7, "stretch", date(2026, 3, 12)),
            ("p1", 8, "stretch", date(2026, 3, 12)),
        ]


async def test_an_entry_that_does_not_count_says_why(acme: Lanes) -> None:
    keys = ("a", *"carla", "tab", "tab", *"12", "tab", *"2026-03-03", "enter")
    async with driven(acme, keys=keys) as drive:
        frame = " ".join(drive.frame.replace("│", "").split())
        assert "Saved, but it does not count: " in frame
        assert "could be logged until Wed 11 Mar 12:00" in frame


async def test_an_amount_that_would_not_count_is_only_saved_by_enter_once_more(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("a", *"carla", "enter", *"500", "enter")) as drive:
        assert "! 500 minutes would not count: a single entry is refused above 180 minutes." in drive.frame
        assert logged(acme, "p2") == []
        await drive.press("enter")
        assert logged(acme, "p2") == [("p2", 500, "backward_walk", TODAY)]
        assert "Saved, but it does not count" in drive.frame


async def test_a_refusal_stands_in_the_bar_and_what_was_typed_stays(acme: Lanes) -> None:
    async with driven(acme, keys=("a", *"carla", "enter", *"many", "enter")) as drive:
        assert "✗ 'many' is not an amount" in drive.frame
        assert "many" in drive.frame.replace("'many'", "")
        assert logged(acme, "p2") == []


async def test_a_failure_nobody_foresaw_says_where_to_look(acme: Lanes, services: Services) -> None:
    services.broken = frozenset({"log_entry"})
    async with driven(acme, keys=("a", *"carla", "enter", *"1", "enter")) as drive:
        assert "Look at the person's entries" in " ".join(drive.frame.replace("│", "").split())


async def test_what_is_missing_is_asked_for(acme: Lanes) -> None:
    async with driven(acme, keys=("a", "enter")) as drive:
        assert "Who was it?" in drive.frame
        await drive.press(*"carla", "tab", "tab", "enter")
        assert "How much?" in drive.frame
        await drive.press(*"3", "tab", *"someday", "enter")
        assert "Which day?" in drive.frame


async def test_nobody_of_that_name_is_told_at_once(acme: Lanes) -> None:
    async with driven(acme, keys=("a", *"zzz")) as drive:
        assert "Nothing matches “zzz”." in drive.frame


async def test_the_arrows_choose_among_several_matches(acme: Lanes) -> None:
    async with driven(acme, keys=("a", *"ar")) as drive:
        assert "3 match" in drive.frame
        first = drive.app.screen.query_one(LogBar)._who.meant
        await drive.press("down")
        assert drive.app.screen.query_one(LogBar)._who.meant != first


async def test_the_arrows_move_the_day_but_never_into_the_future(acme: Lanes) -> None:
    async with driven(acme, keys=("a", "shift+tab", "up", "up", "down", "up")) as drive:
        assert drive.app.screen.query_one(LogBar)._day.value == "11 Mar"
        await drive.press("down", "down", "down", "down")
        assert drive.app.screen.query_one(LogBar)._day.value == "today"


async def test_a_person_one_looks_at_is_filled_in(acme: Lanes) -> None:
    async with driven(acme, keys=("enter", "tab", "down", "enter", "a", *"9", "enter")):
        assert logged(acme, "p1") == [("p1", 9, "backward_walk", TODAY)]


async def test_the_person_under_the_cursor_of_a_board_is_filled_in(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("enter", "tab", "down", "down", "a", *"9", "enter")):
        assert logged(acme, "p2") == [("p2", 9, "backward_walk", TODAY)]


async def test_one_of_very_many_people_is_found_while_one_types(acme: Lanes, services: Services) -> None:
    services.changed["list_people"] = crowd(20_000)
    async with driven(acme, keys=("a", *"rosa silva 19")) as drive:
        assert "match" in drive.frame or "Rosa Silva 19" in drive.frame


async def test_nothing_to_log_is_said(bare: Lanes) -> None:
    async with driven(bare, keys=("a",)) as drive:
        assert "Nothing can be logged" in drive.frame
