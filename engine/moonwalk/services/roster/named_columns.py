"""The columns that rosters have, those that challenges name, and which of these no roster has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from moonwalk.api.language import known_language
from moonwalk.definitions import RosterColumns, columns_of_file, columns_of_launched
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.roster_columns import value_key
from moonwalk.services.drafts import draft_names
from moonwalk.services.plugin_pins import pinned_names
from moonwalk.services.workspace import DATABASE, Workspace
from moonwalk.store import launches, people, pins
from moonwalk.store.database import Database, Reader
from moonwalk.store.errors import StoreError


def columns_of_roster(db: Reader) -> RosterColumns | None:
    """The columns in which any roster had a value; None where there was no roster yet."""
    return RosterColumns(people.names(db)) if people.all_people(db) else None


def columns_in_folder(folder: Path | None) -> RosterColumns | None:
    """What the rosters of the workspace in a folder have in their columns; None: nothing is known."""
    if folder is None:
        return None
    # Files can be checked beside a database that is missing or damaged; whatever needs it says so.
    with suppress(StoreError), Database.open(folder / DATABASE) as db:
        known = columns_of_roster(db)
        return known and RosterColumns(known.names, partial(_other_values, folder))
    return None


def _other_values(folder: Path, column: str, value: str) -> tuple[str, ...] | None:
    # Few files ask for values, so they are looked up when one does.
    with suppress(StoreError), Database.open(folder / DATABASE) as db:
        there = {value_key(each): each for each in people.column(db, column, NEVER).values() if each}
        return None if value_key(value) in there else tuple(sorted(there.values()))
    return None


Named = Mapping[str, frozenset[str]]
"""The columns that each challenge names."""


def columns_by_challenge(ws: Workspace, db: Reader) -> Named:
    """The columns that each launched challenge and each challenge file names, even one with problems.

    What was launched counts as it was launched, whatever has become of its file.
    """
    named = {name: _of_launched(ws, db, name) for name in launches.names(db)}
    for name in draft_names(ws):
        if name not in named:
            named[name] = columns_of_file(ws.challenges / f"{name}.yaml", ws.plugins)
    return {name: columns for name, columns in named.items() if columns}


def _of_launched(ws: Workspace, db: Reader, name: str) -> frozenset[str]:
    record = launches.newest(db, name, NEVER)
    if record is None:
        return frozenset()
    full_names = pinned_names(pins.of_challenge(db, name))
    return columns_of_launched(record.text, f"{name}.yaml", ws.plugins, full_names)


LANGUAGE: Final = "language"
"""The roster column that says in which language somebody is written to, as a code of BCP 47."""


def unknown_languages(db: Reader) -> Iterator[str]:
    """A remark for each code in the roster that names no language."""
    codes = {
        code for code in people.column(db, LANGUAGE, NEVER).values() if code and not known_language(code)
    }
    for code in sorted(codes):
        yield (
            f"'{code}' in the column 'language' is not the code of a language: these people are written to "
            "in the language of the challenge. Write one like en, de or pt-BR."
        )


def missing_columns(db: Reader, named: Named) -> Iterator[str]:
    """A remark for each column that challenges name and in which no roster has a value."""
    known = people.names(db)
    for column in sorted(frozenset().union(*named.values()) - known):
        challenges = ", ".join(f"'{name}'" for name in sorted(named) if column in named[name])
        yield (
            f"No roster so far has a value in the column '{column}', which {challenges} needs. "
            "Add it to the file and import it again, or change the challenge file."
        )
