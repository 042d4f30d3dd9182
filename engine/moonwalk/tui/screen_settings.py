"""What an organiser chose for the screen: kept in their own folder until the next start, in no workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_state_path


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """The choices, and the file that keeps them; without a file nothing is kept.

    Without `mouse`, the mouse is left to the terminal, which can then mark text with it. `left_at` names the
    challenge that the organiser was at, by the folder of its workspace; `sends_for` has the folders of those
    whose messages are sent while the screen is open.
    """

    theme: str = ""
    mouse: bool = True
    left_at: Mapping[str, str] = field(default_factory=dict)
    sends_for: frozenset[str] = frozenset()
    file: Path | None = None

    def save(self) -> None:
        """Keep the choices. Where nothing can be written they last until the end, which is no error."""
        if self.file is None:
            return
        kept = {
            "theme": self.theme,
            "mouse": self.mouse,
            "left_at": dict(self.left_at),
            "sends_for": sorted(self.sends_for),
        }
        written = self.file.with_suffix(".new")
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps(kept), encoding="utf-8")
            written.replace(self.file)


def settings_file() -> Path:
    """Where the choices of this user are kept on this system."""
    return user_state_path("moonwalk", appauthor=False) / "screen.json"


def read_screen_settings(file: Path) -> ScreenSettings:
    """The choices in a file; none where there is no file, or where it says something else."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = None
    chosen = kept if isinstance(kept, dict) else {}
    theme, left_at = chosen.get("theme"), chosen.get("left_at")
    places = left_at.items() if isinstance(left_at, dict) else ()
    sends_for = chosen.get("sends_for")
    folders = sends_for if isinstance(sends_for, list) else ()
    return ScreenSettings(
        theme if isinstance(theme, str) else "",
        chosen.get("mouse") is not False,
        {folder: name for folder, name in places if isinstance(name, str)},
        frozenset(folder for folder in folders if isinstance(folder, str)),
        file,
    )
