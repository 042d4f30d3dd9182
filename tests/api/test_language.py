"""Catalogues of sentences, the language that is spoken, and what is written by locale."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from moonwalk.api.fields import FinePoints
from moonwalk.api.language import (
    Catalogue,
    known_language,
    language,
    listed,
    long_day,
    number,
    short_day,
    speaking,
    weekday,
)

DAY = date(2026, 3, 9)
PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Hello"
msgstr "Hallo"

#, fuzzy
msgid "Guess"
msgstr "Geraten"

msgid "Empty"
msgstr ""

msgid "{n} day"
msgid_plural "{n} days"
msgstr[0] "{n} Tag"
msgstr[1] "{n} Tage"
"""


@pytest.fixture
def stranger(tmp_path, monkeypatch):
    """A package that brings a catalogue of its own, and is not of ours."""
    catalogue = tmp_path / "language_stranger" / "locale" / "de" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(PO, encoding="utf-8")
    (tmp_path / "language_stranger" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "language_stranger" / "inner.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield Catalogue("language_stranger.inner")
    sys.modules.pop("language_stranger", None)


def test_a_package_has_a_catalogue_of_its_own_for_all_of_its_modules(stranger):
    assert stranger.languages() == ("en", "de")
    assert stranger.gettext("Hello") == "Hello"
    with speaking("de-AT"):
        assert stranger.gettext("Hello") == "Hallo"
        assert [stranger.ngettext("{n} day", "{n} days", many) for many in (0, 1, 2)] == [
            "{n} Tage",
            "{n} Tag",
            "{n} Tage",
        ]
        assert stranger.ngettext("{n} day", "{n} days", FinePoints(25, 1)) == "{n} Tage"


def test_what_nobody_translated_or_only_guessed_stays_english(stranger):
    with speaking("de"):
        assert [stranger.gettext(text) for text in ("Guess", "Empty", "Unheard", "")] == [
            "Guess",
            "Empty",
            "Unheard",
            "",
        ]
        assert Catalogue("json").gettext("Hello") == "Hello"
    with speaking("fr"):
        assert stranger.gettext("Hello") == "Hello"


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt_br", "pt-BR"),
        (" fr ", "fr"),
        ("de-XX", "de"),
        ("xx", ""),
        ("German", ""),
        ("", ""),
        ("../../etc", ""),
        ("de\n", "de"),
    ],
)
def test_codes_are_written_one_way_and_unknown_ones_are_none(code, known):
    assert known_language(code) == known


def test_a_language_is_spoken_within_its_block_and_in_its_thread_only():
    with speaking("de"):
        with speaking("no such"):
            assert language() == "en"
        assert language() == "de"
        with ThreadPoolExecutor(1) as others:
            assert others.submit(language).result() == "en"
    assert language() == "en"


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", ("7", "12,345", "2.5", "Monday", "9 March", "Monday, 9 March 2026", "a, b and c")),
        ("en-US", ("7", "12,345", "2.5", "Monday", "March 9", "Monday, March 9, 2026", "a, b and c")),
        ("de", ("7", "12.345", "2,5", "Montag", "9. März", "Montag, 9. März 2026", "a, b und c")),
    ],
)
def test_numbers_days_and_lists_are_written_by_locale(code, written):
    with speaking(code):
        numbers = (number(7), number(12345), number(FinePoints(25, 1)))
        assert (*numbers, weekday(DAY), short_day(DAY), long_day(DAY), listed(("a", "b", "c"))) == written
