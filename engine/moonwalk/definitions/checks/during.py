"""`during` must fit its rule: some rules need days of their own, some go by whole weeks."""

from __future__ import annotations

from moonwalk.api.wording import quoted
from moonwalk.definitions.draft import Draft, ItemDraft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode


def check_during(draft: Draft, findings: Findings) -> None:
    """An error at every rule whose `during` is missing, or divides what cannot be divided."""
    for item in draft.rules:
        if item.declaration is None:
            continue
        match item.declaration.covers:
            case "named days" if _names_no_day(item):
                findings.error(
                    item.name_place,
                    f"{quoted(item.named)} does not say on which days. "
                    "Add for example 'during: [week 2 Wednesday, 2027-03-17]', or 'during: [week 1]'.",
                )
            case "whole weeks":
                _check_weeks(item, findings)
            case "whole challenge" if "during" in item.fields.nodes:
                findings.error(
                    item.fields.keys["during"],
                    f"{quoted(item.named)} goes on from the first day to the last. Take 'during' out.",
                )


def _names_no_day(item: ItemDraft) -> bool:
    written = item.fields.nodes.get("during")
    return written is None or (isinstance(written, ListNode) and not written.items)


def _check_weeks(item: ItemDraft, findings: Findings) -> None:
    for part in item.fields.parts_of("during"):
        if part.value.weeks is None:
            findings.error(
                part.place,
                f"{quoted(item.named)} goes by whole weeks, and {quoted(str(part.value))} is none. "
                "Write for example 'weeks 2 to 3'.",
            )
