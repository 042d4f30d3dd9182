"""Reads a map of the file by the shapes of its keys: every problem at once, each with a way out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from moonwalk.api.field_words import TextKind
from moonwalk.api.kinds import Kind, Weekly
from moonwalk.api.shapes import GroupKind, Shape
from moonwalk.api.wording import quoted
from moonwalk.definitions.answers import (
    doubt_commas,
    no_list,
    no_pairs,
    no_value,
    weeks_inside,
)
from moonwalk.definitions.fieldset import FieldSet, Part
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.keys import unknown_in
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode
from moonwalk.definitions.values import Reading, is_week_key, parsed, read_scalar, read_weeks


@dataclass(frozen=True)
class Asked:
    """What a map may hold: its keys by shape, keys that somebody else reads, and its name in messages.

    `unknown` answers a key that is none of them; None leaves such keys alone. Keys in `misplaced`
    stand elsewhere and have been answered there, so they are not missing here.
    """

    title: str
    shapes: tuple[Shape, ...]
    others: tuple[str, ...] = ()
    unknown: Callable[[str, tuple[str, ...]], str] | None = None
    misplaced: frozenset[str] = frozenset()


def read_map(node: MapNode, asked: Asked, findings: Findings) -> FieldSet:
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


def _missing(shape: Shape, title: str) -> str:
    about = f": {shape.about}." if shape.about else "; write it down."
    return f"'{shape.key}' is missing{' in ' + title if title else ''}{about}"


def _read_value(shape: Shape, node: Node, reading: Reading) -> None:
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


def _read_one(key: str, kind: Kind[Any], node: Node, reading: Reading) -> Any:
    """One value of any kind; None and a finding where it cannot be read."""
    if isinstance(kind, GroupKind):
        return _read_group(key, kind, node, reading, ())
    if isinstance(kind, Weekly) and isinstance(node, MapNode):
        return read_weeks(key, kind, node, reading)
    return read_scalar(key, kind, node, reading)


def _read_list(key: str, kind: Kind[Any], node: Node, reading: Reading) -> tuple[Any, ...]:
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


def _read_keyed(shape: Shape, node: Node, reading: Reading) -> Mapping[Any, Any] | None:
    """The values of a map by their keys; None where one of several typed keys or values cannot be read."""
    if not isinstance(node, MapNode):
        reading.findings.error(node.place, no_pairs(shape))
        return None if shape.keys else {}
    found: dict[Any, Any] = {}
    seen: dict[Hashable, ScalarNode] = {}
    for name, value in node.entries:
        if isinstance(shape.kind, Weekly) and is_week_key(name.text):
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


def _name_parts(reading: Reading, before: int, shape: Shape, name: ScalarNode) -> None:
    """Give the parts read since `before` the map's key, and its name where they have none of a week's."""
    for place, part in enumerate(reading.parts[before:], before):
        if part.within:
            reading.parts[place] = replace(part, within=(shape.key, *part.within))
        elif part.span:
            reading.parts[place] = replace(part, key=shape.key)
        else:
            reading.parts[place] = replace(part, key=shape.key, name=name.text, name_place=name.place)


def _read_name(shape: Shape, name: ScalarNode, seen: dict[Hashable, ScalarNode], reading: Reading) -> Any:
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


def as_map(node: Node | None, title: str, findings: Findings) -> MapNode | None:
    """The node where it is a map; None where it is missing or, with a finding, something else."""
    if node is None or isinstance(node, MapNode):
        return node
    if isinstance(node, ScalarNode) and node.blank:
        return None
    findings.error(node.place, f"{title} holds keys: write one 'key: value' per line below it.")
    return None


def as_list(node: Node | None, title: str, findings: Findings) -> tuple[Node, ...]:
    """The items where the node is a list; nothing where it is missing or, with a finding, something else."""
    if isinstance(node, ListNode):
        return node.items
    if node is not None and not (isinstance(node, ScalarNode) and node.blank):
        findings.error(node.place, f"{title} is a list: begin each item with '- '.")
    return ()
