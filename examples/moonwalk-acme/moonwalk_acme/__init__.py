"""Rain or shine: what Acme adds to Moonwalk."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_acme.rain import Rain


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rules of this package."""
    return [Rain]
