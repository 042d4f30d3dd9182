"""Whether what a notice rule answers can be used: whom it tells what and when, and how it is worded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Final

from moonwalk.api.notices import CalendarDate, Notice, NoticeContext
from moonwalk.registry import validation
from moonwalk.registry.guard import Unusable, one_line, show

MOST: Final = 1_000_000
"""Notices of one moment."""

MOST_FOR_A_PERSON: Final = 50
"""Notices of one moment to one person; who is written to more often reads none of them."""

LONGEST_LABEL: Final = 60
"""Letters of what a kind of message is called."""

_JUST_TEXTS: Final = frozenset((str,))


def wording(answer: object) -> tuple[str, str]:
    """A subject and a text."""
    subject, text = validation.several(answer, str)
    return subject, text


def label(answer: object) -> str:
    """What a kind of message is called, in one short line; empty where nothing is said."""
    return one_line(answer, LONGEST_LABEL) if isinstance(answer, str) else ""


def notices(answer: object, context: NoticeContext) -> tuple[Notice, ...]:
    """Notices to people or organisers of the context, each with a key, an instant and texts."""
    items = validation.several(answer, Notice, MOST)
    if not items:
        return items
    known = frozenset(person.id for person in (*context.people, *context.organisers))
    for notice in items:
        if notice.person not in known:
            raise Unusable(f"it addressed {show(notice.person)}, who does not take part.")
        if not _has_texts(notice.values):
            raise Unusable(f"it gave {show(notice.values)} as the values of a notice; those must be texts.")
    # Thousands of people may be told at one time, so that what their notices share is looked at once.
    _each_once((notice.key for notice in items), _check_key)
    _each_once((notice.due for notice in items), _check_due)
    _each_once((notice.expires for notice in items if notice.expires is not None), _check_end)
    _each_once(chain.from_iterable(notice.dates for notice in items), _check_date)
    _check_flood(items)
    return items


def _each_once(parts: Iterable[object], check: Callable[[object], object]) -> None:
    """Check each of several parts of notices, which are there as long as the notices are."""
    last: object = None
    checked = set[int]()
    for part in parts:
        if part is not last and id(part) not in checked:
            check(part)
            checked.add(id(part))
            last = part


def _has_texts(values: object) -> bool:
    if not isinstance(values, Mapping):
        return False
    if _JUST_TEXTS.issuperset(map(type, chain(values, values.values()))):
        return True
    return all(isinstance(key, str) and isinstance(word, str) for key, word in values.items())


def _check_flood(items: Iterable[Notice]) -> None:
    counts = Counter(notice.person for notice in items)
    person, most = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    if most > MOST_FOR_A_PERSON:
        raise Unusable(
            f"it gave {most:,} notices for {show(person)} at once; {MOST_FOR_A_PERSON} are the most."
        )


def _check_key(key: object) -> None:
    validation.text(key, "the key of a notice")


def _check_due(due: object) -> None:
    validation.instant(due, "the time of a notice")


def _check_end(end: object) -> None:
    validation.instant(end, "the end of a notice")


def _check_date(entry: object) -> None:
    if not isinstance(entry, CalendarDate):
        raise Unusable(f"it gave {show(entry)} as a date of a notice; that must be a CalendarDate.")
    validation.text(entry.title, "the title of a date")
    if type(entry.starts) is not date or type(entry.ends) is not date:
        validation.instant(entry.starts, "the start of a date")
        validation.instant(entry.ends, "the end of a date")
