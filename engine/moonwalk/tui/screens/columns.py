"""The columns of a file: what each is taken for, changed by keys, with what would become of the rows."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Final, Literal

from textual import on
from textual.content import Content

from moonwalk.api.sources import ColumnUse
from moonwalk.services.errors import Refused
from moonwalk.services.files import ImportExplanation, ImportRequest
from moonwalk.services.imports import import_entries
from moonwalk.services.imports.importer import explain_entries
from moonwalk.services.roster.people import explain_people, import_people
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.jobs import Here
from moonwalk.tui.jobs.of_files import imported_in_words, request_with
from moonwalk.tui.messages import ColumnsWanted, JobSubmitted, JobWanted, RowOpened
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline, Kind
from moonwalk.tui.widgets.job_bar import JobBar
from moonwalk.tui.widgets.table_columns import Column

Brings = Literal["entries", "people"]

MOST_REJECTED: Final = 100
"""So many of the rows that would be rejected are listed."""

JOB_OF: Final[dict[Brings, str]] = {"entries": "import", "people": "roster"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the rows, or why the file cannot be read so."""

    sentences: tuple[str, ...]
    refused: bool = False


def read_columns(workspace: Workspace, brings: Brings, request: ImportRequest) -> ImportExplanation:
    """What each column of the file is taken for."""
    explain = explain_entries if brings == "entries" else explain_people
    return explain(workspace, request)


def preview(workspace: Workspace, brings: Brings, request: ImportRequest) -> Preview:
    """The import as it would be, done and taken back."""
    try:
        report = (import_entries if brings == "entries" else import_people)(workspace, request, True)
    except Refused as reason:
        return Preview((str(reason), *map(str, reason.problems)), refused=True)
    return Preview(tuple(imported_in_words(report, MOST_REJECTED)))


_OPTION: Final = re.compile(r"-o (?P<name>\w+)(?:=(?:'[^']*'|[^\s),;]+))?")


def in_keys(text: str, options: Collection[str]) -> str:
    """What is said of an option of a command, in the words of this screen where a key stands for it."""

    def key(option: re.Match[str]) -> str:
        name = option["name"]
        return f"→ on the column for ‘{name}’" if name in options else option[0]

    return _OPTION.sub(key, text)


def _used(use: ColumnUse) -> str:
    return use.used_as or "–"


COLUMNS: Final[tuple[Column[ColumnUse], ...]] = (
    Column("Column", 20, lambda use: use.header, most=36, style=lambda _: "table--strong"),
    Column("Taken for", 14, _used, most=34, style=lambda use: "table--up" if use.used_as else "table--quiet"),
    Column("First values", 16, lambda use: ", ".join(use.samples), most=48, drops=1),
    Column("Because", 18, lambda use: use.why, most=60, drops=2, style=lambda _: "table--quiet"),
)


class ColumnsScreen(DetailFrame):
    """A row for each column of a file; `→` takes it for something else, and below stands what comes of it."""

    BINDINGS = bindings_of("columns")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("columns", "table", "everywhere")
    COLUMNS = COLUMNS
    NOUNS = ("column", "columns")

    def __init__(self, workspace: Workspace, challenge: str, wanted: ColumnsWanted) -> None:
        super().__init__(workspace, challenge)
        self._brings: Brings = wanted.brings
        self._file, self._options = wanted.file, wanted.options
        self._mapping: dict[str, str] = {}
        self._explained: ImportExplanation | None = None
        self._preview: Preview | None = None

    def identity(self, use: ColumnUse) -> str:
        """Its header."""
        return use.header

    def searched(self, use: ColumnUse) -> str:
        """Header, use and first values."""
        return f"{use.header} {use.used_as} {' '.join(use.samples)}"

    @property
    def empty(self) -> str:
        """That there is nothing to choose from."""
        return "This format has no columns that could be taken for something else."

    @property
    def _request(self) -> ImportRequest:
        return request_with(Path(self._file.strip().strip("\"'")).expanduser(), self._options, self._mapping)

    def load(self) -> None:
        """Look at the file, and try out what would become of its rows."""
        try:
            about: tuple[Workspace, Brings, ImportRequest] = self.workspace, self._brings, self._request
        except Refused as reason:
            self.troubles["columns"] = str(reason)
            self.tell_troubles()
            return
        self.watch_answer("columns", partial(read_columns, *about), self._show)
        self.watch_answer("preview", partial(preview, *about), self._show_preview)

    def _show(self, explained: ImportExplanation) -> None:
        self._explained = explained
        format_ = f"read by '{explained.source}'" if explained.source else "not recognised yet"
        named = ", ".join(f"{use} = {header}" for use, header in self._mapping.items())
        facts = [(format_, "" if explained.source else "$warning")]
        facts += [(f"you said {named}", "")] if named else []
        facts.append(("→ takes a column for something else, i imports", ""))
        self.query_one(Headline).show(("Moonwalk", "Import", explained.file), facts)
        self.table.show(tuple(use for use in explained.columns if use.header))
        self.tell_troubles()

    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.describe_row()

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """What is missing."""
        columns = self._explained.columns if self._explained is not None else ()
        return tuple(("warning", self._in_keys(use.why)) for use in columns if not use.header)

    def _in_keys(self, text: str) -> str:
        options = self._explained.options if self._explained is not None else ()
        return self.said(in_keys(text, options))

    def in_full(self, use: ColumnUse) -> Content:
        """The column under the cursor, and what would become of the rows."""
        options = self._explained.options if self._explained is not None else ()
        can = f"→ takes it for: {', '.join(options)}" if options else "This format names its columns itself."
        why = self._in_keys(use.why)
        lines = [
            ui(
                (use.header, "bold"),
                (f"  {use.used_as or 'not used'}: {why}. {can}", "$text-muted"),
            ),
            ui(""),
        ]
        if self._preview is None:
            lines.append(ui(("Trying it out…", "$text-muted")))
        else:
            glyph, style = ("✗ ", "bold $error") if self._preview.refused else ("→ ", "bold $secondary")
            lines += [
                ui(("  " if number else glyph, style), self._in_keys(sentence))
                for number, sentence in enumerate(self._preview.sentences)
            ]
        return Content("\n").join(lines)

    # Naming columns.

    def action_turn_use(self, step: int) -> None:
        """Take the column under the cursor for the next thing; after the last one, as it is recognised."""
        use: ColumnUse | None = self.table.current
        if use is None or self._explained is None:
            return
        turns = ("", *self._explained.options)
        named = next((what for what, header in self._mapping.items() if header == use.header), "")
        at = turns.index(named) if named in turns else 0
        wanted = turns[(at + step) % len(turns)]
        kept = {what: header for what, header in self._mapping.items() if header != use.header}
        self._mapping = kept | ({wanted: use.header} if wanted else {})
        self._preview = None
        self.describe_row()
        self.load()

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        message.stop()
        message.prevent_default()  # else the text below would get the focus
        self.action_turn_use(1)

    # Importing.

    @property
    def here(self) -> Here:
        """The file, and what its columns were named as."""
        return replace(super().here, file=self._file, options=self._options, mapping=dict(self._mapping))

    def action_import_file(self) -> None:
        """Open the bar that imports the file so."""
        self.post_message(JobWanted(JOB_OF[self._brings]))

    def follow_up(self, done: JobSubmitted) -> None:
        """What was new is there already now, and the form that led here is done with."""
        self._preview = None
        for screen in self.app.screen_stack:
            for bar in screen.query(JobBar) if screen is not self else ():
                bar.action_close()
