"""The bounds of own targets: something is asked, and who chooses nothing is within them."""

from __future__ import annotations

from moonwalk.api.quantities import Quantity, convertible
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings


def check_targets(draft: Draft, findings: Findings) -> None:
    """An error at bounds that ask for nothing, run backward, or leave out the target of who chooses none."""
    for name, fields in draft.own_targets.items():
        unit = draft.unit_of(draft.activity_of(draft.goals[name]))
        _check(fields, unit, findings)


def _check(fields: FieldSet, unit: str, findings: Findings) -> None:
    lowest, highest, unless_chosen = (_of(fields, key) for key in ("lowest", "highest", "unless_chosen"))
    if lowest and not lowest.value:
        findings.error(
            fields.at("lowest"), "a goal of nothing is met by doing nothing. Write a larger amount."
        )
    if _above(lowest, highest, unit):
        findings.error(
            fields.at("highest"), f"the highest target is below the lowest, {lowest}. Exchange them."
        )
    elif _above(lowest, unless_chosen, unit) or _above(unless_chosen, highest, unit):
        findings.error(
            fields.at("unless_chosen"),
            f"{unless_chosen} is not a target that people may choose. Write one from {lowest} to {highest}.",
        )


def _of(fields: FieldSet, key: str) -> Quantity | None:
    found = fields.values.get(key)
    return found if isinstance(found, Quantity) else None


def _above(one: Quantity | None, other: Quantity | None, unit: str) -> bool:
    """Whether one amount is above the other; False where they cannot be compared, which is told elsewhere."""
    if one is None or other is None or not unit:
        return False
    if not convertible(one.unit, unit) or not convertible(other.unit, unit):
        return False
    return one.thousandths(unit) > other.thousandths(unit)
