"""A goal asks for one thing, and says all that is needed for it."""

from __future__ import annotations

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.kinds import SpanKind
from moonwalk.definitions.sections.goals import FORMS


def check_goals(draft: Draft, findings: Findings) -> None:
    """Goals that ask for nothing, for two things, or that have keys without use."""
    for fields in draft.goals.values():
        forms = [form for form in FORMS if form in fields.nodes]
        if not forms:
            findings.error(
                fields.place,
                f"the goal {fields.title} does not say what it asks for. Add one of: {', '.join(FORMS)}.",
            )
        elif len(forms) > 1:
            findings.error(
                fields.keys[forms[1]],
                f"a goal asks for one thing, and '{forms[0]}' and '{forms[1]}' are two. "
                "Keep one, and make a second goal of the other.",
            )
        _check_days(fields, findings)
        _check_amounts(fields, findings)
        if forms and forms[0] in ("days", "all_of", "any_of") and "activity" in fields.nodes:
            findings.error(
                fields.keys["activity"],
                f"'activity' has no use here: '{forms[0]}' counts other goals. Take it out.",
            )


def _check_days(fields: FieldSet, findings: Findings) -> None:
    if "days" not in fields.nodes:
        if "meeting" in fields.nodes:
            findings.error(
                fields.keys["meeting"],
                "'meeting' has no use here without 'days'. Add for example 'days: 4 of 7', or take it out.",
            )
        return
    if "meeting" not in fields.nodes:
        findings.error(
            fields.at("days"), "'meeting' is missing: which daily goal is to be met on these days."
        )
    if fields.values.get("each", "week") != "week":
        findings.error(
            fields.at("each"), "'days' are counted within a week. Write 'each: week', or use 'reach'."
        )


def _check_amounts(fields: FieldSet, findings: Findings) -> None:
    if fields.values.get("each") == "challenge" and any(part.span for part in fields.parts_of("reach")):
        findings.error(
            fields.at("reach"),
            "a goal of the whole challenge has one amount, not one for each week. "
            "Write one, or 'each: week'.",
        )
    for part in (*fields.parts_of("reach"), *fields.parts_of("within")):
        most = part.value.highest if isinstance(part.kind, SpanKind) else part.value.value
        if not most:
            findings.error(part.place, "a goal of nothing is met by doing nothing. Write a larger amount.")
