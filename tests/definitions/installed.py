"""The plugins that the tests of challenge files are read with: Moonwalk's own, and strangers'."""

from __future__ import annotations

from typing import ClassVar

from moonwalk.api import Component, PersonRule
from moonwalk.api.fields import Goal, Period, Points, Whole
from moonwalk.definitions import RESERVED_KEYS
from moonwalk.registry import Registry, find_plugins, load, plugin_of


class PaysNothing(PersonRule):
    """Pays nothing; its subclasses only have keys."""

    def awards(self, timeline, context):
        return ()


class Rain(PaysNothing):
    """{points} points a day with {goal}, {times} times as many on a rainy day."""

    name: ClassVar[str] = "rain"
    goal: Goal
    points: Points
    rainy_days: tuple[Period, ...]
    times: Whole = 2


def plugins_with(**declared: tuple[type[Component], ...]) -> Registry:
    """Moonwalk's own plugins, and strangers' that declare these classes."""
    own = (plugin for plugin in find_plugins() if plugin.first_party)
    strangers = (plugin_of(name, *classes) for name, classes in declared.items())
    return load(installed=(*own, *strangers), reserved=RESERVED_KEYS)


STRANGERS = {"acme": (Rain,)}
"""A stranger's plugin."""

THIS_VERSION = plugins_with()
"""What this version brings."""

WITH_STRANGERS = plugins_with(**STRANGERS)
