"""Single values, and values by week: the leaves of every map that is read by shapes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from moonwalk.api.field_words import TextKind
from moonwalk.api.kinds import Kind, Weekly, parse_week_key
from moonwalk.api.problems import FieldError, Place
from moonwalk.api.weekly import ByWeek, WeekSpan
from moonwalk.definitions.answers import no_value, not_one
from moonwalk.definitions.fieldset import Part, Weeks
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import MapNode, Node, ScalarNode

_ONE_LINE = 300  # texts that may be longer than this keep their line breaks


@dataclass
class Reading:
    """What has been read of one map so far."""

    findings: Findings
    values: dict[str, Any] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    weeks: list[Weeks] = field(default_factory=list)
    spots: dict[str, Place] = field(default_factory=dict)


def read_scalar(key: str, kind: Kind[Any], node: Node, reading: Reading) -> Any:
    """One text as a value; None and a finding where it is none."""
    if not isinstance(node, ScalarNode):
        reading.findings.error(node.place, not_one(key, kind, node))
        return None
    value = parsed(kind, node, reading)
    if value is not None:
        inner = kind.inner if isinstance(kind, Weekly) else kind
        plain = value.always if isinstance(value, ByWeek) else value
        reading.parts.append(Part(key, inner, plain, node.place, text=node.text))
    return value


def parsed(kind: Kind[Any], node: ScalarNode, reading: Reading) -> Any:
    """What a text means; None and a finding where it means nothing."""
    text = node.text
    if isinstance(kind, TextKind):
        text = " ".join(text.split()) if kind.most <= _ONE_LINE else text.strip()
    try:
        return kind.parse(text)
    except FieldError as wrong:
        reading.findings.error(node.place, str(wrong))
        return None


def read_weeks(key: str, kind: Weekly[Any], node: MapNode, reading: Reading) -> ByWeek[Any] | None:
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
    spans = tuple(WeekSpan(*part.span, part.value) for part in parts if part.span)
    return ByWeek(None, spans) if complete else None


def read_week_key(name: ScalarNode, findings: Findings) -> tuple[int, int] | None:
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
