"""Where a database had better not be: in folders that are synchronised, and on network drives."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

_SYNC_FOLDERS: Final = (
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("my drive", "Google Drive"),
    ("icloud", "iCloud"),
    ("mobile documents", "iCloud"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("syncthing", "Syncthing"),
    ("box sync", "Box"),
)


def warning(path: Path) -> str | None:
    """Return why this is a bad place for a database (a synchronised folder, a network drive), or None."""
    return warning_for(path.absolute())


def warning_for(path: PurePath) -> str | None:
    """Return why an absolute path, of Windows or POSIX, is a bad place for a database, or None."""
    if str(path).startswith(("\\\\", "//")):
        return (
            f"{path} is on a network drive, where programs cannot keep out of each other's way. "
            "The data may be damaged. Move the workspace to a disk of this machine."
        )
    for part in path.parts:
        for sign, name in _SYNC_FOLDERS:
            if part.lower().startswith(sign):
                return (
                    f"{path} is in a folder that {name} copies while it is being written. The copies may be "
                    "damaged. Move the workspace elsewhere, and let only copies of it go there."
                )
    return None
