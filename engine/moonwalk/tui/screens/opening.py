"""The first frame: what the first screen showed last, while the program is still being loaded."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Key
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from moonwalk.tui.actions import bindings_of
from moonwalk.tui.kept_page import KeptPage
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.key_line import KeyLine


class OpeningScreen(Screen[None]):
    """Looks like the first screen and is laid out as it is. Keys go into `keys`, for the one that follows.

    `loads` is run in a thread once the first frame has been drawn.
    """

    BINDINGS = bindings_of("home", "everywhere")
    AUTO_FOCUS = "#challenges"

    def __init__(self, name: str, kept: KeptPage | None, loads: Callable[[], None], keys: list[Key]) -> None:
        super().__init__()
        self._title = name
        self.kept = kept
        self._loads = loads
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The headline, what needs attention, the challenges, one of them today, the keys."""
        yield Headline()
        with Vertical(id="body"), Container(id="home"):
            with Vertical(id="lists"):
                yield OptionList(id="attention", markup=False)
                yield OptionList(id="challenges", markup=False)
            yield Static("", id="overview", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what was kept, then have the rest loaded."""
        kept = self.kept
        attention, challenges = (self.query_one(name, OptionList) for name in ("#attention", "#challenges"))
        attention.display = kept is not None and bool(kept.attention)
        if kept is None:
            self.query_one(Headline).show(("Moonwalk", self._title), (("opening …", ""),))
        else:
            self.query_one(Headline).show(kept.trail, kept.facts, kept.corner)
            attention.border_title = ui(kept.heading)
            attention.border_subtitle = ui("Tab")
            attention.add_options([Option(line) for line in kept.attention])
            challenges.add_options([part for card in kept.challenges for part in (None, Option(card))][1:])
            challenges.highlighted = kept.current if kept.current < len(kept.challenges) else None
            self.query_one("#overview", Static).update(kept.overview)
        self.call_after_refresh(self._load)

    def _load(self) -> None:
        self.run_worker(self._loads, thread=True, exit_on_error=False)

    async def on_key(self, event: Key) -> None:
        """Keep a key for the screen that follows."""
        event.stop()
        event.prevent_default()
        self._keys.append(Key(event.key, event.character))
