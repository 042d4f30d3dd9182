"""Names, ids and e-mail addresses as they come."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api import FieldError
from moonwalk.api.files import clean_email, clean_id, clean_name, clean_text, fold, is_blank


@pytest.mark.parametrize("cell", ["", "  ", "-", "--", "N.A", "n/a", "NULL", "\N{EM DASH}", "nan"])
def test_the_ways_to_write_nothing_are_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["0", "no", "Nan Goldin", "x"])
def test_a_zero_or_a_word_is_not_blank(cell):
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("  Ann \t Bell\n", "Ann Bell"),
        ("Zoe\u0308", "Zoë"),
        ("A\x1b[31mnn\x07", "A[31mnn"),
        ("Ann\u202egnp.exe", "Anngnp.exe"),
        ("\ufeffAnn\u200b", "Ann"),
        ("\N{WOMAN}\u200d\N{PERSONAL COMPUTER}", "\N{WOMAN}\u200d\N{PERSONAL COMPUTER}"),
        ("x" * 100, "x" * 64),
    ],
)
def test_names_lose_what_could_hide_or_disturb(written, clean):
    assert clean_name(written) == clean


@given(st.text())
def test_a_clean_name_is_one_short_line_and_cleaning_again_changes_nothing(text):
    clean = clean_name(text)

    assert clean_name(clean) == clean
    assert len(clean) <= 64
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in clean)
    assert clean == clean.strip()


def test_a_clean_text_keeps_its_lines():
    assert clean_text("Hello\r\n\r\n  there\x1b]0;x\x07 \n") == "Hello\n\n  there]0;x\n"


def test_an_id_stays_text():
    assert clean_id(" 007 ") == "007"


@pytest.mark.parametrize("cell", ["1.50396E+09", "1,5E+10", "x" * 65])
def test_an_id_that_a_spreadsheet_has_spoilt_is_refused(cell):
    with pytest.raises(FieldError):
        clean_id(cell)


def test_an_id_that_only_looks_like_a_power_is_an_id():
    assert clean_id("5e7") == "5e7"


def test_an_address_is_written_small_and_a_missing_one_is_empty():
    assert clean_email(" Ann.Bell@Example.ORG\u200b") == "ann.bell@example.org"
    assert clean_email("n/a") == ""


@pytest.mark.parametrize(
    "cell", ["anonymous", "a@b", "a b@x.org", "a@x..org", "a@x.org, b@x.org", "<a@x.org>"]
)
def test_what_is_no_address_is_refused(cell):
    with pytest.raises(FieldError, match="not an e-mail address"):
        clean_email(cell)


@pytest.mark.parametrize("header", ["E-Mail_Adresse", "e mail  adresse", "É-MAIL.ADRESSE"])
def test_folding_leaves_the_words(header):
    assert fold(header) == "e mail adresse"


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_folding_plain_letters_is_what_folding_does_to_any(text):
    assert fold(text) == fold(f"{text} \N{COMBINING ACUTE ACCENT}")
