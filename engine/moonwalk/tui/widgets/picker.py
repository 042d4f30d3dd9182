"""A field that finds one of many choices while one types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual import on
from textual.events import Key
from textual.widgets import Input

from moonwalk.tui.messages import PickerChanged
from moonwalk.tui.text import NameIndex, clean

SHOWN: Final = 3
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its id in the workspace, its name for people, and what tells it apart."""

    id: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: an index of names, and the choice behind each of its lines."""

    index: NameIndex
    at: Callable[[int], Choice]


class Picker(Input):
    """A line of text and the choices that match it; one of them is meant."""

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__(id=name, placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._choices: Choices | None = None
        self._matching: tuple[Choice, ...] = ()
        self._at = 0

    def offer(self, choices: Choices) -> None:
        """Offer these choices; what is meant stays."""
        self._choices = choices
        if self.meant is None:
            self._search()

    def choose(self, choice: Choice) -> None:
        """Mean this choice."""
        with self.prevent(Input.Changed):
            self.value = clean(choice.label)
        self._matching, self._at = (choice,), 0
        self.post_message(PickerChanged())

    def empty(self) -> None:
        """Mean nothing."""
        with self.prevent(Input.Changed):
            self.value = ""
        self._search()

    @property
    def awaits_rows(self) -> bool:
        """Whether something was typed and there is nothing to choose from yet."""
        return self._choices is None and bool(self.value.strip())

    def is_ready_for(self, key: Key | None) -> bool:
        """Return whether there is something to choose from; a letter needs nothing."""
        return (key is not None and key.is_printable) or not self.awaits_rows

    @property
    def meant(self) -> Choice | None:
        """The choice meant now."""
        return self._matching[self._at] if self._matching else None

    @property
    def matches(self) -> int:
        """How many choices match; never more than `MOST`."""
        return len(self._matching)

    @property
    def around(self) -> tuple[tuple[Choice, bool], ...]:
        """The choices around the one meant, and whether each is it."""
        start = max(0, min(self._at - SHOWN + 1, len(self._matching) - SHOWN))
        return tuple((choice, choice is self.meant) for choice in self._matching[start : start + SHOWN])

    def step(self, by: int) -> None:
        """Mean the next or the previous match."""
        if self._matching:
            self._at = (self._at + by) % len(self._matching)
            self.post_message(PickerChanged())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search()

    def _search(self) -> None:
        choices = self._choices
        numbers = choices.index.find(self.value, MOST) if choices is not None else []
        self._matching = tuple(choices.at(number) for number in numbers) if choices is not None else ()
        self._at = 0
        self.post_message(PickerChanged())
