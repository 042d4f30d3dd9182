from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from moonwalk.store.errors import StoreError, sentence_for, spoken

PATH = Path("moonwalk.db")
NAMES = [
    name for name in dir(sqlite3) if name.startswith("SQLITE_") and isinstance(getattr(sqlite3, name), int)
]


def an_error(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("it broke")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("name", [*NAMES, ""])
def test_every_error_of_sqlite_becomes_sentences_about_data_and_remedy(name):
    said = sentence_for(an_error(name), PATH)
    if name == "SQLITE_CONSTRAINT_TRIGGER":
        assert said == "it broke"
        return
    assert any(
        word in said for word in ("Nothing was changed", "left as it is", "what was saved before is safe")
    )
    assert said.endswith((".", "'."))
    assert "{" not in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_BUSY", "Another program"),
        ("SQLITE_BUSY_SNAPSHOT", "Another program"),
        ("SQLITE_FULL", "no room left"),
        ("SQLITE_IOERR_WRITE", "may or may not have been saved"),
        ("SQLITE_READONLY_DBMOVED", "read-only"),
        ("SQLITE_CORRUPT_INDEX", "damaged"),
    ],
)
def test_the_sentence_fits_the_error(name, words):
    assert words in sentence_for(an_error(name), PATH)


def test_a_number_that_cannot_be_stored_becomes_a_sentence():
    with pytest.raises(StoreError, match="Nothing was changed"), spoken(PATH):
        raise OverflowError


def test_half_a_character_becomes_a_sentence():
    with pytest.raises(StoreError, match="Nothing was changed"), spoken(PATH):
        "\ud800".encode()


def test_other_errors_pass():
    with pytest.raises(KeyError), spoken(PATH):
        raise KeyError


def test_a_text_that_damage_has_made_none_becomes_a_sentence():
    with pytest.raises(StoreError, match="is damaged"), spoken(PATH):
        b"\xbb".decode()
