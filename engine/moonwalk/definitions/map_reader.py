"""Reads a map of the file by the specs of its keys: every problem at once, each with a way out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_types import FieldType, WeeklyType, parse_week_key
from moonwalk.api.field_words import TextKind
from moonwalk.api.problems import FieldError, Place, quoted
from moonwalk.api.values import ByWeek, WeekSpan
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import FieldSet, Part, Weeks
from moonwalk.definitions.messages import (
    doubt_commas,
    no_list,
    no_pairs,
    no_value,
    not_one,
    unknown_in,
    weeks_inside,
)
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode

_ONE_LINE = 300  # texts that may be longer than this keep their line breaks


@dataclass
class Reading:
    """What has been read of one map so far."""

    findings: Diagnostics
    values: dict[str, Any] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    weeks: list[Weeks] = field(default_factory=list)
    spots: dict[str, Place] = field(default_factory=dict)


def read_scalar(key: str, kind: FieldType[Any], node: Node, reading: Reading) -> Any:
    """One text as a value; None and a finding where it is none."""
    if not isinstance(node, ScalarNode):
        reading.findings.error(node.place, not_one(key, kind, node))
        return None
    value = parsed(kind, node, reading)
    if value is not None:
        inner = kind.inner if isinstance(kind, WeeklyType) else kind
        plain = value.always if isinstance(value, ByWeek) else value
        reading.parts.append(Part(key, inner, plain, node.place, text=node.text))
    return value


def parsed(kind: FieldType[Any], node: ScalarNode, reading: Reading) -> Any:
    """What a text means; None and a finding where it means nothing."""
    text = node.text
    if isinstance(kind, TextKind):
        text = " ".join(text.split()) if kind.most <= _ONE_LINE else text.strip()
    try:
        return kind.parse(text)
    except FieldError as wrong:
        reading.findings.error(node.place, str(wrong))
        return None


def read_weeks(key: str, kind: WeeklyType[Any], node: MapNode, reading: Reading) -> ByWeek[Any] | None:
    """A value by week; None and findings where a week or a value cannot be read."""
    if not node.entries:
        reading.findings.error(node.place, no_value(key))
        return None
    parts = []
    for name, value in node.entries:
        span = read_week_key(name, reading.findings)
        if isinstance(value, ScalarNode) and value.blank:
            reading.findings.error(name.place, no_value(name.text))
            continue
        before = len(reading.parts)
        one = read_scalar(key, kind.inner, value, reading)
        if span and one is not None:
            part = replace(reading.parts[before], span=span, name=name.text, name_place=name.place)
            reading.parts[before:] = [part]
            parts.append(part)
    complete = len(parts) == len(node.entries)
    reading.weeks.append(Weeks(node.place, tuple(parts), complete))
    spans = tuple(
        WeekSpan(first=part.span[0], last=part.span[1], value=part.value) for part in parts if part.span
    )
    return ByWeek(always=None, spans=spans) if complete else None


def read_week_key(name: ScalarNode, findings: Diagnostics) -> tuple[int, int] | None:
    """The weeks that a key names, first and last; None and a finding where it names none."""
    try:
        return parse_week_key(name.text)
    except FieldError as wrong:
        findings.error(name.place, str(wrong))
        return None


def is_week_key(text: str) -> bool:
    """Whether a text names weeks."""
    try:
        parse_week_key(text)
    except FieldError:
        return False
    return True


@dataclass(frozen=True)
class Asked:
    """What a map may hold: its keys by shape, keys that somebody else reads, and its name in messages.

    `unknown` answers a key that is none of them; None leaves such keys alone. Keys in `misplaced`
    stand elsewhere and have been answered there, so they are not missing here.
    """

    title: str
    shapes: tuple[FieldSpec, ...]
    others: tuple[str, ...] = ()
    unknown: Callable[[str, tuple[str, ...]], str] | None = None
    misplaced: frozenset[str] = frozenset()


def read_map(node: MapNode, asked: Asked, findings: Diagnostics) -> FieldSet:
    """The map's values; findings for unknown, blank, missing and unreadable keys."""
    shapes = {shape.key: shape for shape in asked.shapes}
    known = (*shapes, *asked.others)
    reading = Reading(findings)
    for key, value in node.entries:
        if findings.full:
            break
        if key.text not in known:
            if asked.unknown:
                findings.error(key.place, asked.unknown(key.text, known))
        elif isinstance(value, ScalarNode) and value.blank:
            findings.error(key.place, no_value(key.text))
        elif key.text in shapes:
            _read_value(shapes[key.text], value, reading)
    written = {key.text: value for key, value in node.entries}
    for shape in asked.shapes:
        if shape.required and shape.key not in written and shape.key not in asked.misplaced:
            findings.error(node.place, _missing(shape, asked.title))
    return FieldSet(
        asked.title,
        node.place,
        asked.shapes,
        values=reading.values,
        nodes=written,
        keys={key.text: key.place for key, _ in node.entries},
        parts=tuple(reading.parts),
        weeks=tuple(reading.weeks),
        spots=reading.spots,
    )


