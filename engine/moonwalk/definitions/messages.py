"""The messages about values of the wrong form and keys in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_specs import FieldSpec, field_specs_of
from moonwalk.api.field_types import FieldType, WeeklyType
from moonwalk.api.field_words import ChoiceKind, TextKind
from moonwalk.api.problems import FieldError, nearest, quoted, rewritten
from moonwalk.definitions.challenge import (
    SECTIONS,
    ActivityKeys,
    Counting,
    GoalKeys,
    Pauses,
    People,
    Privacy,
    Safety,
    Schedule,
    TeamKeys,
    Top,
    Week,
)
from moonwalk.definitions.characters import slip_in
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.field_types import Section
from moonwalk.definitions.items import BoardKeys, NoticeKeys, PrizeKeys, RuleKeys
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode
from moonwalk.registry.declarations import Role

SECTION_MODELS: Final[Mapping[str, type[Section]]] = MappingProxyType(
    {
        "schedule": Schedule,
        "points": Counting,
        "people": People,
        "pauses": Pauses,
        "teams": TeamKeys,
        "privacy": Privacy,
        "safety": Safety,
    }
)
"""The sections that are one map of plain keys."""
_RULE_KEYS: Final = frozenset({"rule", *RuleKeys.model_fields})
RESERVED_KEYS: Final[Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        "person": _RULE_KEYS,
        "team": _RULE_KEYS,
        "company": _RULE_KEYS,
        "ranking": frozenset({"ranking", *BoardKeys.model_fields}),
        "notice": frozenset({"notice", *NoticeKeys.model_fields}),
    }
)
"""The engine's own keys of an item, by role. Declarations of plugins must not use these names."""
_GROUPS: Final[tuple[tuple[str, type[Section]], ...]] = (
    ("in an activity", ActivityKeys),
    ("in a goal", GoalKeys),
    ("in a week of 'weeks'", Week),
    ("in a rule", RuleKeys),
    ("in a board", BoardKeys),
    ("in a prize", PrizeKeys),
    ("in a notice", NoticeKeys),
)


def no_value(key: str) -> str:
    """Return the message about a key with nothing after it."""
    return f"{quoted(key)} has no value. Write one, or remove the line."


def no_single_value(key: str, field_type: FieldType[Any], node: MapNode | ListNode) -> str:
    """Return the message about a map or a list where one value belongs."""
    if isinstance(node, MapNode) and node.line.startswith("{") and isinstance(field_type, TextKind):
        return f"text that begins with {{ needs quotes around all of it: {rewritten(node.line)}"
    if isinstance(node, MapNode):
        return f"'{key}' is one value, not a group of keys. Write it on the line of '{key}:'."
    said = f"'{key}' is one value, not a list."
    if isinstance(field_type, WeeklyType):
        return f"{said} Write one value, or one for each week: {{week 1: ..., weeks 2 to 4: ...}}."
    if isinstance(field_type, ChoiceKind):
        return f"{said} Write one of: {', '.join(field_type.options)}."
    return f"{said} Write one value, without '- ' and brackets."


def no_list(key: str, field_type: FieldType[Any], node: Node) -> str:
    """Return the message about another value where a list belongs; it shows the value in brackets.

    A value that would be wrong in brackets too is answered with what is wrong with it.
    """
    slip = slip_in(node.text) if isinstance(node, ScalarNode) else None
    if slip:
        return slip[1]
    if not isinstance(node, ScalarNode):
        return f"'{key}' is a list: write [one, two], or one item per line with '- '."
    try:
        field_type.parse(node.text)
    except FieldError as wrong:
        return f"{wrong} It belongs in brackets, as '{key}' is a list."
    hint = _in_brackets(node.text)
    return f"'{key}' is a list: write {hint}, or one item per line with '- '."


def _in_brackets(text: str) -> str:
    short = " ".join(text[:200].split())
    return f"[{short}]" if re.fullmatch(r"[\w][\w %./-]*", short) else f"[{rewritten(short)}]"


def no_pairs(spec: FieldSpec) -> str:
    """Return the message about another value where a map belongs."""
    if spec.keys is None:
        return f"'{spec.key}' holds names and their values: write one 'name: value' per line."
    word = "amount" if isinstance(spec.keys, QuantityKind) else spec.keys.name
    return f"'{spec.key}' holds pairs: write one '{word}: value' per line."


def weeks_inside(spec: FieldSpec) -> str:
    """Return the message about weeks as keys of a map, whose values may themselves be by week."""
    word = "AMOUNT" if isinstance(spec.keys, QuantityKind) else "KEY"
    return (
        f"weeks belong to each value of '{spec.key}', not around them: "
        f"write '{word}: {{week 1: ..., weeks 2 to 4: ...}}'."
    )


def doubt_commas(node: ListNode, diagnostics: Diagnostics) -> None:
    """Warn where a comma within a text seems to have divided it: `[A dry, level track, Go slowly]`."""
    texts = [item for item in node.items if isinstance(item, ScalarNode) and item.plain]
    if not any(item.text[:1].isupper() for item in texts):
        return
    for before, item in pairwise(texts):
        if item.text[:1].islower() and " " in item.text:
            whole = rewritten(f"{before.text}, {item.text}")
            diagnostics.warning(
                item.place,
                f"the comma before {quoted(item.text)} divides the list. If it belongs to the text: {whole}",
            )


def homes_of(key: str) -> tuple[str, ...]:
    """Return every place where a key belongs, in words, as in "under 'schedule'"."""
    top = (*SECTIONS, *(spec.key for spec in field_specs_of(Top)))
    homes = ["at the top level"] if key in top else []
    homes += [f"under '{name}'" for name, model in SECTION_MODELS.items() if key in model.model_fields]
    homes += [where for where, model in _GROUPS if key in model.model_fields]
    return tuple(homes)


def unknown_in(where: str) -> Callable[[str, tuple[str, ...]], str]:
    """Return a function that words the message about an unknown key; `where` is as in "in 'schedule'"."""

    def answer(key: str, known: tuple[str, ...]) -> str:
        said = f"there is no key {quoted(key)} {where}."
        homes = homes_of(key)
        if len(homes) == 1:
            return f"{said} It belongs {homes[0]}."
        near = nearest(key, known)
        if near:
            return f"{said} Did you mean '{near}'?"
        if homes:
            return f"{said} It belongs {' or '.join(homes)}."
        if key[:1].isdigit():
            said += " If the comma before it belongs to a number, write a point: 2.5."
        return f"{said} There are: {', '.join(known)}."

    return answer
