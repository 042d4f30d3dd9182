"""What the screen shows in a folder without a workspace: what would be made there, and making it."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePath
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Label, Static

from moonwalk.services.creation import create_workspace, place_warning
from moonwalk.services.errors import Refused
from moonwalk.tui.actions import bindings_of
from moonwalk.tui.screen_settings import ScreenSettings
from moonwalk.tui.text import clean, ui
from moonwalk.tui.themes import ThemedApp
from moonwalk.tui.widgets.headline import Banner, Headline
from moonwalk.tui.widgets.key_line import KeyLine


class StartField(Input):
    """A field in which Enter is the key of the screen, and so stands among its keys."""

    BINDINGS = bindings_of("start")


class FirstStart(ThemedApp[bool]):
    """Asks for what a workspace is called, and makes it in a folder. It ends with whether one was made."""

    TITLE = "Moonwalk"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["first_frame.tcss", "app.tcss"]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings_of("start")

    def __init__(self, folder: Path, settings: ScreenSettings | None = None) -> None:
        super().__init__((settings or ScreenSettings()).theme)
        self._folder = folder

    def compose(self) -> ComposeResult:
        """What there is and what there would be, and the two fields."""
        yield Headline()
        yield Banner()
        with Vertical(id="body"):
            yield Static("", id="first-start", markup=False)
            for name, label, text, hint in (
                ("name", "Name", clean(self._folder.resolve().name), "what the workspace is called"),
                ("zone", "Time zone", "", "Europe/Berlin; empty: that of each challenge"),
            ):
                yield Label(label, markup=False, classes="label")
                field = StartField(text, placeholder=hint, id=f"first-{name}", compact=True)
                field.cursor_blink = False
                yield field
        yield KeyLine()

    def on_mount(self) -> None:
        """Say what Enter would do; nothing is written before."""
        self.query_one(Headline).show(("Moonwalk", "First start"), ())
        self.query_one("#first-start", Static).update(
            ui(
                (f"There is no workspace in {self._folder} or above it.", "bold"),
                "\n\nEnter makes one in this folder: moonwalk.yaml with its settings, challenges/ with four "
                "weeks of walking backward to begin with, and moonwalk.db, which keeps what people do. "
                "Everything else in the folder is left alone. Esc leaves and writes nothing.\n\n"
                "To look around on a made-up company first, leave and type: moonwalk demo",
            )
        )
        if warning := place_warning(self._folder):
            self.query_one(Banner).say((("warning", warning),))

    @on(Input.Submitted)
    async def action_make(self) -> None:
        """Make the workspace; say why it cannot be made."""
        name, zone = (self.query_one(f"#first-{field}", Input).value.strip() for field in ("name", "zone"))
        try:
            await asyncio.to_thread(create_workspace, self._folder, name, zone)
        except Refused as refused:
            self.query_one(Banner).say((("error", str(refused)),))
        else:
            self.exit(True)

    def action_leave(self) -> None:
        """Leave; nothing was written."""
        self.exit(False)
