"""Points that are yours at the beginning of a week, and go for each day without the goal."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_bank.bank import Bank


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that fills a bank each week."""
    return [Bank]
