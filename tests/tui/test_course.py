"""The race of teams and the spread of points, drawn and as a table; and a board on earlier days."""

from __future__ import annotations

from datetime import date, datetime

from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.course import Course, CourseRow
from moonwalk.tui.screens.board import BoardScreen
from moonwalk.tui.widgets.race_chart import draw_race, draw_spread
from moonwalk.tui.wording import moved_of

from ..workspaces import Lanes
from .driving import LARGE, SMALL, TINY, Drive, driven

HOSTILE = "[@click=app.quit]Ana[/]\x1b]0;owned"


def row(name: str, *places: float | None) -> CourseRow:
    return CourseRow(name, name, places, tuple("" if place is None else "1" for place in places))


def race(*rows: CourseRow) -> Course:
    moments = len(rows[0].places)
    return Course("T", "teams", "Teams", ("w1", "w2", "now")[-moments:], (date(2026, 3, 8),) * moments, rows)


def test_each_line_can_be_followed_by_its_letter_from_place_to_place() -> None:
    shown = race(
        row("Otters", 2, 1, 1), row("Herons", 1, 2, 2), row("Foxes", None, None, 2), row(HOSTILE, 3, 3, None)
    )
    lines = [line.plain for line in draw_race(shown, "Herons", 40)]

    at = [lines[0].index(moment) for moment in shown.moments]
    columns = ["".join(line[column] for line in lines[1:]).strip() for column in at]
    assert columns == ["BAD", "ABD", "ABC"]
    assert [line.split("  ")[-1] for line in lines[1:4]] == ["Otters", "Herons", "Foxes"]
    assert not {"\x1b", "\x07"} & set("".join(lines))
    assert max(map(len, lines)) <= 40
    assert next(iter(draw_spread((), "", 40))).plain == "Nobody has any points yet."


async def test_a_board_shows_how_it_went_as_a_picture_and_as_a_table(acme: Lanes) -> None:
    async with driven(acme, LARGE, ("enter", "c")) as drive:
        assert "Teams: the race" in drive.frame
        picture = drive.frame.split("Team ")[0]
        assert "w1" in picture
        assert "A  Otters" in picture.replace("─", "")
        await drive.press("v")
        assert "A  Otters" not in drive.frame.replace("─", "")
        await drive.press("down", "enter")
        assert "Badgers" in drive.frame.splitlines()[0]
        await drive.press("escape", "escape", "tab", "c")
        assert "how it is spread" in drive.frame
        assert "20 with a place" in drive.frame
        assert "━" in drive.frame
        for size in (SMALL, TINY):
            await drive.resize(size)
            assert len(drive.frame.split("\n")) == size[1]
            assert "People" in drive.frame


async def test_a_board_goes_back_day_by_day_and_says_what_was_known_and_why(acme: Lanes) -> None:
    def shown(drive: Drive) -> dict[str, str]:
        screen = drive.app.screen
        assert isinstance(screen, BoardScreen)
        return {row.name: row.score for row in screen.table.rows}

    def then(day: int, known_at: datetime | None = None) -> dict[str, str]:
        as_of = date(2026, 3, day)
        rows = show_board(acme.ws, "backwards", as_of=as_of, known_at=known_at).rows
        return {row.name: row.score for row in rows}

    async with driven(acme, LARGE, ("enter",)) as drive:
        now = shown(drive)
        await drive.press("K", "right")
        assert shown(drive) == now
        await drive.press(*["left"] * 2)
        assert "◀ Wed 11 Mar, as it was known then" in drive.frame
        assert shown(drive) == then(11) != now
        await drive.press("K")
        assert "as it is known now" in drive.frame
        assert shown(drive) == then(11, acme.now) != then(11)
        rows = drive.app.screen.table.rows  # type: ignore[attr-defined]
        at = next(number for number, row in enumerate(rows) if row.moved)
        await drive.press("home", *["down"] * at)
        assert f"{moved_of(rows[at])} by what became known later" in drive.frame
        await drive.press("enter")
        assert "▸ Known later" in drive.frame
        assert "(place" in drive.frame
        await drive.press("escape", "K", "enter")
        assert "▸ Since the day before" in drive.frame
        await drive.press("escape", "K")
        await drive.press("w")
        assert "Wed 11 Mar" in drive.frame.splitlines()[0]
        await drive.press("escape", *["left"] * 12)
        assert "◀ Mon 2 Mar" in drive.frame  # no day before the first
        await drive.press("right")
        assert "◀ Tue 3 Mar" in drive.frame
        await drive.press("escape")
        assert "◀" not in drive.frame
        assert shown(drive) == now
