"""A challenge's rules in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.widget import Widget

from moonwalk.services.rules import rules_in_words
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope
from moonwalk.tui.screens.base_screen import Frame, title_of
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


class RulesScreen(Frame):
    """What the definition says, as people would say it."""

    SCOPES: ClassVar[tuple[Scope, ...]] = ("text", "everywhere")
    PLACE = "rules"
    AUTO_FOCUS = "TextPane"

    def compose_body(self) -> Iterable[Widget]:
        """The text."""
        yield TextPane(Prose("rules"))

    def load(self) -> None:
        """Read the rules."""
        self.watch_answer("rules", partial(read_rules, self.workspace, self._challenge), self._show)

    def _show(self, page: RulesPage) -> None:
        self.query_one(Headline).show(("Moonwalk", page.title, "Rules"), (("in words, for everyone", ""),))
        self.query_one(Prose).show(page.words)
