"""What the group hands to its commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Session:
    """The options before the command: the workspace's folder, a stopped clock, plugins to do without."""

    folder: Path | None = None
    now: datetime | None = None
    without: frozenset[str] = frozenset()
