"""Ways to compare teams and people."""

from __future__ import annotations

from moonwalk.api import Ranking, hookimpl
from moonwalk_rankings.mean import Mean
from moonwalk_rankings.sum import Sum


@hookimpl
def moonwalk_rankings() -> list[type[Ranking]]:
    """The rankings."""
    return [Mean, Sum]
