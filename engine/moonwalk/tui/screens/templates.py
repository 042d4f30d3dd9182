"""The ready challenges: what each asks of people, and a new challenge from the one under the cursor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from textual import on
from textual.content import Content

from moonwalk.services.creation import TemplateRow, free_name, list_templates
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs import Here
from moonwalk.tui.messages import FileOpened, JobSubmitted, JobWanted, RowOpened
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count


def length_of(row: TemplateRow) -> str:
    """How long a challenge lasts: in weeks where that is even."""
    if not row.days:
        return "-"
    weeks, rest = divmod(row.days, 7)
    return count(row.days, "day", "days") if rest else count(weeks, "week", "weeks")


def asked(row: TemplateRow) -> str:
    """What a challenge asks of people, in one line."""
    return row.problem or "; ".join(goals_of(row)) or "whatever somebody does"


def goals_of(row: TemplateRow) -> tuple[str, ...]:
    """What is asked for, goal by goal; the names of goals that others are made of read as words."""
    return tuple(_QUOTES.sub("", goal) for goal in row.asks)


_QUOTES: Final = re.compile(r"(?<!\w)'|'(?!\w)")
"""Quotation marks around a name, and no apostrophe."""


COLUMNS: Final[tuple[Column[TemplateRow], ...]] = (
    Column(
        "Ready challenge",
        20,
        lambda row: row.title,
        lambda row: row.title.casefold(),
        most=34,
        style=lambda row: "table--error" if row.problem else "table--strong",
    ),
    Column("Lasts", 8, length_of, lambda row: row.days),
    Column("Asks for", 24, asked, most=100, style=lambda _: "table--quiet"),
)


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """The ready challenges, and for each the name that a new one from it would have."""

    rows: tuple[TemplateRow, ...]
    names: Mapping[str, str]


def read_templates(workspace: Workspace) -> TemplatesPage:
    """Every ready challenge that plugins of this workspace bring."""
    rows = list_templates(workspace.plugins)
    return TemplatesPage(rows, {row.name: free_name(workspace, row.name) for row in rows})


class TemplatesScreen(DetailFrame):
    """The ready challenges. Enter starts one: its name, title, first day and weeks; then its file opens."""

    PLACE = "templates"
    HAS_STACK = True
    COLUMNS = COLUMNS
    NOUNS = ("ready challenge", "ready challenges")
    BEST_FIRST = True

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._names: Mapping[str, str] = {}

    def identity(self, row: TemplateRow) -> str:
        """Its name."""
        return row.name

    def searched(self, row: TemplateRow) -> str:
        """Everything that is said about it."""
        return f"{row.title} {row.name} {row.about} {asked(row)}"

    @property
    def empty(self) -> str:
        """Where they come from."""
        return "No plugin brings ready challenges. See the plugins: g and x."

    def load(self) -> None:
        """Read the ready challenges."""
        self.watch_answer("templates", partial(read_templates, self.workspace), self._show)

    def _show(self, page: TemplatesPage) -> None:
        self._names = page.names
        self.query_one(Headline).show(("Moonwalk", "New challenge"), (("Enter starts one from it", ""),))
        self.table.show(page.rows)

    def in_full(self, row: TemplateRow) -> Content:
        """What it is about, and every goal that it pays for."""
        goals = "".join(f"\n  • {goal}" for goal in goals_of(row)) or "\n  • whatever somebody does"
        return ui(
            (row.title, "bold"),
            (f"  {row.name} · {length_of(row)}", "$text-muted"),
            f"\n{row.problem or row.about.strip()}\n",
            ("\nAsks for", "bold $primary"),
            goals,
        )

    @property
    def here(self) -> Here:
        """The ready challenge under the cursor."""
        row: TemplateRow | None = self.table.current
        if row is None or row.problem:
            return super().here
        return replace(
            super().here, template=row.name, what=row.title, free_name=self._names.get(row.name, "")
        )

    @on(RowOpened)
    def _start(self, message: RowOpened) -> None:
        message.stop()
        message.prevent_default()  # else the row's text would get the focus
        self.post_message(JobWanted("new"))

    def follow_up(self, done: JobSubmitted) -> None:
        """Open the new file."""
        self.post_message(FileOpened(done.values["name"]))
