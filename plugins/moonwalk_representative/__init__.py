"""One member a day stands for the whole team, drawn so that nobody can choose who."""

from __future__ import annotations

from moonwalk.api import Rule, hookimpl
from moonwalk_representative.representative import Representative


@hookimpl
def moonwalk_rules() -> list[type[Rule]]:
    """The rule that draws a member."""
    return [Representative]
