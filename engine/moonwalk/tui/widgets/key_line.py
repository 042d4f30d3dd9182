"""The line at the bottom: the keys that do something here, and what they do."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.text import Text
from textual.events import MouseDown
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

GAP: Final = 2
NARROW_GAP: Final = 1

Keys = tuple[tuple[str, str, str, bool], ...]
"""The keys shown: the key, how it is written, what it does, and whether it can be done now."""


class KeyLine(Widget, can_focus=False):
    """The keys of a screen in one line; a click on one presses it.

    Textual's own footer is a widget for each key, all of them made anew and styled anew whenever the focus
    moves: a fifth of what a screen cost.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key", "key-line--description"}
    keys: reactive[Keys] = reactive[Keys]((), init=False)

    def on_mount(self) -> None:
        """Follow the keys of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_unmount(self) -> None:
        """Follow them no longer."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _follow(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.keys = self._shown()

    def _shown(self) -> Keys:
        """A key for each action that is shown: where several do the same, the first."""
        first: dict[str, tuple[str, str, str, bool]] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and binding.action not in first:
                written = self.app.get_key_display(binding)
                first[binding.action] = (binding.key, written, binding.description, enabled)
        return tuple(first.values())

    @property
    def _gap(self) -> int:
        return NARROW_GAP if self.screen.has_class("-narrow") else GAP

    def render(self) -> Text:
        """The keys and what they do, dim where it cannot be done now."""
        key_style = self.get_component_rich_style("key-line--key")
        description_style = self.get_component_rich_style("key-line--description")
        line = Text(no_wrap=True, end="")
        for _, written, description, enabled in self.keys:
            begin = len(line)
            line.append(written, key_style)
            line.append(f" {description}", description_style)
            if not enabled:
                line.stylize("dim", begin)
            line.append(" " * self._gap)
        return line

    def on_mouse_down(self, event: MouseDown) -> None:
        """Press the key that was clicked, or say by the bell that it does nothing now."""
        offset = event.get_content_offset(self)
        begin = 0
        for key, written, description, enabled in self.keys:
            end = begin + Text(f"{written} {description}").cell_len
            if offset is not None and begin <= offset.x < end:
                if enabled:
                    self.app.simulate_key(key)
                else:
                    self.app.bell()
                return
            begin = end + self._gap
