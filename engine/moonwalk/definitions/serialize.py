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
from moonwalk.registry import Registry

_SAFE = re.compile(r"(?:[A-Za-z](?:[A-Za-z0-9 ._/%+-]|:(?=[0-9]))*|[0-9][A-Za-z0-9 ._/%+-]*)(?<! )")
_ESCAPED = re.compile("[\x7f-\xa0\xad\u2028\u2029\ufeff\ufffe\uffff]")


def print_full(challenge: Challenge, plugins: Registry) -> str:
    """YAML that loads again to an equal challenge, every default printed."""
    return "\n".join(_lines(_whole(challenge, plugins), "")) + "\n"


def _whole(challenge: Challenge, plugins: Registry) -> dict[str, Any]:
    teams = challenge.teams
    team_rules = [_rule(item, plugins) for item in teams.rules] if teams else []
    company_rules = [_rule(item, plugins) for item in challenge.company_rules]
    whole = {
        "moonwalk": str(LANGUAGE_VERSION),
        "challenge": challenge.title,
        "about": challenge.about,
        "plugins": dict(challenge.plugins),
        "schedule": _keys(challenge.schedule, Schedule),
        "activities": {name: _keys(one, ActivityKeys) for name, one in challenge.activities.items()},
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
        "accepted": dict(challenge.accepted),
    }
    return _filled(whole)


def _keys(section: BaseModel, model: type[BaseModel]) -> dict[str, Any]:
    """The keys of a section that have a value, or none where the default would be one."""
    found = {}
    for shape in field_specs_of(model):
        value = getattr(section, shape.key)
        if value or shape.default or value == 0:
            found[shape.key] = shape.plain(value)
    return found


def _goal(goal: Goal) -> dict[str, Any]:
    own = {"own_target": _keys(goal.own_target, OwnTarget)} if goal.own_target else {}
    return _keys(goal, GoalKeys) | own


def _config(item: Item, plugins: Registry) -> dict[str, Any]:
    declaration = plugins.find(item.use, item.full_name)
    found = {}
    for shape in declaration.shapes if declaration else ():
        if shape.key in item.config:
            found[shape.key] = _with_defaults(shape, item.config[shape.key])
        elif shape.default or shape.default == 0:
            found[shape.key] = _with_defaults(shape, shape.plain(shape.default))
    return found


def _with_defaults(shape: FieldSpec, plain: Any) -> Any:
    """A plain value with what its groups leave to a default."""
    if not isinstance(shape.kind, GroupKind):
        return plain
    match shape.many:
        case "list":
            return [_group_in_full(shape.kind, one) for one in plain]
        case "map":
            return {name: _group_in_full(shape.kind, one) for name, one in plain.items()}
        case _:
            return _group_in_full(shape.kind, plain)


def _group_in_full(kind: GroupKind, plain: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for shape in kind.shapes:
        if shape.key in plain:
            found[shape.key] = _with_defaults(shape, plain[shape.key])
        elif shape.default or shape.default == 0:
            found[shape.key] = _with_defaults(shape, shape.plain(shape.default))
    return found


def _name(item: Item, plugins: Registry) -> str:
    """The short name, unless only the full one finds it."""
    found = plugins.find(item.use, item.name)
    return item.name if found and found.full_name == item.full_name else item.full_name


def _rule(item: Item, plugins: Registry) -> dict[str, Any]:
    common = {
        "rule": _name(item, plugins),
        "id": item.id,
        "label": item.label,
        "why": item.why,
        "during": [str(period) for period in item.during],
    }
    return _filled(common) | _config(item, plugins)


def _notice(item: NoticeItem, plugins: Registry) -> dict[str, Any]:
    common = {shape.key: getattr(item, shape.key) for shape in field_specs_of(NoticeKeys)}
    common["at"] = str(item.at) if item.at else ""
    return {"notice": _name(item, plugins)} | _filled(common) | _config(item, plugins)


def _filled(keys: dict[str, Any]) -> dict[str, Any]:
    """The keys that have a value."""
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
    """A text, in quotes where YAML might read something else into it."""
    if _SAFE.fullmatch(text) and text.lower() != "null":
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
