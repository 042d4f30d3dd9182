"""Other people's text: made safe for the terminal, folded for searching, many names searched at once."""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content

ELLIPSIS: Final = "…"
REPLACED: Final = "\N{REPLACEMENT CHARACTER}"

_FORBIDDEN: Final = (
    (0x80, 0x9F),  # C1 controls; 0x9B starts an escape sequence by itself
    (0x61C, 0x61C),  # bidirectional controls turn the rest of the line around
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2066, 0x2069),
    (0x2028, 0x2029),
    (0xD800, 0xDFFF),  # a lone surrogate cannot be encoded, and would end the program
    (0xFFF9, 0xFFFB),
)
_INVISIBLE: Final = (
    (0xAD, 0xAD),
    (0x180E, 0x180E),
    (0x200B, 0x200D),
    (0x2060, 0x2065),
    (0x206A, 0x206F),
    (0xFE00, 0xFE0F),  # variation selectors make terminals and programs disagree about the width
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE0FFF),
)


def _pictures() -> dict[int, str]:
    """What each unwanted character is shown as."""
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table[0x7F] = "\N{SYMBOL FOR DELETE}"
    for first, last in _FORBIDDEN:
        table.update(dict.fromkeys(range(first, last + 1), REPLACED))
    for first, last in _INVISIBLE:
        table.update(dict.fromkeys(range(first, last + 1), ""))
    return table


_TABLE: Final[Mapping[int, str]] = MappingProxyType(_pictures())


def clean(text: str) -> str:
    """One line of printable text: control characters as pictures, invisible ones left out."""
    return text if text.isascii() and text.isprintable() else text.translate(_TABLE)


def clean_lines(text: str) -> str:
    """Several lines of printable text; line ends stay, tabs become spaces."""
    lines = text.replace("\r\n", "\n").expandtabs(4).split("\n")
    return "\n".join(clean(line) for line in lines)


def ui(*parts: str | tuple[str, str]) -> Content:
    """Text for a widget: each part literal, alone or with a style as in `ui("Hi ", (name, "bold"))`."""
    return Content.assemble(
        *(clean_lines(part) if isinstance(part, str) else (clean_lines(part[0]), part[1]) for part in parts)
    )


def cell(text: str, width: int, *, right: bool = False) -> str:
    """Text for a place of exactly `width` columns: cleaned, cut with an ellipsis, padded."""
    shown = clean(text)
    room = cell_len(shown)
    if room > width:
        return set_cell_size(shown, width - 1) + ELLIPSIS if width > 0 else ""
    return " " * (width - room) + shown if right else shown + " " * (width - room)


def fold(text: str) -> str:
    """The text without case and accents: "Ștefan" and "stefan" fold alike."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).casefold()


def shared_names(names: Iterable[str]) -> frozenset[str]:
    """Those that several are called by."""
    return frozenset(name for name, count in Counter(names).items() if count > 1)


class NameIndex:
    """Lines of text found by the words in them; 50,000 lines answer within milliseconds."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = fold("\n".join(line.replace("\n", " ") for line in lines)).split("\n")
        self._text = "\n" + "\n".join(self._lines) + "\n"
        self._starts = array("l", accumulate((len(line) + 1 for line in self._lines), initial=1))

    def find(self, words: str, most: int) -> list[int]:
        """The numbers of the first lines with all these words; those that begin with them come first."""
        wanted = fold(words).split()
        if not wanted:
            return []
        numbers = dict.fromkeys(self._with("\n" + " ".join(wanted), (), most))
        longest = max(wanted, key=len)
        if len(numbers) < most:
            numbers |= dict.fromkeys(self._with(longest, tuple(wanted), most))
        return list(numbers)[:most]

    def _with(self, needle: str, words: tuple[str, ...], most: int) -> Iterator[int]:
        """The first `most` lines in which the needle stands, if all the words do."""
        at = self._text.find(needle)
        while at >= 0 and most > 0:
            number = bisect_right(self._starts, at + needle.startswith("\n")) - 1
            line = self._lines[number]
            if all(word in line for word in words):
                most -= 1
                yield number
            at = self._text.find(needle, self._starts[number] + len(line))
