"""What the language has and this version does not. A later version takes lines out of this file.

Nothing here is ignored in silence: it would change who wins, so it is an error at its place.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings
from moonwalk.host import Use

NAMES: Final = MappingProxyType(
    {
        "person": (),
        "team": (),
        "company": (),
        "ranking": (),
        "notice": (
            "challenge_announced",
            "challenge_starts_tomorrow",
            "nudge",
            "streak_at_risk",
            "goal_met",
            "milestone",
            "welcome_back",
            "overtaken",
            "last_week",
            "final_results",
            "entry_rejected",
            "entry_corrected",
            "organiser_digest",
            "quiet_days",
        ),
    }
)
"""Names of the language, by where they stand, that need not be installed."""


def missing_name(use: Use, name: str) -> str:
    """What to say of a name of the language that no plugin brings; nothing for any other name."""
    if name not in NAMES[use]:
        return ""
    kind = {"ranking": "ranking", "notice": "notice"}.get(use, "rule")
    said = f"'{name}' is a {kind} of the language that this version does not have yet."
    return f"{said} Nothing is sent for it." if use == "notice" else said


def home_of(name: str) -> Use | None:
    """Where a name of the language stands that no plugin brings."""
    found: dict[str, Use] = dict.fromkeys(NAMES["person"], "person")
    found |= dict.fromkeys(NAMES["team"], "team")
    found |= dict.fromkeys(NAMES["company"], "company")
    return found.get(name)


def check_supported(draft: Draft, findings: Findings) -> None:
    """An error at every key and value whose meaning for the score this version does not know."""
    for notice in draft.notices:
        if notice.declaration and notice.fields.values.get("to", "people") != "people":
            findings.warning(
                notice.fields.at("to"),
                "this version sends every notice to each person; 'to' changes nothing yet.",
            )
