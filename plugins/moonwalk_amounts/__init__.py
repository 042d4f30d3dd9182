"""Points for amounts: the more you do, up to a cap, the more you get."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_amounts.per_unit import PerUnit


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for amounts."""
    return [PerUnit]
