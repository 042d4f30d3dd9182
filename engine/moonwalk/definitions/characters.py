"""Characters of word processors that look like those of a keyboard, and blanks that are missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from moonwalk.api.field_types import FieldType
from moonwalk.api.problems import FieldError, quoted

_SPACE: Final = "It looks like a space but is not one"
_SPACES: Final = MappingProxyType(
    {
        "\xa0": "a no-break space",
        "\u202f": "a narrow no-break space",
        "\u2007": "a figure space",
        "\u2002": "an en space",
        "\u2003": "an em space",
        "\u2009": "a thin space",
        "\u3000": "an ideographic space",
        "\u200b": "a zero-width space",
        "\ufeff": "a byte order mark",
    }
)
_DASHES: Final = MappingProxyType(
    {
        "\u2010": "a typographic hyphen",
        "\u2011": "a no-break hyphen",
        "\u2012": "a figure dash",
        "\u2013": "an en dash",
        "\u2014": "an em dash",
        "\u2212": "a minus sign",
        "\u2022": "a bullet",
    }
)
_QUOTES: Final = MappingProxyType(
    {
        "\u201c": "a typographic quote",
        "\u201d": "a typographic quote",
        "\u201e": "a typographic quote",
        "\xab": "a typographic quote",
        "\xbb": "a typographic quote",
        "\u2018": "a typographic quote",
        "\u2019": "a typographic apostrophe",
        "\u201a": "a typographic quote",
    }
)
_COLON: Final = "\uff1a"
_NAMES: Final = MappingProxyType({**_SPACES, **_DASHES, **_QUOTES, _COLON: "a full-width colon"})
_INVISIBLE: Final = frozenset("\u200b\ufeff")
_PLAIN: Final = str.maketrans(
    {
        **{space: "" if space in _INVISIBLE else " " for space in _SPACES},
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES, ""),
        _COLON: ":",
    }
)
_ODD: Final = re.compile("[" + "".join(_NAMES) + "]")
_INDENT: Final = re.compile(f"^[ {''.join(_SPACES)}-]*([{''.join([*_SPACES, *_DASHES])}])")
_DASH_ALONE: Final = re.compile(r"^ *(?:- +)*-(?=[{\[])")
_NO_BLANK: Final = re.compile(r"^ *(?:- +)*([a-z][a-z_]*):([^\s:/][^:]*)$")


def plain(text: str) -> str:
    """The text as it would be typed: with ordinary blanks and dashes, and without typographic quotes."""
    return " ".join(text.translate(_PLAIN).split())


def names_of(text: str) -> str:
    """The characters in a text that no keyboard types, in words; nothing where there are none."""
    names = dict.fromkeys(_NAMES[letter] for letter in _ODD.findall(text))
    return " and ".join(names)


def _typed(text: str, typed_text: str) -> str:
    """The message about a text that would be right if it had been typed on a keyboard."""
    looks = f" {_SPACE}." if any(space in text for space in _SPACES) else ""
    return f"{quoted(text)} holds {names_of(text)}, as word processors put it.{looks} Write: {typed_text}"


def slip_in(line: str) -> tuple[int, str] | None:
    """What is wrong with a line that YAML cannot read, and in which column (from 0); None if nothing here is.

    An indent or the dash of a list may come from a word processor, and both a dash and a colon need a blank
    after them.
    """
    indent = _INDENT.match(line)
    if indent:
        letter = indent[1]
        if letter in _SPACES:
            return indent.start(1), f"{_NAMES[letter]} in the indent. {_SPACE}: put spaces."
        return indent.start(1), f"{_NAMES[letter]} in place of the '-' that begins an item. Type '- '."
    dash = _DASH_ALONE.match(line)
    if dash:
        return dash.end() - 1, "a blank is missing after the '-'. Type '- '."
    if _COLON in line:
        return line.index(_COLON), "a full-width colon, which YAML does not know. Type ': '."
    glued = _NO_BLANK.match(line)
    if glued:
        return glued.start(1), no_blank(glued[0].strip(" -"))
    return None


def no_blank(text: str) -> str:
    """The message about a key and a value with no blank after the colon; nothing for any other text."""
    glued = _NO_BLANK.match(text)
    value = glued[2].strip() if glued else ""
    return f"a blank is missing after the colon. Write {quoted(f'{glued[1]}: {value}')}." if glued else ""


def unknown_key(key: str, known: tuple[str, ...], answer: Callable[[str, tuple[str, ...]], str]) -> str:
    """Return the message about an unknown key, first where it only looks like another or lacks a blank."""
    slip = slip_in(key)
    if slip:
        return slip[1]
    if names_of(key) and plain(key).removeprefix("- ") in known:
        return _typed(key, plain(key))
    return answer(key, known)


def as_typed(field_type: FieldType[Any], text: str) -> str:
    """Return the message about a text that is only wrong because of characters that no keyboard types.

    Nothing where it is wrong in another way.
    """
    typed_text = plain(text)
    if not names_of(text):
        return ""
    try:
        field_type.parse(typed_text)
    except FieldError:
        return ""
    return _typed(text, typed_text)
