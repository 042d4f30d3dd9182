"""Which encoding a file is read by."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moonwalk.api.files import SourceFile
from moonwalk.api.text_files import encoding_of, text_lines

TEXT = "id;name\n7;Zoë Müller\n8;Ærø\n"


def decode(data):
    file = SourceFile(name="x", content=data)
    encoding = encoding_of(file)
    return encoding, "".join(line + "\n" for line in text_lines(file, encoding))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "UTF-32"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
)
def test_each_encoding_is_recognised_and_its_mark_is_no_part_of_the_text(data, encoding):
    decoded, text = decode(data)

    assert (text, decoded.name, decoded.lossy) == (TEXT, encoding, False)


def test_only_a_sound_utf8_file_goes_without_a_remark():
    assert decode(b"id\n7\n")[0].remark == ""
    assert "Windows-1252" in decode("id\nZoë".encode("cp1252"))[0].remark


def test_bytes_that_no_encoding_knows_are_said_to_be_lost():
    decoded, text = decode(b"name\n\x81\xe9\n")

    assert decoded.lossy
    assert "\N{REPLACEMENT CHARACTER}" in text
    assert "damaged" in decoded.remark


def test_stray_zero_bytes_do_not_make_a_file_utf16():
    assert decode(b"id,name\n7,A\x00nn\n" * 50)[0].name == "UTF-8"


@given(st.binary(max_size=300))
def test_no_bytes_are_too_strange_to_be_decoded(data):
    assert isinstance(decode(b"id" + data)[1], str)
