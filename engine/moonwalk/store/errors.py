"""What the store says when it cannot do what it was asked."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

BUSY_SECONDS = 10
"""How long a connection waits for another program before it gives up."""


class StoreError(Exception):
    """A complete message for people: what happened, what it means for the data, what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Spoken:
    """A context in which errors of SQLite become a StoreError about the file at `path`."""

    # A class and no generator: there is one around every query, and entering this one costs a fifth.
    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        sentence = _sentence(error, self.path)
        if sentence:
            raise StoreError(sentence) from error


def spoken(path: Path) -> AbstractContextManager[None]:
    """Turns whatever SQLite raises inside the block into a StoreError about the file at `path`."""
    return _Spoken(path)


def _sentence(error: BaseException, path: Path) -> str:
    """What to say of an error; nothing where it is not one of SQLite or of a value that it cannot store."""
    match error:
        case sqlite3.Error():
            return sentence_for(error, path)
        case OverflowError():
            return "A number is too large to be stored. Nothing was changed. Check the value."
        case UnicodeDecodeError():
            return (
                f"The database {path} is damaged: it holds a text that is none. Nothing was changed. "
                "Keep it, and put the newest sound backup in its place with 'moonwalk restore'."
            )
        case UnicodeEncodeError():
            return (
                "A text holds half a character, which cannot be stored. Nothing was changed. "
                "Type the text again."
            )
    return ""


def sentence_for(error: sqlite3.Error, path: Path) -> str:
    """The sentence for an error of SQLite."""
    name: str = getattr(error, "sqlite_errorname", "") or ""
    if name == "SQLITE_CONSTRAINT_TRIGGER":
        return str(error)
    for start, sentence in _SENTENCES:
        if name.startswith(start):
            return sentence.format(path=path, error=error, seconds=BUSY_SECONDS)
    return (
        f"The database {path} could not be used: {error}. Nothing was changed. "
        "Try again; if it persists, put the newest copy of the file in its place."
    )


_SENTENCES = (
    (
        "SQLITE_BUSY",
        (
            "Another program has been using {path} for more than {seconds} seconds. Nothing was changed. "
            "Try again when it has finished."
        ),
    ),
    (
        "SQLITE_LOCKED",
        "Another part of the program is using {path}. Nothing was changed. Try again in a moment.",
    ),
    (
        "SQLITE_FULL",
        (
            "There is no room left on the disk for {path}. Nothing was changed, and what was saved "
            "before is safe. Free some space and try again."
        ),
    ),
    (
        "SQLITE_READONLY",
        (
            "The database {path} cannot be written: the file or its folder is read-only. Nothing was "
            "changed. Ask for the right to write there, or move the workspace."
        ),
    ),
    (
        "SQLITE_PERM",
        "You may not use {path}. Nothing was changed. Ask the owner of the file for access.",
    ),
    (
        "SQLITE_CANTOPEN",
        (
            "The database {path} cannot be opened. Nothing was changed. "
            "Check that the file exists and that you may read and write it and its folder."
        ),
    ),
    (
        "SQLITE_NOTADB",
        (
            "The file {path} is not a Moonwalk database. It was left as it is. "
            "Check the path, or put a copy of the right file in its place."
        ),
    ),
    (
        "SQLITE_CORRUPT",
        (
            "The database {path} is damaged. Nothing was changed. "
            "Keep it, and put the newest sound copy of the file in its place."
        ),
    ),
    (
        "SQLITE_IOERR",
        (
            "The disk refused to read or write {path}. The last change may or may not have been saved; "
            "what was saved before is safe. Check the disk and its free space, then do the last step again: "
            "doing it twice does no harm."
        ),
    ),
    (
        "SQLITE_CONSTRAINT",
        (
            "The data was refused because it breaks a rule of the store ({error}). Nothing was changed. "
            "Check the values."
        ),
    ),
    (
        "SQLITE_TOOBIG",
        "A text is too long to be stored. Nothing was changed. Shorten it.",
    ),
    (
        "SQLITE_NOMEM",
        "There is not enough memory to use {path}. Nothing was changed. Close other programs and try again.",
    ),
)
