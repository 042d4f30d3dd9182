"""The organiser's screen. Importing this package imports no Textual; `run` does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from moonwalk.services.workspace import Workspace


def run(
    folder: Path, opens: Callable[[], tuple[Workspace, tuple[str, ...]]], *, read_only: bool = False
) -> int:
    """Show the screen of a workspace until the organiser leaves it; return the process's exit code.

    `opens` opens the workspace in this folder, with what is to be said about that; it is called in a thread
    once something stands on the screen, and what it raises is raised here. The code is 0 after a normal end
    and not 0 after a crash. A screen that is `read_only` changes nothing.
    """
    _prepare()
    # Here, and not above: Textual takes longer to import than most commands take to run.
    from moonwalk.tui.app import MoonwalkApp
    from moonwalk.tui.keymap import NAME, read_keymap
    from moonwalk.tui.opened import Start
    from moonwalk.tui.screen_settings import read_screen_settings, settings_file

    file = settings_file()
    keymap = read_keymap(file.with_name(NAME))
    settings = read_screen_settings(file)
    app = MoonwalkApp(None, settings, read_only=read_only, keymap=keymap, start=Start(folder, opens))
    app.run(mouse=settings.mouse)
    app.keep_place()
    if app.trouble is not None:
        raise app.trouble
    return app.return_code or 0


def begin(folder: Path) -> bool:
    """Offer to make a workspace in a folder that has none; return whether it was made."""
    _prepare()
    from moonwalk.tui.first_start import FirstStart
    from moonwalk.tui.screen_settings import read_screen_settings, settings_file

    return bool(FirstStart(folder, read_screen_settings(settings_file())).run())


def _prepare() -> None:
    """Settle, before Textual is imported, what it reads while it is."""
    if os.environ.get("NO_COLOR"):
        # Textual reads its default theme while it is imported; only an ANSI theme sends no colours at all.
        os.environ["TEXTUAL_THEME"] = "ansi-dark"
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
