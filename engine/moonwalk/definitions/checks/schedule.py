"""Checks of the schedule: a zone that says when the clocks change, and deadlines that people can keep."""

from __future__ import annotations

from moonwalk.api.problems import quoted
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.zones import is_abbreviation, turned_offset, zone_hint


def check_zone(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report an abbreviation in place of a zone, and warn of a fixed offset that looks like its opposite."""
    schedule = draft.sections["schedule"]
    zone = str(schedule.values.get("timezone", ""))
    offset = turned_offset(zone)
    if is_abbreviation(zone):
        diagnostics.error(
            schedule.at("timezone"), f"{quoted(zone)} is an abbreviation, not a zone. {zone_hint(zone)}"
        )
    elif offset:
        diagnostics.warning(
            schedule.at("timezone"),
            f"'{zone}' is {offset}: its sign is the other way round, and it has no summer time. "
            "Write a region and a city: Europe/Berlin.",
        )
