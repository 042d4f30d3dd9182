"""Points for checking in: what counts is that something was logged, not how much."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_check_in.check_in import CheckIn


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that pays for a day with an entry."""
    return [CheckIn]
