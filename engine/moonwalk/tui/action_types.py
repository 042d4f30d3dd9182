"""What an action of the screen is, and how keys are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Scope = Literal[
    "everywhere",
    "start",
    "home",
    "list",
    "attention",
    "table",
    "board",
    "person",
    "reasons",
    "rehearsal",
    "journal",
    "columns",
    "course",
    "settings",
    "rules",
    "text",
    "log",
    "go",
    "jobs",
    "job",
    "filter",
    "file",
    "problems",
    "examples",
    "leave",
    "clash",
]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does. `does` is Textual's name of the action; `shown` puts it into the footer.

    `writes` says that it changes something, if only a file, and so is not done on a screen for looking only.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    does: str
    scope: Scope
    help: str
    shown: bool = False
    writes: bool = False

    @property
    def place(self) -> str:
        """The `PLACE` of the screen that the action "go.<PLACE>" leads to."""
        return self.id.removeprefix("go.")

    @property
    def keys_in_words(self) -> str:
        """The keys as printed on a keyboard: "Enter", "f or /"."""
        return " or ".join(key_in_words(key) for key in self.keys)


_SPOKEN: Final = (
    ("question_mark", "?"),
    ("less_than_sign", "<"),
    ("greater_than_sign", ">"),
    ("slash", "/"),
    ("asterisk", "*"),
    ("space", "Space"),
    ("left_square_bracket", "["),
    ("right_square_bracket", "]"),
    ("colon", ":"),
    ("enter", "Enter"),
    ("escape", "Esc"),
    ("backspace", "Backspace"),
    ("shift+tab", "Shift+Tab"),
    ("tab", "Tab"),
    ("pageup", "PgUp"),
    ("pagedown", "PgDn"),
    ("home", "Home"),
    ("end", "End"),
    ("left", "←"),
    ("right", "→"),
    ("up", "↑"),
    ("down", "↓"),
)


def key_in_words(key: str) -> str:
    """A key as printed on a keyboard: "ctrl+p" is "Ctrl+P"."""
    spoken = dict(_SPOKEN).get(key)
    if spoken is not None:
        return spoken
    if "+" in key:
        return "+".join(part.capitalize() for part in key.split("+"))
    return key.upper() if len(key) > 1 else key
