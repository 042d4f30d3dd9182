"""Everything that is kept about a person, to be handed over to them. Every look at it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from moonwalk.services.errors import Refused
from moonwalk.services.privacy.readings import record
from moonwalk.services.roster.privacy import as_json, export_person
from moonwalk.services.workspace import Workspace

READ_BY: Final = "people export"
"""What the record of a look calls it."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Whose file it is, how many entries it has, where it is, and whether an older one was there before."""

    id: str
    name: str
    entries: int
    path: Path
    was_there: bool


def look_at_all(ws: Workspace, who: str) -> dict[str, Any]:
    """Return what is kept about the person with an id or address, this look included.

    Refused where there is nobody.
    """
    person = export_person(ws, who)
    record(ws, [person["id"]], READ_BY)
    return export_person(ws, person["id"])


def write_all(ws: Workspace, who: str, file: str, *, dry_run: bool = False) -> HandedOver:
    """Write what is kept about a person to a file; a name alone is one in the folder of reports.

    A dry run writes nothing, and is no look. Refused where there is nobody, or for another kind of file.
    """
    # What lays out pages is loaded by whoever writes one.
    from moonwalk.services.sheets.layout import Page, write_pages

    path = ws.reports / Path(file.strip().strip("\"'")).expanduser()
    if path.suffix.lower() != ".json":
        raise Refused(f"'{file}' does not end with .json. Nothing was written.")
    person, was_there = export_person(ws, who), path.exists()
    if not dry_run:
        person = look_at_all(ws, person["id"])
        write_pages(path.parent, Page(path.name, as_json(person)))
    return HandedOver(person["id"], person["name"], len(person["entries"]), path, was_there)
