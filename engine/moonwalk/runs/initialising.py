"""A new workspace: settings, the flagship challenge, an empty database."""

from __future__ import annotations

from pathlib import Path

from moonwalk.api.problems import FieldError
from moonwalk.runs.errors import Refused
from moonwalk.runs.settings import FILE_NAME, new_settings
from moonwalk.runs.templates import template_text
from moonwalk.runs.workspace import CHALLENGES, DATABASE, load_plugins
from moonwalk.store import locations
from moonwalk.store.database import Database
from moonwalk.store.errors import StoreError

FLAGSHIP = "walk-backward"


def create_workspace(folder: Path, name: str = "", timezone: str = "") -> Path:
    """Makes a workspace in a folder that has none, and returns the folder. Refused where one is there.

    Other files in the folder are left alone.
    """
    if (folder / FILE_NAME).exists() or (folder / DATABASE).exists():
        raise Refused(f"There is a workspace in {folder} already. It was left as it is.")
    plugins = load_plugins(frozenset())
    text = template_text(plugins, FLAGSHIP)
    try:
        settings = new_settings(name or folder.resolve().name, timezone, plugins)
        (folder / CHALLENGES).mkdir(parents=True, exist_ok=True)
        _write_new(folder / CHALLENGES / f"{FLAGSHIP}.yaml", text)
        Database.create(folder / DATABASE).close()
        # Last, because a folder with settings is a workspace: a half-made one is none.
        _write_new(folder / FILE_NAME, settings)
    except FieldError as error:
        raise Refused(f"No workspace was made: {error}") from error
    except StoreError as error:
        raise Refused(error.message) from error
    except OSError as error:
        raise Refused(
            f"The workspace {folder} cannot be made: {error.strerror or error}. "
            "Check that you may write there, and try again."
        ) from error
    return folder


def place_warning(folder: Path) -> str | None:
    """Why a folder is a bad place for a workspace: one that is kept in step with other machines."""
    return locations.warning(folder)


def _write_new(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text, encoding="utf-8", newline="\n")
