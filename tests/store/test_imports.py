from __future__ import annotations

from dataclasses import replace

import pytest

from moonwalk.store import decisions, imports
from moonwalk.store.decisions import Decision
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


def test_an_import_that_was_begun_is_found_again_until_it_ends_or_is_undone(firm):
    with firm.db.write() as tx:
        decisions.record(tx, Decision(1, "hr", "import", detail={"sha256": FILE.sha256}))
        decision = decisions.record(tx, Decision(2, "hr", "import", detail={"sha256": FILE.sha256}))
        first, second = imports.add(tx, FILE, decision), imports.add(tx, FILE, decision)
    detail = decisions.shown({"sha256": FILE.sha256})

    def begun(record=FILE, options=detail):
        record = imports.broken_off(firm.db, record, options)
        return record and record.no

    assert begun() == second
    assert begun(replace(FILE, rows=11, accepted=8)) is None
    assert begun(replace(FILE, sha256="cd" * 32)) is None
    assert begun(options="{}") is None
    with firm.db.write() as tx:
        imports.finish(tx, second, 3, imports.ImportEnd(7, 2, 1, 5, 1))
        imports.finish(tx, second, 4, imports.ImportEnd(7, 2, 1, 0, 0))
    assert begun() == first
    with firm.db.write() as tx:
        imports.undo(tx, first, decision)
    assert begun() is None
    newest, oldest = imports.of_entries(firm.db)
    assert (newest.end.added, newest.undone_by, newest.at) == (5, "", 2)
    assert (oldest.end, oldest.undone_by) == (None, "hr")
