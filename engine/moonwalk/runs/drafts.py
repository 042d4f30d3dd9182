"""Challenge files of a workspace, read as they stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from moonwalk.api.problems import Problem
from moonwalk.api.wording import did_you_mean
from moonwalk.definitions import Challenge, read_file
from moonwalk.runs.errors import Refused
from moonwalk.runs.workspace import Workspace
from moonwalk.store import launches
from moonwalk.store.database import Reader


def draft_names(ws: Workspace) -> tuple[str, ...]:
    """The names of the workspace's challenge files."""
    return tuple(sorted(path.stem for path in ws.challenges.glob("*.yaml")))


def draft_path(ws: Workspace, name: str) -> Path:
    """The file of a challenge. Refused where the workspace has none of this name."""
    known = draft_names(ws)
    if name not in known:
        has = f"It has: {', '.join(known)}." if known else "It has none yet; start one with 'moonwalk new'."
        raise Refused(f"There is no challenge '{name}' in {ws.challenges}.{did_you_mean(name, known)} {has}")
    return ws.challenges / f"{name}.yaml"


def check_known(ws: Workspace, db: Reader, name: str) -> None:
    """Refused where a challenge is neither launched nor a file of the workspace."""
    if name not in launches.names(db):
        draft_path(ws, name)


def read_draft(ws: Workspace, name: str, starts: date | None = None) -> tuple[Challenge, tuple[Problem, ...]]:
    """A challenge file without errors, and its warnings. Refused with all problems otherwise."""
    path = draft_path(ws, name)
    reading = read_file(path, ws.plugins, starts)
    if reading.challenge is None:
        raise Refused(f"{path} has problems. Nothing was changed. Mend them first:", reading.problems)
    return reading.challenge, reading.problems
