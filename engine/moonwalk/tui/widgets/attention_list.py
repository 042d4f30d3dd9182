"""What needs attention today, each line leading to what deals with it."""

from __future__ import annotations

from textual import on
from textual.content import Content
from textual.events import Resize
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
        self._draw(kept)

    @property
    def current(self) -> Attention | None:
        """What the cursor is on."""
        if self.highlighted is None or self.highlighted >= len(self._items):
            return None
        return self._items[self.highlighted]

    def on_resize(self, event: Resize) -> None:
        """Draw the lines again for another width."""
        self._draw(self.current)

    def _draw(self, kept: Attention | None) -> None:
        # Without lines it has no height and hears of no width: lines come first, and are cut later.
        width = self.scrollable_content_region.width or self.app.size.width
        self.clear_options()
        self.add_options([Option(describe_attention(item, width - 2)) for item in self._items])
        if self._items:
            self.highlighted = self._items.index(kept) if kept in self._items else 0

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(AttentionOpened(self._items[event.option_index]))


def describe_attention(item: Attention, width: int) -> Content:
    """One line: what is to be seen to, and of which challenge it is."""
    line = ui(("! ", "bold $warning"), (item.message[:1].upper() + item.message[1:], ""))
    title = ui((f"  {item.title}", "$text-muted"))
    if line.cell_length + title.cell_length <= width:
        return Content.assemble(line, title)
    return line.truncate(width, ellipsis=True)
