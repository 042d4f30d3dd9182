"""How many take part, day by day."""

from __future__ import annotations

from collections.abc import Iterable

from moonwalk.api import Panel, hookimpl
from moonwalk_participation.participation import Participation


@hookimpl
def moonwalk_panels() -> Iterable[type[Panel]]:
    """The share of people who logged something."""
    return (Participation,)
