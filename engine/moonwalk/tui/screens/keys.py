"""The keys of the screen one came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

from textual.content import Content
from textual.widget import Widget

from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Action, Scope, actions_of
from moonwalk.tui.keymap import as_chosen
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import cell, ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.prose import HangingText, TextPane

ELSEWHERE: Final[tuple[tuple[str, Scope], ...]] = (
    ("Everywhere", "everywhere"),
    ("Go to: g, then", "go"),
    ("Do: d, then", "jobs"),
    ("While doing it", "job"),
    ("While logging", "log"),
    ("While filtering", "filter"),
)
"""Headings of the keys that do not belong to one screen."""


class KeysScreen(Frame):
    """Every key that does something, with what it does."""

    SCOPES: ClassVar[tuple[Scope, ...]] = ("text", "everywhere")
    AUTO_FOCUS = "TextPane"

    def __init__(self, workspace: Workspace, scopes: tuple[Scope, ...]) -> None:
        super().__init__(workspace)
        self._scopes: tuple[Scope, ...] = (
            *scopes,
            "go",
            "jobs",
            "job",
            "log",
            *(("filter",) if "table" in scopes else ()),
        )

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield TextPane(HangingText("keys"))

    def load(self) -> None:
        """Nothing is read: keys do not change."""
        self.query_one(Headline).show(("Moonwalk", "Keys"), (("Esc goes back", ""),))
        self.query_one("#keys", HangingText).show(list_keys(self._scopes, self.is_read_only, self.app))


def list_keys(
    scopes: Iterable[Scope], read_only: bool = False, app: object = None
) -> list[tuple[Content, Content]]:
    """The keys of some scopes and what they do, under headings; `read_only` says which do nothing."""
    wanted = tuple(scopes)
    shared = {scope for _, scope in ELSEWHERE}
    # What works everywhere is listed there, also where a screen shows it in its footer.
    everywhere = {action.does for action in actions_of("everywhere")}
    own = [action for scope in wanted if scope not in shared for action in actions_of(scope)]
    groups = [("On this screen", [action for action in own if action.does not in everywhere])]
    groups += [(heading, list(actions_of(scope))) for heading, scope in ELSEWHERE if scope in wanted]
    lines: list[tuple[Content, Content]] = []
    for heading, actions in groups:
        with_keys = [action for action in as_chosen(app, actions) if action.keys]
        if with_keys:
            lines += [
                (ui(""), ui((heading, "bold $primary"))),
                *(_line(action, read_only and action.writes) for action in with_keys),
                (ui(""), ui("")),
            ]
    return lines


def _line(action: Action, is_off: bool) -> tuple[Content, Content]:
    keys = f"  {cell(action.keys_in_words, 20)}"
    if is_off:
        return ui((keys, "$text-muted")), ui((f"not here: {action.help}", "$text-muted"))
    return ui((keys, "bold")), ui(action.help)
