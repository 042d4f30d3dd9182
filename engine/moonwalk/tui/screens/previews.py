"""What would be sent now: each message exactly as its reader would get it. Nothing is sent from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

from textual.content import Content

from moonwalk.services.notifications import tick
from moonwalk.services.tick_preview import Goes, MessagePreview
from moonwalk.services.workspace import Workspace
from moonwalk.tui.messages import JobSubmitted
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline, Kind
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, short_day

GOES: Final[Mapping[Goes, tuple[str, str, str]]] = MappingProxyType(
    {
        "now": ("→", "now", ""),
        "later": ("…", "later", "table--quiet"),
        "held": ("‖", "once approved", "table--warning"),
        "never": ("–", "not at all", "table--quiet"),
    }
)
"""When a message goes: its glyph, the word for it, and its style."""


def _shown(message: MessagePreview) -> tuple[str, str, str]:
    return GOES.get(message.goes, ("•", message.goes, ""))


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A message that would be sent, by its number in the list."""

    id: int
    message: MessagePreview


@dataclass(frozen=True, slots=True)
class Previews:
    """All that would be sent, and what keeps something from it."""

    rows: tuple[PreviewRow, ...]
    problems: tuple[str, ...]
    waiting: tuple[str, ...]


COLUMNS: Final[tuple[Column[PreviewRow], ...]] = (
    Column(
        "Goes",
        15,
        lambda row: " ".join(_shown(row.message)[:2]),
        lambda row: _shown(row.message)[1],
        style=lambda row: _shown(row.message)[2],
    ),
    Column("To", 14, lambda row: row.message.name, lambda row: row.message.name.casefold(), most=20),
    Column(
        "Subject",
        14,
        lambda row: row.message.subject,
        lambda row: row.message.subject.casefold(),
        most=60,
        style=lambda _: "table--strong",
    ),
    Column(
        "Channel",
        9,
        lambda row: row.message.channel,
        lambda row: row.message.channel,
        drops=1,
        style=lambda _: "table--quiet",
    ),
)


def read_previews(workspace: Workspace) -> Previews:
    """What a tick would send now; it is undone."""
    done = tick(workspace, dry_run=True)
    rows = tuple(PreviewRow(number, message) for number, message in enumerate(done.texts))
    return Previews(rows, done.problems, done.waiting)


class PreviewsScreen(DetailFrame):
    """Every message that is due, to read before it goes; the one under the cursor in full.

    Finding out takes the turn of whoever sends, for a moment. So it is done when one comes here and when one
    asks for it, and not whenever something has changed.
    """

    PLACE = "previews"
    HAS_STACK = True
    COLUMNS = COLUMNS
    NOUNS = ("message", "messages")

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._wanted = True
        self._waiting: tuple[str, ...] = ()

    def searched(self, row: PreviewRow) -> str:
        """When it goes, to whom, by what, and all of its text."""
        message = row.message
        return " ".join((_shown(message)[1], message.name, message.channel, message.text))

    @property
    def empty(self) -> str:
        """When there is something to send."""
        return "Nothing is due. r looks again."

    def on_screen_resume(self) -> None:
        """Look again when one comes back."""
        self._wanted = True

    def action_refresh_now(self) -> None:
        """Look again."""
        self._wanted = True
        super().action_refresh_now()

    def follow_up(self, done: JobSubmitted) -> None:
        """What was sent is not due any more."""
        super().follow_up(done)
        self._wanted = True
        self.load()

    def load(self) -> None:
        """Ask what would be sent, where that is wanted."""
        if self._wanted:
            self.watch_answer("previews", partial(read_previews, self.workspace), self._show)
            self._wanted = False

    def _show(self, previews: Previews) -> None:
        ways = Counter((row.message.channel, _shown(row.message)[1]) for row in previews.rows)
        facts = [(f"{channel}: {number:,} {goes}", "") for (channel, goes), number in sorted(ways.items())]
        self.query_one(Headline).show(("Moonwalk", "To be sent"), facts or [("nothing to send", "")])
        self._waiting = (*previews.waiting, *previews.problems)
        self.tell_troubles()
        self.table.show(previews.rows)

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """What keeps messages from being sent, and what could not be found out."""
        return tuple(("warning", sentence) for sentence in self._waiting)

    def in_full(self, row: PreviewRow) -> Content:
        """To whom, by what and when, why it waits, and the text as the reader gets it."""
        message = row.message
        due = message.due.astimezone(self.workspace.zone)
        when = f"{short_day(due.date())} {due:%H:%M}" if message.goes == "later" else _shown(message)[1]
        together = f"{count(message.holds, 'message', 'messages')} as one" if message.holds > 1 else ""
        origin = " · ".join(
            part
            for part in (message.person, message.channel, when, together, self.said(message.note))
            if part
        )
        return ui((message.name, "bold"), "\n", (origin, "$text-muted"), "\n\n", message.text)