def _missing(shape: FieldSpec, title: str) -> str:
    about = f": {shape.about}." if shape.about else "; write it down."
    return f"'{shape.key}' is missing{' in ' + title if title else ''}{about}"


def _read_value(shape: FieldSpec, node: Node, reading: Reading) -> None:
    """Put the value of one key into `values`, as far as it can be read."""
    match shape.many:
        case "one":
            value = _read_one(shape.key, shape.kind, node, reading)
        case "list" if isinstance(shape.kind, GroupKind):
            value = _read_groups(shape.key, shape.kind, node, reading)
        case "list":
            value = _read_list(shape.key, shape.kind, node, reading)
        case _:
            value = _read_keyed(shape, node, reading)
    if value is not None:
        reading.values[shape.key] = value
    holds_nothing = isinstance(node, ListNode) and not node.items
    if shape.required and shape.many != "one" and (holds_nothing or value == {}):
        reading.findings.error(node.place, f"'{shape.key}' is empty. Write at least one item.")


def _read_one(key: str, kind: FieldType[Any], node: Node, reading: Reading) -> Any:
    """One value of any kind; None and a finding where it cannot be read."""
    if isinstance(kind, GroupKind):
        return _read_group(key, kind, node, reading, ())
    if isinstance(kind, WeeklyType) and isinstance(node, MapNode):
        return read_weeks(key, kind, node, reading)
    return read_scalar(key, kind, node, reading)


def _read_list(key: str, kind: FieldType[Any], node: Node, reading: Reading) -> tuple[Any, ...]:
    if not isinstance(node, ListNode):
        reading.findings.error(node.place, no_list(key, node))
        return ()
    found = []
    if isinstance(kind, TextKind) and node.in_brackets:
        doubt_commas(node, reading.findings)
    for item in node.items:
        if isinstance(item, ScalarNode) and item.blank:
            reading.findings.error(item.place, f"an item of '{key}' has no value. Write one, or take it out.")
            continue
        value = _read_one(key, kind, item, reading)
        if value is not None:
            found.append(value)
    return tuple(found)


def _read_groups(key: str, kind: GroupKind, node: Node, reading: Reading) -> tuple[Any, ...] | None:
    """The groups of a list; None where one of them cannot be read."""
    if not isinstance(node, ListNode):
        first = kind.shapes[0].key if kind.shapes else "KEY"
        reading.findings.error(
            node.place,
            f"'{key}' is a list of groups: begin each with '- {first}: ...' and put its other keys below.",
        )
        return None
    found = [_read_group(key, kind, item, reading, (str(number),)) for number, item in enumerate(node.items)]
    return None if any(one is None for one in found) else tuple(found)


