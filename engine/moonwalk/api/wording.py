"""How messages quote what an author wrote, and how they guess what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_LONGEST = 60


def quoted(text: str) -> str:
    """The text in quotes for a message: one line, printable, shortened where it is long."""
    shown = _printable(text[: _LONGEST + 1])
    return f"'{shown[: _LONGEST - 3]}...'" if len(shown) > _LONGEST else f"'{shown}'"


def rewritten(text: str, most: int = 200) -> str:
    """The text as it would have to be written in a file: in double quotes, on one line."""
    line = _printable(text[:most].rstrip()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'


def _printable(text: str) -> str:
    line = text.replace("\n", " ")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


def nearest(text: str, options: Iterable[str]) -> str:
    """The option that was probably meant, or nothing: one that is spelt like it or holds it as a word."""
    if not text or len(text) > _LONGEST:
        return ""
    known = list(options)
    by_small = {option.lower(): option for option in reversed(known)}
    close = difflib.get_close_matches(text.lower(), by_small, n=1, cutoff=0.55)
    if close:
        return by_small[close[0]]
    words = set(text.lower().split())
    return next((option for option in known if words & set(option.lower().split())), "")


def did_you_mean(text: str, options: Iterable[str]) -> str:
    """`Did you mean 'good_day'?` with a blank before it, or nothing."""
    found = nearest(text, options)
    return f" Did you mean '{found}'?" if found else ""
