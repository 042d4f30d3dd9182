"""Lines that do not fit those above them: the slip that an author probably made, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from moonwalk.api.problems import quoted, rewritten
from moonwalk.definitions.challenge import SECTIONS

_GLUED_DASH: Final = re.compile(r"^( *)-([a-z]\S*:.*)$")
_ENDED_QUOTE: Final = re.compile(r"^( *(?:- +)*[^\s:'\"#][^:'\"#]*: +)'([^']*)'([^\s,}\]#].*)$")
_KEY: Final = re.compile(r"^( *)([a-z][a-z_]*):")
_LISTS: Final = frozenset({"rules", "notices"})
_NESTED_TOO: Final = frozenset({"points", "rules", "weeks", "teams", "people"})
_NO_ITEMS: Final = frozenset(SECTIONS) - _LISTS


def misfit(lines: Sequence[str], at: int) -> tuple[int, int, str] | None:
    """Return line and column of the slip, and a message; None where the cause is not known.

    `at` is the line that does not fit. Lines and columns count from 0.
    """
    if at >= len(lines):
        return None
    section = _section_above(lines, at)
    within = None if section is None else _KEY.match(lines[section])
    # Below `texts` the sections stand once more, and are indented.
    is_nested = within is not None and within[2] == "texts"
    return _of_the_line(lines[at], at, is_nested=is_nested) or _of_the_list(lines, at, section)


def _section_above(lines: Sequence[str], at: int) -> int | None:
    """Return the line on which the section of a line begins; None where it is in none."""
    return next((number for number in range(at - 1, -1, -1) if re.match("[a-z]", lines[number])), None)


def _of_the_line(line: str, at: int, *, is_nested: bool) -> tuple[int, int, str] | None:
    glued = _GLUED_DASH.match(line)
    if glued:
        return at, len(glued[1]), f"a blank is missing after the '-'. Write {quoted(f'- {glued[2]}')}."
    ended = _ENDED_QUOTE.match(line)
    if ended:
        whole = rewritten(f"{ended[2]}'{ended[3].rstrip().removesuffix(chr(39))}")
        return at, len(ended[1]), f"the quote that is opened here ends at the apostrophe. Write {whole}"
    key = _KEY.match(line)
    if key and key[1] and key[2] in SECTIONS and key[2] not in _NESTED_TOO and not is_nested:
        message = (
            f"'{key[2]}' is a section of its own, and this line is indented. Remove the spaces before it."
        )
        return at, len(key[1]), message
    return None


def _of_the_list(lines: Sequence[str], at: int, section: int | None) -> tuple[int, int, str] | None:
    """Return the slip in a section of which some lines begin an item with a dash, and its first does not.

    Nor the other way round: a section that holds names has no dash at all.
    """
    key = _KEY.match(lines[section]) if section is not None else None
    if section is None or key is None:
        return None
    inside = (number for number in range(section + 1, at) if re.match(" *[^ #]", lines[number]))
    begins = next(inside, None)
    if begins is None:
        return None
    first = lines[begins].strip()
    place = begins, len(lines[begins]) - len(lines[begins].lstrip())
    if key[2] in _LISTS and lines[at].lstrip().startswith("- ") and not first.startswith("- "):
        return *place, f"'{key[2]}' is a list, and its first item has no '-'. Write {quoted(f'- {first}')}."
    if key[2] in _NO_ITEMS and first.startswith("- ") and not lines[at].lstrip().startswith("- "):
        written = quoted(first.removeprefix("- "))
        return *place, f"'{key[2]}' holds names, not items of a list. Write {written}, without the '-'."
    return None
