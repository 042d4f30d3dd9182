"""The way from the command line to the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moonwalk.runs.workspace import Workspace


def open_screen(workspace: Workspace) -> int:
    """Opens the organiser's screen on a workspace; its exit code."""
    # Textual is loaded only where there is a screen to draw on.
    from moonwalk.tui import run

    return run(workspace)
