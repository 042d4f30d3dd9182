"""A challenge in other languages: which texts `texts` may have, and the challenge as it reads with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from moonwalk.api.field_specs import FieldSpec, field_specs_of
from moonwalk.api.field_words import TextKind
from moonwalk.definitions.challenge import (
    ActivityKeys,
    Challenge,
    GoalKeys,
    Safety,
    TeamKeys,
    Top,
    Translation,
    Week,
)
from moonwalk.definitions.field_types import Section
from moonwalk.definitions.items import BoardKeys, Item, PrizeKeys, RuleKeys

T = TypeVar("T")
Part = TypeVar("Part", bound=BaseModel)

SINGLE: Final[Mapping[str, type[Section]]] = MappingProxyType({"teams": TeamKeys, "safety": Safety})
"""The sections of one map whose texts may be translated."""
NAMED: Final[Mapping[str, type[Section]]] = MappingProxyType(
    {
        "activities": ActivityKeys,
        "goals": GoalKeys,
        "weeks": Week,
        "rules": RuleKeys,
        "boards": BoardKeys,
        "prizes": PrizeKeys,
    }
)
"""Sections whose texts are translated name by name; `rules` are those of teams and of everyone, too."""
_OF_A_TEAM: Final = "open_team"
"""The name of a team is what it is called on every list, whatever its members speak."""


def text_specs(model: type[Section]) -> tuple[FieldSpec, ...]:
    """The keys of a section that hold texts, none of them required."""
    return tuple(
        replace(spec, required=False)
        for spec in field_specs_of(model)
        if isinstance(spec.kind, TextKind) and spec.many in ("one", "list") and spec.key != _OF_A_TEAM
    )


TOP: Final = text_specs(Top)
"""The texts that a challenge has of itself: its title, and what it is about."""


def in_language(challenge: Challenge, code: str) -> Challenge:
    """The challenge as it reads in a language, or in the one that this is a kind of: `de` for `de-AT`.

    What is not translated stays as it is, and so does the `language` of the challenge.
    """
    translation = challenge.texts.get(code) or challenge.texts.get(code.partition("-")[0])
    if translation is None or code == challenge.language:
        return challenge
    top, teams = translation.get(("", ""), {}), challenge.teams
    rules = _named(translation, "rules", _item)
    if teams is not None:
        of_teams = {"rules": tuple(rules(item.id, item) for item in teams.rules)}
        teams = teams.model_copy(update=of_teams | dict(translation.get(("teams", ""), {})))
    return replace(
        challenge,
        title=top.get("challenge", challenge.title),
        about=top.get("about", challenge.about),
        activities=_all(challenge.activities, _named(translation, "activities", _section)),
        goals=_all(challenge.goals, _named(translation, "goals", _section)),
        weeks=_all(challenge.weeks, _named(translation, "weeks", _section)),
        rules=tuple(rules(item.id, item) for item in challenge.rules),
        company_rules=tuple(rules(item.id, item) for item in challenge.company_rules),
        teams=teams,
        boards=_all(challenge.boards, _named(translation, "boards", _section)),
        prizes=_all(challenge.prizes, _named(translation, "prizes", _section)),
        safety=challenge.safety and _section(challenge.safety, translation.get(("safety", ""), {})),
    )


Name = TypeVar("Name", str, int)


def _all(parts: Mapping[Name, T], translated: Callable[[object, T], T]) -> Mapping[Name, T]:
    return MappingProxyType({name: translated(name, part) for name, part in parts.items()})


def _named(
    translation: Translation, section: str, said: Callable[[T, Mapping[str, Any]], T]
) -> Callable[[object, T], T]:
    """A function of a name and what has it, which gives it the texts of a section."""
    return lambda name, part: said(part, translation.get((section, str(name)), {}))


def _section(part: Part, texts: Mapping[str, Any]) -> Part:
    return part.model_copy(update=dict(texts)) if texts else part


def _item(item: Item, texts: Mapping[str, Any]) -> Item:
    return replace(item, **texts) if texts else item


def printed(translation: Translation) -> dict[str, Any]:
    """The texts of a translation as they stand in a file, by section and name."""
    written: dict[str, Any] = {}
    for (section, name), texts in translation.items():
        plain = {key: text if isinstance(text, str) else list(text) for key, text in texts.items()}
        if not section:
            written |= plain
        elif not name:
            written[section] = plain
        else:
            written.setdefault(section, {})[f"week {name}" if section == "weeks" else name] = plain
    return written
