"""Reads a map of the file by the specs of its keys: every problem at once, each with a way out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from moonwalk.api.field_secrets import HOW_TO_REFER, SecretKind, SecretReference, secret_reference
from moonwalk.api.field_specs import FieldSpec, GroupKind
from moonwalk.api.field_types import FieldType, WeeklyType, parse_week_key
from moonwalk.api.field_words import TextKind
from moonwalk.api.problems import FieldError, Place, quoted, rewritten
from moonwalk.api.values import ByWeek, WeekSpan
from moonwalk.definitions.characters import as_typed, no_blank, unknown_key
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import FieldSet, WeeklyValue, WrittenValue
from moonwalk.definitions.languages import ByLanguageKind, LanguageKind, TextByLanguage
from moonwalk.definitions.messages import (
    doubt_commas,
    no_list,
    no_pairs,
    no_single_value,
    no_value,
    unknown_in,
    weeks_inside,
)
from moonwalk.definitions.nodes import ListNode, MapNode, Node, ScalarNode

_ONE_LINE = 300  # texts that may be longer than this keep their line breaks


@dataclass(frozen=True)
class MapSpec:
    """What a map may hold: the specs of its keys, keys that are read elsewhere, and its name in messages.

    `unknown` answers a key that is none of them; None leaves such keys alone. Keys in `misplaced`
    stand elsewhere and have been answered there, so they are not missing here.
    """

    title: str
    specs: tuple[FieldSpec, ...]
    others: tuple[str, ...] = ()
    unknown: Callable[[str, tuple[str, ...]], str] | None = None
    misplaced: frozenset[str] = frozenset()


@dataclass
class MapContents:
    """The values of one map, collected while it is read."""

    diagnostics: Diagnostics
    values: dict[str, Any] = field(default_factory=dict)
    written_values: list[WrittenValue] = field(default_factory=list)
    weeks: list[WeeklyValue] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)


def read_map(node: MapNode, map_spec: MapSpec, diagnostics: Diagnostics) -> FieldSet:
    """Read the values of a map. Report unknown, blank, missing and unreadable keys."""
    specs = {spec.key: spec for spec in map_spec.specs}
    known = (*specs, *map_spec.others)
    contents = MapContents(diagnostics)
    for key, value in node.entries:
        if diagnostics.full:
            break
        if key.text not in known:
            if map_spec.unknown:
                diagnostics.error(key.place, unknown_key(key.text, known, map_spec.unknown))
        elif isinstance(value, ScalarNode) and value.blank:
            diagnostics.error(key.place, no_value(key.text))
        elif key.text in specs:
            _read_value(specs[key.text], value, contents)
    nodes = {key.text: value for key, value in node.entries}
    for spec in map_spec.specs:
        if spec.required and spec.key not in nodes and spec.key not in map_spec.misplaced:
            diagnostics.error(node.place, _missing(spec, map_spec.title))
    return FieldSet(
        map_spec.title,
        node.place,
        map_spec.specs,
        values=contents.values,
        nodes=nodes,
        keys={key.text: key.place for key, _ in node.entries},
        written_values=tuple(contents.written_values),
        weeks=tuple(contents.weeks),
        places=contents.places,
    )


def _missing(spec: FieldSpec, title: str) -> str:
    about = f": {spec.about}." if spec.about else "; write it down."
    return f"'{spec.key}' is missing{' in ' + title if title else ''}{about}"


def _read_value(spec: FieldSpec, node: Node, contents: MapContents) -> None:
    """Store the value of one key in `contents.values`, as far as it can be read."""
    match spec.many:
        case "one":
            value = _read_one(spec.key, spec.kind, node, contents)
        case "list" if isinstance(spec.kind, GroupKind):
            value = _read_groups(spec.key, spec.kind, node, contents)
        case "list":
            value = _read_list(spec.key, spec.kind, node, contents)
        case _:
            value = _read_keyed(spec, node, contents)
    if value is not None:
        contents.values[spec.key] = value
    holds_nothing = isinstance(node, ListNode) and not node.items
    if spec.required and spec.many != "one" and (holds_nothing or value == {}):
        contents.diagnostics.error(node.place, f"'{spec.key}' is empty. Write at least one item.")


def _read_one(key: str, field_type: FieldType[Any], node: Node, contents: MapContents) -> Any:
    """Read one value of any type. Return None, and report an error, where it cannot be read."""
    if isinstance(field_type, GroupKind):
        return _read_group(key, field_type, node, contents, ())
    if isinstance(field_type, SecretKind):
        return _read_secret(key, node, contents)
    if isinstance(field_type, WeeklyType) and isinstance(node, MapNode):
        return read_weeks(key, field_type, node, contents)
    if isinstance(field_type, ByLanguageKind):
        return _read_languages(key, field_type, node, contents)
    return read_scalar(key, field_type, node, contents)


def _read_secret(key: str, node: Node, contents: MapContents) -> SecretReference | None:
    """Read where a secret is kept. Return None, and report an error, where the file does not say."""
    if not isinstance(node, MapNode):
        # What stands here is probably the secret, so no message repeats it.
        contents.diagnostics.error(node.place, f"'{key}' is a secret and must not stand here. {HOW_TO_REFER}")
        return None
    try:
        return secret_reference(
            {name.text: value.text if isinstance(value, ScalarNode) else "" for name, value in node.entries}
        )
    except FieldError as wrong:
        contents.diagnostics.error(node.place, f"'{key}': {wrong}")
        return None


def read_scalar(key: str, field_type: FieldType[Any], node: Node, contents: MapContents) -> Any:
    """Read one text as a value of a type. Return None, and report an error, where it is none."""
    if not isinstance(node, ScalarNode):
        contents.diagnostics.error(node.place, no_single_value(key, field_type, node))
        return None
    value = parse_text(field_type, node, contents)
    if value is not None:
        inner = field_type.inner if isinstance(field_type, WeeklyType) else field_type
        plain = value.always if isinstance(value, ByWeek) else value
        contents.written_values.append(WrittenValue(key, inner, plain, node.place, text=node.text))
    return value


def parse_text(field_type: FieldType[Any], node: ScalarNode, contents: MapContents) -> Any:
    """Parse a text. Return None, and report an error, where the type cannot read it."""
    text = node.text
    if isinstance(field_type, TextKind):
        text = " ".join(text.split()) if field_type.most <= _ONE_LINE else text.strip()
    try:
        value = field_type.parse(text)
    except FieldError as wrong:
        contents.diagnostics.error(node.place, as_typed(field_type, text) or str(wrong))
        return None
    if isinstance(field_type, TextKind) and node.comment:
        _warn_of_comment(node, contents.diagnostics)
    return value


def _warn_of_comment(node: ScalarNode, diagnostics: Diagnostics) -> None:
    whole = rewritten(f"{node.text} {node.comment}")
    diagnostics.warning(
        node.place,
        f"{quoted(node.comment)} is a comment, so this text ends before it. If it belongs to the text: "
        f"{whole} If it does not, put it on a line of its own.",
    )


def read_weeks(
    key: str, field_type: WeeklyType[Any], node: MapNode, contents: MapContents
) -> ByWeek[Any] | None:
    """Read a value by week. Return None, and report errors, where a week or a value cannot be read."""
    if not node.entries:
        contents.diagnostics.error(node.place, no_value(key))
        return None
    written_values = []
    for name, value in node.entries:
        span = read_week_key(name, contents.diagnostics)
        if isinstance(value, ScalarNode) and value.blank:
            contents.diagnostics.error(name.place, no_value(name.text))
            continue
        before = len(contents.written_values)
        parsed = read_scalar(key, field_type.inner, value, contents)
        if span and parsed is not None:
            written_value = replace(
                contents.written_values[before], span=span, name=name.text, name_place=name.place
            )
            contents.written_values[before:] = [written_value]
            written_values.append(written_value)
    complete = len(written_values) == len(node.entries)
    contents.weeks.append(WeeklyValue(node.place, tuple(written_values), complete))
    spans = tuple(
        WeekSpan(first=written_value.span[0], last=written_value.span[1], value=written_value.value)
        for written_value in written_values
        if written_value.span
    )
    return ByWeek(always=None, spans=spans) if complete else None


def _is_placeholder(node: MapNode) -> bool:
    blank = (isinstance(value, ScalarNode) and value.blank for _, value in node.entries)
    return node.line.startswith("{") and any(blank)


def _read_languages(
    key: str, field_type: ByLanguageKind, node: Node, contents: MapContents
) -> TextByLanguage | None:
    """Read a text, or one for each language. Return None, and report errors, where any cannot be read."""
    # `{first_name}` at the beginning of a text is a map to YAML, whose only key has no value.
    if not isinstance(node, MapNode) or _is_placeholder(node):
        text = read_scalar(key, field_type.inner, node, contents)
        return None if text is None else TextByLanguage((("", text),))
    texts: dict[str, str] = {}
    for name, value in node.entries:
        code = parse_text(LanguageKind(), name, contents)
        if isinstance(value, ScalarNode) and value.blank:
            contents.diagnostics.error(name.place, no_value(name.text))
            continue
        text = read_scalar(key, field_type.inner, value, contents)
        if code in texts:
            contents.diagnostics.error(name.place, f"'{key}' has two texts for '{code}'. Remove one of them.")
        elif code and text is not None:
            texts[code] = text
    return TextByLanguage(tuple(sorted(texts.items()))) if len(texts) == len(node.entries) else None


def read_week_key(name: ScalarNode, diagnostics: Diagnostics) -> tuple[int, int] | None:
    """Return the first and last week that a key names; None, and an error, where it names none."""
    try:
        return parse_week_key(name.text)
    except FieldError as wrong:
        diagnostics.error(name.place, str(wrong))
        return None


def is_week_key(text: str) -> bool:
    """Return whether a text names weeks, as in `week 1` or `weeks 2 to 4`."""
    try:
        parse_week_key(text)
    except FieldError:
        return False
    return True


def _read_list(key: str, field_type: FieldType[Any], node: Node, contents: MapContents) -> tuple[Any, ...]:
    if not isinstance(node, ListNode):
        contents.diagnostics.error(node.place, no_list(key, field_type, node))
        return ()
    values = []
    if isinstance(field_type, TextKind) and node.in_brackets:
        doubt_commas(node, contents.diagnostics)
    for item in node.items:
        if isinstance(item, ScalarNode) and item.blank:
            contents.diagnostics.error(
                item.place, f"an item of '{key}' has no value. Write one, or remove it."
            )
            continue
        value = _read_one(key, field_type, item, contents)
        if value is not None:
            values.append(value)
    return tuple(values)


def _read_groups(
    key: str, field_type: GroupKind, node: Node, contents: MapContents
) -> tuple[Any, ...] | None:
    """Read a list of groups. Return None where one of them cannot be read."""
    if not isinstance(node, ListNode):
        first = field_type.shapes[0].key if field_type.shapes else "KEY"
        contents.diagnostics.error(
            node.place,
            f"'{key}' is a list of groups: begin each with '- {first}: ...' and put its other keys below.",
        )
        return None
    groups = [
        _read_group(key, field_type, item, contents, (str(number),)) for number, item in enumerate(node.items)
    ]
    return None if any(group is None for group in groups) else tuple(groups)


def _read_group(
    key: str, field_type: GroupKind, node: Node, contents: MapContents, number: tuple[str, ...]
) -> Any:
    """Read the values of a group. Return None where one of them cannot be read.

    `number` holds its number in a list, from 0; it is empty for a group that stands alone.
    """
    title = f"an item of '{key}'" if number else f"'{key}'"
    if not isinstance(node, MapNode):
        names = ", ".join(spec.key for spec in field_type.shapes)
        contents.diagnostics.error(
            node.place, f"{title} holds keys: {names}. Write one 'key: value' per line."
        )
        return None
    inner = read_map(
        node, MapSpec(title, field_type.shapes, (), unknown_in(f"in {title}")), contents.diagnostics
    )
    within = (key, *number)
    address = ".".join(within)
    contents.written_values += [
        replace(written_value, within=(*within, *written_value.within))
        for written_value in inner.written_values
    ]
    contents.weeks += inner.weeks
    contents.places |= {address: node.place}
    contents.places |= {f"{address}.{name}": value.place for name, value in inner.nodes.items()}
    contents.places |= {f"{address}.{name}": place for name, place in inner.places.items()}
    return dict(inner.values) if inner.complete else None


def _read_keyed(spec: FieldSpec, node: Node, contents: MapContents) -> Mapping[Any, Any] | None:
    """Read a map from keys to values. Return None where its keys are typed and one of them cannot be read."""
    if not isinstance(node, MapNode):
        contents.diagnostics.error(node.place, no_pairs(spec))
        return None if spec.keys else {}
    values: dict[Any, Any] = {}
    seen: dict[Hashable, ScalarNode] = {}
    for name, value in node.entries:
        if isinstance(spec.kind, WeeklyType) and is_week_key(name.text):
            contents.diagnostics.error(name.place, weeks_inside(spec))
            continue
        named = _read_name(spec, name, seen, contents)
        if isinstance(value, ScalarNode) and value.blank:
            contents.diagnostics.error(name.place, no_value(name.text))
            continue
        before = len(contents.written_values)
        if spec.many == "map of lists":
            parsed_value: Any = _read_list(name.text, spec.kind, value, contents)
        else:
            parsed_value = _read_one(name.text, spec.kind, value, contents)
        _name_parts(contents, before, spec, name)
        if parsed_value is not None and named is not None:
            values[named] = parsed_value
            contents.places[f"{spec.key}.{spec.named(named)}"] = value.place
    return values if spec.keys is None or len(values) == len(node.entries) else None


def _name_parts(contents: MapContents, before: int, spec: FieldSpec, name: ScalarNode) -> None:
    """Add the key of the map, and where needed the name in it, to the values read from index `before` on."""
    for place, written_value in enumerate(contents.written_values[before:], before):
        if written_value.within:
            contents.written_values[place] = replace(written_value, within=(spec.key, *written_value.within))
        elif written_value.span:
            contents.written_values[place] = replace(written_value, key=spec.key)
        else:
            contents.written_values[place] = replace(
                written_value, key=spec.key, name=name.text, name_place=name.place
            )


def _read_name(
    spec: FieldSpec, name: ScalarNode, seen: dict[Hashable, ScalarNode], contents: MapContents
) -> Any:
    """Read a key of a map by the type of its keys; None, and an error, if it is bad or a repeat."""
    if spec.keys is None:
        return name.text
    named = parse_text(spec.keys, name, contents)
    if named is None:
        return None
    first = seen.setdefault(spec.keys.same(named), name)
    if first is not name:
        contents.diagnostics.error(
            name.place,
            f"{quoted(name.text)} appears twice; the first is {quoted(first.text)} "
            f"on line {first.place.line}. Keep one.",
        )
        return None
    contents.written_values.append(WrittenValue(spec.key, spec.keys, named, name.place, text=name.text))
    return named


def as_map(node: Node | None, title: str, diagnostics: Diagnostics) -> MapNode | None:
    """Return the node if it is a map; None if it is missing or, with an error, something else."""
    if node is None or isinstance(node, MapNode):
        return node
    if isinstance(node, ScalarNode) and node.blank:
        return None
    glued = no_blank(node.text) if isinstance(node, ScalarNode) else ""
    diagnostics.error(node.place, glued or f"{title} holds keys: write one 'key: value' per line below it.")
    return None


def as_list(node: Node | None, title: str, diagnostics: Diagnostics) -> tuple[Node, ...]:
    """Return the items of a list; nothing if it is missing or, with an error, something else."""
    if isinstance(node, ListNode):
        return node.items
    if node is not None and not (isinstance(node, ScalarNode) and node.blank):
        diagnostics.error(node.place, f"{title} is a list: begin each item with '- '.")
    return ()
