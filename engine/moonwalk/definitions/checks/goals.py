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
from moonwalk.api.values import ShareOfWeek, convertible
from moonwalk.definitions.challenge import FORMS
from moonwalk.definitions.diagnostics import Diagnostics
from moonwalk.definitions.draft import Draft, FieldSet, Part
from moonwalk.definitions.field_types import SpanKind, TieKind
from moonwalk.definitions.nodes import ListNode


def check_goals(draft: Draft, findings: Diagnostics) -> None:
    """Goals that ask for nothing, for two things, or that have keys without use."""
    for fields in draft.goals.values():
        forms = [form for form in FORMS if form in fields.nodes]
        if not forms:
            findings.error(
                fields.place,
                f"the goal {fields.title} does not say what it asks for. Add one of: {', '.join(FORMS)}.",
            )
        elif len(forms) > 1:
            findings.error(
                fields.keys[forms[1]],
                f"a goal asks for one thing, and '{forms[0]}' and '{forms[1]}' are two. "
                "Keep one, and make a second goal of the other.",
            )
        _check_days(fields, findings)
        _check_amounts(fields, findings)
        if forms and forms[0] in ("days", "all_of", "any_of") and "activity" in fields.nodes:
            findings.error(
                fields.keys["activity"],
                f"'activity' has no use here: '{forms[0]}' counts other goals. Take it out.",
            )


def _check_days(fields: FieldSet, findings: Diagnostics) -> None:
    if "days" not in fields.nodes:
        if "meeting" in fields.nodes:
            findings.error(
                fields.keys["meeting"],
                "'meeting' has no use here without 'days'. Add for example 'days: 4 of 7', or take it out.",
            )
        return
    if "meeting" not in fields.nodes:
        findings.error(
            fields.at("days"), "'meeting' is missing: which daily goal is to be met on these days."
        )
    if fields.values.get("each", "week") != "week":
        findings.error(
            fields.at("each"), "'days' are counted within a week. Write 'each: week', or use 'reach'."
        )


def _check_amounts(fields: FieldSet, findings: Diagnostics) -> None:
    if fields.values.get("each") == "challenge" and any(part.span for part in fields.parts_of("reach")):
        findings.error(
            fields.at("reach"),
            "a goal of the whole challenge has one amount, not one for each week. "
            "Write one, or 'each: week'.",
        )
    for part in (*fields.parts_of("reach"), *fields.parts_of("within")):
        most = part.value.highest if isinstance(part.kind, SpanKind) else part.value.value
        if not most:
            findings.error(part.place, "a goal of nothing is met by doing nothing. Write a larger amount.")


_FORMS: Final = ("all_of", "any_of")
_MOST_SHOWN: Final = 6


def check_parts(draft: Draft, findings: Diagnostics) -> None:
    """An error at every list without a goal, and at every goal in one that cannot be a part."""
    fine: dict[str, dict[str, Place]] = {}
    for name, fields in draft.goals.items():
        _check_filled(fields, findings)
        fine[name] = {}
        for part in _parts(fields):
            wrong = _wrong(name, part, fine[name], draft)
            if wrong:
                findings.error(part.place, wrong)
            else:
                fine[name][part.value] = part.place
    _check_circles(fine, findings)


def _parts(fields: FieldSet) -> Iterator[Part]:
    for form in _FORMS:
        yield from fields.parts_of(form)


def _check_filled(fields: FieldSet, findings: Diagnostics) -> None:
    for form in _FORMS:
        node = fields.nodes.get(form)
        if isinstance(node, ListNode) and not node.items:
            findings.error(
                node.place,
                f"'{form}' names no goal. Write the names of goals of this file, one per line with '- '.",
            )


def _wrong(name: str, part: Part, others: dict[str, Place], draft: Draft) -> str:
    """What is wrong with a part of a goal; nothing where it is fine, or told elsewhere."""
    if part.value == name:
        return f"'{name}' cannot be made of itself. Take it out of the list."
    if part.value in others:
        return f"'{part.value}' is here twice, and is met but once. Take one out."
    if part.value not in draft.goals:
        return ""
    ours, theirs = (draft.goals[one].values.get("each") for one in (name, part.value))
    if not ours or not theirs or ours == theirs:
        return ""
    said = f"'{part.value}' can be met each {theirs}, and '{name}' each {ours}. "
    if (theirs, ours) == ("day", "week"):
        days = draft.schedule.days_a_week if draft.schedule else 7
        return (
            f"{said}Name goals with 'each: {ours}': for example one with 'days: 1 of {days}' "
            f"and 'meeting: {part.value}'."
        )
    return f"{said}Name goals with 'each: {ours}'."


def _check_circles(parts: dict[str, dict[str, Place]], findings: Diagnostics) -> None:
    """An error at one goal of every circle, so that the others need not be told as well."""
    while not findings.full:
        try:
            TopologicalSorter(parts).prepare()
        except CycleError as found:
            circle: list[str] = found.args[1]
            part, whole = min(pairwise(circle), key=lambda pair: pair[1])
            findings.error(
                parts[whole].pop(part),
                f"'{whole}' would be made of itself, round and round: {_shown(circle, whole)}. "
                f"Take '{part}' out of the list.",
            )
        else:
            return


