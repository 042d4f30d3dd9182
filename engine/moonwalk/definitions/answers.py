"""What the reader answers where a value has not the form that its key asks for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_words import TextKind
from moonwalk.api.kinds import Kind
from moonwalk.api.shapes import Shape
from moonwalk.api.wording import quoted, rewritten
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode


def no_value(key: str) -> str:
    """The message for a key with nothing after it."""
    return f"{quoted(key)} has no value. Write one, or take the line out."


def not_one(key: str, kind: Kind[Any], node: MapNode | ListNode) -> str:
    """The message for a map or a list where one value belongs."""
    if isinstance(node, MapNode) and node.line.startswith("{") and isinstance(kind, TextKind):
        return f"text that begins with {{ needs quotes around all of it: {rewritten(node.line)}"
    if isinstance(node, MapNode):
        return f"'{key}' is one value, not a group of keys. Write it on the line of '{key}:'."
    return f"'{key}' is one value, not a list. Write one value, without '- ' and brackets."


def no_list(key: str, node: Node) -> str:
    """The message for something else where a list belongs: the same in brackets."""
    hint = _in_brackets(node.text) if isinstance(node, ScalarNode) else "[one, two]"
    return f"'{key}' is a list: write {hint}, or one item per line with '- '."


def _in_brackets(text: str) -> str:
    short = " ".join(text[:200].split())
    return f"[{short}]" if re.fullmatch(r"[\w][\w %./-]*", short) else f"[{rewritten(short)}]"


def no_pairs(shape: Shape) -> str:
    """The message for something else where a map belongs."""
    if shape.keys is None:
        return f"'{shape.key}' holds names and their values: write one 'name: value' per line."
    word = "amount" if isinstance(shape.keys, QuantityKind) else shape.keys.name
    return f"'{shape.key}' holds pairs: write one '{word}: value' per line."


def weeks_inside(shape: Shape) -> str:
    """The message for weeks as the keys of a map whose values may be by week."""
    word = "AMOUNT" if isinstance(shape.keys, QuantityKind) else "KEY"
    return (
        f"weeks belong to each value of '{shape.key}', not around them: "
        f"write '{word}: {{week 1: ..., weeks 2 to 4: ...}}'."
    )


def doubt_commas(node: ListNode, findings: Findings) -> None:
    """A warning where a comma of a text seems to have divided it: `[A dry, level track, Go slowly]`."""
    texts = [item for item in node.items if isinstance(item, ScalarNode) and item.plain]
    if not any(item.text[:1].isupper() for item in texts):
        return
    for before, item in pairwise(texts):
        if item.text[:1].islower() and " " in item.text:
            whole = rewritten(f"{before.text}, {item.text}")
            findings.warning(
                item.place,
                f"the comma before {quoted(item.text)} divides the list. If it belongs to the text: {whole}",
            )
