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


def check_together(draft: Draft, findings: Findings) -> None:
    """A warning at more days in a week than the largest team has."""
    schedule, size = draft.schedule, draft.sections["teams"].get("size")
    if schedule is None or size is None:
        return
    most = schedule.days_a_week * size.largest
    for rule in draft.rules:
        for part in rule.fields.parts_of("together"):
            if rule.use == "team" and isinstance(part.value, int) and part.value > most:
                findings.warning(
                    part.place,
                    f"{part.kind.show(part.value)} are more than a team of {size.largest} has in a week, "
                    f"which is {most}. Write fewer.",
                )
