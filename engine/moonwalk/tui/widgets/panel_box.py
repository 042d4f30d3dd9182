"""A panel: a titled table, series or text that a plugin gave as data."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from moonwalk.api.panels import PanelText, Series, Table
from moonwalk.tui.text import cell, clean, ui
from moonwalk.tui.wording import bar

LONGEST: Final = 60


class PanelBox(Widget):
    """Draws a panel at the width it has; long ones are cut and say so."""

    def __init__(self, title: str, content: Table | Series | PanelText) -> None:
        super().__init__(classes="panel")
        self._title = title
        self._given = content

    # How high it is follows from its width, so both are settled in one layout.

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it has at this width."""
        return self._picture(width).get_height({}, width)

    def render(self) -> Content:
        """The panel at the width that it has now."""
        return self._picture(self.content_size.width)

    def _picture(self, width: int) -> Content:
        if width < 8:
            return ui("")
        match self._given:
            case Table():
                lines = _table(self._given, width)
            case Series():
                lines = _series(self._given, width)
            case PanelText():
                lines = [ui(self._given.text)]
        return Content("\n").join([ui((cell(self._title, width), "bold")), *lines])


def _more(hidden: int) -> list[Content]:
    return [ui((f"and {hidden:,} more", "$text-muted"))] if hidden > 0 else []


def _table(table: Table, width: int) -> list[Content]:
    """The table with columns as wide as their longest text, the widest one shrunk until all fit."""
    rows = table.rows[:LONGEST]
    widths = [
        max((cell_len(clean(row[n])) for row in (table.columns, *rows) if n < len(row)), default=1)
        for n in range(len(table.columns))
    ]
    while widths and sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 3:
        widths[widths.index(max(widths))] -= 1
    right = [all(_is_number(row[n]) for row in rows if n < len(row)) for n in range(len(widths))]

    def line(row: tuple[str, ...]) -> str:
        return "  ".join(cell(text, widths[n], right=right[n]) for n, text in enumerate(row[: len(widths)]))

    return [
        ui((line(table.columns), "$text-muted")),
        *(ui(line(row)) for row in rows),
        *_more(len(table.rows) - len(rows)),
    ]


def _is_number(text: str) -> bool:
    return text[:1] in "+-−0123456789" or text in ("–", "")


def _series(series: Series, width: int) -> list[Content]:
    """One bar a label, with its number right of it."""
    pairs = list(zip(series.labels, series.values, strict=False))[:LONGEST]
    if not pairs:
        return [ui(("Nothing yet.", "$text-muted"))]
    names = min(max(cell_len(clean(label)) for label, _ in pairs), width // 2)
    numbers = [f"{value:,.10g}" if value == round(value) else f"{value:,.1f}" for _, value in pairs]
    digits = max(len(number) for number in numbers)
    room = max(1, width - names - digits - 4)
    most = max(value for _, value in pairs) if series.most is None else series.most
    lines = [
        ui(
            (cell(label, names), "$text-muted"),
            "  ",
            cell(number, digits, right=True),
            "  ",
            (bar(value, most, room), "$primary"),
        )
        for (label, value), number in zip(pairs, numbers, strict=True)
    ]
    return lines + _more(len(series.labels) - len(pairs))
