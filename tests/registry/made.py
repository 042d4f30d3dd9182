"""Plugins made up on the spot: an object with hooks instead of an installed package."""

from __future__ import annotations

from types import ModuleType
from typing import Any, ClassVar

from moonwalk.api import Award, PersonRule, Ranking, Rule, TeamRule, hookimpl
from moonwalk.api.fields import Points
from moonwalk.api.notices import NoticeRule
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import FoundPlugin, Registry, load


def plugin(
    hooks: dict[str, Any], name: str = "acme", package: str | None = None, **attributes: Any
) -> FoundPlugin:
    """A stranger's plugin whose hooks return these values, or call them where they are functions."""
    module = ModuleType(f"moonwalk_{name}")
    for hook, value in hooks.items():
        setattr(module, hook, implementation(hook, value))
    for attribute, value in attributes.items():
        setattr(module, attribute, value)
    owner = f"moonwalk-{name}" if package is None else package
    return FoundPlugin(name, module.__name__, owner, "1.0", lambda: module)


def implementation(hook: str, value: Any) -> Any:
    def answer():
        return value() if callable(value) and not isinstance(value, type) else value

    answer.__name__ = hook
    return hookimpl(answer)


def loaded(*rules: type[Rule], **hooks: Any) -> Registry:
    """One plugin `acme` with these rules and other hooks."""
    return load(installed=[plugin({"moonwalk_rules": rules, **hooks})], reserved=RESERVED_KEYS)


class Pays(PersonRule):
    """{points} points a day.

    For tests.
    """

    name: ClassVar[str] = "pays"
    points: Points

    def awards(self, timeline, context):
        return [Award(day=day.date, points=self.points.at(day.week), reason="A day") for day in timeline.days]


class TeamPays(TeamRule):
    """Pays a team."""

    name: ClassVar[str] = "pays_team"

    def awards(self, team, context):
        return []


class Size(Ranking):
    """By size."""

    name: ClassVar[str] = "size"


class Tells(NoticeRule):
    """Tells."""

    name: ClassVar[str] = "tells"

    def notices(self, moment, at):
        return []
