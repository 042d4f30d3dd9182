"""A field that finds one of many choices while one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual import on
from textual.widgets import Input

from moonwalk.tui.folding import fold
from moonwalk.tui.messages import PickerChanged

MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: how it is named to the desk, to people, and what tells it apart."""

    id: str
    label: str
    detail: str = ""


class Picker(Input):
    """A line of text and the choices that match it; one of them is meant."""

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__(id=name, placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._choices: tuple[Choice, ...] = ()
        self._folded: tuple[str, ...] = ()
        self._found: tuple[Choice, ...] = ()
        self._at = 0
        self.found_count = 0

    def offer(self, choices: Sequence[Choice], folded: Sequence[str]) -> None:
        """Offer these choices; `folded` is what typed text is looked for in, one a choice."""
        self._choices, self._folded = tuple(choices), tuple(folded)
        self._search()

    def choose(self, choice: Choice) -> None:
        """Mean this choice."""
        with self.prevent(Input.Changed):
            self.value = choice.label
        self._found, self._at, self.found_count = (choice,), 0, 1
        self.post_message(PickerChanged())

    def empty(self) -> None:
        """Mean nothing."""
        with self.prevent(Input.Changed):
            self.value = ""
        self._search()

    @property
    def meant(self) -> Choice | None:
        """The choice meant now."""
        return self._found[self._at] if self._found else None

    @property
    def around(self) -> tuple[tuple[Choice, bool], ...]:
        """The choices around the one meant, and whether each is it."""
        start = max(0, min(self._at - MOST + 1, len(self._found) - MOST))
        return tuple((choice, choice is self.meant) for choice in self._found[start : start + MOST])

    def step(self, by: int) -> None:
        """Mean the next or the previous match."""
        if self._found:
            self._at = (self._at + by) % len(self._found)
            self.post_message(PickerChanged())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search()

    def _search(self) -> None:
        words = fold(self.value).split()
        if words:
            numbers = [n for n, text in enumerate(self._folded) if all(word in text for word in words)]
            whole = fold(self.value)
            numbers.sort(
                key=lambda n: (fold(self._choices[n].label) != whole, not self._folded[n].startswith(whole))
            )
        else:
            numbers = []
        self.found_count = len(numbers)
        self._found = tuple(self._choices[n] for n in numbers)
        self._at = 0
        self.post_message(PickerChanged())
