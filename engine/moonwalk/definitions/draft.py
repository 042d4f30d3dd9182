"""A file that has been read but not yet checked: everything with its place, some of it perhaps missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from moonwalk.api.field_specs import FieldSpec
from moonwalk.api.field_types import FieldType
from moonwalk.api.field_words import NameKind
from moonwalk.api.points import COUNTED_IN
from moonwalk.api.problems import Place
from moonwalk.api.units import same_unit
from moonwalk.api.values import Quantity
from moonwalk.definitions.challenge import Schedule, Translation
from moonwalk.definitions.nodes import Node
from moonwalk.registry import NamedAdapter, Use

POINTS: Final = "points"
"""The unit of goals that ask for points."""


@dataclass(frozen=True)
class WrittenValue:
    """A single value as written: of a key, of an item of a list, of a name in a map, or of weeks.

    `span` holds the first and last week, if it is the value of weeks. `name` and `name_place` are the week
    or the name in the map as written, `text` the value as written. `within` is the path to it below a key
    of the map that is read: `("bands", "2")`.
    """

    key: str
    field_type: FieldType[Any]
    value: Any
    place: Place
    span: tuple[int, int] | None = None
    name: str = ""
    name_place: Place | None = None
    text: str = ""
    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeeklyValue:
    """A value by week: its place, the values of its weeks, and whether all of them could be read."""

    place: Place
    values: tuple[WrittenValue, ...]
    complete: bool


@dataclass(frozen=True)
class FieldSet:
    """The keys of one map: `values` holds what could be read, `nodes` and `keys` all that was written.

    `places` are those below its keys, by address: `bands.2.up_to`, `pays.10 minutes`.
    """

    title: str
    place: Place
    specs: tuple[FieldSpec, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    nodes: Mapping[str, Node] = field(default_factory=dict)
    keys: Mapping[str, Place] = field(default_factory=dict)
    written_values: tuple[WrittenValue, ...] = ()
    weeks: tuple[WeeklyValue, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every key that was written, and every required one, could be read."""
        return all(
            spec.key in self.values or (spec.key not in self.nodes and not spec.required)
            for spec in self.specs
        )

    def get(self, key: str) -> Any:
        """Return the value of a key, or its default."""
        if key in self.values:
            return self.values[key]
        return next((spec.default for spec in self.specs if spec.key == key), None)

    def at(self, key: str) -> Place:
        """Return the place of a key's value, or of an address below one; that of the map, if left out."""
        if key in self.places:
            return self.places[key]
        top = key if key in self.nodes else key.partition(".")[0]
        return self.nodes[top].place if top in self.nodes else self.place

    def written(self, key: str) -> tuple[WrittenValue, ...]:
        """Return the single values of one key of this map."""
        return tuple(
            written_value
            for written_value in self.written_values
            if written_value.key == key and not written_value.within
        )


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
    def addressees(self) -> tuple[str, ...]:
        """To whom a notice can go, the usual ones first."""
        return tuple(getattr(self.declaration, "addressees", ("people",)))

    @property
    def boards_named(self) -> list[WrittenValue]:
        """The boards that its own keys name."""
        return [written for written in self.fields.written_values if written.field_type == NameKind("board")]

    @property
    def takes_activity(self) -> bool:
        """Whether it has a key `activity`."""
        return any(spec.key == "activity" for spec in self.fields.specs)


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
    """One file. A section that is missing is an empty field set at the top of the file.

    `texts` are those in other languages, by code, and `text_places` where each language begins.
    """

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
    texts: Mapping[str, Translation] = field(default_factory=dict)
    text_places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def schedule(self) -> Schedule | None:
        """The schedule, as far as its keys could be read; None where its length is not known."""
        values = self.sections["schedule"].values
        return Schedule.model_construct(**values) if "length" in values else None

    @property
    def week_count(self) -> int:
        """The number of weeks; 0 where the length could not be read."""
        schedule = self.schedule
        return schedule.weeks if schedule else 0

    @property
    def point_decimals(self) -> int:
        """How many decimals the points of the file may have."""
        return COUNTED_IN.index(self.sections["points"].get("counted_in")) if self.sections else 0

    @cached_property
    def base_activities(self) -> tuple[str, ...]:
        """The activities without `counts_as`: amounts of all others are converted to theirs."""
        return tuple(name for name, fields in self.activities.items() if "counts_as" not in fields.nodes)

    @property
    def items(self) -> tuple[ItemDraft, ...]:
        """Every rule, ranking and notice."""
        return (*self.rules, *self.boards.values(), *self.notices)

    def field_sets(self) -> Iterator[FieldSet]:
        """Yield every map of the file that was read by specs."""
        yield self.top
        yield from self.sections.values()
        yield from self.activities.values()
        yield from self.goals.values()
        yield from self.own_targets.values()
        yield from (week.fields for week in self.weeks)
        yield from self.prizes.values()
        yield from (item.fields for item in self.items)

    def activity_of(self, fields: FieldSet) -> str:
        """Return the activity that a rule or goal is about; an empty text where the file does not say.

        Where only one activity is a base activity, rules and goals need not name it. A goal of points is
        about none.
        """
        if self.is_of_points(fields):
            return ""
        named = [
            written.value
            for written in fields.written("activity")
            if isinstance(written.field_type, NameKind)
        ]
        if named:
            return str(named[0])
        alone = self.base_activities
        return alone[0] if len(alone) == 1 and "activity" not in fields.nodes else ""

    def is_of_points(self, fields: FieldSet) -> bool:
        """Whether a goal asks for points; where an activity is measured in points, it asks for that one."""
        amounts = [written.value for written in fields.written("reach")]
        if "activity" in fields.nodes or any(
            same_unit(self.unit_of(name), POINTS) for name in self.activities
        ):
            return False
        return any(isinstance(amount, Quantity) and same_unit(amount.unit, POINTS) for amount in amounts)

    def goals_on_points(self) -> frozenset[str]:
        """Return the goals of points, and those that are made of some, as far as goals make no circle."""
        late = {name for name, fields in self.goals.items() if self.is_of_points(fields)}
        for _ in self.goals if late else ():
            for name, fields in self.goals.items():
                parts = [
                    part.value for key in ("meeting", "all_of", "any_of") for part in fields.written(key)
                ]
                late |= {name} if late.intersection(parts) else set()
        return frozenset(late)

    def unit_of(self, activity: str) -> str:
        """Return the unit of an activity; an empty text where it is not known."""
        return str(self.activities[activity].values.get("unit", "")) if activity in self.activities else ""
