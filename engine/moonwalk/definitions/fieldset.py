"""One map of the file, read: its values, and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from moonwalk.api.kinds import Kind
from moonwalk.api.problems import Place
from moonwalk.api.shapes import Shape
from moonwalk.definitions.nodes import Node


@dataclass(frozen=True)
class Part:
    """A single value: of a key, an item of a list, of a name in a map, or of the weeks in `span`.

    `name` and `name_place` are the week or the name in the map as written, `text` the value as written.
    `within` is where it stands below a key of its own map: `("bands", "2")`.
    """

    key: str
    kind: Kind[Any]
    value: Any
    place: Place
    span: tuple[int, int] | None = None
    name: str = ""
    name_place: Place | None = None
    text: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weeks:
    """A value by week: where it stands, its parts, and whether every one of them could be read."""

    place: Place
    parts: tuple[Part, ...]
    complete: bool


@dataclass(frozen=True)
class FieldSet:
    """The keys of one map: `values` holds what could be read, `nodes` and `keys` all that was written.

    `spots` are the places below its keys, by address: `bands.2.up_to`, `pays.10 minutes`.
    """

    title: str
    place: Place
    shapes: tuple[Shape, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    weeks: tuple[Weeks, ...] = ()
    spots: Mapping[str, Place] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every key that is there or must be there could be read."""
        return all(
            shape.key in self.values or (shape.key not in self.nodes and not shape.required)
            for shape in self.shapes
        )

    def get(self, key: str) -> Any:
        """The value of a key, or its default."""
        if key in self.values:
            return self.values[key]
        return next((shape.default for shape in self.shapes if shape.key == key), None)

    def at(self, key: str) -> Place:
        """Where the value of a key stands, or of an address below one; where the map begins, if left out."""
        if key in self.spots:
            return self.spots[key]
        top = key if key in self.nodes else key.partition(".")[0]
        return self.nodes[top].place if top in self.nodes else self.place

    def parts_of(self, key: str) -> tuple[Part, ...]:
        """The single values of one key of this map."""
        return tuple(part for part in self.parts if part.key == key and not part.within)
