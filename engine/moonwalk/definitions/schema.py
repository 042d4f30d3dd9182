"""The JSON Schema of challenge files, with every rule, ranking and notice that is installed, for editors.

An editor reads it while somebody writes: it completes keys and names, shows what they mean, and marks what
cannot be right. What needs the rest of the file or its sense, `check` alone knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from moonwalk.api.field_specs import FieldSpec, field_specs_of
from moonwalk.definitions.challenge import (
    REQUIRED_SECTIONS,
    ActivityKeys,
    GoalKeys,
    OwnTarget,
    Top,
    Week,
)
from moonwalk.definitions.draft_reader import may_be_left_out
from moonwalk.definitions.items import BoardKeys, NoticeKeys, PrizeKeys, RuleKeys, keys_of_giving
from moonwalk.definitions.languages import CODE
from moonwalk.definitions.messages import SECTION_MODELS
from moonwalk.definitions.translations import NAMED, SINGLE, TOP, text_specs
from moonwalk.registry import NamedAdapter, Registry, Use

Schema = dict[str, Any]

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The newest one that the YAML extensions of editors know."""

_NAME: Final = "^[a-z][a-z0-9_]{0,39}$"
_WEEK: Final = "^(?:week [1-9][0-9]?|weeks [1-9][0-9]? to [1-9][0-9]?)$"
_WAYS: Final = ("by place", "by raffle", "by raffle on a board", "by goal", "by badge")


def challenge_schema(plugins: Registry) -> Schema:
    """The JSON Schema (draft 7) of a challenge file, given the plugins that a workspace has.

    Every value of a file is text to Moonwalk, and a number or a date to an editor: both may be written.
    """
    top = {spec.key: _key(spec) for spec in field_specs_of(Top)}
    sections = {
        name: _map_of(field_specs_of(model)) for name, model in SECTION_MODELS.items() if name != "teams"
    }
    rules = {use: _list_of(_items(plugins, use, "rule", RuleKeys)) for use in ("person", "team", "company")}
    properties: Schema = {
        **top,
        **sections,
        "activities": _named(_activity()),
        "goals": _named(_goal()),
        "weeks": _keyed(_WEEK, _map_of(field_specs_of(Week))),
        "rules": rules["person"],
        "teams": _map_of(field_specs_of(SECTION_MODELS["teams"]), {"rules": rules["team"]}),
        "company": _map_of((), {"rules": rules["company"]}),
        "boards": _named(_items(plugins, "ranking", "ranking", BoardKeys)),
        "prizes": _named(_prize()),
        "notices": _list_of(_items(plugins, "notice", "notice", NoticeKeys)),
        "texts": _keyed(CODE, _texts()),
    }
    required = [spec.key for spec in field_specs_of(Top) if spec.required]
    return {
        "$schema": DIALECT,
        "title": "A Moonwalk challenge",
        "type": "object",
        "properties": properties,
        "required": [*required, *(name for name, _ in REQUIRED_SECTIONS)],
        "additionalProperties": False,
    }


def _activity() -> Schema:
    """A map, or only the label of what is done or not."""
    specs = field_specs_of(ActivityKeys)
    label = next(_key(spec) for spec in specs if spec.key == "label")
    return {"anyOf": [_map_of(specs), {**label, "type": "string", "pattern": "^[^0-9]*[A-Z ]"}]}


def _goal() -> Schema:
    return _map_of(field_specs_of(GoalKeys), {"own_target": _map_of(field_specs_of(OwnTarget))})


def _texts() -> Schema:
    """What may be said in another language."""
    single = {name: _map_of(text_specs(model)) for name, model in SINGLE.items()}
    named = {
        name: _keyed(_WEEK if name == "weeks" else _NAME, _map_of(text_specs(model)))
        for name, model in NAMED.items()
    }
    return _map_of(TOP, {**single, **named})


def _prize() -> Schema:
    common = field_specs_of(PrizeKeys)
    return _chosen("given", {(way,): (*common, *field_specs_of(keys_of_giving(way))) for way in _WAYS}, {})


def _items(plugins: Registry, use: Use, word: str, common: type[Any]) -> Schema:
    """A map that names a declaration, and has its keys and those that all of its kind have."""
    shared = field_specs_of(common)
    ways: dict[tuple[str, ...], Sequence[FieldSpec]] = {}
    about: dict[str, str] = {}
    # What everyone does together, each team may do by itself.
    names = (*plugins.names(use), *(plugins.names("company") if use == "team" else ()))
    for name in dict.fromkeys(names):
        adapter = plugins.find(use, name)
        if adapter is None:
            continue
        written = tuple(dict.fromkeys((name, adapter.full_name)))
        ways[written] = (*shared, *(may_be_left_out(spec) for spec in adapter.shapes))
        about |= dict.fromkeys(written, _sentence(adapter))
    return _chosen(word, ways, about)


def _sentence(adapter: NamedAdapter) -> str:
    return " ".join(part for part in (adapter.first_line, adapter.about) if part)


def _chosen(
    word: str, ways: Mapping[tuple[str, ...], Sequence[FieldSpec]], about: Mapping[str, str]
) -> Schema:
    """A map in which the value of one key decides which other keys there are; some values mean the same."""
    names = [
        {"const": name, **({"description": about[name]} if about.get(name) else {})}
        for name in chain.from_iterable(ways)
    ]
    known = {spec.key for spec in chain.from_iterable(ways.values())} - {word}
    return {
        "type": "object",
        "properties": {word: {"anyOf": names}, **{key: {} for key in sorted(known)}},
        "required": [word],
        "allOf": [
            {
                "if": {"properties": {word: {"enum": list(values)}}, "required": [word]},
                "then": _map_of([spec for spec in specs if spec.key != word], {word: {}}),
            }
            for values, specs in ways.items()
        ],
    }


def _map_of(specs: Iterable[FieldSpec], others: Mapping[str, Schema] | None = None) -> Schema:
    known = tuple(specs)
    return {
        "type": "object",
        "properties": {**{spec.key: _key(spec) for spec in known}, **(others or {})},
        "required": [spec.key for spec in known if spec.required],
        "additionalProperties": False,
    }


def _key(spec: FieldSpec) -> Schema:
    """What a key holds, with what it means and what it is when it is left out."""
    schema = dict(spec.schema())
    if spec.about:
        schema["description"] = spec.about
    if not spec.required and spec.default not in (None, "", (), {}):
        plain = spec.plain(spec.default)
        schema["default"] = plain
    return schema


def _named(inner: Schema) -> Schema:
    return _keyed(_NAME, inner)


def _keyed(pattern: str, inner: Schema) -> Schema:
    return {"type": "object", "patternProperties": {pattern: inner}, "additionalProperties": False}


def _list_of(inner: Schema) -> Schema:
    return {"type": "array", "items": inner}
