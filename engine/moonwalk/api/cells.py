"""Cells as people write them: blanks, names, ids and addresses. Days and instants are in `cell_dates`."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from moonwalk.api.problems import FieldError

LONGEST_NAME: Final = 64
_BLANKS: Final = frozenset(
    {"", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", ".", "?", "/", "n/a", "n.a", "n.a.", "na", "#n/a"}
    | {"nan", "null", "none", "nil", "nothing", "keine", "k.a.", "k. a.", "aucun", "aucune"}
)
_JOINER: Final = "\N{ZERO WIDTH JOINER}"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_PICTURES: Final = frozenset({"So", "Sk", "Mn"})
_EMAIL: Final = re.compile(r"[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\".]+(?:\.[^@\s,;<>()\[\]\".]+)+")
_SHORTENED: Final = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
_NO_WORD: Final = re.compile(r"[^a-z0-9]+")


def is_blank(cell: str) -> bool:
    """Whether a cell says that there is nothing: empty, `--`, `N/A`, `null`, `keine`.

    >>> from moonwalk.api.files import is_blank
    >>> is_blank(" n/a "), is_blank("0")
    (True, False)
    """
    return cell.strip().casefold() in _BLANKS


def fold(text: str) -> str:
    """A text for comparing: in small letters without accents, words separated by one blank, no signs.

    >>> from moonwalk.api.files import fold
    >>> fold("  Prénom_(Usuel) ")
    'prenom usuel'
    """
    if text.isascii():
        # What the rest does to such text, five times as fast.
        return _NO_WORD.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if bare.isascii():
        return _NO_WORD.sub(" ", bare).strip()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def clean_text(text: str) -> str:
    """A text fit for any screen or file: its lines, without control and direction characters.

    >>> from moonwalk.api.files import clean_text
    >>> clean_text("one \\x1b[31m\\r\\ntwo")
    'one [31m\\ntwo'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_visible(line).rstrip() for line in lines)


def clean_name(cell: str) -> str:
    """A name fit for any screen: no control or direction characters, single blanks, at most 64 characters.

    >>> from moonwalk.api.files import clean_name
    >>> clean_name("  Ada \\t Lovelace ")
    'Ada Lovelace'
    """
    return " ".join(_visible(cell).split())[:LONGEST_NAME].rstrip()


def _visible(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", line):
        if letter.isspace():
            kept.append(" ")
        elif unicodedata.category(letter) not in _UNSEEN or _joins_pictures(letter, kept):
            kept.append(letter)
    # What stood apart may now be one letter with its accent.
    return unicodedata.normalize("NFC", "".join(kept))


def _joins_pictures(letter: str, before: list[str]) -> bool:
    """Whether this is the joiner inside one emoji, which falls apart without it."""
    return letter == _JOINER and bool(before) and unicodedata.category(before[-1]) in _PICTURES


def clean_id(cell: str) -> str:
    """An id as text: `007` stays `007`.

    FieldError where a spreadsheet has shortened it to a power of ten, or where it is longer than 64
    characters.

    >>> from moonwalk.api.files import clean_id
    >>> clean_id(" 007 ")
    '007'
    """
    if _SHORTENED.fullmatch(cell.strip()) and "+" in cell:
        raise FieldError(
            f"'{cell.strip()}' is a number that a spreadsheet has shortened, so the id is lost. "
            "Format the column as text and export again."
        )
    text = clean_name(cell)
    if len(cell.strip()) > LONGEST_NAME:
        raise FieldError(f"'{text[:20]}...' is longer than the {LONGEST_NAME} characters an id may have.")
    return text


def clean_email(cell: str) -> str:
    """An e-mail address in small letters; empty for a blank cell. FieldError for anything else.

    >>> from moonwalk.api.files import clean_email
    >>> clean_email("Ann@Example.org"), clean_email("--")
    ('ann@example.org', '')
    """
    if is_blank(cell):
        return ""
    text = " ".join(_visible(cell).split())
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise FieldError(f"'{clean_name(cell)}' is not an e-mail address. Write for example ann@example.org.")
    return text.lower()
