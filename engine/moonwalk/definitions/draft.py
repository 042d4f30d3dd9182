"""A file that has been read but not yet checked: everything with its place, some of it perhaps missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from moonwalk.api.field_specs import FieldSpec
from moonwalk.api.field_types import FieldType
from moonwalk.api.field_words import NameKind
from moonwalk.api.problems import Place
from moonwalk.definitions.challenge import Schedule
from moonwalk.definitions.nodes import Node
from moonwalk.registry import NamedAdapter, Use


@dataclass(frozen=True)
class Part:
    """A single value: of a key, an item of a list, of a name in a map, or of the weeks in `span`.

    `name` and `name_place` are the week or the name in the map as written, `text` the value as written.
    `within` is where it stands below a key of its own map: `("bands", "2")`.
    """

    key: str
    kind: FieldType[Any]
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
    shapes: tuple[FieldSpec, ...] = ()
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


@dataclass(frozen=True)
class ItemDraft:
    """A rule, ranking or notice as written; no declaration where nobody knows its name."""

    named: str
    name_place: Place
    use: Use
    fields: FieldSet
    declaration: NamedAdapter | None

    @property
    def id(self) -> str:
        """The name by which other places speak of it."""
        return str(self.fields.get("id") or self.named.rpartition(".")[2])

    @property
    def takes_activity(self) -> bool:
        """Whether it has a key `activity`."""
        return any(shape.key == "activity" for shape in self.fields.shapes)


@dataclass(frozen=True)
class WeekDraft:
    """An entry of `weeks`: the key as written, and the weeks it names."""

    key: str
    place: Place
    first: int
    last: int
    fields: FieldSet


@dataclass(frozen=True)
class Draft:
    """One file. A section that is missing is an empty field set at the top of the file."""

    path: str
    top: FieldSet
    sections: Mapping[str, FieldSet] = field(default_factory=dict)
    activities: Mapping[str, FieldSet] = field(default_factory=dict)
    goals: Mapping[str, FieldSet] = field(default_factory=dict)
    own_targets: Mapping[str, FieldSet] = field(default_factory=dict)
    weeks: tuple[WeekDraft, ...] = ()
    rules: tuple[ItemDraft, ...] = ()
    boards: Mapping[str, ItemDraft] = field(default_factory=dict)
    prizes: Mapping[str, FieldSet] = field(default_factory=dict)
    notices: tuple[ItemDraft, ...] = ()

    @property
    def schedule(self) -> Schedule | None:
        """The schedule, as far as its keys could be read; None where its length is not known."""
        values = self.sections["schedule"].values
        return Schedule.model_construct(**values) if "length" in values else None

    @property
    def weeks_known(self) -> int:
        """How many weeks there are; 0 where that could not be read."""
        schedule = self.schedule
        return schedule.weeks if schedule else 0

    @cached_property
    def standing_alone(self) -> tuple[str, ...]:
        """The activities that stand for themselves: those without `counts_as`."""
        return tuple(name for name, fields in self.activities.items() if "counts_as" not in fields.nodes)

    @property
    def items(self) -> tuple[ItemDraft, ...]:
        """Every rule, ranking and notice."""
        return (*self.rules, *self.boards.values(), *self.notices)

    def field_sets(self) -> Iterator[FieldSet]:
        """Every map of the file that was read by shapes."""
        yield self.top
        yield from self.sections.values()
        yield from self.activities.values()
        yield from self.goals.values()
        yield from self.own_targets.values()
        yield from (week.fields for week in self.weeks)
        yield from self.prizes.values()
        yield from (item.fields for item in self.items)

    def activity_of(self, fields: FieldSet) -> str:
        """The activity that a rule or goal is about; nothing where the file does not say."""
        named = [part.value for part in fields.parts_of("activity") if isinstance(part.kind, NameKind)]
        if named:
            return str(named[0])
        alone = self.standing_alone
        return alone[0] if len(alone) == 1 and "activity" not in fields.nodes else ""

    def unit_of(self, activity: str) -> str:
        """The unit of an activity; nothing where it is not known."""
        return str(self.activities[activity].values.get("unit", "")) if activity in self.activities else ""
