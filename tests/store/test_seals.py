"""What is sealed of a row: the same bytes in every version, or rows that nobody touched look changed."""

from __future__ import annotations

import pytest

from moonwalk.store.seals import SEALED, _row_seals, plain, row_seal

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


@pytest.mark.parametrize("table", SEALED)
def test_many_rows_have_the_seals_that_they_have_by_themselves(table):
    width = len(SEALED[table])
    whole = tuple(f"{number} it's" for number in range(width))
    rows = [whole, (*whole[:-1], "other"), whole, (None,) * width]
    rows += [(*whole[:at], None, *whole[at + 1 :]) for at in range(width)]

    assert list(_row_seals(table, rows)) == [row_seal(table, row) for row in rows]
    assert len(set(_row_seals(table, rows))) == len(rows) - 1
