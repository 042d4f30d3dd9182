"""What an undo or redo brings about, in words, before it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from moonwalk.scoring.facts import NEVER
from moonwalk.services.roster.enrolment import ALWAYS
from moonwalk.services.wording import counted
from moonwalk.store import launches, memberships, people
from moonwalk.store.database import Reader
from moonwalk.store.memberships import MembershipRecord
from moonwalk.store.reversals import Reversal

_NAMED: Final = 5


def effects(db: Reader, reversal: Reversal) -> Iterator[str]:
    """What comes about, a sentence for each kind of fact. What somebody did is not told."""
    yield from _of_entries(db, reversal)
    yield from _staying(reversal)
    yield from _of_memberships(db, reversal.memberships)
    for pause in reversal.pauses:
        holds = "no longer holds" if pause.void else "is again so"
        whose = _names(db, (pause.person,))
        yield f"{whose}: the pause from {pause.from_day} to {pause.to_day} in '{pause.challenge}' {holds}."
    for target in reversal.targets:
        whose = _names(db, (target.person,))
        was = "is no longer one of their own" if target.void else "is again what it was before"
        since = f"in '{target.challenge}' from {target.from_day} on"
        yield f"{whose}: the target for '{target.goal}' {since} {was}."
    for record, _ in reversal.launched:
        standing = launches.newest(db, record.challenge, NEVER)
        if standing is None:
            yield f"'{record.challenge}' is launched again as it was, to start on {record.starts}."
        elif standing.starts != record.starts:
            yield f"'{record.challenge}' starts on {record.starts} again, and not on {standing.starts}."
        else:
            yield f"'{record.challenge}' goes back to the rules that it had before."
    for record in reversal.withdrawn:
        yield f"'{record.challenge}' is a draft again."
    if reversal.reopened:
        yield "The challenge is open again. What was frozen is kept on record."
    for closing in reversal.closed:
        yield (
            f"'{closing.challenge}' is closed again as it was. What was logged or corrected since has no "
            "effect on its results."
        )


def _of_entries(db: Reader, reversal: Reversal) -> Iterator[str]:
    out = [row for row in reversal.entries if row.void]
    again = [row for row in reversal.entries if not row.void]
    for rows, singular, plural in (
        (out, "no longer counts", "no longer count"),
        (again, "counts as before", "count as before"),
    ):
        if rows:
            number, whose = counted(len(rows), "entry", "entries"), _names(db, [row.person for row in rows])
            yield f"{number} of {whose} {plural if rows[1:] else singular}."


def _staying(reversal: Reversal) -> Iterator[str]:
    if reversal.staying:
        number = counted(reversal.staying, "entry", "entries")
        yield f"{number} changed since, by hand or by a newer file: not touched."


def _of_memberships(db: Reader, rows: Iterable[MembershipRecord]) -> Iterator[str]:
    """Where few are concerned, each of them; otherwise how many."""
    listed = list(rows)
    if len(listed) > _NAMED:
        concerned = counted(len({row.person for row in listed}), "person is", "people are")
        yield f"{concerned} in '{listed[0].challenge}' as before, each in the team of before."
        return
    for row in listed:
        yield f"{_names(db, (row.person,))}: {_membership(db, row)}."


def _membership(db: Reader, row: MembershipRecord) -> str:
    since = "" if row.from_day == ALWAYS else f" from {row.from_day} on"
    until = f" until {row.to_day}" if row.to_day else ""
    team = memberships.by_number(db, row.team) if row.team is not None else None
    where = f" in the team {team.name}" if team else ""
    part = "takes part" if row.consent else "stays out"
    if row.void:
        return f"what was decided no longer holds, so not in '{row.challenge}'{where}{since}{until}"
    return f"{part} in '{row.challenge}' again{where}{since}{until}"


def _names(db: Reader, numbers: Iterable[int]) -> str:
    """The names of people; the first few of many."""
    distinct = list(dict.fromkeys(numbers))
    records = [people.by_number(db, number) for number in distinct[:_NAMED]]
    names = ", ".join(record.name for record in records if record is not None)
    more = len(distinct) - _NAMED
    return f"{names} and {counted(more, 'other')}" if more > 0 else names
