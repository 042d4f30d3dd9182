"""A challenge as a file with everything written out that was left to a default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from moonwalk.api.field_specs import FieldSpec, GroupKind, field_specs_of
from moonwalk.definitions.challenge import (
    LANGUAGE_VERSION,
    ActivityKeys,
    Challenge,
    Counting,
    Goal,
    GoalKeys,
    OwnTarget,
    Pauses,
    People,
    Privacy,
    Safety,
    Schedule,
    TeamKeys,
    Week,
)
from moonwalk.definitions.items import (
    Board,
    BoardKeys,
    Item,
    NoticeItem,
    NoticeKeys,
    Prize,
    PrizeKeys,
    keys_of_giving,
)
from moonwalk.definitions.translations import printed
from moonwalk.registry import Registry

_SAFE = re.compile(r"(?:[A-Za-z](?:[A-Za-z0-9 ._/%+-]|:(?=[0-9]))*|[0-9][A-Za-z0-9 ._/%+-]*)(?<! )")
_ESCAPED = re.compile("[\x7f-\xa0\xad\u2028\u2029\ufeff\ufffe\uffff]")


def print_full(challenge: Challenge, plugins: Registry) -> str:
    """Return YAML that loads again to an equal challenge, with every default written out."""
    return "\n".join(_lines(_whole(challenge, plugins), "")) + "\n"


def _whole(challenge: Challenge, plugins: Registry) -> dict[str, Any]:
    teams = challenge.teams
    team_rules = [_rule(item, plugins) for item in teams.rules] if teams else []
    company_rules = [_rule(item, plugins) for item in challenge.company_rules]
    whole = {
        "moonwalk": str(LANGUAGE_VERSION),
        "challenge": challenge.title,
        "about": challenge.about,
        "language": challenge.language,
        "plugins": dict(challenge.plugins),
        "schedule": _keys(challenge.schedule, Schedule),
        "points": _keys(challenge.points, Counting),
        "activities": {
            name: _keys(activity, ActivityKeys) for name, activity in challenge.activities.items()
        },
        "goals": {name: _goal(goal) for name, goal in challenge.goals.items()},
        "weeks": {f"week {number}": _keys(week, Week) for number, week in challenge.weeks.items()},
        "rules": [_rule(item, plugins) for item in challenge.rules],
        "people": _keys(challenge.people, People),
        "pauses": _keys(challenge.pauses, Pauses),
        "teams": _keys(teams, TeamKeys) | _filled({"rules": team_rules}) if teams else {},
        "company": _filled({"rules": company_rules}),
        "boards": {name: _board(board, plugins) for name, board in challenge.boards.items()},
        "prizes": {name: _prize(prize) for name, prize in challenge.prizes.items()},
        "notices": [_notice(item, plugins) for item in challenge.notices],
        "privacy": _keys(challenge.privacy, Privacy),
        "safety": _keys(challenge.safety, Safety) if challenge.safety else {},
        "texts": {code: printed(texts) for code, texts in challenge.texts.items()},
        "accepted": dict(challenge.accepted),
    }
    return _filled(whole)


def _keys(section: BaseModel, model: type[BaseModel]) -> dict[str, Any]:
    """Return the keys of a section that have a value, and empty ones whose default is not empty."""
    keys = {}
    for spec in field_specs_of(model):
        value = getattr(section, spec.key)
        if value or spec.default or value == 0:
            keys[spec.key] = spec.plain(value)
    return keys


def _goal(goal: Goal) -> dict[str, Any]:
    own = {"own_target": _keys(goal.own_target, OwnTarget)} if goal.own_target else {}
    return _keys(goal, GoalKeys) | own


def _config(item: Item, plugins: Registry) -> dict[str, Any]:
    declaration = plugins.find(item.use, item.full_name)
    keys = {}
    for spec in declaration.shapes if declaration else ():
        if spec.key in item.config:
            keys[spec.key] = _with_defaults(spec, item.config[spec.key])
        elif spec.default or spec.default == 0:
            keys[spec.key] = _with_defaults(spec, spec.plain(spec.default))
    return keys


def _with_defaults(spec: FieldSpec, plain: Any) -> Any:
    """Return a plain value with the defaults of its groups filled in."""
    if not isinstance(spec.kind, GroupKind):
        return plain
    match spec.many:
        case "list":
            return [_group_in_full(spec.kind, group) for group in plain]
        case "map":
            return {name: _group_in_full(spec.kind, group) for name, group in plain.items()}
        case _:
            return _group_in_full(spec.kind, plain)


def _group_in_full(kind: GroupKind, plain: Mapping[str, Any]) -> dict[str, Any]:
    keys = {}
    for spec in kind.shapes:
        if spec.key in plain:
            keys[spec.key] = _with_defaults(spec, plain[spec.key])
        elif spec.default or spec.default == 0:
            keys[spec.key] = _with_defaults(spec, spec.plain(spec.default))
    return keys


def _name(item: Item, plugins: Registry) -> str:
    """Return the name of an item as it is written, or the full one where that finds another."""
    declaration = plugins.find(item.use, item.written)
    return item.written if declaration and declaration.full_name == item.full_name else item.full_name


def _rule(item: Item, plugins: Registry) -> dict[str, Any]:
    common = {
        "rule": _name(item, plugins),
        "id": item.id,
        "label": item.label,
        "why": item.why,
        "during": [str(period) for period in item.during],
        "only_when": item.only_when,
        "only_where": {column: list(values) for column, values in item.only_where.items()},
        "only_logged": str(item.only_logged or ""),
    }
    return _filled(common) | _config(item, plugins)


def _notice(item: NoticeItem, plugins: Registry) -> dict[str, Any]:
    values = ((spec, getattr(item, spec.key)) for spec in field_specs_of(NoticeKeys))
    common = {spec.key: spec.plain(value) for spec, value in values if value}
    return {"notice": _name(item, plugins)} | _filled(common) | _config(item, plugins)


def _filled(keys: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that have a value."""
    return {key: value for key, value in keys.items() if value}


def _board(board: Board, plugins: Registry) -> dict[str, Any]:
    ranking = {"ranking": _name(board.ranking, plugins)} | _config(board.ranking, plugins)
    common = _keys(board, BoardKeys)
    if board.ranks == "people":
        del common["place_needs"]
    return common | ranking


def _prize(prize: Prize) -> dict[str, Any]:
    return _keys(prize, PrizeKeys) | _keys(prize, keys_of_giving(prize.given))


def _lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, inner in value.items():
        if inner == []:
            yield f"{indent}{_scalar(key)}: []"
        elif isinstance(inner, Mapping):
            yield f"{indent}{_scalar(key)}:"
            yield from _lines(inner, indent + "  ")
        elif isinstance(inner, list):
            yield f"{indent}{_scalar(key)}:"
            yield from _items(inner, indent + "  ")
        else:
            yield f"{indent}{_scalar(key)}: {_scalar(inner)}"


def _items(items: list[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mapping):
            first, *rest = _lines(item, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{indent}- {_scalar(item)}"


def _scalar(text: str) -> str:
    """Return a text, in quotes where YAML might read something else into it."""
    if _SAFE.fullmatch(text) and text.lower() != "null":
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)
