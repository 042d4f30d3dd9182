"""What needs attention, each with its remedy."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from moonwalk.runs.views import ChallengeRow
from moonwalk.tui.safe_text import ui


class AttentionList(VerticalScroll):
    """Sentences with the command or key that deals with each; not there when all is well."""

    def __init__(self) -> None:
        super().__init__(id="attention")
        self.display = False

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static("", id="attention-text", markup=False)

    def show(self, rows: tuple[ChallengeRow, ...]) -> None:
        """Show what the challenges need."""
        lines = [
            ui(
                ("! ", "bold $warning"),
                (row.title or row.name, "bold"),
                ("  ", ""),
                (item.message, ""),
                ("\n  → ", "$primary"),
                (item.remedy, "$primary"),
            )
            for row in rows
            for item in row.attention
        ]
        self.display = bool(lines)
        self.border_title = ui("Needs attention")
        self.query_one("#attention-text", Static).update(Content("\n").join(lines))
