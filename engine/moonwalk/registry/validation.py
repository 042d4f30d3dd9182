"""Whether what plugin code answers can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import (
    Advice,
    Award,
    Card,
    Change,
    CompanyProgress,
    Context,
    Milestone,
    Square,
    TeamAward,
)
from moonwalk.api.arrays import Bounds, RemainingDays
from moonwalk.api.points import FinePoints
from moonwalk.registry.guard import Unusable, show

T = TypeVar("T")

LARGEST = 10**9
"""Points of one award are smaller than this, and so are those of a day."""

AMOUNT = 2**53
"""Thousandths of one activity and day are fewer than this."""

MOST = 100_000
"""Answers to one question; an endless iterable ends here."""


def several(answer: object, kind: type[T], most: int = MOST) -> tuple[T, ...]:
    """All that an iterable yields, each of one kind."""
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise Unusable(f"it returned {show(answer)} instead of a list of {kind.__name__}.")
    items = tuple(islice(answer, most + 1))
    if len(items) > most:
        raise Unusable(f"it returned more than {most} of {kind.__name__}.")
    for item in items:
        if not isinstance(item, kind):
            raise Unusable(f"it returned {show(item)} among its {kind.__name__}s.")
    return items


def awards(answer: object, context: Context) -> tuple[Award, ...]:
    """Awards with whole points, a day of the challenge and a reason."""
    items = several(answer, Award)
    for award in items:
        _award(award, context)
    return items


def card(answer: object) -> Card | None:
    """A card whose squares have words and fill its rows; or none."""
    if answer is not None and not isinstance(answer, Card):
        raise Unusable(f"it returned {show(answer)} instead of a Card.")
    for square in several(answer.squares, Square) if answer else ():
        text(square.label, "a square")
        if not isinstance(square.filled, date | None):
            raise Unusable(f"a square of its card was filled on {show(square.filled)}, which is no day.")
    if answer and (whole(answer.columns, "columns") < 1 or len(answer.squares) % answer.columns):
        raise Unusable(f"{len(answer.squares)} squares do not fill rows of {answer.columns}.")
    return answer


def badges(answer: object) -> tuple[str, ...]:
    """Names of badges, each once."""
    names = tuple(text(name, "a badge") for name in several(answer, str))
    if len(set(names)) < len(names):
        raise Unusable(f"it named a badge twice: {show(names)}.")
    return names


def with_badges(awards: tuple[Award, ...], names: Sequence[str]) -> tuple[Award, ...]:
    """The awards, where each badge among them is one of these."""
    for award in awards:
        if award.badge and award.badge not in names:
            raise Unusable(f"it gave the badge {show(award.badge)}, which is not in badges().")
    return awards


def badge_numbers(answer: object, shape: Sequence[int], badges: int) -> NDArray[np.int16]:
    """Numbers of badges, from 0 for none to how many there are."""
    numbers = array(answer, shape)
    if numbers.size and not 0 <= int(numbers.min()) <= int(numbers.max()) <= badges:
        raise Unusable(f"it returned numbers of badges that are not within 0 and {badges}.")
    return numbers.astype(np.int16)


def team_awards(answer: object, teams: Iterable[str], context: Context) -> tuple[TeamAward, ...]:
    """Awards of teams, all of them among those that were asked about."""
    known = frozenset(teams)
    items = several(answer, TeamAward, MOST + len(known) * context.days)
    for item in items:
        if item.team not in known:
            raise Unusable(f"it gave points to {show(item.team)}, which is not one of the teams.")
        if not isinstance(item.award, Award):
            raise Unusable(f"it returned {show(item.award)} instead of an Award.")
        _award(item.award, context)
    return items


def progress(answer: object) -> CompanyProgress:
    """How far a goal for everyone is: whole amounts of a named unit."""
    if not isinstance(answer, CompanyProgress):
        raise Unusable(f"it returned {show(answer)} instead of a CompanyProgress.")
    whole(answer.have, "what everyone has", 2**63)
    whole(answer.goal, "a goal for everyone", 2**63)
    text(answer.unit, "a unit")
    if not isinstance(answer.note, str):
        raise Unusable(f"it gave {show(answer.note)} as where everyone is; that must be a text.")
    return answer


def milestones(answer: object, context: Context) -> tuple[Milestone, ...]:
    """Steps with a day of the challenge, a text and whole points, in order of day."""
    steps = several(answer, Milestone)
    for step in steps:
        _day(step.day, context)
        whole(int(step.points) if isinstance(step.points, FinePoints) else step.points, "points")
        text(step.text, "a step")
    return tuple(sorted(steps, key=lambda step: step.day))


def changes(answer: object, context: Context) -> tuple[Change, ...]:
    """Changes of days of the challenge, with whole amounts and a reason."""
    items = several(answer, Change)
    for change in items:
        _day(change.day, context)
        _reason(change.reason)
        whole(change.amount, "an amount", AMOUNT)
        if not isinstance(change.activity, str) or not isinstance(change.counts_as_met, str):
            raise Unusable(f"{show(change)} names no activity and no goal.")
    return items


def array(answer: object, shape: Sequence[int], largest: int = LARGEST) -> NDArray[np.int64]:
    """Whole numbers as int64 in exactly this shape, each within `largest`."""
    if not isinstance(answer, np.ndarray):
        raise Unusable(f"it returned {show(answer)} instead of an array.")
    if answer.dtype.kind not in "iu":
        raise Unusable(f"it returned an array of {answer.dtype}; points are whole numbers.")
    if answer.shape != tuple(shape):
        raise Unusable(f"it returned an array of the shape {answer.shape} instead of {tuple(shape)}.")
    if answer.size and (answer.max() >= largest or answer.min() <= -largest):
        raise Unusable(f"it returned numbers of {largest} and more.")
    ours = answer.flags.owndata and answer.flags.writeable
    return answer.astype(np.int64, copy=not ours)


def flags(answer: object, shape: Sequence[int]) -> NDArray[np.bool_]:
    """True and False in exactly this shape."""
    if not isinstance(answer, np.ndarray) or answer.dtype != np.bool_:
        raise Unusable(f"it returned {show(answer)} instead of an array of True and False.")
    if answer.shape != tuple(shape):
        raise Unusable(f"it returned an array of the shape {answer.shape} instead of {tuple(shape)}.")
    return answer


def bounds(answer: object, days: RemainingDays) -> Bounds | None:
    """Bounds in the shape of the days, the lower nowhere above the upper; None where a rule has none."""
    if answer is None:
        return None
    if not isinstance(answer, Bounds):
        raise Unusable(f"it returned {show(answer)} instead of Bounds.")
    rows, weeks = days.shape[0], len(days.week_starts)
    week, in_all = answer.weekly_upper, answer.total_upper
    checked = Bounds(
        lower=array(answer.lower, days.shape),
        upper=array(answer.upper, days.shape),
        weekly_upper=None if week is None else array(week, (rows, weeks)),
        total_upper=None if in_all is None else array(in_all, (rows,)),
    )
    if (checked.lower > checked.upper)[:, days.in_open_week].any():
        raise Unusable("it returned a lower bound above the upper one.")
    return checked


def advice(answer: object, names: Sequence[str]) -> tuple[Advice, ...]:
    """Doubts with a text, each under one of these names."""
    doubts = several(answer, Advice)
    for doubt in doubts:
        if doubt.name not in names:
            raise Unusable(f"it advised {show(doubt.name)}, which is not one of the names that it advises.")
        text(doubt.text, "an advice")
        if not isinstance(doubt.at, str):
            raise Unusable(f"it gave {show(doubt.at)} as a key; that must be a text.")
    return doubts


def added(answer: object, shape: Sequence[int]) -> Mapping[str, NDArray[np.int64]] | None:
    """Amounts by activity; None where a rule has no such form."""
    return (
        None
        if answer is None
        else {name: array(values, shape, AMOUNT) for name, values in _by_name(answer, "activity").items()}
    )


def stand_in(answer: object, shape: Sequence[int]) -> Mapping[str, NDArray[np.bool_]] | None:
    """Flags by goal; None where a rule has no such form."""
    return (
        None
        if answer is None
        else {name: flags(values, shape) for name, values in _by_name(answer, "goal").items()}
    )


def _by_name(answer: object, what: str) -> Mapping[str, object]:
    if not isinstance(answer, Mapping) or not all(isinstance(key, str) for key in answer):
        raise Unusable(f"it returned {show(answer)} instead of arrays by {what}.")
    return answer


def whole(value: object, what: str, largest: int = LARGEST) -> int:
    """A whole number within `largest`; True, False and numbers of other kinds are none."""
    if type(value) is not int:
        raise Unusable(f"it gave {show(value)} as {what}; that must be a whole number (int).")
    if abs(value) >= largest:
        raise Unusable(f"it gave {what} of {value}, which is out of all proportion.")
    return value


LONGEST_TEXT = 10_000
"""Characters of a reason, a name, a key; nobody reads more of them, and a database would keep them all."""


def text(value: object, what: str, longest: int = LONGEST_TEXT) -> str:
    """A text that says something, and not without end."""
    if not isinstance(value, str) or not value.strip():
        raise Unusable(f"it gave {show(value)} as {what}; that must be a text.")
    if len(value) > longest:
        raise Unusable(f"it gave {what} of {len(value):,} characters; {longest:,} are the most.")
    return value


def instant(value: object, what: str) -> datetime:
    """A point in time with its time zone."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Unusable(f"it gave {show(value)} as {what}; that must be a datetime with a time zone.")
    return value


def words(value: Any, what: str) -> None:
    """A sequence of texts."""
    if not isinstance(value, tuple | list) or not all(isinstance(word, str) for word in value):
        raise Unusable(f"it gave {show(value)} as {what}; that must be texts.")


def _award(award: Award, context: Context) -> None:
    # Points of a file are fine where the challenge counts in tenths, and so is what is made of them.
    whole(int(award.points) if isinstance(award.points, FinePoints) else award.points, "points")
    _day(award.day, context)
    _reason(award.reason)
    words(award.entries, "the entries of an award")
    if not isinstance(award.badge, str):
        raise Unusable(f"it gave {show(award.badge)} as a badge; that must be a text.")


def _day(day: object, context: Context) -> None:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Unusable(f"it gave {show(day)} as a day; that must be a date.")
    if not 0 <= (day - context.starts).days < context.days:
        raise Unusable(f"it gave the day {day}, which is outside the challenge.")


def _reason(reason: object) -> None:
    text(reason, "a reason")
