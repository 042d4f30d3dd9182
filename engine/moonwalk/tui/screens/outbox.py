"""The messages: waiting, sent, failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final, Literal

from textual.content import Content

from moonwalk.services.notifications import list_messages
from moonwalk.services.views import MessageRow
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs import Here
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, short_day

STATES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "held": ("‖", "to approve", "table--warning"),
        "pending": ("…", "waiting", ""),
        "sending": ("↻", "sending", "table--warning"),
        "delivered": ("✓", "delivered", "table--up"),
        "expired": ("–", "too late", "table--quiet"),
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
        12,
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


def read_outbox(workspace: Workspace) -> tuple[MessageRow, ...]:
    """The messages, due in the workspace's time zone."""
    zone = workspace.zone
    return tuple(replace(row, due=row.due.astimezone(zone)) for row in list_messages(workspace))


class OutboxScreen(DetailFrame):
    """Every message, to read; the one under the cursor in full."""

    PLACE = "outbox"
    HAS_STACK = True
    COLUMNS = COLUMNS
    NOUNS = ("message", "messages")

    def searched(self, message: MessageRow) -> str:
        """State, recipient, subject, channel and challenge."""
        words = (_shown(message)[1], message.name, message.subject, message.channel, message.challenge)
        return " ".join(words)

    @property
    def empty(self) -> str:
        """When messages are written."""
        return "No messages yet. g and m shows what is due in full; d and s writes and sends it."

    def load(self) -> None:
        """Read the outbox."""
        self.watch_answer("messages", partial(read_outbox, self.workspace), self._show)

    def _show(self, messages: tuple[MessageRow, ...]) -> None:
        states = Counter(_shown(message)[1] for message in messages)
        facts = [(f"{number:,} {state}", "") for state, number in sorted(states.items())]
        if facts and not self.workspace.settings.timezone:
            facts.append(("times in UTC", ""))
        self.query_one(Headline).show(("Moonwalk", "Outbox"), facts or [("nothing to send", "")])
        self.table.show(messages)

    @property
    def marks_are(self) -> Literal["messages"]:
        """Messages."""
        return "messages"

    @property
    def here(self) -> Here:
        """The message under the cursor."""
        row: MessageRow | None = self.table.current
        if row is None:
            return super().here
        held = row.challenge if row.state == "held" or self.table.marks else ""
        return replace(super().here, message=row.id, held=held, what=row.subject, name=row.name)

    def in_full(self, message: MessageRow) -> Content:
        """Subject, origin, attempts and text."""
        tried = f"tried {count(message.attempts, 'time', 'times')}" if message.attempts else "not tried yet"
        origin = " · ".join(
            part
            for part in (message.challenge, message.channel, message.person, tried, self.said(message.note))
            if part
        )
        return ui((message.subject, "bold"), "\n", (origin, "$text-muted"), "\n\n", message.text)
