"""Teams: keys that contradict one another."""

from __future__ import annotations

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings


def check_teams(draft: Draft, findings: Findings) -> None:
    """A roster column for teams that do not come from the roster."""
    teams = draft.sections["teams"]
    formed = teams.values.get("formed")
    if "column" in teams.nodes and formed in ("drawn", "by the members"):
        how = "they are drawn" if formed == "drawn" else "the members form them"
        findings.error(
            teams.keys["column"],
            f"'column' says where teams come from, but {how}. "
            "Take it out, or write 'formed: from the roster'.",
        )
