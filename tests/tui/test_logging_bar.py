from __future__ import annotations

from datetime import date

from moonwalk.tui.widgets.log_bar import LogBar

from .driving import LARGE, driven
from .fake_desk import TODAY, FakeDesk, crowd


async def test_a_name_an_amount_and_enter_save_an_entry_and_keep_the_rest_for_the_next() -> None:
    desk = FakeDesk()
    async with driven(desk, keys=("a", *"carla", "enter", *"12", "enter")) as drive:
        assert desk.logged == [("p2", "12", "backward_walk", TODAY)]
        assert "✓ Carla Reyes: 12 minutes on Fri 13 Mar. 172 → 184 points (+12)" in drive.frame
        await drive.press(*"ben", "enter", *"5", "enter")
        assert desk.logged[1] == ("p1", "5", "backward_walk", TODAY)


async def test_nothing_is_written_before_enter() -> None:
    desk = FakeDesk()
    async with driven(desk, keys=("a", *"carla", "tab", "tab", *"12", "escape")) as drive:
        assert desk.logged == []
        assert not drive.app.screen.query(LogBar)
        assert "log_entry" not in desk.calls


async def test_day_and_activity_stay_for_the_next_person() -> None:
    desk = FakeDesk()
    keys = ("a", *"carla", "tab", *"str", "tab", *"7", "tab", *"thu", "enter", *"ben", "enter", *"8", "enter")
    async with driven(desk, keys=keys):
        assert desk.logged == [
            ("p2", "7", "stretch", date(2026, 3, 12)),
            ("p1", "8", "stretch", date(2026, 3, 12)),
        ]


async def test_an_entry_that_does_not_count_says_why() -> None:
    async with driven(FakeDesk(verdict="late"), keys=("a", *"carla", "enter", *"12", "enter")) as drive:
        told = " ".join(drive.frame.replace("│", "").split())
        assert "Saved, but it does not count: Day 11 could be logged until Thu 18:00." in told


async def test_a_refusal_stands_in_the_bar_and_what_was_typed_stays() -> None:
    desk = FakeDesk()
    async with driven(desk, keys=("a", *"carla", "enter", *"many", "enter")) as drive:
        assert "✗ 'many' is not an amount" in drive.frame
        assert "many" in drive.frame.replace("'many'", "")
        assert desk.logged == []


async def test_a_failure_nobody_foresaw_says_where_to_look() -> None:
    async with driven(
        FakeDesk(broken=frozenset({"log_entry"})), keys=("a", *"carla", "enter", *"1", "enter")
    ) as drive:
        assert "Look at the person's entries" in " ".join(drive.frame.replace("│", "").split())


async def test_what_is_missing_is_asked_for() -> None:
    async with driven(FakeDesk(), keys=("a", "enter")) as drive:
        assert "Who was it?" in drive.frame
        await drive.press(*"carla", "tab", "tab", "enter")
        assert "How much?" in drive.frame
        await drive.press(*"3", "tab", *"someday", "enter")
        assert "Which day?" in drive.frame


async def test_nobody_of_that_name_is_told_at_once() -> None:
    async with driven(FakeDesk(), keys=("a", *"zzz")) as drive:
        assert "Nothing matches “zzz”." in drive.frame


async def test_the_arrows_choose_among_several_matches() -> None:
    desk = FakeDesk()
    async with driven(desk, keys=("a", *"ar")) as drive:
        assert "3 match" in drive.frame
        first = drive.app.screen.query_one(LogBar)._who.meant
        await drive.press("down")
        assert drive.app.screen.query_one(LogBar)._who.meant != first


async def test_the_arrows_move_the_day_but_never_into_the_future() -> None:
    async with driven(FakeDesk(), keys=("a", "shift+tab", "up", "up", "down", "up")) as drive:
        assert drive.app.screen.query_one(LogBar)._day.value == "2026-03-11"
        await drive.press("down", "down", "down", "down")
        assert drive.app.screen.query_one(LogBar)._day.value == "today"


async def test_a_person_one_looks_at_is_filled_in() -> None:
    desk = FakeDesk()
    async with driven(desk, keys=("enter", "tab", "down", "enter", "a", *"9", "enter")):
        assert desk.logged == [("p1", "9", "backward_walk", TODAY)]


async def test_the_person_under_the_cursor_of_a_board_is_filled_in() -> None:
    desk = FakeDesk()
    async with driven(desk, LARGE, ("enter", "tab", "down", "down", "a", *"9", "enter")):
        assert desk.logged == [("p2", "9", "backward_walk", TODAY)]


async def test_one_of_very_many_people_is_found_while_one_types() -> None:
    async with driven(crowd(20_000), keys=("a", *"rosa silva 19")) as drive:
        assert "match" in drive.frame or "Rosa Silva 19" in drive.frame


async def test_nothing_to_log_is_said() -> None:
    async with driven(FakeDesk(empty=True), keys=("a",)) as drive:
        assert "Nothing can be logged" in drive.frame
