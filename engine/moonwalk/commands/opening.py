"""The workspace that a command works on."""

from __future__ import annotations

from pathlib import Path

from moonwalk.commands.session import Session
from moonwalk.host import Plugins
from moonwalk.runs.errors import Refused
from moonwalk.runs.workspace import Workspace, find_workspace, load_plugins, open_workspace


def workspace_of(session: Session) -> Workspace:
    """The workspace named before the command, or the nearest one from the current folder upward."""
    folder = find_workspace(session.folder or Path.cwd())
    return open_workspace(folder, session.now, session.without)


def vocabulary_of(session: Session) -> Plugins:
    """The installed plugins: those of the workspace if there is one, otherwise all."""
    try:
        return workspace_of(session).plugins
    except Refused:
        return load_plugins(session.without)
