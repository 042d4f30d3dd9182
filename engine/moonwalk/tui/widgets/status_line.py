"""The line under a table: how many, in which order, through which filter."""

from __future__ import annotations

from typing import Any

from textual.widgets import Static

from moonwalk.tui.safe_text import ui
from moonwalk.tui.widgets.virtual_table import VirtualTable


class StatusLine(Static):
    """Says in words what a table shows."""

    def __init__(self, nouns: tuple[str, str]) -> None:
        super().__init__(id="status")
        self.nouns = nouns
        self._said: tuple[str, ...] = ()

    def tell(self, table: VirtualTable[Any], note: str = "") -> None:
        """Describe the table; `note` is about the row under the cursor."""
        said = (*self._words(table), note)
        if said != self._said:
            self._said = said
            counted, order, filtered, remark = said
            self.update(
                ui((counted, ""), (order, "$text-muted"), (filtered, "$warning"), (remark, "$text-muted"))
            )

    def _words(self, table: VirtualTable[Any]) -> tuple[str, str, str]:
        if table.waiting:
            return "", "", ""
        total, shown = len(table.rows), len(table.order)
        noun = self.nouns[0] if total == 1 else self.nouns[1]
        counted = f"{total:,} {noun}" if not table.filter else f"{shown:,} of {total:,} {noun}"
        order = ""
        if table.sorted_by is not None:
            arrow = "▼" if table.backwards else "▲"
            order = f" · sorted by {table.columns[table.sorted_by].title} {arrow}"
        elif table.backwards:
            order = " · from the last to the first"
        return counted, order, f" · filter “{table.filter}”" if table.filter else ""
