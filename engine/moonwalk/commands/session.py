"""What the group hands to its commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moonwalk.runs.workspace import Workspace


def no_screen(workspace: Workspace) -> int:
    """Stands in where no screen was handed over."""
    raise RuntimeError(f"no screen to open {workspace.folder} on")


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command: the workspace's folder, a stopped clock, plugins to do without.

    `open_screen` opens the organiser's screen and returns its exit code.
    """

    folder: Path | None = None
    now: datetime | None = None
    without: frozenset[str] = frozenset()
    open_screen: Callable[[Workspace], int] = no_screen
