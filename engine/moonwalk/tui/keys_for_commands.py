"""On the screen, an answer that names a command names the keys that do the same there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.tui.actions import ACTIONS

_ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "amend": "jobs.amend",
        "backup": "jobs.backup",
        "close": "jobs.close",
        "entries correct": "jobs.correct",
        "entries void": "jobs.void",
        "imports": "go.imports",
        "imports undo": "jobs.undo_import",
        "launch": "jobs.launch",
        "new": "jobs.new",
        "outbox": "go.outbox",
        "people import": "jobs.roster",
        "people join": "jobs.join",
        "people list": "go.people",
        "plugins approve": "jobs.approve",
        "reopen": "jobs.reopen",
        "teams draw": "jobs.draw",
        "teams put": "jobs.move",
        "tick": "jobs.send",
        "withdraw": "jobs.withdraw",
    }
)
"""The action that does on the screen what a command does, or shows what it shows."""

_NAMES: Final = "|".join(sorted(_ACTIONS, key=len, reverse=True))
_END: Final = r"(?=[.,;)]?\s*$|\)|[.,;] )"
"""Where a command without quotation marks ends: with the line, a bracket or a part of the sentence."""

_COMMAND: Final = re.compile(
    rf"'moonwalk (?P<quoted>{_NAMES})\b[^'\n]*'|\bmoonwalk (?P<bare>{_NAMES})\b.*?{_END}", re.MULTILINE
)


def with_keys(sentence: str) -> str:
    """The sentence with keys, such as "d and d", in the place of commands that have some."""
    return _COMMAND.sub(lambda match: _keys(match["quoted"] or match["bare"]), sentence)


def _keys(command: str) -> str:
    wanted = _ACTIONS[command]
    before = "go.open" if wanted.startswith("go.") else "jobs.open"
    keys = {action.id: action.keys_in_words for action in ACTIONS if action.id in (before, wanted)}
    return f"{keys[before]} and {keys[wanted]}"
