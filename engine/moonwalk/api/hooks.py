"""The hooks: each takes no arguments and returns declarations (classes). Learn one, know all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from moonwalk.api.notices import Channel, NoticeRule
    from moonwalk.api.panels import Panel
    from moonwalk.api.rankings import Ranking
    from moonwalk.api.rules import Rule
    from moonwalk.api.sources import Source

MOONWALK_API = 1
"""The number of this contract. A plugin that sets a higher one in its module is refused."""

hookspec = pluggy.HookspecMarker("moonwalk")
"""Marks a hook. Moonwalk's own use."""

hookimpl = pluggy.HookimplMarker("moonwalk")
"""Marks a function of a plugin's module as the implementation of the hook of that name.

>>> from moonwalk.api import hookimpl
>>> @hookimpl
... def moonwalk_rules():
...     return []
"""


@hookspec
def moonwalk_rules() -> Iterable[type[Rule]]:  # type: ignore[empty-body]
    """Rules that award points.

    When: once, after the plugin has been loaded.
    Return: subclasses of PersonRule, DayRule, AdjustmentRule, TeamRule, LeagueRule or CompanyRule.
    Since: 0.1
    """


@hookspec
def moonwalk_rankings() -> Iterable[type[Ranking]]:  # type: ignore[empty-body]
    """Rankings that turn summaries into scores.

    When: once, after the plugin has been loaded.
    Return: subclasses of Ranking.
    Since: 0.1
    """


@hookspec
def moonwalk_notices() -> Iterable[type[NoticeRule]]:  # type: ignore[empty-body]
    """Notice rules that say what is worth telling whom.

    When: once, after the plugin has been loaded.
    Return: subclasses of NoticeRule.
    Since: 0.1
    """


@hookspec
def moonwalk_channels() -> Iterable[type[Channel]]:  # type: ignore[empty-body]
    """Channels that carry messages to people.

    When: once, after the plugin has been loaded.
    Return: subclasses of Channel.
    Since: 0.1
    """


@hookspec
def moonwalk_sources() -> Iterable[type[Source]]:  # type: ignore[empty-body]
    """Sources that read files into entries or people.

    When: once, after the plugin has been loaded.
    Return: subclasses of Source.
    Since: 0.1
    """


@hookspec
def moonwalk_panels() -> Iterable[type[Panel]]:  # type: ignore[empty-body]
    """Panels shown on a challenge's screen.

    When: once, after the plugin has been loaded.
    Return: subclasses of Panel.
    Since: 0.1
    """


@hookspec
def moonwalk_challenges() -> Iterable[Path]:  # type: ignore[empty-body]
    """Folders of ready-made challenge YAML.

    When: once, after the plugin has been loaded.
    Return: folders; each `*.yaml` in them is a template named by its file name.
    Since: 0.1
    """
