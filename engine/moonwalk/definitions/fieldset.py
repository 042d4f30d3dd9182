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

    `name` and `name_place` are the week or the name in the map as written.
    """

    key: str
    kind: Kind[Any]
    value: Any
    place: Place
    span: tuple[int, int] | None = None
    name: str = ""
    name_place: Place | None = None


@dataclass(frozen=True)
class FieldSet:
    """The keys of one map: `values` holds what could be read, `nodes` and `keys` all that was written."""

    title: str
    place: Place
    shapes: tuple[Shape, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def get(self, key: str) -> Any:
        """The value of a key, or its default."""
        if key in self.values:
            return self.values[key]
        return next((shape.default for shape in self.shapes if shape.key == key), None)

    def at(self, key: str) -> Place:
        """Where the value of a key stands; where the map begins, if it was left out."""
        return self.nodes[key].place if key in self.nodes else self.place

    def parts_of(self, key: str) -> tuple[Part, ...]:
        """The single values of one key."""
        return tuple(part for part in self.parts if part.key == key)
