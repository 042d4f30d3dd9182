"""Shares of a week are out of its counted days."""

from __future__ import annotations

from moonwalk.api.field_numbers import ShareOfWeekKind
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.findings import Findings


def check_shares(draft: Draft, findings: Findings) -> None:
    """An error where `4 of 7` is written and a week has another number of counted days."""
    schedule = draft.schedule
    if schedule is None or "counted_days" in set(draft.sections["schedule"].nodes) - set(
        draft.sections["schedule"].values
    ):
        return
    days = schedule.days_a_week
    for fields in draft.field_sets():
        for part in fields.parts:
            if isinstance(part.kind, ShareOfWeekKind) and part.value.of != days:
                share = type(part.value)(min(part.value.days, days), days)
                findings.error(
                    part.place,
                    f"a week has {days} counted days here, not {part.value.of}: "
                    f"write '{part.kind.show(share)}', or change 'counted_days'.",
                )
