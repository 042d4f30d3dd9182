"""The challenge that a configured rule needs around it: its goals, activities, units and boards.

Where nobody configured it, a declaration gets a configuration to be tried with, made from its fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from moonwalk.api import Component
from moonwalk.api.field_numbers import (
    CountedAmountKind,
    DecimalKind,
    DistanceKind,
    PercentKind,
    QuantityKind,
    ShareOfWeekKind,
    WholeKind,
)
from moonwalk.api.field_secrets import SecretValue
from moonwalk.api.field_specs import FieldSpec, GroupKind, field_specs_of
from moonwalk.api.field_times import ClockTimeKind, PeriodKind, WeekdayKind
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.field_words import ChoiceKind, ConditionKind, NameKind, TextKind
from moonwalk.api.fields import ByWeek, ConditionValue, Quantity
from moonwalk.testing.days import GOOD_DAY, GOOD_WEEK, KitGoal

_NAMES: Final = MappingProxyType(
    {
        "goal": "good_day",
        "activity": "walk",
        "board": "form",
        "rule": "active_day",
        "column": "office",
        "id": "some_id",
    }
)
_SAMPLES: Final[tuple[tuple[type[FieldType[Any]], Any], ...]] = (
    (WholeKind, "3"),
    (DecimalKind, "1.5"),
    (PercentKind, "50%"),
    (DistanceKind, "5 km"),
    (QuantityKind, "5 minutes"),
    (ShareOfWeekKind, "4 of 7"),
    (PeriodKind, "week 1"),
    (WeekdayKind, "Friday"),
    (ClockTimeKind, "workdays 09:00"),
    (ConditionKind, "at least 50% of members met good_day"),
    (TextKind, "A word"),
)


class NoSample(Exception):
    """The kit cannot configure a declaration by itself; the text says why."""


def sample_of(made: type[Component]) -> Component:
    """A declaration with all its keys set to ordinary values; NoSample where its own validators object.

    Keys that may be left out are left out first, and given only if the declaration wants them.
    """
    specs = field_specs_of(made)
    required = [spec for spec in specs if spec.required]
    objection = ""
    choices = [required, specs, *([*required, spec] for spec in specs if not spec.required)]
    for chosen, items in product(choices, (1, 2)):
        try:
            return made.model_validate({spec.key: _sample(spec, items) for spec in chosen})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            objection = objection or first.rstrip(".")
    raise NoSample(
        f"{made.__name__} refuses the keys that the kit makes up for it ({objection}). "
        f"Check a configured one instead: parametrize_with_checks({made.__name__}(...))."
    )


def _sample(spec: FieldSpec, items: int = 1) -> Any:
    value = _plain_sample(spec.kind)
    if spec.many == "one":
        return value
    if spec.many == "list":
        return [value, "Another word"][:items] if isinstance(spec.kind, TextKind) else [value]
    key = "one" if spec.keys is None else _plain_sample(spec.keys)
    return {key: value if spec.many == "map" else [value]}


def _plain_sample(kind: FieldType[Any]) -> Any:
    match kind:
        case GroupKind(shapes=shapes):
            return {shape.key: _sample(shape) for shape in shapes if shape.required}
        case WeeklyType(inner=inner):
            return _plain_sample(inner)
        case ChoiceKind(options=options):
            return options[0]
        case CountedAmountKind(unit=unit):
            return f"3 {unit}"
        case NameKind(of=of, each=each):
            return "good_week" if each == "week" else _NAMES[of]
        case ShareOfWeekKind(first=True):
            return "first 4 of 7"
    return next((sample for of, sample in _SAMPLES if isinstance(kind, of)), "1")


def config_of(declared: Component) -> dict[str, Any]:
    """The keys of a configured declaration as a file has them, and the secrets at its top themselves."""
    return {
        spec.key: value.reveal() if isinstance(value, SecretValue) else spec.plain(value)
        for spec in field_specs_of(type(declared))
        if spec.key in declared.model_fields_set and (value := getattr(declared, spec.key)) is not None
    }


@dataclass(frozen=True)
class World:
    """What a configured rule speaks of; `amounts` are those that it may react to, in whole units."""

    activities: tuple[str, ...]
    units: Mapping[str, str]
    goals: tuple[KitGoal, ...]
    boards: tuple[str, ...]
    rules: tuple[str, ...]
    amounts: tuple[Fraction, ...]


def world_of(declared: Component) -> World:
    """The goals, activities, boards and amounts that a configured declaration names."""
    named = list(_named(declared))
    activities = _names("activity", named) or ("walk",)
    quantities = [value for _, value in named if isinstance(value, Quantity)]
    unit = next((quantity.unit for quantity in quantities), "minutes")
    conditions = [value.goal for _, value in named if isinstance(value, ConditionValue) and value.goal]
    goals = [GOOD_DAY, GOOD_WEEK]
    for name, each in [*_goals(named), *((name, "") for name in conditions)]:
        if name not in {goal.name for goal in goals}:
            goals.append(replace(GOOD_WEEK if each == "week" else GOOD_DAY, name=name))
    reach = [quantity.value for quantity in quantities]
    amounts = {*map(Fraction, (1, 3, 5, 8, 12, 30)), *reach, *(2 * value for value in reach)}
    return World(
        activities,
        dict.fromkeys(activities, unit),
        tuple(goals),
        _names("board", named),
        _names("rule", named) or ("active_day", "row_of_days"),
        tuple(sorted(amount for amount in amounts if 0 < amount < 10**6)),
    )


Named = tuple[FieldType[Any], Any]


def _named(declared: BaseModel) -> Iterator[Named]:
    """Each value of a declaration with its kind; those of groups, lists and maps one by one."""
    for spec in field_specs_of(type(declared)):
        value = getattr(declared, spec.key)
        if isinstance(value, Mapping):
            if spec.keys is not None:
                yield from ((spec.keys, key) for key in value)
            value = list(value.values())
        for item in value if isinstance(value, list | tuple) else [value]:
            for part in item if isinstance(item, list | tuple) else [item]:
                yield from _parts(spec.kind, part)


def _parts(kind: FieldType[Any], value: Any) -> Iterator[Named]:
    if isinstance(value, BaseModel):
        yield from _named(value)
    elif isinstance(value, ByWeek):
        yield from ((kind, each) for each in value.values())
    elif value is not None:
        yield kind, value


def _names(of: str, named: Sequence[Named]) -> tuple[str, ...]:
    names = (value for kind, value in named if isinstance(kind, NameKind) and kind.of == of)
    return tuple(dict.fromkeys(names))


def _goals(named: Sequence[Named]) -> Iterator[tuple[str, str]]:
    for kind, value in named:
        if isinstance(kind, NameKind) and kind.of == "goal":
            yield value, kind.each
