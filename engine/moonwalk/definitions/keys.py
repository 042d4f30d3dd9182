"""Where every key of the language belongs: to answer one that stands in the wrong place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from moonwalk.api.shapes import shapes_of
from moonwalk.api.wording import nearest, quoted
from moonwalk.definitions.sections.activities import ActivityKeys
from moonwalk.definitions.sections.boards import BoardKeys, PrizeKeys
from moonwalk.definitions.sections.fields import Section
from moonwalk.definitions.sections.goals import GoalKeys
from moonwalk.definitions.sections.items import NoticeKeys, RuleKeys
from moonwalk.definitions.sections.people import People, Privacy, Safety
from moonwalk.definitions.sections.schedule import Pauses, Schedule, Week
from moonwalk.definitions.sections.teams import TeamKeys
from moonwalk.definitions.sections.top import SECTIONS, Top
from moonwalk.host.declarations import Role

SECTION_MODELS: Final[Mapping[str, type[Section]]] = MappingProxyType(
    {
        "schedule": Schedule,
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
"""The keys that items of each use have beside those of their declaration, which must not take them."""

_GROUPS: Final[tuple[tuple[str, type[Section]], ...]] = (
    ("in an activity", ActivityKeys),
    ("in a goal", GoalKeys),
    ("in a week of 'weeks'", Week),
    ("in a rule", RuleKeys),
    ("in a board", BoardKeys),
    ("in a prize", PrizeKeys),
    ("in a notice", NoticeKeys),
)


def homes_of(key: str) -> tuple[str, ...]:
    """Every place where a key belongs, in words."""
    top = (*SECTIONS, *(shape.key for shape in shapes_of(Top)))
    homes = ["at the top level"] if key in top else []
    homes += [f"under '{name}'" for name, model in SECTION_MODELS.items() if key in model.model_fields]
    homes += [where for where, model in _GROUPS if key in model.model_fields]
    return tuple(homes)


def unknown_in(where: str) -> Callable[[str, tuple[str, ...]], str]:
    """How to answer a key that does not exist `where` ("in 'schedule'")."""

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
        return f"{said} There are: {', '.join(known)}."

    return answer
