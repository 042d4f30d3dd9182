"""Who takes part: what would leave nobody."""

from __future__ import annotations

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode, MapNode


def check_people(draft: Draft, findings: Findings) -> None:
    """A roster column from which no value is asked for."""
    wanted = draft.sections["people"].nodes.get("only_where")
    if not isinstance(wanted, MapNode):
        return
    for column, values in wanted.entries:
        if isinstance(values, ListNode) and not values.items:
            findings.error(
                values.place,
                f"no value of '{column.text}' is asked for, so nobody could take part. "
                "Write one, or take the column out.",
            )
