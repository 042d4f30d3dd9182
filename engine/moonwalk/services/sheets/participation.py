"""Who could take part, who joined, who logged and stayed, by roster column; nothing about very few people.

Every figure is a number of people. It is shown only if so many people (`smallest_group`), or nobody, are in
it, and as many or nobody are left over of each larger figure beside it: among all people whom the rows that
are shown, those of other columns too, can single out. So nothing about fewer can be worked out by taking
figures away from one another (`scoring.disclosure`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np

from moonwalk.definitions import NICKNAME, Challenge
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.disclosure import Grouping, countable
from moonwalk.scoring.facts import BoolArray, Int64Array
from moonwalk.scoring.roster_columns import RosterColumn, value_key
from moonwalk.services.roster.enrolment import ENDS, STARTS, TEAM
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.store import people
from moonwalk.store.database import Reader

_NO_GROUPS: Final = frozenset({STARTS, ENDS, TEAM, NICKNAME})
"""Roster columns that tell something of each person, and no group of people."""

_EVERYONE: Final = ""
NOT_GIVEN: Final = "Not given"
"""What people are called in whose row of the roster a column is blank."""

COULD, JOINED, BEGAN = "could", "joined", "began"

Figures = dict[str, Any]
"""Plain values, as they are frozen at a closing: see `participation_of`."""


def week_name(number: int) -> str:
    """Return the name of the figure of a week."""
    return f"week {number}"


def participation_of(db: Reader, scored: ScoredChallenge, known_at: int, weeks: int) -> Figures:
    """Return the figures of the first weeks of a challenge, from what was known at an instant (ms).

    `names` are those of the figures; `everyone` and the rows of each of `columns` have one for each of them:
    a number, a text where only a limit can be told, or None where nothing can. `held` counts the rows of a
    column that are not there.
    """
    company = _company(db, scored, known_at)
    sets = _sets(company, scored, weeks)
    smallest = max(scored.challenge.privacy.smallest_group, 1)
    groupings = [Grouping(_EVERYONE, ("",), np.zeros(len(company), np.int32), _all(len(company)), ())]
    labels: dict[str, tuple[str, ...]] = {}
    for name in _columns(db, scored.challenge, known_at):
        values = people.column(db, name, known_at)
        column = RosterColumn.of_values([values.get(number, "") or NOT_GIVEN for number in company])
        labels[name] = column.labels
        groupings.append(Grouping(name, column.keys, column.of, _all(len(company)), ()))
    shown = {name: shown_rows(groupings, sets, name, smallest) for name in sets}
    by_column = {grouping.board: _rows(grouping, labels, sets, shown) for grouping in groupings[1:]}
    return {
        "smallest": smallest,
        "weeks": weeks,
        "names": list(sets),
        "everyone": [_limited(name, sets, shown[name][_EVERYONE][0], smallest) for name in sets],
        "columns": {
            name: {"rows": rows, "held": len(labels[name]) - len(rows)} for name, rows in by_column.items()
        },
    }


def _all(count: int) -> BoolArray:
    return np.ones(count, np.bool_)


def _company(db: Reader, scored: ScoredChallenge, known_at: int) -> list[int]:
    """The numbers of everybody who could take part, and of those who do."""
    challenge, calendar = scored.challenge, scored.plan.calendar
    columns = {
        name: people.column(db, name, known_at) for name in (*challenge.people.only_where, STARTS, ENDS)
    }
    joined = set(scored.scored.people.membership.people.tolist())
    could = {
        person.no
        for person in people.all_people(db)
        if person.known_at <= known_at and _could(challenge, calendar, columns, person.no)
    }
    return sorted(could | joined)


def _could(
    challenge: Challenge, calendar: Calendar, columns: Mapping[str, Mapping[int, str]], person: int
) -> bool:
    """Whether a challenge is for somebody, who works here on one of its days."""
    for name, values in challenge.people.only_where.items():
        if value_key(columns[name].get(person, "")) not in set(map(value_key, values)):
            return False
    begins, ends = (_day(columns[name].get(person, "")) for name in (STARTS, ENDS))
    return (begins or calendar.starts) <= calendar.ends and (ends or calendar.ends) >= calendar.starts


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _columns(db: Reader, challenge: Challenge, known_at: int) -> Sequence[str]:
    """The roster columns to report by. Earlier ones hide less: those of boards, then those of few values."""
    of_boards = [
        name
        for board in challenge.boards.values()
        for name in (board.column, board.split_by, board.inside)
        if name
    ]
    values = {
        name: {value_key(value) for value in people.column(db, name, known_at).values() if value.strip()}
        for name in people.names(db) - _NO_GROUPS
    }
    known = sorted((name for name in values if values[name]), key=lambda name: (len(values[name]), name))
    return list(dict.fromkeys([*(name for name in of_boards if name in known), *known]))


def _sets(company: Sequence[int], scored: ScoredChallenge, weeks: int) -> dict[str, BoolArray]:
    """Who is in each figure, among the people of the company; each is a part of those before the weeks."""
    member = scored.scored.people.membership.people
    row = np.searchsorted(member, company).clip(max=max(len(member) - 1, 0))
    joined = (
        member[row] == np.array(company, member.dtype) if len(member) else np.zeros(len(company), np.bool_)
    )
    logged = scored.scored.people.logged
    until = min(7 * weeks, logged.shape[1])
    sets = {COULD: _all(len(company)), JOINED: joined}
    if weeks:
        sets[BEGAN] = _of_members(logged[:, :until], joined, row)
    for week in range(1, weeks + 1):
        days = slice(7 * (week - 1), min(7 * week, until))
        sets[week_name(week)] = _of_members(logged[:, days], joined, row)
    return sets


def _of_members(logged: BoolArray, joined: BoolArray, row: Int64Array) -> BoolArray:
    """Who joined and logged on any of some days (members x days); `row` is everybody's among the members."""
    return joined & np.asarray(logged.any(axis=1))[row] if len(logged) else joined


