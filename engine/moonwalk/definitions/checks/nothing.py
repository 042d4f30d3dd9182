"""Zeros that make no sense, and goals that nothing asks for."""

from __future__ import annotations

from typing import Final

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_words import ConditionKind, NameKind
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.kinds import TieKind

_AT_LEAST_ONE: Final = ("per", "per_km", "per_week", "every", "together", "total", "places", "most_tickets")
"""Keys that divide or count out: a zero there pays without end, or gives nothing away."""


def check_zeros(draft: Draft, findings: Findings) -> None:
    """An error at every zero where a value must be more than nothing."""
    for fields in draft.field_sets():
        for part in fields.parts:
            amount = part.value.value if isinstance(part.kind, QuantityKind) else part.value
            if part.key in _AT_LEAST_ONE and amount == 0:
                findings.error(part.place, f"'{part.key}' cannot be 0. Write a larger value.")


def check_used(draft: Draft, findings: Findings) -> None:
    """A warning at goals that nothing asks for. Rules that nobody declares may ask for any."""
    if any(item.declaration is None for item in draft.rules):
        return
    asked: set[str] = set()
    for fields in draft.field_sets():
        for part in fields.parts:
            if isinstance(part.kind, NameKind) and part.kind.of in ("goal", "daily goal"):
                asked.add(part.value)
            elif isinstance(part.kind, ConditionKind):
                asked.add(part.value.goal)
            elif isinstance(part.kind, TieKind):
                asked.add(part.value.removeprefix("met "))
    for name, fields in draft.goals.items():
        if name not in asked:
            findings.warning(
                fields.place, f"nothing asks for the goal '{name}'. Name it in a rule, or take it out."
            )
