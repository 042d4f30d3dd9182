"""Teams and prizes: keys that contradict one another."""

from __future__ import annotations

from moonwalk.api.wording import did_you_mean
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


def check_prizes(draft: Draft, findings: Findings) -> None:
    """A badge that nothing gives. Rules that nobody declares may give any."""
    if any(rule.declaration is None for rule in draft.rules):
        return
    given = {
        str(part.value)
        for rule in draft.rules
        for part in rule.fields.parts
        if part.key in ("badge", "levels")
    }
    for prize in draft.prizes.values():
        for part in prize.parts_of("badge"):
            if part.value not in given:
                findings.error(
                    part.place,
                    f"no rule of this file gives the badge '{part.value}'.{did_you_mean(part.value, given)}"
                    + ("" if given else " Take the prize out, or give it 'by goal'."),
                )
