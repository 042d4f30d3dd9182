"""The messages: waiting, sent, failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.views import MessageRow
from moonwalk.tui.messages import RowOpened, TableChanged
from moonwalk.tui.screens.base_screen import TableFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline, StatusLine
from moonwalk.tui.widgets.prose import TextPane
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.widgets.virtual_table import VirtualTable
from moonwalk.tui.wording import count, short_day

STATES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "pending": ("…", "waiting", ""),
        "sending": ("↻", "sending", "table--warning"),
        "delivered": ("✓", "delivered", "table--up"),
        "dead": ("✗", "failed", "table--error"),
        "cancelled": ("–", "cancelled", "table--quiet"),
    }
)
"""A message's state: its glyph, the word for it, and its style."""


def _shown(message: MessageRow) -> tuple[str, str, str]:
    return STATES.get(message.state, ("•", message.state, ""))


COLUMNS: Final[tuple[Column[MessageRow], ...]] = (
    Column(
        "State",
        11,
        lambda row: " ".join(_shown(row)[:2]),
        lambda row: _shown(row)[1],
        style=lambda row: _shown(row)[2],
    ),
    Column(
        "Due", 12, lambda row: f"{short_day(row.due.date())} {row.due:%H:%M}", lambda row: row.due, drops=1
    ),
    Column("To", 14, lambda row: row.name or row.channel, lambda row: row.name.casefold(), most=20),
    Column(
        "Subject",
        14,
        lambda row: row.subject,
        lambda row: row.subject.casefold(),
        most=60,
        style=lambda _: "table--strong",
    ),
    Column(
        "Channel",
        9,
        lambda row: row.channel,
        lambda row: row.channel,
        drops=2,
        style=lambda _: "table--quiet",
    ),
)


class OutboxScreen(TableFrame):
    """Every message, to read; the one under the cursor in full."""

    def compose_body(self) -> Iterable[Widget]:
        """The list, and the message below it."""
        yield VirtualTable(
            COLUMNS,
            identity=lambda row: str(row.id),
            searched=lambda row: f"{_shown(row)[1]} {row.name} {row.subject} {row.channel} {row.challenge}",
            empty="No messages yet. They are written when something worth telling happens: moonwalk tick",
        )
        yield StatusLine(("message", "messages"))
        yield TextPane(Static("", id="detail-text", markup=False), id="detail")

    def load(self) -> None:
        """Read the outbox."""
        self.watch_answer("messages", self.desk.list_messages, self._show)

    def _show(self, messages: tuple[MessageRow, ...]) -> None:
        states = Counter(_shown(message)[1] for message in messages)
        facts = [(f"{number:,} {state}", "") for state, number in sorted(states.items())]
        self.query_one(Headline).show(("Moonwalk", "Outbox"), facts or [("nothing to send", "")])
        self.table.show(messages)

    @on(TableChanged)
    def _read(self) -> None:
        """Show the message under the cursor."""
        message: MessageRow | None = self.table.current
        text = self.query_one("#detail-text", Static)
        if message is None:
            text.update(ui(""))
            return
        tried = f"tried {count(message.attempts, 'time', 'times')}" if message.attempts else "not tried yet"
        origin = " · ".join(
            part for part in (message.challenge, message.channel, message.person, tried, message.note) if part
        )
        text.update(ui((message.subject, "bold"), "\n", (origin, "$text-muted"), "\n\n", message.text))

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        """To the text, to scroll it."""
        message.stop()
        self.set_focus(self.query_one("#detail"))
