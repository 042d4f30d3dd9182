from __future__ import annotations

from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.yaml_errors import lines_of
from moonwalk.definitions.yaml_parser import MOST_BYTES, text_of

from .edited import SOUND, read


def refused(data: bytes) -> str:
    diagnostics = Diagnostics()
    assert text_of(data, "x.yaml", diagnostics) is None
    (problem,) = diagnostics.sorted()
    return str(problem)


def test_the_largest_file_is_read_and_a_larger_one_is_not():
    largest = b"#" * 127 + b"\n"
    largest *= MOST_BYTES // len(largest)
    assert text_of(largest, "x.yaml", Diagnostics())
    assert refused(largest + b"#").startswith("x.yaml:1:1: the file is larger than 256 KB")


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert text_of(b"\xef\xbb\xbfmoonwalk: 1", "x.yaml", Diagnostics()) == "moonwalk: 1"


def test_another_encoding_is_named_where_it_first_shows():
    assert refused("a: b\nc: Größe\n".encode("latin-1")) == (
        "x.yaml:2:6: the file is not UTF-8 text. Save it with the encoding UTF-8 in your editor."
    )


def test_binary_data_is_no_text():
    assert refused(b"a: b\n\0").startswith("x.yaml:2:1: the file holds a NUL character")


def test_a_line_beyond_reason_is_refused():
    assert refused(b"a: " + b"x" * 20_000).startswith("x.yaml:1:1: a line of 20003 characters;")


def test_lines_beyond_reason_are_refused():
    assert refused(b"\n" * 20_000).startswith("x.yaml:10001:1: the file has 20001 lines;")


def test_lines_are_divided_where_yaml_divides_them():
    assert lines_of("a\r\nb\rc\nd\x85e\u2028f") == ["a", "b", "c", "d", "e", "f"]


def test_line_ends_of_windows_and_old_macs_are_fine():
    windows, mac = read(SOUND.replace("\n", "\r\n")), read(SOUND.replace("\n", "\r"))
    assert windows.challenge == mac.challenge == read(SOUND).challenge
    assert windows.problems == mac.problems
