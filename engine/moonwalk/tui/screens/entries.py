"""The newest entries, to look through, correct and void."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from textual import on

from moonwalk.api.values import show_amount
from moonwalk.services.entries import EntryRow
from moonwalk.services.privacy.readings import look_at_entries
from moonwalk.services.roster.people import list_people
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs import Here
from moonwalk.tui.messages import RowOpened
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.text import shared_names
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import week_day

MOST: Final = 5000
"""So many of the newest entries are shown."""


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry with the name of its person."""

    entry: EntryRow
    name: str

    @property
    def id(self) -> str:
        """The id of the entry."""
        return self.entry.id

    @property
    def amount(self) -> str:
        """What was done; nothing where organisers see points only."""
        if self.entry.amount is None:
            return ""
        return show_amount(round(self.entry.amount * 1000), self.entry.unit)


def read_entries(workspace: Workspace) -> tuple[NamedEntry, ...]:
    """The newest entries; whoever was erased has no name any more."""
    people = list_people(workspace)
    shared = shared_names(person.name for person in people)
    # Only the id tells those apart who have one name.
    names = {each.id: f"{each.name} · {each.id}" if each.name in shared else each.name for each in people}
    rows = look_at_entries(workspace, None, MOST)
    return tuple(NamedEntry(row, names.get(row.person, row.person)) for row in rows)


COLUMNS: Final[tuple[Column[NamedEntry], ...]] = (
    Column("Day", 10, lambda row: week_day(row.entry.day), lambda row: row.entry.day),
    Column(
        "Person",
        18,
        lambda row: row.name,
        lambda row: row.name.casefold(),
        most=30,
        style=lambda _: "table--strong",
    ),
    Column("Amount", 12, lambda row: row.amount, lambda row: row.entry.amount or 0, right=True),
    Column("Activity", 12, lambda row: row.entry.activity, lambda row: row.entry.activity, most=24, drops=1),
    Column(
        "State",
        10,
        lambda row: row.entry.state,
        lambda row: row.entry.state,
        most=24,
        drops=2,
        style=lambda row: "" if row.entry.state == "current" else "table--quiet",
    ),
    Column("Source", 10, lambda row: row.entry.source, lambda row: row.entry.source, most=24, drops=3),
)


DONE: Final = COLUMNS[2:4]
"""What was done: the amount and the activity."""


class EntriesScreen(TableFrame):
    """Entries as they came in, the newest first; `d` corrects or voids the one under the cursor."""

    PLACE = "entries"
    HAS_STACK = True
    COLUMNS = COLUMNS
    NOUNS = ("entry", "entries")

    def searched(self, row: NamedEntry) -> str:
        """Person, activity, state, source and day."""
        entry = row.entry
        day = f"{week_day(entry.day)} {entry.day}"
        return f"{row.name} {entry.person} {entry.activity} {entry.state} {entry.source} {day}"

    @property
    def empty(self) -> str:
        """How entries come in."""
        return "No entries yet. Press a to log one, or d and i to import a file."

    def load(self) -> None:
        """Read the entries."""
        self.watch_answer("entries", partial(read_entries, self.workspace), self._show)

    def _show(self, rows: tuple[NamedEntry, ...]) -> None:
        hidden = sum(row.entry.amount is None for row in rows)
        facts = [("as they were logged, newest first", "")]
        if hidden:
            facts.append(("organisers see points, not amounts", ""))
        self.query_one(Headline).show(("Moonwalk", "Entries"), facts)
        # Where nothing of what was done is seen, there are no columns for it.
        is_bare = 0 < hidden == len(rows)
        self.table.show(rows, [column for column in COLUMNS if not (is_bare and column in DONE)])

    @on(RowOpened)
    async def _open(self, message: RowOpened) -> None:
        """Show what can be done with the entry."""
        message.stop()
        await self.action_jobs()

    @property
    def marks_are(self) -> Literal["entries"]:
        """Entries."""
        return "entries"

    @property
    def here(self) -> Here:
        """The entry under the cursor."""
        row: NamedEntry | None = self.table.current
        if row is None:
            return super().here
        done = f": {row.amount}, {row.entry.activity}" if row.amount else ""
        what = f"the entry of {row.name}, {week_day(row.entry.day)}{done}"
        return replace(super().here, entry=row.id, what=what)
