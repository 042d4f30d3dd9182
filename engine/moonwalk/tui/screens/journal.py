"""The journal: what was decided, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import ClassVar, Final

from textual.content import Content

from moonwalk.services.journal import JournalRow, journal
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.jobs import Here
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.sentences import on_screen
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, day_in_words, short_day

MOST: Final = 500
"""So many of the newest are listed; 'moonwalk journal --most' lists more."""

_UNDOES: Final = frozenset({"undo", "imports undo"})

COLUMNS: Final[tuple[Column[JournalRow], ...]] = (
    Column("Id", 5, lambda row: row.id, lambda row: row.when, style=lambda _: "table--quiet"),
    Column("When", 12, lambda row: f"{short_day(row.when.date())} {row.when:%H:%M}", lambda row: row.when),
    Column(
        "What",
        30,
        lambda row: row.what,
        lambda row: row.what.casefold(),
        most=100,
        style=lambda _: "table--strong",
    ),
    Column("By", 8, lambda row: row.by, lambda row: row.by.casefold(), most=16, drops=1),
)


def read_journal(workspace: Workspace, today: date) -> tuple[JournalRow, ...]:
    """The newest decisions, as the screen says them, without what people did."""
    rows = journal(workspace, MOST, discreet=True)
    return tuple(replace(row, what=on_screen(row.what, today)) for row in rows)


class JournalScreen(DetailFrame):
    """Every decision, the newest first; `u` says what taking it back would bring about, `Enter` does it."""

    PLACE = "journal"
    HAS_STACK = True
    BINDINGS = bindings_of("journal")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("journal", "table", "everywhere")
    COLUMNS = COLUMNS
    NOUNS = ("decision", "decisions")

    def searched(self, row: JournalRow) -> str:
        """What was decided, by whom, about what, and why."""
        return " ".join((row.id, row.what, row.by, row.challenge, *row.people, row.reason))

    @property
    def empty(self) -> str:
        """When there is none."""
        return "Nothing has been decided yet."

    def load(self) -> None:
        """Read the newest decisions, without what people did."""
        self.watch_answer("journal", partial(read_journal, self.workspace, self.today), self._show)

    def _show(self, rows: tuple[JournalRow, ...]) -> None:
        facts = [(count(len(rows), *self.NOUNS), "")]
        if rows and not self.workspace.settings.timezone:
            facts.append(("times in UTC", ""))
        self.query_one(Headline).show(("Moonwalk", "Journal"), facts)
        self.table.show(rows)

    def in_full(self, row: JournalRow) -> Content:
        """What was decided, when, by whom, whom it concerns, and why."""
        when = f"{day_in_words(row.when.date(), self.today)} {row.when:%H:%M}"
        origin = " · ".join(filter(None, (when, row.by, row.challenge, ", ".join(row.people))))
        reason = ("\n\n", f"Reason: {row.reason}") if row.reason else ()
        return ui((row.what, "bold"), "\n", (origin, "$text-muted"), *reason)

    @property
    def here(self) -> Here:
        """The decision under the cursor."""
        row: JournalRow | None = self.table.current
        if row is None:
            return super().here
        return replace(super().here, decision=row.id, is_undo=row.did in _UNDOES, what=row.what)