def shown_rows(
    groupings: Sequence[Grouping], sets: Mapping[str, BoolArray], name: str, smallest: int
) -> dict[str, BoolArray]:
    """Return which rows of each grouping may show a figure, by the grouping.

    With a figure is told, too, what is left over of each larger one around it.
    """
    around = {COULD: sets[COULD], JOINED: sets[JOINED]} | ({BEGAN: sets[BEGAN]} if BEGAN in sets else {})
    pieces = {name: sets[name]}
    pieces |= {f"{other} without {name}": people & ~sets[name] for other, people in around.items()}
    return countable(groupings, pieces, smallest)


def _rows(
    grouping: Grouping,
    labels: Mapping[str, Sequence[str]],
    sets: Mapping[str, BoolArray],
    shown: Mapping[str, Mapping[str, BoolArray]],
) -> list[list[Any]]:
    """The rows of a column by label, where at least it may be shown how many people they are."""
    counts = {
        name: np.bincount(grouping.row[each], minlength=len(grouping.keys)) for name, each in sets.items()
    }
    rows = [
        [
            label,
            *(int(counts[name][at]) if shown[name][grouping.board][at] else None for name in sets),
        ]
        for at, label in enumerate(labels[grouping.board])
        if shown[COULD][grouping.board][at]
    ]
    return sorted(rows, key=lambda row: (row[0] == NOT_GIVEN, str(row[0]).casefold(), str(row[0])))


def _limited(name: str, sets: Mapping[str, BoolArray], shown: bool, smallest: int) -> int | str:
    """A figure of everyone: itself, or a limit where it, or what is left over of another, is too small."""
    count = int(sets[name].sum())
    if shown:
        return count
    if count < smallest:
        return f"fewer than {smallest}"
    larger = [int(each.sum()) for other, each in sets.items() if other in (COULD, JOINED, BEGAN)]
    most = min(size for size in larger if size >= count and size - count < smallest)
    return f"more than {most - smallest}"
