"""The race of teams, a line for each as high as its place week by week; and bars of how points are spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from moonwalk.services.boards.course import Bin, Course, CourseRow
from moonwalk.tui.text import cell, clean, ui
from moonwalk.tui.wording import bar

LETTERS: Final = "ABCDEFGHIJKLMNOPQRST"
"""What lines are called: colours help, but are not needed to tell them apart."""

CORNERS: Final = "╮╯╰╭"

COLOURS: Final = ("$primary", "$warning", "$accent", "$foreground", "$error", "$secondary")
LONGEST_NAME: Final = 24
WIDEST_STEP: Final = 12


class RaceChart(Static):
    """Draws a course or a spread at the width it has. The row that is chosen is drawn over all others."""

    def __init__(self) -> None:
        super().__init__(id="chart", markup=False)
        self._shown: Course | tuple[Bin, ...] = ()
        self._chosen = ""

    def show(self, shown: Course | tuple[Bin, ...], chosen: str) -> None:
        """Show this; `chosen` is the id of a row of the course, or the lower edge of a bin."""
        if (shown, chosen) != (self._shown, self._chosen):
            self._shown, self._chosen = shown, chosen
            self._draw()

    def on_resize(self, event: Resize) -> None:
        """Draw it again for another width."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width
        if width >= 20:
            shown = self._shown
            lines = (
                draw_race(shown, self._chosen, width)
                if isinstance(shown, Course)
                else draw_spread(shown, self._chosen, width)
            )
            self.update(Content("\n").join(lines))


def draw_race(course: Course, chosen: str, width: int) -> Iterator[Content]:
    """The heading of weeks, then a line of text for each place, with the names of now at its end."""
    rows = course.rows[: len(LETTERS)]
    if not rows:
        yield ui(("Nobody is on this board yet.", "$text-muted"))
        return
    names = min(max(cell_len(clean(row.name)) for row in rows), LONGEST_NAME, width // 3)
    moments = len(course.moments)
    step = max(2, min(WIDEST_STEP, (width - names - 8) // max(1, moments - 1)))
    first = max(0, moments - 1 - (width - names - 8) // step)
    shown = range(first, moments)
    grid = _grid(rows, shown, step, chosen)
    heading = "".join(course.moments[number].ljust(step) for number in shown)
    yield ui((f"     {heading}".rstrip(), "$text-muted"))
    for height, (line, row) in enumerate(zip(grid, rows, strict=True)):
        name = cell(row.name, names).rstrip()
        strong = "bold reverse" if row.id == chosen else _colour(height)
        yield ui((f"{height + 1:>3}  ", "$text-muted"), *line, ("  ", ""), (name, strong))
    hidden = len(course.rows) - len(rows)
    if hidden > 0:
        yield ui((f"and {hidden:,} more, in the table below", "$text-muted"))


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _grid(rows: Sequence[CourseRow], shown: range, step: int, chosen: str) -> list[list[tuple[str, str]]]:
    """The lines as (character, style) pairs; the chosen row last, so that nothing crosses over it."""
    cells = [[(" ", "")] * ((len(shown) - 1) * step + 1) for _ in rows]
    heights = [_heights(rows, number) for number in shown]
    order = sorted(range(len(rows)), key=lambda number: (rows[number].id == chosen, -number))
    for number in order:
        style = f"bold {_colour(number)}" + (" reverse" if rows[number].id == chosen else "")
        path = [each.get(rows[number].id) for each in heights]
        for at, (here, there) in enumerate(zip(path, [*path[1:], None], strict=True)):
            if here is None:
                continue
            if there is not None:
                turn = 1 + number % max(1, step - 1)
                _draw_step(cells, at * step, turn, step, (here, there), style)
            cells[here][at * step] = (LETTERS[number], style)
    return cells


def _heights(rows: Sequence[CourseRow], moment: int) -> dict[str, int]:
    """The line of each row at a moment: by place; those that share one are below each other."""
    placed = [(row.places[moment], number) for number, row in enumerate(rows)]
    ordered = sorted((place, number) for place, number in placed if place is not None)
    return {rows[number].id: height for height, (_, number) in enumerate(ordered)}


def _draw_step(
    cells: list[list[tuple[str, str]]], left: int, turn: int, step: int, path: tuple[int, int], style: str
) -> None:
    """From one week to the next: level, up or down in the column of its turn, and level again."""
    here, there = path
    for offset in range(1, step):
        if offset != turn or here == there:
            _cross(cells[here if offset < turn or here == there else there], left + offset, "─", style)
    if here == there:
        return
    down = there > here
    for height in range(min(here, there) + 1, max(here, there)):
        _cross(cells[height], left + turn, "│", style)
    cells[here][left + turn] = ("╮" if down else "╯", style)
    cells[there][left + turn] = ("╰" if down else "╭", style)


def _cross(line: list[tuple[str, str]], at: int, glyph: str, style: str) -> None:
    """Put a part of a line there; one that goes the other way is crossed."""
    other = "│" if glyph == "─" else "─"
    before = line[at][0]
    if before in CORNERS and "reverse" not in style:
        return  # where a line turns is more telling than what passes there
    line[at] = ("┼" if before in (other, "┼") else glyph, style)


def draw_spread(bins: Sequence[Bin], chosen: str, width: int) -> Iterator[Content]:
    """A bar for each bin, with how many people it holds."""
    if not bins:
        yield ui(("Nobody has any points yet.", "$text-muted"))
        return
    labels = [range_of(each) for each in bins]
    wide, most = max(map(len, labels)), max(each.people for each in bins)
    digits = len(f"{most:,}")
    for label, each in zip(labels, bins, strict=True):
        strong = "bold" if str(each.low) == chosen else "$text-muted"
        room = max(1, width - wide - digits - 5)
        yield ui(
            (f"{label:>{wide}}  ", strong),
            (f"{each.people:>{digits},}  ", ""),
            (bar(each.people, most, room).rstrip(), "$primary"),
        )


def range_of(each: Bin) -> str:
    """The scores of a bin: "20 to 39" of whole ones."""
    return f"{each.low:,.0f}" if each.high - each.low == 1 else f"{each.low:,.0f} to {each.high - 1:,.0f}"
