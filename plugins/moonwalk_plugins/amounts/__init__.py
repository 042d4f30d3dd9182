"""Points for amounts: the more you do, up to a cap, the more you get."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_plugins.amounts.bands import Bands
from moonwalk_plugins.amounts.per_unit import PerUnit
from moonwalk_plugins.amounts.tiers import Tiers


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules that pay for amounts."""
    return [Bands, PerUnit, Tiers]
