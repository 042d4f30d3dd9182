"""Checks of goals: complete, reachable, built from others without circles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Final

from moonwalk.api.field_numbers import CountedAmountKind, QuantityKind, ShareOfWeekKind, WholeKind
from moonwalk.api.field_words import ConditionKind, NameKind
from moonwalk.api.problems import Place
from moonwalk.api.units import convertible
from moonwalk.api.values import ShareOfWeek
from moonwalk.definitions.challenge import FORMS, Schedule
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, WrittenValue
from moonwalk.definitions.field_types import SpanKind, TieKind
from moonwalk.definitions.nodes import ListNode

_FORMS: Final = ("all_of", "any_of")
_MOST_SHOWN: Final = 6
_AT_LEAST_ONE: Final = ("per", "per_km", "per_week", "every", "together", "total", "places", "most_tickets")
"""Keys that divide or count out: a zero there pays without end, or gives nothing away."""
MOST_POINTS: Final = 1_000_000
"""For one thing. A thousand people with as much every day still fit into every sum."""
_ROWS: Final = ("every", "after_missed")


def check_goals(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report goals that ask for nothing, for two things, or that have keys without use."""
    for fields in draft.goals.values():
        forms = [form for form in FORMS if form in fields.nodes]
        if not forms:
            diagnostics.error(
                fields.place,
                f"the goal {fields.title} does not say what it asks for. Add one of: {', '.join(FORMS)}.",
            )
        elif len(forms) > 1:
            diagnostics.error(
                fields.keys[forms[1]],
                f"a goal asks for one thing, and '{forms[0]}' and '{forms[1]}' are two. "
                "Keep one, and make a second goal of the other.",
            )
        _check_days(fields, diagnostics)
        _check_amounts(fields, diagnostics)
        if forms and forms[0] in ("days", "all_of", "any_of") and "activity" in fields.nodes:
            diagnostics.error(
                fields.keys["activity"],
                f"'activity' has no effect here: '{forms[0]}' counts other goals. Remove it.",
            )


def _check_days(fields: FieldSet, diagnostics: Diagnostics) -> None:
    if "days" not in fields.nodes:
        if "meeting" in fields.nodes:
            diagnostics.error(
                fields.keys["meeting"],
                "'meeting' has no effect here without 'days'. Add for example 'days: 4 of 7', or remove it.",
            )
        return
    if "meeting" not in fields.nodes:
        diagnostics.error(
            fields.at("days"), "'meeting' is missing: which daily goal has to be met on these days."
        )
    if fields.values.get("each") == "day":
        diagnostics.error(
            fields.at("each"),
            "'days' are counted within a week or the whole challenge. Write 'each: week', "
            "'each: challenge', or use 'reach'.",
        )


def _check_amounts(fields: FieldSet, diagnostics: Diagnostics) -> None:
    if fields.values.get("each") == "challenge" and any(written.span for written in fields.written("reach")):
        diagnostics.error(
            fields.at("reach"),
            "a goal of the whole challenge has one amount, not one for each week. "
            "Write one, or 'each: week'.",
        )
    for written in (*fields.written("reach"), *fields.written("within")):
        most = written.value.highest if isinstance(written.field_type, SpanKind) else written.value.value
        if not most:
            diagnostics.error(written.place, "a goal of 0 is met by doing nothing. Write a larger amount.")


