"""Points for doing more than oneself did before."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_improvement.improvement import Improvement


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays for improving."""
    return [Improvement]
