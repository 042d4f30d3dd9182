"""How the screen comes to its workspace: opened in a thread, behind the first frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moonwalk.services.workspace import Workspace
    from moonwalk.tui.screens.home import HomePage


@dataclass(frozen=True, slots=True)
class Opened:
    """An open workspace, what was said while it was opened, and the page to begin with; None: not read."""

    workspace: Workspace
    said: tuple[str, ...]
    page: HomePage | None


@dataclass(frozen=True, slots=True)
class Start:
    """The folder of a workspace, and how it is opened: with what is to be said about that."""

    folder: Path
    opens: Callable[[], tuple[Workspace, tuple[str, ...]]]

    def load(self) -> Opened:
        """Open the workspace, load every screen and read the first one's page; raises what `opens` does."""
        workspace, said = self.opens()
        # Here, and not above: these load the engine.
        from moonwalk.services.errors import Refused
        from moonwalk.tui.places import read_home

        try:
            page = read_home(workspace)
        except Refused:
            page = None  # that screen asks again, and says why not
        return Opened(workspace, said, page)
