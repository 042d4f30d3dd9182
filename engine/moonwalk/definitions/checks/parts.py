"""Goals that are made of other goals: of some, of others than themselves, and met equally often."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final

from moonwalk.api.problems import Place
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import FieldSet, Part
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode

_FORMS: Final = ("all_of", "any_of")
_MOST_SHOWN: Final = 6


def check_parts(draft: Draft, findings: Findings) -> None:
    """An error at every list without a goal, and at every goal in one that cannot be a part."""
    fine: dict[str, dict[str, Place]] = {}
    for name, fields in draft.goals.items():
        _check_filled(fields, findings)
        fine[name] = {}
        for part in _parts(fields):
            wrong = _wrong(name, part, fine[name], draft)
            if wrong:
                findings.error(part.place, wrong)
            else:
                fine[name][part.value] = part.place
    _check_circles(fine, findings)


def _parts(fields: FieldSet) -> Iterator[Part]:
    for form in _FORMS:
        yield from fields.parts_of(form)


def _check_filled(fields: FieldSet, findings: Findings) -> None:
    for form in _FORMS:
        node = fields.nodes.get(form)
        if isinstance(node, ListNode) and not node.items:
            findings.error(
                node.place,
                f"'{form}' names no goal. Write the names of goals of this file, one per line with '- '.",
            )


def _wrong(name: str, part: Part, others: dict[str, Place], draft: Draft) -> str:
    """What is wrong with a part of a goal; nothing where it is fine, or told elsewhere."""
    if part.value == name:
        return f"'{name}' cannot be made of itself. Take it out of the list."
    if part.value in others:
        return f"'{part.value}' is here twice, and is met but once. Take one out."
    if part.value not in draft.goals:
        return ""
    ours, theirs = (draft.goals[one].values.get("each") for one in (name, part.value))
    if not ours or not theirs or ours == theirs:
        return ""
    said = f"'{part.value}' can be met each {theirs}, and '{name}' each {ours}. "
    if (theirs, ours) == ("day", "week"):
        days = draft.schedule.days_a_week if draft.schedule else 7
        return (
            f"{said}Name goals with 'each: {ours}': for example one with 'days: 1 of {days}' "
            f"and 'meeting: {part.value}'."
        )
    return f"{said}Name goals with 'each: {ours}'."


def _check_circles(parts: dict[str, dict[str, Place]], findings: Findings) -> None:
    """An error at one goal of every circle, so that the others need not be told as well."""
    while not findings.full:
        try:
            TopologicalSorter(parts).prepare()
        except CycleError as found:
            circle: list[str] = found.args[1]
            part, whole = min(pairwise(circle), key=lambda pair: pair[1])
            findings.error(
                parts[whole].pop(part),
                f"'{whole}' would be made of itself, round and round: {_shown(circle, whole)}. "
                f"Take '{part}' out of the list.",
            )
        else:
            return


def _shown(circle: list[str], first: str) -> str:
    at = circle.index(first)
    names = [*circle[at:-1], *circle[:at], first]
    if len(names) > _MOST_SHOWN:
        names[_MOST_SHOWN - 2 : -1] = ["..."]
    return " in ".join(names)
