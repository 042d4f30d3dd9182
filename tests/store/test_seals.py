"""What is sealed of a row: the same bytes in every version, or rows that nobody touched look changed."""

from __future__ import annotations

import pytest

from moonwalk.store.seals import plain

COLUMNS = ("a", "b", "c")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((1, "it's", None), rb"""[('a', 1), ('b', "it's")]"""),
        (
            (None, "\u00e9 \u202e\n% %s {x}", b"\x00\xff"),
            rb"[('b', '\xe9 \u202e\n% %s {x}'), ('c', b'\x00\xff')]",
        ),
        ((None, None, None), b"[]"),
        ((None, None, ""), b"[('c', '')]"),
    ],
)
def test_a_row_is_sealed_as_the_list_of_what_it_has(row, said):
    assert plain(COLUMNS, row) == said


def test_a_row_that_lacks_a_column_is_not_sealed():
    with pytest.raises(ValueError, match="shorter"):
        plain(COLUMNS, (1, 2))
