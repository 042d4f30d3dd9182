"""Placeholders in the texts of notices."""

from __future__ import annotations

import re
from typing import Final

from moonwalk.api.wording import nearest, quoted
from moonwalk.definitions.draft import Draft, ItemDraft
from moonwalk.definitions.findings import Findings

WORDS: Final = (
    "first_name",
    "team",
    "challenge",
    "about",
    "week",
    "theme",
    "message",
    "deadline",
    "days",
    "points",
    "level",
    "badge",
)
"""What any notice may speak of that does not say so itself."""


def check_texts(draft: Draft, findings: Findings) -> None:
    """An error at every placeholder that nothing would be put in for."""
    for notice in draft.notices:
        known = words_of(notice)
        for key in ("subject", "text"):
            for part in notice.fields.parts_of(key):
                for name in dict.fromkeys(re.findall(r"\{([^{}\s]{1,60})\}", str(part.value))):
                    if name not in known:
                        findings.error(part.place, _no_such(name, known))


def words_of(notice: ItemDraft) -> tuple[str, ...]:
    """The placeholders that a notice's texts may use."""
    return tuple(getattr(notice.declaration, "words", ())) or WORDS


def _no_such(name: str, known: tuple[str, ...]) -> str:
    near = nearest(name, known)
    hint = f"Did you mean {{{near}}}?" if near else f"There are: {', '.join(f'{{{one}}}' for one in known)}."
    return f"there is no placeholder {quoted('{' + name + '}')[1:-1]}. {hint}"
