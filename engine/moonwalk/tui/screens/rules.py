"""A challenge's rules in words, and the pages that are written of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.widget import Widget

from moonwalk.services.rules import rules_in_words
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.titles import title_of
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.prose import Prose, TextPane


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All that this screen shows."""

    title: str
    words: str


def read_rules(workspace: Workspace, challenge: str) -> RulesPage:
    """The page."""
    return RulesPage(title_of(workspace, challenge), rules_in_words(workspace, challenge))


def sheet_files(workspace: Workspace, challenge: str) -> tuple[Path, ...]:
    """Write the sheet of rules; its files."""
    # What lays out pages is loaded by whoever writes one, and not by every start of the screen.
    from moonwalk.services.sheets.rules_sheet import write_rules

    return write_rules(workspace, challenge)


def report_files(workspace: Workspace, challenge: str) -> tuple[Path, ...]:
    """Write the report for management; its files."""
    from moonwalk.services.sheets.report import write_report

    return write_report(workspace, challenge)


class RulesScreen(Frame):
    """What the definition says, as people would say it."""

    BINDINGS = bindings_of("rules")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("rules", "text", "everywhere")
    PLACE = "rules"
    AUTO_FOCUS = "TextPane"

    _title = ""

    def compose_body(self) -> Iterable[Widget]:
        """The text."""
        yield TextPane(Prose("rules"))

    def load(self) -> None:
        """Read the rules."""
        self.watch_answer("rules", partial(read_rules, self.workspace, self._challenge), self._show)

    def action_write_sheet(self) -> None:
        """Write the rules for participants."""
        self.ask("sheet", partial(sheet_files, self.workspace, self._challenge), self._written)

    def action_write_report(self) -> None:
        """Write the report for management."""
        self.ask("report", partial(report_files, self.workspace, self._challenge), self._written)

    def _show(self, page: RulesPage) -> None:
        self._title = page.title
        self._say("in words, for everyone")
        self.query_one(Prose).show(page.words)

    def _written(self, files: tuple[Path, ...]) -> None:
        names = " and ".join(path.name for path in files)
        self._say(f"written: {names} in {files[0].parent.relative_to(self.workspace.folder)}")

    def _say(self, text: str) -> None:
        self.query_one(Headline).show(("Moonwalk", self._title, "Rules"), ((text, ""),))
