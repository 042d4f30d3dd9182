"""The nodes of a file: texts, maps and lists, each with its place, before they get a meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from moonwalk.api.problems import Place

_NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text as it was written. `plain`: without quotes, and not a block; `comment`: what was cut off it."""

    text: str
    place: Place
    plain: bool = True
    comment: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was written."""
        return self.text in _NOTHING if self.plain else not self.text.strip()


@dataclass(frozen=True, slots=True)
class MapNode:
    """Keys and values in the order of the file; no key occurs twice. `line` is the text it begins with."""

    entries: tuple[tuple[ScalarNode, Node], ...]
    place: Place
    line: str = ""

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


@dataclass(frozen=True, slots=True)
class ListNode:
    """Items in the order of the file; `in_brackets` says that commas divide them."""

    items: tuple[Node, ...]
    place: Place
    in_brackets: bool = False


Node: TypeAlias = ScalarNode | MapNode | ListNode
