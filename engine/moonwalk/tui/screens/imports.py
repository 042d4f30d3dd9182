"""What was imported, to look through and undo."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from textual import on

from moonwalk.services.imports.undo import list_imports
from moonwalk.services.views import ImportRow
from moonwalk.tui.jobs import Here
from moonwalk.tui.messages import RowOpened
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import short_day

MOST: Final = 1000
"""So many of the newest imports are shown."""


def _number(title: str, key: str, drops: int) -> Column[ImportRow]:
    return Column(
        title,
        max(6, len(title)),
        lambda row: f"{getattr(row, key):,}",
        lambda row: getattr(row, key),
        right=True,
        drops=drops,
        largest_first=True,
        style=lambda row: "table--warning" if key == "rejected" and row.rejected else "",
    )


COLUMNS: Final[tuple[Column[ImportRow], ...]] = (
    Column("When", 12, lambda row: f"{short_day(row.when.date())} {row.when:%H:%M}", lambda row: row.when),
    Column(
        "File",
        20,
        lambda row: row.file,
        lambda row: row.file.casefold(),
        most=40,
        style=lambda _: "table--strong",
    ),
    _number("Rows", "rows", 3),
    _number("New", "new", 1),
    _number("Changed", "changed", 4),
    _number("Rejected", "rejected", 0),
    Column(
        "State",
        8,
        lambda row: f"{row.state}: {row.undone}" if row.undone else row.state,
        lambda row: row.state,
        most=30,
        drops=2,
        style=lambda row: "" if row.state == "in" else "table--quiet",
    ),
)


class ImportsScreen(TableFrame):
    """Imports of entries, the newest first; `d` undoes the one under the cursor or begins another."""

    PLACE = "imports"
    HAS_STACK = True
    COLUMNS = COLUMNS
    NOUNS = ("import", "imports")

    def searched(self, row: ImportRow) -> str:
        """File, state, who imported it."""
        return f"{row.file} {row.state} {row.who} {row.undone}"

    @property
    def empty(self) -> str:
        """How to begin."""
        return "Nothing was imported yet. Press d and i to import a file."

    def load(self) -> None:
        """Read the imports."""
        self.watch_answer("imports", partial(list_imports, self.workspace, MOST), self._show)

    def _show(self, rows: tuple[ImportRow, ...]) -> None:
        facts = (("d and u undo the one under the cursor", ""),) if rows else (("", ""),)
        self.query_one(Headline).show(("Moonwalk", "Imports"), facts)
        self.table.show(rows)

    @on(RowOpened)
    async def _open(self, message: RowOpened) -> None:
        """Show what can be done with the import."""
        message.stop()
        await self.action_jobs()

    @property
    def here(self) -> Here:
        """The import under the cursor."""
        row: ImportRow | None = self.table.current
        return super().here if row is None else replace(super().here, import_number=row.id, what=row.file)
