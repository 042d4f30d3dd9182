"""What became of an entry, in a line."""

from __future__ import annotations

from moonwalk.api.quantities import show_amount
from moonwalk.runs.views import LoggedEntry


def tell_logged(done: LoggedEntry) -> str:
    """`Ana, 2027-01-12: 12 minutes, Walked backward. 85 points, 12 more. Entry 0A...`."""
    what = f"{done.name}, {done.day}: {show_amount(done.amount, done.unit)}, {done.label}."
    if done.verdict != "counted":
        what = f"{what} It is kept, but does not count: {done.reason}."
    if done.already_there:
        what = f"{what} It was there already."
    return f"{what}{_points(done)} Entry {done.id}."


def _points(done: LoggedEntry) -> str:
    if done.points_after is None:
        return ""
    more = done.points_after - (done.points_before or 0)
    change = f", {abs(more)} {'more' if more > 0 else 'fewer'}" if more else ", as before"
    points = "1 point" if done.points_after == 1 else f"{done.points_after} points"
    return f" {points}{change}."
