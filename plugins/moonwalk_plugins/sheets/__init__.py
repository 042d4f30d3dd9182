"""Rosters and entries from any delimited text file with a header."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import hookimpl
from moonwalk.api.files import Source
from moonwalk_plugins.sheets.day_columns import DayColumns
from moonwalk_plugins.sheets.entries import Entries
from moonwalk_plugins.sheets.roster import Roster


@hookimpl
def moonwalk_sources() -> Iterable[type[Source]]:
    """The roster and the entries of a spreadsheet."""
    return (Roster, Entries, DayColumns)
