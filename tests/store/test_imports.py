from __future__ import annotations

import pytest

from moonwalk.store import imports
from moonwalk.store.errors import StoreError
from moonwalk.store.imports import ImportRecord

FILE = ImportRecord("week1.csv", "ab" * 32, 10, 7, 2, 1)


def test_an_import_says_what_became_of_the_rows(firm):
    with firm.db.write() as tx:
        no = imports.add(tx, FILE, firm.decision)
    (found,) = imports.newest(firm.db)
    assert (found.no, found.file, found.accepted, found.decision) == (no, "week1.csv", 7, firm.decision)


def test_a_row_that_is_unaccounted_for_is_refused(firm):
    with pytest.raises(StoreError, match="does not add up"), firm.db.write() as tx:
        imports.add(tx, ImportRecord("week1.csv", "ab" * 32, 10, 7, 2, 0), firm.decision)
