"""Reads a map of the file by the shapes of its keys: every problem at once, each with a way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from moonwalk.api.field_words import TextKind
from moonwalk.api.kinds import Kind, Weekly, parse_week_key
from moonwalk.api.problems import FieldError
from moonwalk.api.shapes import Shape
from moonwalk.api.weekly import ByWeek, WeekSpan
from moonwalk.api.wording import quoted, rewritten
from moonwalk.definitions.fieldset import FieldSet, Part
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode

_ONE_LINE = 300  # texts that may be longer than this keep their line breaks


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


@dataclass
class _Reading:
    findings: Findings
    values: dict[str, Any] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)


def read_map(node: MapNode, asked: Asked, findings: Findings) -> FieldSet:
    """The map's values; findings for unknown, blank, missing and unreadable keys."""
    shapes = {shape.key: shape for shape in asked.shapes}
    known = (*shapes, *asked.others)
    reading = _Reading(findings)
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
    places = {key.text: key.place for key, _ in node.entries}
    return FieldSet(
        asked.title, node.place, asked.shapes, reading.values, written, places, tuple(reading.parts)
    )


def _missing(shape: Shape, title: str) -> str:
    about = f": {shape.about}." if shape.about else "; write it down."
    return f"'{shape.key}' is missing{' in ' + title if title else ''}{about}"


def _read_value(shape: Shape, node: Node, reading: _Reading) -> None:
    """Put the value of one key into `values`, as far as it can be read."""
    match shape.many:
        case "one" if isinstance(shape.kind, Weekly) and isinstance(node, MapNode):
            _read_weeks(shape.key, shape.kind, node, reading)
        case "one":
            value = _read_scalar(shape.key, shape.kind, node, reading)
            if value is not None:
                reading.values[shape.key] = value
        case "list":
            reading.values[shape.key] = _read_list(shape.key, shape.kind, node, reading)
            if shape.required and isinstance(node, ListNode) and not node.items:
                reading.findings.error(node.place, f"'{shape.key}' is empty. Write at least one item.")
        case _:
            lists = shape.many == "map of lists"
            reading.values[shape.key] = _read_keyed(shape.key, shape.kind, node, lists, reading)


def _read_scalar(key: str, kind: Kind[Any], node: Node, reading: _Reading) -> Any:
    if not isinstance(node, ScalarNode):
        reading.findings.error(node.place, _not_one(key, kind, node))
        return None
    text = node.text
    if isinstance(kind, TextKind):
        text = " ".join(text.split()) if kind.most <= _ONE_LINE else text.strip()
    try:
        value = kind.parse(text)
    except FieldError as wrong:
        reading.findings.error(node.place, str(wrong))
        return None
    inner = kind.inner if isinstance(kind, Weekly) else kind
    plain = value.always if isinstance(value, ByWeek) else value
    reading.parts.append(Part(key, inner, plain, node.place))
    return value


def _not_one(key: str, kind: Kind[Any], node: Node) -> str:
    if isinstance(node, MapNode) and node.line.startswith("{") and isinstance(kind, TextKind):
        return f"text that begins with {{ needs quotes around all of it: {rewritten(node.line)}"
    if isinstance(node, MapNode):
        return f"'{key}' is one value, not a group of keys. Write it on the line of '{key}:'."
    return f"'{key}' is one value, not a list. Write one value, without '- ' and brackets."


def _read_list(key: str, kind: Kind[Any], node: Node, reading: _Reading) -> tuple[Any, ...]:
    if not isinstance(node, ListNode):
        hint = _in_brackets(node.text) if isinstance(node, ScalarNode) else "[one, two]"
        reading.findings.error(
            node.place, f"'{key}' is a list: write {hint}, or one item per line with '- '."
        )
        return ()
    found = []
    if isinstance(kind, TextKind) and node.in_brackets:
        _doubt_commas(node, reading)
    for item in node.items:
        if isinstance(item, ScalarNode) and item.blank:
            reading.findings.error(item.place, f"an item of '{key}' has no value. Write one, or take it out.")
            continue
        value = _read_scalar(key, kind, item, reading)
        if value is not None:
            found.append(value)
    return tuple(found)


def _doubt_commas(node: ListNode, reading: _Reading) -> None:
    """A warning where a comma of a text seems to have divided it: `[A dry, level track, Go slowly]`."""
    texts = [item for item in node.items if isinstance(item, ScalarNode) and item.plain]
    if not any(item.text[:1].isupper() for item in texts):
        return
    for before, item in pairwise(texts):
        if item.text[:1].islower() and " " in item.text:
            whole = rewritten(f"{before.text}, {item.text}")
            reading.findings.warning(
                item.place,
                f"the comma before {quoted(item.text)} divides the list. If it belongs to the text: {whole}",
            )


def _in_brackets(text: str) -> str:
    short = " ".join(text[:200].split())
    return f"[{short}]" if re.fullmatch(r"[\w][\w %./-]*", short) else f"[{rewritten(short)}]"


def _read_keyed(key: str, kind: Kind[Any], node: Node, lists: bool, reading: _Reading) -> Mapping[str, Any]:
    if not isinstance(node, MapNode):
        reading.findings.error(
            node.place, f"'{key}' holds names and their values: write one 'name: value' per line."
        )
        return {}
    found: dict[str, Any] = {}
    for name, value in node.entries:
        if isinstance(value, ScalarNode) and value.blank:
            reading.findings.error(name.place, no_value(name.text))
            continue
        before = len(reading.parts)
        one = _read_list(key, kind, value, reading) if lists else _read_scalar(key, kind, value, reading)
        for place in range(before, len(reading.parts)):
            reading.parts[place] = replace(reading.parts[place], name=name.text, name_place=name.place)
        if one is not None:
            found[name.text] = one
    return found


def _read_weeks(key: str, kind: Weekly[Any], node: MapNode, reading: _Reading) -> None:
    spans = []
    if not node.entries:
        reading.findings.error(node.place, no_value(key))
        return
    for name, value in node.entries:
        span = read_week_key(name, reading.findings)
        if isinstance(value, ScalarNode) and value.blank:
            reading.findings.error(name.place, no_value(name.text))
            continue
        before = len(reading.parts)
        one = _read_scalar(key, kind.inner, value, reading)
        if span and one is not None:
            part = Part(key, kind.inner, one, value.place, span, name.text, name.place)
            reading.parts[before:] = [part]
            spans.append(WeekSpan(*span, one))
    if len(spans) == len(node.entries):
        reading.values[key] = ByWeek(None, tuple(spans))


def read_week_key(name: ScalarNode, findings: Findings) -> tuple[int, int] | None:
    """The weeks that a key names, first and last; None and a finding where it names none."""
    try:
        return parse_week_key(name.text)
    except FieldError as wrong:
        findings.error(name.place, str(wrong))
        return None


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


def no_value(key: str) -> str:
    """The message for a key with nothing after it."""
    return f"{quoted(key)} has no value. Write one, or take the line out."
