"""Names that must exist: wherever a goal, activity, board or rule is named, in any rule of any plugin."""

from __future__ import annotations

from collections.abc import Iterator

from moonwalk.api.field_words import ConditionKind, NameKind
from moonwalk.api.wording import did_you_mean, quoted
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet, Part
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.kinds import TieKind


def check_names(draft: Draft, findings: Findings) -> None:
    """An error at every name of something that this file does not have."""
    daily = [name for name, fields in draft.goals.items() if fields.values.get("each", "day") == "day"]
    known = {
        "goal": list(draft.goals),
        "daily goal": daily,
        "activity": list(draft.activities),
        "board": list(draft.boards),
        "rule": [rule.id for rule in draft.rules],
    }
    for fields in draft.field_sets():
        if findings.full:
            return
        for part in fields.parts:
            for what, name in _names_in(part):
                if what in known and name not in known[what]:
                    findings.error(part.place, _no_such(what, name, known[what]))
            _check_period(fields, part, draft, findings)


def _check_period(fields: FieldSet, part: Part, draft: Draft, findings: Findings) -> None:
    """An error where a goal is met too seldom or too often for the rule that names it."""
    wanted = part.kind.each if isinstance(part.kind, NameKind) else ""
    if not wanted or part.value not in draft.goals:
        return
    each = draft.goals[part.value].values.get("each", wanted)
    if each != wanted:
        others = [name for name, goal in draft.goals.items() if goal.values.get("each") == wanted]
        known = (
            f" There are: {', '.join(others[:12])}." if others else f" It has none of each {wanted} at all."
        )
        findings.error(
            part.place,
            f"{quoted(part.value)} is a goal of each {each}, and {fields.title} needs one of each {wanted}."
            f"{known}",
        )


def _names_in(part: Part) -> Iterator[tuple[str, str]]:
    """What a value names: (of what, the name)."""
    match part.kind:
        case NameKind(of=of):
            yield of, part.value
        case ConditionKind() if part.value.goal:
            yield "goal", part.value.goal
        case TieKind() if part.value.startswith("met "):
            yield "goal", part.value.removeprefix("met ")


def _no_such(what: str, name: str, known: list[str]) -> str:
    said = f"there is no {what} {quoted(name)} in this file."
    hint = did_you_mean(name, known[:100])
    if hint or not known:
        return said + (hint or f" It has no {what} at all.")
    return f"{said} There are: {', '.join(known[:12])}."
