"""Rules are told apart by their ids."""

from __future__ import annotations

from moonwalk.api.problems import Place
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings


def check_ids(draft: Draft, findings: Findings) -> None:
    """An error at the second of two rules with one name, wherever in the file they stand.

    A rule that nobody knows has a problem already, and may well be the other one in the wrong place.
    """
    seen: dict[str, Place] = {}
    for rule in draft.rules:
        if rule.declaration is None:
            continue
        place = rule.fields.at("id") if "id" in rule.fields.nodes else rule.name_place
        if rule.id in seen:
            findings.error(
                place,
                f"two rules are called '{rule.id}' (the other is on line {seen[rule.id].line}). "
                "Give each its own 'id', so that people can tell their points apart.",
            )
        seen.setdefault(rule.id, place)
