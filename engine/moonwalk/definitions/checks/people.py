"""Who takes part and who takes a place: what would leave nobody."""

from __future__ import annotations

from typing import Final

from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings
from moonwalk.definitions.nodes import ListNode, MapNode

_MEANS: Final = (
    ("only_where", "so nobody could take part"),
    ("not_placed", "so everyone would take a place"),
)


def check_people(draft: Draft, findings: Findings) -> None:
    """A roster column from which no value is asked for."""
    for key, means in _MEANS:
        wanted = draft.sections["people"].nodes.get(key)
        for column, values in wanted.entries if isinstance(wanted, MapNode) else ():
            if isinstance(values, ListNode) and not values.items:
                findings.error(
                    values.place,
                    f"no value of '{column.text}' is asked for, {means}. Write one, or take the column out.",
                )
