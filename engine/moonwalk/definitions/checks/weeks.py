"""Weeks: each has exactly one value, and only those that exist."""

from __future__ import annotations

from collections.abc import Sequence

from moonwalk.api.field_words import NameKind
from moonwalk.api.weekly import show_weeks
from moonwalk.definitions.draft import Draft
from moonwalk.definitions.fieldset import Part, Weeks
from moonwalk.definitions.findings import Findings


def check_weeks(draft: Draft, findings: Findings) -> None:
    """Weeks named twice, left out, or beyond the last one."""
    weeks = draft.weeks_known
    for fields in draft.field_sets():
        for value in fields.weeks:
            _check_value(value, weeks, findings)
    themes = [
        Part("weeks", NameKind(), week.key, week.place, (week.first, week.last), week.key, week.place)
        for week in draft.weeks
    ]
    _check_spans(themes, "themes", weeks, findings)


def _check_value(value: Weeks, weeks: int, findings: Findings) -> None:
    parts = value.parts
    _check_spans(parts, "values", weeks, findings)
    if not value.complete:
        return
    covered = {week for part in parts if part.span for week in range(part.span[0], part.span[1] + 1)}
    gap = [week for week in range(1, weeks + 1) if week not in covered]
    if gap:
        first = gap[0]
        last = next((week for week in gap if week + 1 not in gap), first)
        before = next((part.span[0] for part in parts if part.span and part.span[1] == first - 1), first)
        have = "has" if first == last else "have"
        findings.error(
            value.place,
            f"{show_weeks(first, last)} {have} no value; every week needs one, "
            f"e.g. '{show_weeks(before, last)}: ...'.",
        )


def _check_spans(parts: Sequence[Part], what: str, weeks: int, findings: Findings) -> None:
    taken: dict[int, str] = {}
    for part in parts:
        if part.span is None:
            continue
        place = part.name_place or part.place
        first, last = part.span
        if weeks and last > weeks:
            plural = "" if weeks == 1 else "s"
            findings.error(place, f"'{part.name}' does not exist: the challenge has {weeks} week{plural}.")
        twice = next((week for week in range(first, last + 1) if week in taken), None)
        if twice is not None:
            findings.error(
                place, f"week {twice} has two {what} ('{taken[twice]}' and '{part.name}'). Keep one."
            )
        for week in range(first, last + 1):
            taken.setdefault(week, part.name)