def check_combined(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report empty lists of goals, and goals in them that cannot be parts."""
    fine: dict[str, dict[str, Place]] = {}
    for name, fields in draft.goals.items():
        _check_filled(fields, diagnostics)
        fine[name] = {}
        for written in _parts(fields):
            message = _part_error(name, written, fine[name], draft)
            if message:
                diagnostics.error(written.place, message)
            else:
                fine[name][written.value] = written.place
    _check_circles(fine, diagnostics)


def _parts(fields: FieldSet) -> Iterator[WrittenValue]:
    for form in _FORMS:
        yield from fields.written(form)


def _check_filled(fields: FieldSet, diagnostics: Diagnostics) -> None:
    for form in _FORMS:
        node = fields.nodes.get(form)
        if isinstance(node, ListNode) and not node.items:
            diagnostics.error(
                node.place,
                f"'{form}' names no goal. Write the names of goals of this file, one per line with '- '.",
            )


def _part_error(name: str, written: WrittenValue, others: dict[str, Place], draft: Draft) -> str:
    """Return what is wrong with a part of a goal; empty where it is fine, or reported elsewhere."""
    if written.value == name:
        return f"'{name}' cannot be made of itself. Remove it from the list."
    if written.value in others:
        return f"'{written.value}' appears twice, and can only be met once. Remove one."
    if written.value not in draft.goals:
        return ""
    ours, theirs = (draft.goals[goal].values.get("each") for goal in (name, written.value))
    if not ours or not theirs or ours == theirs:
        return ""
    said = f"'{written.value}' can be met each {theirs}, and '{name}' each {ours}. "
    if (theirs, ours) == ("day", "week"):
        days = draft.schedule.days_a_week if draft.schedule else 7
        return (
            f"{said}Name goals with 'each: {ours}': for example one with 'days: 1 of {days}' "
            f"and 'meeting: {written.value}'."
        )
    return f"{said}Name goals with 'each: {ours}'."


def _check_circles(parts: dict[str, dict[str, Place]], diagnostics: Diagnostics) -> None:
    """Report one goal of every circle, since the others follow from it."""
    while not diagnostics.full:
        try:
            TopologicalSorter(parts).prepare()
        except CycleError as cycle:
            circle: list[str] = cycle.args[1]
            written, whole = min(pairwise(circle), key=lambda pair: pair[1])
            diagnostics.error(
                parts[whole].pop(written),
                f"'{whole}' would be made of itself, in a circle: {_circle_text(circle, whole)}. "
                f"Remove '{written}' from the list.",
            )
        else:
            return


def _circle_text(circle: list[str], first: str) -> str:
    at = circle.index(first)
    names = [*circle[at:-1], *circle[:at], first]
    if len(names) > _MOST_SHOWN:
        names[_MOST_SHOWN - 2 : -1] = ["..."]
    return " in ".join(names)


def check_shares(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report shares such as `4 of 7` where a week has another number of counted days."""
    schedule = _schedule(draft)
    if schedule is None:
        return
    days = schedule.days_a_week
    for fields in draft.field_sets():
        for written in fields.written_values:
            if isinstance(written.field_type, ShareOfWeekKind) and written.value.of != days:
                share = ShareOfWeek(days=min(written.value.days, days), of=days)
                diagnostics.error(
                    written.place,
                    f"a week has {days} counted days here, not {written.value.of}: "
                    f"write '{written.field_type.show(share)}', or change 'counted_days'.",
                )


def check_days(draft: Draft, starts: date | None, diagnostics: Diagnostics) -> None:
    """Report goals that count days out of more or fewer than their week or the challenge has."""
    schedule = _schedule(draft)
    if schedule is None:
        return
    whole = _counted_days(schedule, starts or schedule.starts)
    for fields in draft.goals.values():
        each = fields.values.get("each")
        there = {"week": schedule.days_a_week, "challenge": whole}.get(str(each))
        for written in fields.written("days"):
            share = written.value
            if there and isinstance(share, ShareOfWeek) and share.of != there:
                diagnostics.error(written.place, _other_days(share, each == "week", there, schedule))


def _other_days(share: ShareOfWeek, of_week: bool, there: int, schedule: Schedule) -> str:
    meant = ShareOfWeek(days=min(share.days, there), of=there)
    if of_week:
        otherwise = "change 'counted_days'" if share.of <= 7 else "say 'each: challenge'"
        return f"a week has {there} counted days here, not {share.of}: write '{meant}', or {otherwise}."
    otherwise = "say 'each: week'" if share.of == schedule.days_a_week else "change 'length'"
    return f"the challenge has {there} counted days, not {share.of}: write '{meant}', or {otherwise}."


def _schedule(draft: Draft) -> Schedule | None:
    """Return the schedule, unless what it says of counted days could not be read."""
    fields = draft.sections["schedule"] if draft.schedule else None
    unread = fields is not None and "counted_days" in fields.nodes and "counted_days" not in fields.values
    return None if unread else draft.schedule


def _counted_days(schedule: Schedule, begins: date | None) -> int | None:
    """Return how many days of the challenge count; None while that depends on a first day to come."""
    weeks, more = divmod(schedule.length, 7)
    if schedule.counted_days == "every day":
        return schedule.length
    if more and begins is None:
        return None
    first = begins.weekday() if begins else 0
    return 5 * weeks + sum((first + later) % 7 < 5 for later in range(more))


def check_zeros(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report zeros where a value must be positive."""
    for fields in draft.field_sets():
        for written in fields.written_values:
            amount = written.value.value if isinstance(written.field_type, QuantityKind) else written.value
            if written.key in _AT_LEAST_ONE and amount == 0:
                diagnostics.error(written.place, f"'{written.key}' cannot be 0. Write a larger value.")


def check_used(draft: Draft, diagnostics: Diagnostics) -> None:
    """Warn about goals that nothing asks for. Silent if a rule is unknown, since it may ask for any."""
    if any(item.declaration is None for item in draft.rules):
        return
    named: set[str] = set()
    for fields in draft.field_sets():
        for written in fields.written_values:
            if isinstance(written.field_type, NameKind) and written.field_type.of in ("goal", "daily goal"):
                named.add(written.value)
            elif isinstance(written.field_type, ConditionKind):
                named.add(written.value.goal)
            elif isinstance(written.field_type, TieKind):
                named.add(written.value.removeprefix("met "))
    for name, fields in draft.goals.items():
        if name not in named:
            diagnostics.warning(
                fields.place, f"nothing uses the goal '{name}'. Name it in a rule, or remove it."
            )


def check_impossible(draft: Draft, starts: date | None, diagnostics: Diagnostics) -> None:
    """Report what could never be met or logged; warn of what would be in vain."""
    _check_countable_days(draft, starts, diagnostics)
    _check_limits(draft, diagnostics)
    for item in draft.rules:
        for written in item.fields.written_values:
            if (
                isinstance(written.field_type, WholeKind)
                and written.field_type.what == "points"
                and written.value > MOST_POINTS
            ):
                diagnostics.error(
                    written.place,
                    f"{written.value} points for one thing are more than any board can add up. "
                    f"Write at most {MOST_POINTS}.",
                )
            if isinstance(written.field_type, CountedAmountKind) and written.key in _ROWS:
                length = draft.schedule.length if draft.schedule else 0
                if length and written.value > length:
                    diagnostics.warning(
                        written.place,
                        f"the challenge has {length} days, so '{written.key}: {written.text}' is never "
                        "reached.",
                    )


def _check_countable_days(draft: Draft, starts: date | None, diagnostics: Diagnostics) -> None:
    """Report a schedule in which no day counts for anybody."""
    schedule = draft.schedule
    begins = starts or (schedule.starts if schedule else None)
    if schedule is None or begins is None or begins.year > date.max.year - 3:
        return
    days = [begins + timedelta(days=index) for index in range(schedule.length)]
    if schedule.counted_days == "workdays":
        days = [day for day in days if day.weekday() < 5]
    pauses = draft.sections["pauses"].values.get("everyone", ())
    if not days:
        diagnostics.error(
            draft.sections["schedule"].at("counted_days"),
            "none of its days is a workday, so nothing could be logged. Write 'every day', or more days.",
        )
    elif all(any(period.covers(day, begins) for period in pauses) for day in days):
        diagnostics.error(
            draft.sections["pauses"].at("everyone"),
            "every day is a day off for everyone, so nothing could count. Remove some of them.",
        )


def _check_limits(draft: Draft, diagnostics: Diagnostics) -> None:
    """Report limits of nothing, and daily limits below a goal of the day."""
    for name, fields in draft.activities.items():
        for written in fields.written_values:
            if (
                written.key.startswith("reject_")
                and isinstance(written.field_type, QuantityKind)
                and not written.value.value
            ):
                diagnostics.error(written.place, f"'{written.key}' cannot be 0: nothing could be logged.")
        limit = fields.values.get("reject_day_above")
        others = any(activity.values.get("counts_as") == name for activity in draft.activities.values())
        if limit is None or not limit.value or others:
            continue
        for goal, goal_fields in draft.goals.items():
            if goal_fields.values.get("each") != "day" or draft.activity_of(goal_fields) != name:
                continue
            for written in goal_fields.written("reach"):
                if convertible(written.value.unit, limit.unit) and written.value.thousandths(
                    limit.unit
                ) > limit.thousandths(limit.unit):
                    diagnostics.error(
                        fields.at("reject_day_above"),
                        f"a day above {limit} is refused, so the goal '{goal}' of {written.value} could "
                        "never "
                        "be met. Raise the one or lower the other.",
                    )
