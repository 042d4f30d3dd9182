"""Ids that follow from content, and how they are shown to people."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import Final, NamedTuple

from moonwalk.store.errors import StoreError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters that cannot be mistaken for one another: no I, L, O, U."""

SHOWN_LENGTH: Final = 13

_TYPED: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class Content(NamedTuple):
    """What makes an entry the one it is.

    `day` is ISO text. `nth` tells equal entries apart: the how-manieth equal row of its file (from 1);
    as text the row's own time stamp (in ms), with `/2` for the second such row, or the instant at which a
    single entry was logged. `supersedes` is the id of the entry it replaces.
    """

    person: str
    day: str
    activity: str
    unit: str
    amount: int
    source: str
    nth: int | str
    supersedes: int | None = None
    void: bool = False


def content_id(content: Content, bump: int = 0) -> int:
    """63 bits of SHA-256 over the content; `bump` gives the next one where two contents meet in one id."""
    # The ASCII form of a tuple quotes whatever a name may hold, and is the same everywhere.
    text = ascii((*content, bump) if bump else tuple(content))
    return int.from_bytes(sha256(text.encode()).digest()[:8]) >> 1


class PlainIds:
    """Ids of entries that replace none, from one source: `content_id` for millions of rows of a file."""

    def __init__(self, source: str) -> None:
        # Most of the time of `content_id` goes into quoting names, and a file has few.
        self._rest = f"{source!a}, "
        self._people: dict[str, str] = {}
        self._kinds: dict[tuple[str, str], str] = {}

    def id_of(self, person: str, day: str, kind: tuple[str, str], amount: int, stamp: int | None) -> int:
        """The id of a row; of equal rows that of the first. `kind` is the activity and its unit."""
        who = self._people.get(person)
        if who is None:
            who = self._people[person] = ascii(person)
        what = self._kinds.get(kind)
        if what is None:
            what = self._kinds[kind] = f"{kind[0]!a}, {kind[1]!a}"
        nth = "1" if stamp is None else f"'{stamp}'"
        text = f"({who}, '{day}', {what}, {amount}, {self._rest}{nth}, None, False)"
        return int.from_bytes(sha256(text.encode()).digest()[:8]) >> 1


_PERSON_BITS: Final = 24
_ANSWER: Final = 1 << 62
"""What tells the record of an answer from that of a stamp."""


def stamp_record(person: int, stamp: int) -> int:
    """By what rows of a person (a number of the store) with the same minute (`stamp` in ms) are known."""
    # The minute comes first: a growing export then adds to the end of the index.
    return (stamp // 60_000 << _PERSON_BITS) + person


def answer_record(person: int, answer: str) -> int:
    """By what rows of a person that come from the same answer of a form are known."""
    digest = sha256(ascii((person, answer)).encode()).digest()
    return _ANSWER | int.from_bytes(digest[:8]) >> 2


def is_answer(record: int) -> bool:
    """Whether a record is that of an answer, and not that of a stamp."""
    return record >= _ANSWER


def show_id(number: int) -> str:
    """An entry's id as people read it: 13 digits and capital letters."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def parse_id(text: str) -> int:
    """The id that someone typed; case, spaces, hyphens and look-alikes (O and 0, I, L and 1) do not matter.

    Raises StoreError where it cannot be an id.
    """
    typed = text.strip().upper().translate(_TYPED)
    if len(typed) != SHOWN_LENGTH or any(sign not in ALPHABET for sign in typed) or typed[0] > "7":
        raise StoreError(
            f"'{text}' is not the id of an entry: ids have {SHOWN_LENGTH} digits and letters, like "
            f"{show_id(0x1234_5678_9ABC_DEF0)}. Nothing was changed. 'moonwalk entries' lists them."
        )
    number = 0
    for sign in typed:
        number = number << 5 | ALPHABET.index(sign)
    return number


def text_key(text: str) -> str:
    """A text by which people are looked up: composed (NFC), without blanks around it, in lower case.

    Less is folded than by `fold` of the API: these keys are stored, and two people may differ in an accent.
    """
    return unicodedata.normalize("NFC", text.strip()).lower()
