"""Units that must fit: an amount is said in the unit of its activity, or in one that converts to it."""

from __future__ import annotations

import re

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.field_words import NameKind
from moonwalk.api.quantities import Quantity, convertible
from moonwalk.api.values import Span
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.kinds import SpanKind


def check_units(draft: Draft, findings: Findings) -> None:
    """An error at every amount whose unit its activity does not have."""
    for name, fields in draft.activities.items():
        _check(fields, name, draft, findings)
    for name, fields in draft.goals.items():
        activity = draft.activity_of(fields)
        _check(fields, activity, draft, findings)
        if name in draft.own_targets:
            _check(draft.own_targets[name], activity, draft, findings)
    for item in draft.items:
        _check(item.fields, _subject(item.fields, item.takes_activity, draft), draft, findings)


def _subject(fields: FieldSet, takes_activity: bool, draft: Draft) -> str:
    """The activity in whose unit a rule's amounts are: its own, or that of the goal it names."""
    if takes_activity:
        return draft.activity_of(fields)
    goals = [part.value for part in fields.parts if _names_goal(part.kind)]
    return draft.activity_of(draft.goals[goals[0]]) if goals and goals[0] in draft.goals else ""


def _names_goal(kind: object) -> bool:
    return isinstance(kind, NameKind) and kind.of == "goal"


def _check(fields: FieldSet, activity: str, draft: Draft, findings: Findings) -> None:
    unit = draft.unit_of(activity)
    for part in fields.parts:
        if not isinstance(part.kind, QuantityKind | SpanKind):
            continue
        value: Quantity | Span = part.value
        if unit and not convertible(value.unit, unit):
            findings.error(
                part.place,
                f"'{part.kind.show(part.value)}' is in {value.unit}, but '{activity}' is measured in {unit}.",
            )
        if re.match(r"[0-9]{1,3}\.000 ", part.text):
            findings.warning(
                part.place,
                f"'{part.text}' is {value}: a point begins decimals. "
                f"If you meant thousands, write {part.text.replace('.', '')}.",
            )
