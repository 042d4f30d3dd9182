"""A person's days, a line a week."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Final

from textual.content import Content
from textual.widgets import Static

from moonwalk.services.views import WhyDay
from moonwalk.tui.text import ui
from moonwalk.tui.wording import MET, WEEKDAYS, day_glyph

LABEL: Final = 9
CELL: Final = 4
LEGEND: Final = 52


class DaysStrip(Static):
    """Glyphs by week with the days met and the points; a legend says what the glyphs mean."""

    def __init__(self) -> None:
        super().__init__(id="days", markup=False)

    def show(self, days: tuple[WhyDay, ...], today: date) -> None:
        """Show these days; those after today stay empty."""
        self.update(draw_days(days, today))


def draw_days(days: tuple[WhyDay, ...], today: date) -> Content:
    """The strip: a heading of weekdays, a line a week, a legend."""
    if not days:
        return ui(("No days yet.", "$text-muted"))
    first = days[0].date.weekday()
    names = "".join(f"{WEEKDAYS[(first + n) % 7]:{CELL}}" for n in range(7))
    lines = [ui((f"{'':{LABEL}}{names}{'met':>5}{'points':>8}", "$text-muted"))]
    for week, members in groupby(days, key=lambda day: day.week):
        lines.append(_week(week, tuple(members), today))
    return Content("\n").join([*lines, ui(""), _legend(days, today)])


def _week(week: int, days: tuple[WhyDay, ...], today: date) -> Content:
    parts: list[tuple[str, str]] = [(f"{f'Week {week}':{LABEL}}", "$text-muted")]
    for day in days:
        glyph, _, colour = day_glyph(day)
        shown = glyph if day.date <= today else " "
        style = f"{colour} bold reverse" if day.date == today else colour
        parts += [(f" {shown} ", style), (" ", "")]
    parts.append((" " * CELL * (7 - len(days)), ""))
    met = sum(bool(day.met) for day in days)
    points = sum(day.points for day in days)
    begun = days[0].date <= today
    parts.append((f"{met:>5}{points:>8,}" if begun else "", "bold"))
    return ui(*parts)


def _legend(days: tuple[WhyDay, ...], today: date) -> Content:
    used = {day_glyph(day) for day in days if day.date <= today}
    order = sorted(used, key=lambda glyph: (glyph != MET, glyph[1]))
    lines: list[Content] = [Content("")]
    for glyph, word, colour in order:
        item = ui((glyph, colour), (f" {word}   ", "$text-muted"))
        if lines[-1].cell_length + item.cell_length > LEGEND:
            lines.append(Content(""))
        lines[-1] += item
    return Content("\n").join(lines)
