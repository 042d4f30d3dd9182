"""A workspace in which somebody has left traces of every kind, and a search for them."""

from __future__ import annotations

from pathlib import Path

from moonwalk.services.backups.backup import back_up
from moonwalk.services.backups.restore import restore
from moonwalk.services.files import ImportRequest
from moonwalk.services.imports import import_entries
from moonwalk.services.notifications import tick
from moonwalk.services.roster.people import import_people
from moonwalk.services.scores import store_totals

from ..workspaces import PEOPLE, Lanes, day, launched, roster, scored_challenge

PERSON, NAME, EMAIL = "zx-7041-qv", "Quirina Vandenberghe", "quirina.vdb@example.org"


def filled(folder: Path) -> Lanes:
    """Entries, an import by name, messages, kept scores, a backup, and a workspace that was put aside."""
    lanes = launched(folder / "work")
    (lanes.folder / "roster.csv").unlink(missing_ok=True)
    everyone = folder / "roster.csv"
    rows = [(*row, "") for row in PEOPLE] + [(PERSON, NAME, "North", EMAIL)]
    everyone.write_text(roster(rows, ("email",)), encoding="utf-8")
    import_people(lanes.ws, everyone)
    lanes.now = lanes.now.replace(month=3, day=1, hour=8)
    tick(lanes.ws)
    lanes.now = lanes.now.replace(month=3, day=6, hour=12)
    tick(lanes.ws)
    file = folder / "quirina-vandenberghe.csv"
    file.write_text(f"id,date,activity,minutes\n{PERSON},{day(2)},walk,30\n", encoding="utf-8")
    import_entries(lanes.ws, ImportRequest(path=file))
    lanes.log(PERSON, "21")
    back_up(lanes.ws, folder / "saved.zip")
    restore(folder / "saved.zip", lanes.folder, lanes.now)
    with lanes.database() as db:
        store_totals(db, scored_challenge(lanes.ws))
    return lanes


def traces(lanes: Lanes) -> list[Path]:
    """Files in whose names or bytes the id, the name or the address stands."""
    words = [word.encode() for word in (PERSON, NAME, EMAIL, NAME.lower().replace(" ", "-"))]
    return [
        path
        for path in sorted(lanes.folder.rglob("*"))
        if any(word in str(path.relative_to(lanes.folder)).encode() for word in words)
        or (path.is_file() and any(word in path.read_bytes() for word in words))
    ]
