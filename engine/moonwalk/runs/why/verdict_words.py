"""Verdicts in words for the person whose entry it is."""

from __future__ import annotations

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.days import Status
from moonwalk.api.quantities import show_amount
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.plan import ActivityPlan, Plan
from moonwalk.scoring.verdicts import Verdict

WORDS: Final = (
    "counted",
    "superseded",
    "void",
    "baseline",
    "outside",
    "not a member",
    "paused",
    "late",
    "implausible",
    "another source counted",
    "another entry counted",
)


def verdict_reason(
    verdict: Verdict,
    plan: Plan,
    activity: ActivityPlan,
    day: date,
    amount: int,
    status: Status,
    on_time: int,
) -> str:
    """Why an entry has this verdict, in a sentence; empty for one that counts.

    `on_time` is the instant that decides whether it was late or early (ms).
    """
    calendar = plan.calendar
    match verdict:
        case Verdict.COUNTED:
            return ""
        case Verdict.SUPERSEDED:
            return "a newer entry stands in its place"
        case Verdict.VOID:
            return "it takes an earlier entry out"
        case Verdict.BASELINE:
            return "it lies before the challenge and serves for comparison"
        case Verdict.OUTSIDE if calendar.starts <= day <= calendar.ends and status is Status.OFF:
            return f"{day:%A} is not a counted day here"
        case Verdict.OUTSIDE if calendar.starts <= day <= calendar.ends:
            return f"as of {plan.context.as_of} this day was still to come"
        case Verdict.OUTSIDE:
            return f"the challenge runs from {calendar.starts} to {calendar.ends}"
        case Verdict.NOT_A_MEMBER:
            return "not a member of the challenge on this day"
        case Verdict.PAUSED:
            return "the day is paused" if status is Status.PAUSED else "the day counts for nobody"
        case Verdict.LATE:
            closes = moment(int(calendar.closes[calendar.index(day)])).astimezone(ZoneInfo(calendar.zone))
            return f"entries for this day could be logged until {closes:%A, %Y-%m-%d %H:%M} ({calendar.zone})"
        case Verdict.IMPLAUSIBLE if on_time < int(calendar.begins[calendar.index(day)]):
            return "the day had not begun for anybody when it was logged"
        case Verdict.IMPLAUSIBLE:
            return _implausible(activity, amount)
        case Verdict.ANOTHER_SOURCE:
            return "another source has more for this day, and what two sources say is not added up"
        case Verdict.ANOTHER_ENTRY:
            return f"of several entries of a day the {activity.same_day} counts"


def _implausible(activity: ActivityPlan, amount: int) -> str:
    if activity.reject_entry_above is not None and amount > activity.reject_entry_above:
        return f"a single entry is refused above {show_amount(activity.reject_entry_above, activity.unit)}"
    limit = activity.reject_day_above or 0
    return f"it would bring the day above {show_amount(limit, activity.unit)}"
