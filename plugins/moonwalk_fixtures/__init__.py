"""A league: every week each team meets another one."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_fixtures.fixtures import Fixtures


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule of the league."""
    return [Fixtures]
