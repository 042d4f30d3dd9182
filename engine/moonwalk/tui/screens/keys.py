"""The keys of the screen one came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.tui.actions import Action, Scope, actions_of
from moonwalk.tui.desk import Desk
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import cell, ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.prose import TextPane

HEADINGS: tuple[tuple[str, tuple[Scope, ...]], ...] = (
    ("On this screen", ("list", "board", "table", "text")),
    ("Everywhere", ("everywhere",)),
    ("Go to: g, then", ("go",)),
    ("While logging", ("log",)),
    ("While filtering", ("filter",)),
)


class KeysScreen(Frame):
    """Every key that does something, with what it does."""

    SCOPES: ClassVar[tuple[Scope, ...]] = ("text", "everywhere")
    AUTO_FOCUS = "TextPane"

    def __init__(self, desk: Desk, scopes: tuple[Scope, ...]) -> None:
        super().__init__(desk)
        self._scopes: tuple[Scope, ...] = (*scopes, "go", "log", *(("filter",) if "table" in scopes else ()))

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield TextPane(Static(list_keys(self._scopes), id="keys", markup=False))

    def load(self) -> None:
        """Nothing is asked of the desk."""
        self.query_one(Headline).show(("Moonwalk", "Keys"), (("Esc goes back", ""),))


def list_keys(scopes: Iterable[Scope]) -> Content:
    """The keys of some scopes under headings."""
    wanted = frozenset(scopes)
    lines: list[Content] = []
    for heading, members in HEADINGS:
        actions = [
            action for scope in members if scope in wanted for action in actions_of(scope) if action.keys
        ]
        if actions:
            lines += [ui((heading, "bold $primary")), *(_line(action) for action in actions), ui("")]
    return Content("\n").join(lines)


def _line(action: Action) -> Content:
    return ui((f"  {cell(action.keys_in_words, 20)}", "bold"), action.help)
