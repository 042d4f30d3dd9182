"""Where workspaces are, told from the folders alone: it loads nothing, so that a screen can begin with it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE_NAME: Final = "moonwalk.yaml"
"""The file with the settings of a workspace, by which its folder is known."""


def is_workspace(folder: Path) -> bool:
    """Whether a folder is a workspace."""
    return (folder / FILE_NAME).is_file()


def nearest(start: Path) -> Path | None:
    """The nearest folder from `start` upward that is a workspace; None where there is none."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if is_workspace(folder)), None)
