"""The race of teams and the spread of points: drawn, and as a table below."""

from __future__ import annotations

from datetime import date

from moonwalk.services.boards.course import Course, CourseRow
from moonwalk.tui.widgets.race_chart import draw_race, draw_spread

from ..workspaces import Lanes
from .driving import LARGE, SMALL, TINY, driven

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
