"""Text folded for searching: case and accents do not matter."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The text without case and accents: "Ștefan" and "stefan" fold alike."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).casefold()
