"""What needs attention today, each line leading to what deals with it."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from moonwalk.services.views import Attention
from moonwalk.tui.actions import bindings_of
from moonwalk.tui.messages import AttentionOpened
from moonwalk.tui.text import ui
from moonwalk.tui.wording import count


class AttentionList(OptionList):
    """A line for each thing; Enter goes to where it is dealt with. Not there when all is well."""

    BINDINGS = bindings_of("attention")

    def __init__(self) -> None:
        super().__init__(id="attention", markup=False)
        self.display = False
        self._items: tuple[Attention, ...] = ()

    def show(self, items: tuple[Attention, ...]) -> None:
        """Show what needs attention; the cursor stays on its line."""
        kept = self.current
        self._items = items
        self.display = bool(items)
        self.border_title = ui(f"{count(len(items), 'thing needs', 'things need')} attention")
        self.border_subtitle = ui("Tab")
        self._draw(kept)

    def show_kept(self, heading: str, lines: tuple[Content, ...]) -> None:
        """Show lines as they were read at another time; they lead nowhere."""
        self.display = bool(lines)
        self.border_title, self.border_subtitle = ui(heading), ui("")
        self.clear_options()
        self.add_options([Option(line) for line in lines])

    @property
    def current(self) -> Attention | None:
        """What the cursor is on."""
        if self.highlighted is None or self.highlighted >= len(self._items):
            return None
        return self._items[self.highlighted]

    def _draw(self, kept: Attention | None) -> None:
        self.clear_options()
        self.add_options([Option(describe_attention(item)) for item in self._items])
        if self._items:
            self.highlighted = self._items.index(kept) if kept in self._items else 0

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._items):
            self.post_message(AttentionOpened(self._items[event.option_index]))


def describe_attention(item: Attention) -> Content:
    """One line, cut where it is too long: what is to be seen to, and of which challenge it is."""
    message = item.message[:1].upper() + item.message[1:]
    return ui(("! ", "bold $warning"), message, (f"  {item.title}", "$text-muted"))