def _read_group(key: str, kind: GroupKind, node: Node, reading: Reading, number: tuple[str, ...]) -> Any:
    """The values of a group, its number in a list given; None where one of them cannot be read."""
    title = f"an item of '{key}'" if number else f"'{key}'"
    if not isinstance(node, MapNode):
        names = ", ".join(shape.key for shape in kind.shapes)
        reading.findings.error(node.place, f"{title} holds keys: {names}. Write one 'key: value' per line.")
        return None
    inner = read_map(node, Asked(title, kind.shapes, (), unknown_in(f"in {title}")), reading.findings)
    within = (key, *number)
    address = ".".join(within)
    reading.parts += [replace(part, within=(*within, *part.within)) for part in inner.parts]
    reading.weeks += inner.weeks
    reading.spots |= {address: node.place}
    reading.spots |= {f"{address}.{name}": value.place for name, value in inner.nodes.items()}
    reading.spots |= {f"{address}.{name}": place for name, place in inner.spots.items()}
    return dict(inner.values) if inner.complete else None


def _read_keyed(shape: FieldSpec, node: Node, reading: Reading) -> Mapping[Any, Any] | None:
    """The values of a map by their keys; None where one of several typed keys or values cannot be read."""
    if not isinstance(node, MapNode):
        reading.findings.error(node.place, no_pairs(shape))
        return None if shape.keys else {}
    found: dict[Any, Any] = {}
    seen: dict[Hashable, ScalarNode] = {}
    for name, value in node.entries:
        if isinstance(shape.kind, WeeklyType) and is_week_key(name.text):
            reading.findings.error(name.place, weeks_inside(shape))
            continue
        named = _read_name(shape, name, seen, reading)
        if isinstance(value, ScalarNode) and value.blank:
            reading.findings.error(name.place, no_value(name.text))
            continue
        before = len(reading.parts)
        if shape.many == "map of lists":
            one: Any = _read_list(name.text, shape.kind, value, reading)
        else:
            one = _read_one(name.text, shape.kind, value, reading)
        _name_parts(reading, before, shape, name)
        if one is not None and named is not None:
            found[named] = one
            reading.spots[f"{shape.key}.{shape.named(named)}"] = value.place
    return found if shape.keys is None or len(found) == len(node.entries) else None


def _name_parts(reading: Reading, before: int, shape: FieldSpec, name: ScalarNode) -> None:
    """Give the parts read since `before` the map's key, and its name where they have none of a week's."""
    for place, part in enumerate(reading.parts[before:], before):
        if part.within:
            reading.parts[place] = replace(part, within=(shape.key, *part.within))
        elif part.span:
            reading.parts[place] = replace(part, key=shape.key)
        else:
            reading.parts[place] = replace(part, key=shape.key, name=name.text, name_place=name.place)


def _read_name(shape: FieldSpec, name: ScalarNode, seen: dict[Hashable, ScalarNode], reading: Reading) -> Any:
    """A key of a map, by the kind of its keys; None and a finding where it is none or is there already."""
    if shape.keys is None:
        return name.text
    named = parsed(shape.keys, name, reading)
    if named is None:
        return None
    first = seen.setdefault(shape.keys.same(named), name)
    if first is not name:
        reading.findings.error(
            name.place,
            f"{quoted(name.text)} is here twice; the first is {quoted(first.text)} "
            f"on line {first.place.line}. Keep one.",
        )
        return None
    reading.parts.append(Part(shape.key, shape.keys, named, name.place, text=name.text))
    return named


def as_map(node: Node | None, title: str, findings: Diagnostics) -> MapNode | None:
    """The node where it is a map; None where it is missing or, with a finding, something else."""
    if node is None or isinstance(node, MapNode):
        return node
    if isinstance(node, ScalarNode) and node.blank:
        return None
    findings.error(node.place, f"{title} holds keys: write one 'key: value' per line below it.")
    return None


def as_list(node: Node | None, title: str, findings: Diagnostics) -> tuple[Node, ...]:
    """The items where the node is a list; nothing where it is missing or, with a finding, something else."""
    if isinstance(node, ListNode):
        return node.items
    if node is not None and not (isinstance(node, ScalarNode) and node.blank):
        findings.error(node.place, f"{title} is a list: begin each item with '- '.")
    return ()
