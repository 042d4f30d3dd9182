"""Examples: what a rule pays on which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from moonwalk.api import Adjust, Award, Context, Grain, PersonRule, TeamRule, TeamTimeline, Timeline
from moonwalk.testing.days import STARTS, context_for, whole_weeks
from moonwalk.testing.notation import notation
from moonwalk.testing.plain import points_by_day

Expected = str | Sequence[int] | Mapping[int, int]
"""Points of each day: `"0 5 0"`, `[0, 5, 0]`, or `{2: 5}` by challenge day from 1, the rest 0."""


def assert_awards(
    rule: PersonRule | TeamRule,
    timeline: Timeline | TeamTimeline,
    expected: Expected,
    context: Context | None = None,
) -> tuple[Award, ...]:
    """That a rule pays so much on each day; returns the awards, for a look at the reasons."""
    context = context or context_for(timeline)
    awards = tuple(rule.awards(timeline, context))  # type: ignore[arg-type]
    shown = notation(timeline) if isinstance(timeline, Timeline) else timeline.name
    _compare(awards, expected, context, shown)
    return awards


def assert_adjusts(
    rule: Adjust,
    awards: Mapping[str, str],
    expected: Expected,
    grains: Mapping[str, Grain] | None = None,
    context: Context | None = None,
) -> tuple[Award, ...]:
    """That a rule adds so much on each day, given other rules' points by day: `{"active_day": "10 0 10"}`.

    Rules pay by day unless `grains` say otherwise. Returns the awards added.
    """
    days = max(len(text.split()) for text in awards.values())
    context = context or plain_context(days)
    given = {name: awards_of(text, name, context.starts) for name, text in awards.items()}
    kinds = {name: (grains or {}).get(name, Grain.DAY) for name in awards}
    added = tuple(rule.adjustments(given, kinds, context))
    _compare(added, expected, context, "\n".join(f"{name}: {text}" for name, text in awards.items()))
    return added


def plain_context(days: int, starts: date = STARTS) -> Context:
    """The context of so many days from day 1, in a challenge of whole weeks."""
    length = whole_weeks(days)
    return Context(starts, length, length // 7, starts + timedelta(days=days - 1))


def awards_of(text: str, rule: str, starts: date = STARTS) -> tuple[Award, ...]:
    """An award for each day with points: `"10 0 10"` is two."""
    return tuple(
        Award(starts + timedelta(days=index), int(word), f"From {rule}")
        for index, word in enumerate(text.split())
        if int(word)
    )


def _compare(awards: Sequence[Award], expected: Expected, context: Context, shown: str) -> None:
    paid = points_by_day(awards, context)
    wanted = _wanted(expected, len(paid))
    wrong = [
        f"day {number} ({context.starts + timedelta(days=number - 1)}): expected {want}, got {got}"
        for number, (want, got) in enumerate(zip(wanted, paid, strict=True), 1)
        if want != got
    ]
    told = [f"{award.day}: {award.points} - {award.reason}" for award in awards]
    assert not wrong, "\n".join(["The awards differ.", *wrong, "Days:", shown, "Awards:", *told])


def _wanted(expected: Expected, days: int) -> list[int]:
    if isinstance(expected, Mapping):
        outside = [number for number in expected if not 1 <= number <= days]
        assert not outside, f"there is no day {outside} among the {days} of the example"
        return [expected.get(number, 0) for number in range(1, days + 1)]
    points = [int(word) for word in expected.split()] if isinstance(expected, str) else list(expected)
    assert len(points) == days, f"{len(points)} days are expected, and the example has {days}"
    return points
