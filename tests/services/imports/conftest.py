from __future__ import annotations

from hashlib import sha256
from types import SimpleNamespace

import pytest

from moonwalk.api.sources import EntryRow
from moonwalk.services.imports import import_entries, importer

from ...workspaces import day


def row(line: int = 2, **said) -> EntryRow:
    """Nine minutes that Ada walked on day 1, unless something else is said."""
    plain = {"person": "p01", "day": day(1), "activity": "walk", "unit": "minutes", "amount": 9_000}
    return EntryRow(line=line, **{**plain, **said})


@pytest.fixture
def bring(lanes, monkeypatch):
    """Imports rows as a source of single entries gives them, or as one of whole days.

    The content of the file is that of its rows, or `file`.
    """

    def brought(*rows, name: str = "form.csv", whole_days: bool = False, file: object = None, **options):
        def reading(ws, *_):
            adapter = ws.plugins.sources()["fitbit_daily" if whole_days else "entries"]
            content = repr(file or rows).encode()
            digest = sha256(content).hexdigest()
            return SimpleNamespace(name=name, adapter=adapter, rows=iter(rows), digest=digest, file=None)

        monkeypatch.setattr(importer, "read_import", reading)
        return import_entries(lanes.ws, lanes.folder / name, **options)

    return brought


@pytest.fixture
def small_batches(monkeypatch):
    """Two rows at a time, and no waiting in between."""
    for name, value in (("FIRST_BATCH", 2), ("_LARGEST_BATCH", 2), ("_SMALLEST_BATCH", 1), ("_PAUSE", 0)):
        monkeypatch.setattr(importer, name, value)
