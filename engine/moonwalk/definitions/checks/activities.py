"""Activities that count as others, and rules and goals that leave theirs out."""

from __future__ import annotations

from moonwalk.api.field_numbers import QuantityKind
from moonwalk.api.quantities import convertible, singular
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.kinds import SpanKind

_MEASURING = ("reach", "within", "own_target")


def check_activities(draft: Draft, findings: Findings) -> None:
    """Conversions that cannot be, and places where the activity must be named."""
    for name, fields in draft.activities.items():
        if "counts_as" in fields.values:
            _check_conversion(name, fields, draft, findings)
        elif "rate" in fields.nodes:
            findings.error(
                fields.keys["rate"],
                "'rate' has no use here: the activity stands for itself. Take it out, or add 'counts_as'.",
            )
    measuring = [fields for fields in draft.goals.values() if any(key in fields.nodes for key in _MEASURING)]
    for fields in (*measuring, *(item.fields for item in draft.items if item.takes_activity)):
        _check_named(fields, draft, findings)


def _check_conversion(name: str, fields: FieldSet, draft: Draft, findings: Findings) -> None:
    target = str(fields.values["counts_as"])
    place = fields.at("counts_as")
    if target not in draft.activities:
        return
    if target == name:
        findings.error(place, "an activity cannot count as itself. Take the line out.")
        return
    further = draft.activities[target].values.get("counts_as")
    if further:
        findings.error(place, f"'{target}' itself counts as '{further}'. Name one that stands for itself.")
        return
    own, other = draft.unit_of(name), draft.unit_of(target)
    if own and other:
        _check_rate(fields, own, other, findings)


def _check_rate(fields: FieldSet, own: str, other: str, findings: Findings) -> None:
    rate = fields.values.get("rate")
    like = f"'rate: 100 {other} per {singular(own)}'"
    if convertible(own, other):
        if "rate" in fields.nodes:
            findings.error(
                fields.keys["rate"],
                f"'rate' has no use here: {own} and {other} convert by themselves. Take it out.",
            )
    elif "rate" not in fields.nodes:
        findings.error(
            fields.at("counts_as"),
            f"'rate' is missing: how many {other} one {singular(own)} is. Write for example {like}.",
        )
    elif rate and (singular(rate.unit) != singular(other) or singular(rate.per) != singular(own)):
        findings.error(
            fields.at("rate"), f"'{rate}' does not turn {own} into {other}. Write for example {like}."
        )


def _check_named(fields: FieldSet, draft: Draft, findings: Findings) -> None:
    alone = draft.standing_alone
    if "activity" not in fields.nodes:
        if len(alone) > 1:
            findings.error(
                fields.place,
                f"which activity? There are {len(alone)} that stand for themselves: {', '.join(alone)}. "
                "Add 'activity:'.",
            )
        return
    named = draft.activity_of(fields)
    amounts = any(isinstance(part.kind, QuantityKind | SpanKind) for part in fields.parts)
    measures = amounts or "own_target" in fields.nodes
    if measures and named in draft.activities and named not in alone:
        target = draft.activities[named].values.get("counts_as")
        findings.error(
            fields.at("activity"),
            f"'{named}' counts as '{target}', so its amounts are in that one. Write 'activity: {target}'.",
        )
