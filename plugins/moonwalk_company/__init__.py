"""What everyone does together: a goal for the company, a journey, and a panel that shows how far it is."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import Panel, Rule, hookimpl
from moonwalk_company.collective_goal import CollectiveGoal
from moonwalk_company.journey import Journey
from moonwalk_company.panel import EveryoneTogether


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules for everyone."""
    return [CollectiveGoal, Journey]


@hookimpl
def moonwalk_panels() -> Iterable[type[Panel]]:
    """How far everyone is."""
    return (EveryoneTogether,)
