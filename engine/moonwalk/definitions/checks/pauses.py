"""What a paused day counts as, where anybody may pause."""

from __future__ import annotations

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings


def check_pauses(draft: Draft, findings: Findings) -> None:
    """An error at paused days that count, where nobody has any."""
    pauses = draft.sections["pauses"]
    if pauses.get("a_paused_day") == "counts as own average" and not pauses.get("personal"):
        findings.error(
            pauses.keys["a_paused_day"],
            "'a_paused_day' has no use here: nobody may pause, and days off for everyone count for nobody. "
            "Add for example 'personal: 5 days', or take it out.",
        )
