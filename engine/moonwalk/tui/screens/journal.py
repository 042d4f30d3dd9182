"""The journal: what was decided, and taking it back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.content import Content

from moonwalk.services.errors import Refused
from moonwalk.services.journal import JournalRow, journal
from moonwalk.services.undo import UndoneDecision, redo, undo
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.messages import TableChanged
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline, Kind
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, short_day

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


class JournalScreen(DetailFrame):
    """Every decision, the newest first; `u` says what taking it back would bring about, and then does it."""

    PLACE = "journal"
    HAS_STACK = True
    BINDINGS = bindings_of("journal")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("journal", "table", "everywhere")
    COLUMNS = COLUMNS
    NOUNS = ("decision", "decisions")

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._asked: tuple[JournalRow, UndoneDecision] | None = None

    def searched(self, row: JournalRow) -> str:
        """What was decided, by whom, about what, and why."""
        return " ".join((row.id, row.what, row.by, row.challenge, *row.people, row.reason))

    @property
    def empty(self) -> str:
        """When there is none."""
        return "Nothing has been decided yet."

    def load(self) -> None:
        """Read the newest decisions, without what people did."""
        self.watch_answer("journal", partial(journal, self.workspace, MOST, discreet=True), self._show)

    def _show(self, rows: tuple[JournalRow, ...]) -> None:
        self.query_one(Headline).show(("Moonwalk", "Journal"), ((count(len(rows), *self.NOUNS), ""),))
        self.table.show(rows)

    def in_full(self, row: JournalRow) -> Content:
        """What was decided, when, by whom, whom it concerns, and why."""
        origin = " · ".join(
            part
            for part in (f"{row.when:%Y-%m-%d %H:%M}", row.by, row.challenge, ", ".join(row.people))
            if part
        )
        reason = ("\n\n", f"Reason: {row.reason}") if row.reason else ()
        return ui((row.what, "bold"), "\n", (origin, "$text-muted"), *reason)

    # Taking back.

    def action_undo(self) -> None:
        """Say what taking the decision back would bring about; asked a second time, do it."""
        row = self.table.current
        if row is None:
            return
        if self._asked is not None and self._asked[0].id == row.id:
            self._asked = None
            self.ask("undo", partial(carry_out, self.workspace, row, rehearse=False), self._done)
        else:
            self.ask("undo", partial(carry_out, self.workspace, row, rehearse=True), partial(self._said, row))

    def _said(self, row: JournalRow, view: UndoneDecision) -> None:
        self._asked = row, view
        self.tell_troubles()

    def _done(self, view: UndoneDecision) -> None:
        self.tell_troubles()
        self.load()

    @on(TableChanged)
    def _other_row(self) -> None:
        row = self.table.current
        if self._asked is not None and (row is None or row.id != self._asked[0].id):
            self._forget()

    def action_back(self) -> None:
        """Leave the decision as it is if it was asked about; else go back."""
        if self._asked is not None or self.troubles.pop("undo", None) is not None:
            self._forget()
        else:
            super().action_back()

    def _forget(self) -> None:
        self._asked = None
        self.tell_troubles()

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """What taking the decision back would bring about, once that was asked."""
        return () if self._asked is None else (("warning", " ".join(_in_words(*self._asked))),)


def carry_out(workspace: Workspace, row: JournalRow, *, rehearse: bool) -> UndoneDecision:
    """Take a decision back, or do again what it took back; a rehearsal only says what that brings about."""
    if not row.id.isdecimal():
        raise Refused("That somebody looked at entries stays on record. Nothing was changed.")
    if row.did in _UNDOES:
        return redo(workspace, int(row.id), dry_run=rehearse)
    return undo(workspace, int(row.id), dry_run=rehearse)


def _in_words(row: JournalRow, view: UndoneDecision) -> Iterator[str]:
    yield "Doing it again:" if row.did in _UNDOES else "Taking it back:"
    yield from view.effects
    yield "Press u again to do it, Esc to leave it as it is."
