"""Whether what plugin code answered can be used. Unusable says why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from moonwalk.api import Advice, Award, Bounds, Change, Context, Outlook, Reached, TeamAward, Together
from moonwalk.host.failures import Unusable, show

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
    found = tuple(islice(answer, most + 1))
    if len(found) > most:
        raise Unusable(f"it returned more than {most} of {kind.__name__}.")
    for one in found:
        if not isinstance(one, kind):
            raise Unusable(f"it returned {show(one)} among its {kind.__name__}s.")
    return found


def awards(answer: object, context: Context) -> tuple[Award, ...]:
    """Awards with whole points, a day of the challenge and a reason."""
    found = several(answer, Award)
    for award in found:
        _award(award, context)
    return found


def badges(answer: object) -> tuple[str, ...]:
    """Names of badges, each once."""
    found = tuple(text(name, "a badge") for name in several(answer, str))
    if len(set(found)) < len(found):
        raise Unusable(f"it named a badge twice: {show(found)}.")
    return found


def with_badges(given: tuple[Award, ...], names: Sequence[str]) -> tuple[Award, ...]:
    """The awards, where each badge among them is one of these."""
    for award in given:
        if award.badge and award.badge not in names:
            raise Unusable(f"it gave the badge {show(award.badge)}, which is none of its badges().")
    return given


def badge_numbers(answer: object, shape: Sequence[int], badges: int) -> NDArray[np.int16]:
    """Numbers of badges, from 0 for none to how many there are."""
    found = array(answer, shape)
    if found.size and not 0 <= int(found.min()) <= int(found.max()) <= badges:
        raise Unusable(f"it returned numbers of badges that are not within 0 and {badges}.")
    return found.astype(np.int16)


def team_awards(answer: object, teams: Iterable[str], context: Context) -> tuple[TeamAward, ...]:
    """The same for teams, all of them among those that were asked about."""
    known = frozenset(teams)
    found = several(answer, TeamAward, MOST + len(known) * context.days)
    for given in found:
        if given.team not in known:
            raise Unusable(f"it gave points to {show(given.team)}, which is none of the teams.")
        if not isinstance(given.award, Award):
            raise Unusable(f"it returned {show(given.award)} instead of an Award.")
        _award(given.award, context)
    return found


def together(answer: object) -> Together:
    """How far a goal for everyone is: whole amounts of a named unit."""
    if not isinstance(answer, Together):
        raise Unusable(f"it returned {show(answer)} instead of a Together.")
    whole(answer.have, "what everyone has", 2**63)
    whole(answer.goal, "a goal for everyone", 2**63)
    text(answer.unit, "a unit")
    if not isinstance(answer.now, str):
        raise Unusable(f"it gave {show(answer.now)} as where everyone is; that must be a text.")
    return answer


def reached(answer: object, context: Context) -> tuple[Reached, ...]:
    """Steps with a day of the challenge and a text, in order of day."""
    found = several(answer, Reached)
    for step in found:
        _day(step.day, context)
        text(step.text, "a step")
    return tuple(sorted(found, key=lambda step: step.day))


def changes(answer: object, context: Context) -> tuple[Change, ...]:
    """Changes of days of the challenge, with whole amounts and a reason."""
    found = several(answer, Change)
    for change in found:
        _day(change.day, context)
        _reason(change.reason)
        whole(change.amount, "an amount", AMOUNT)
        if not isinstance(change.activity, str) or not isinstance(change.stands_for, str):
            raise Unusable(f"{show(change)} names no activity and no goal.")
    return found


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


def bounds(answer: object, outlook: Outlook) -> Bounds | None:
    """Bounds in the shape of the outlook, the least nowhere above the most; None where a rule has none."""
    if answer is None:
        return None
    if not isinstance(answer, Bounds):
        raise Unusable(f"it returned {show(answer)} instead of Bounds.")
    rows, weeks = outlook.shape[0], len(outlook.week_starts)
    week, in_all = answer.most_a_week, answer.most_in_all
    found = Bounds(
        array(answer.least, outlook.shape),
        array(answer.most, outlook.shape),
        None if week is None else array(week, (rows, weeks)),
        None if in_all is None else array(in_all, (rows,)),
    )
    if (found.least > found.most)[:, outlook.still].any():
        raise Unusable("it returned a least that is more than the most.")
    return found


def advice(answer: object, names: Sequence[str]) -> tuple[Advice, ...]:
    """Doubts with a text, each under one of these names."""
    doubts = several(answer, Advice)
    for doubt in doubts:
        if doubt.name not in names:
            raise Unusable(f"it advised {show(doubt.name)}, which is none of the names that it advises.")
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


def text(value: object, what: str) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise Unusable(f"it gave {show(value)} as {what}; that must be a text.")
    return value


def instant(value: object, what: str) -> datetime:
    """A point in time with its time zone."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Unusable(f"it gave {show(value)} as {what}; that must be a datetime with a time zone.")
    return value


def words(value: Any, what: str) -> None:
    """A sequence of texts."""
    if not isinstance(value, tuple | list) or not all(isinstance(one, str) for one in value):
        raise Unusable(f"it gave {show(value)} as {what}; that must be texts.")


def _award(award: Award, context: Context) -> None:
    whole(award.points, "points")
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