def _shown(circle: list[str], first: str) -> str:
    at = circle.index(first)
    names = [*circle[at:-1], *circle[:at], first]
    if len(names) > _MOST_SHOWN:
        names[_MOST_SHOWN - 2 : -1] = ["..."]
    return " in ".join(names)


def check_shares(draft: Draft, findings: Diagnostics) -> None:
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
                share = ShareOfWeek(days=min(part.value.days, days), of=days)
                findings.error(
                    part.place,
                    f"a week has {days} counted days here, not {part.value.of}: "
                    f"write '{part.kind.show(share)}', or change 'counted_days'.",
                )


_AT_LEAST_ONE: Final = ("per", "per_km", "per_week", "every", "together", "total", "places", "most_tickets")
"""Keys that divide or count out: a zero there pays without end, or gives nothing away."""


def check_zeros(draft: Draft, findings: Diagnostics) -> None:
    """An error at every zero where a value must be more than nothing."""
    for fields in draft.field_sets():
        for part in fields.parts:
            amount = part.value.value if isinstance(part.kind, QuantityKind) else part.value
            if part.key in _AT_LEAST_ONE and amount == 0:
                findings.error(part.place, f"'{part.key}' cannot be 0. Write a larger value.")


def check_used(draft: Draft, findings: Diagnostics) -> None:
    """A warning at goals that nothing asks for. Rules that nobody declares may ask for any."""
    if any(item.declaration is None for item in draft.rules):
        return
    asked: set[str] = set()
    for fields in draft.field_sets():
        for part in fields.parts:
            if isinstance(part.kind, NameKind) and part.kind.of in ("goal", "daily goal"):
                asked.add(part.value)
            elif isinstance(part.kind, ConditionKind):
                asked.add(part.value.goal)
            elif isinstance(part.kind, TieKind):
                asked.add(part.value.removeprefix("met "))
    for name, fields in draft.goals.items():
        if name not in asked:
            findings.warning(
                fields.place, f"nothing asks for the goal '{name}'. Name it in a rule, or take it out."
            )


MOST_POINTS: Final = 1_000_000
"""For one thing. A thousand people with as much every day still fit into every sum."""

_ROWS: Final = ("every", "after_missed")


def check_impossible(draft: Draft, starts: date | None, findings: Diagnostics) -> None:
    """An error where nothing could come of it, a warning where something would be in vain."""
    _check_countable_days(draft, starts, findings)
    _check_limits(draft, findings)
    for item in draft.rules:
        for part in item.fields.parts:
            if isinstance(part.kind, WholeKind) and part.kind.what == "points" and part.value > MOST_POINTS:
                findings.error(
                    part.place,
                    f"{part.value} points for one thing are more than any board can add up. "
                    f"Write at most {MOST_POINTS}.",
                )
            if isinstance(part.kind, CountedAmountKind) and part.key in _ROWS:
                length = draft.schedule.length if draft.schedule else 0
                if length and part.value > length:
                    findings.warning(
                        part.place,
                        f"the challenge has {length} days, so '{part.key}: {part.text}' never comes to pass.",
                    )


def _check_countable_days(draft: Draft, starts: date | None, findings: Diagnostics) -> None:
    """That some day counts for somebody."""
    schedule = draft.schedule
    begins = starts or (schedule.starts if schedule else None)
    if schedule is None or begins is None or begins.year > date.max.year - 3:
        return
    days = [begins + timedelta(days=index) for index in range(schedule.length)]
    if schedule.counted_days == "workdays":
        days = [day for day in days if day.weekday() < 5]
    pauses = draft.sections["pauses"].values.get("everyone", ())
    if not days:
        findings.error(
            draft.sections["schedule"].at("counted_days"),
            "none of its days is a workday, so nothing could be logged. Write 'every day', or more days.",
        )
    elif all(any(period.covers(day, begins) for period in pauses) for day in days):
        findings.error(
            draft.sections["pauses"].at("everyone"),
            "every day is a day off for everyone, so nothing could count. Take some of them out.",
        )


def _check_limits(draft: Draft, findings: Diagnostics) -> None:
    """Limits of nothing, and daily limits below a goal of the day."""
    for name, fields in draft.activities.items():
        for part in fields.parts:
            if (
                part.key.startswith("reject_")
                and isinstance(part.kind, QuantityKind)
                and not part.value.value
            ):
                findings.error(part.place, f"'{part.key}' cannot be 0: nothing could be logged.")
        limit = fields.values.get("reject_day_above")
        others = any(one.values.get("counts_as") == name for one in draft.activities.values())
        if limit is None or not limit.value or others:
            continue
        for goal, asked in draft.goals.items():
            if asked.values.get("each") != "day" or draft.activity_of(asked) != name:
                continue
            for part in asked.parts_of("reach"):
                if convertible(part.value.unit, limit.unit) and part.value.thousandths(
                    limit.unit
                ) > limit.thousandths(limit.unit):
                    findings.error(
                        fields.at("reject_day_above"),
                        f"a day above {limit} is refused, so the goal '{goal}' of {part.value} could never "
                        "be met. Raise the one or lower the other.",
                    )
