"""Jobs on people and what they did: sign up and off, move, pause; correct and void entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from moonwalk.services.entries import (
    VoidedEntries,
    correct_entry,
    foresee_correction,
    void_entries,
    void_entry,
)
from moonwalk.services.entry_preview import Foreseen, ForeseenPoints
from moonwalk.services.errors import Refused
from moonwalk.services.privacy.readings import activities_seen
from moonwalk.services.roster.participation import PauseReport, pause, resume
from moonwalk.services.roster.several import (
    SeveralChanged,
    leave_several,
    move_several,
    pause_several,
    resume_several,
)
from moonwalk.services.roster.sign_ups import SignUp, join, join_from_file, leave
from moonwalk.services.roster.teams import assign_to_team
from moonwalk.services.views import LoggedEntry
from moonwalk.services.workspace import Workspace
from moonwalk.tui.jobs.job import REASON, Here, Job, JobField, Values, day_in
from moonwalk.tui.jobs.of_files import imported_in_words
from moonwalk.tui.wording import count, place_of, thousandths, week_day

_WHO: Final = JobField("who", "Who", "a name, id or address", lambda here: here.person)
_WHOM: Final = replace(
    _WHO,
    default=lambda here: here.marked_in_words if here.marks_are == "people" and here.marked else here.person,
)
"""One person, or all who are marked."""
_MOST_NAMES: Final = 5
_TODAY: Final = "today, fri, 13 Mar or 2027-03-13"


_SINCE: Final = JobField("day", "From", "empty: today, or the first day", may_be_empty=True)


def _from_today(name: str, label: str) -> JobField:
    return JobField(name, label, _TODAY, lambda here: "today")


def _since(values: Values, here: Here) -> date | None:
    return day_in(values, "day", here) if values["day"] else None


def _sign_up(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    day, team = _since(values, here), values["team"] or None
    if values["who"].startswith("@"):
        if team is not None:
            raise Refused("A file has no place for a team here. Nothing was changed. Leave the team empty.")
        file = Path(values["who"][1:].strip().strip("\"'")).expanduser()
        return tuple(imported_in_words(join_from_file(ws, here.challenge, file, day, dry_run)))
    return tuple(_signed(join(ws, here.challenge, values["who"], day, team, dry_run=dry_run), here))


def _means_marked(here: Here, values: Values) -> bool:
    return bool(here.marked) and here.marks_are == "people" and values["who"] == here.marked_in_words


def _sign_off(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    if _means_marked(here, values):
        several = leave_several(ws, here.challenge, here.marked, _since(values, here), dry_run=dry_run)
        return _several(several, f"no longer take part in {here.title}", dry_run)
    done = leave(ws, here.challenge, values["who"], _since(values, here), dry_run=dry_run)
    kept = ("What was done until then still counts, and they can come back.",) if dry_run else ()
    return (*_signed(done, here), *kept)


def _signed(done: SignUp, here: Here) -> Iterator[str]:
    if not done.days:
        yield f"{done.name} does not take part in {here.title}."
    for first, last in done.days:
        begins = f" from {week_day(first)}" if first else ""
        ends = f" until {week_day(last)}" if last else " on" if first else ""
        team = f", in the team {done.team}" if done.team else ""
        yield f"{done.name} takes part in {here.title}{begins}{ends}{team}."
    yield from done.remarks


def _move(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    if _means_marked(here, values):
        several = move_several(ws, here.challenge, here.marked, values["team"], dry_run=dry_run)
        return _several(several, f"count for {values['team']} from today on", dry_run)
    done = assign_to_team(ws, here.challenge, values["who"], values["team"], dry_run=dry_run)
    new = ", which is new" if done.new else ""
    if not done.changed:
        return (f"{done.name} is in the team {done.team} already.",)
    if not dry_run:
        return (f"{done.name} is in the team {done.team}{new}.", *done.remarks)
    before = f" What was done before stays with {here.team}." if here.team else ""
    return (f"{done.name} counts for {done.team}{new} from today on.{before}", *done.remarks)


def _pause(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    # A pause lies ahead, so that a weekday is the next of its name.
    first = day_in(values, "first", here, here.today)
    last = day_in(values, "last", here, max(first, here.today))
    if _means_marked(here, values):
        days = f"{week_day(first)} to {week_day(last)}"
        several = pause_several(ws, here.challenge, here.marked, first, last, dry_run=dry_run)
        return _several(several, f"pause {days}", dry_run)
    return _paused(pause(ws, here.challenge, values["who"], first, last, dry_run=dry_run))


def _resume(ws: Workspace, here: Here, values: Values, *, dry_run: bool) -> tuple[str, ...]:
    if _means_marked(here, values):
        several = resume_several(ws, here.challenge, here.marked, _since(values, here), dry_run=dry_run)
        return _several(several, "no longer pause", dry_run)
    done = resume(ws, here.challenge, values["who"], _since(values, here), dry_run=dry_run)
    return _paused(done)


def _paused(done: PauseReport) -> tuple[str, ...]:
    spans = " and ".join(f"{week_day(first)} to {week_day(last)}" for first, last in done.pauses)
    left = count(done.left, "day", "days")
    return (f"{done.name} pauses {spans or 'on no day'}. {left} of pause left.",)


def _several(done: SeveralChanged, what: str, dry_run: bool) -> tuple[str, ...]:
    """For how many, and who; for whom not, and why; and that it can be taken back as one."""
    names = ", ".join(done.names[:_MOST_NAMES])
    more = f" and {len(done.names) - _MOST_NAMES:,} more" if len(done.names) > _MOST_NAMES else ""
    said = [f"{len(done.names):,} of {len(done.names) + len(done.left_out):,} {what}: {names}{more}."]
    said += [f"Not: {reason}" for reason in done.left_out[:_MOST_NAMES]]
    if len(done.left_out) > _MOST_NAMES:
        said.append(f"And {len(done.left_out) - _MOST_NAMES:,} more are left out.")
    undo = (
        "It is one decision: one undo takes all of it back."
        if dry_run
        else "The journal takes it back: g and j."
    )
    return (*said, *done.remarks, undo)


def _foresee_correction(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    amount, day = values["amount"] or None, _since(values, here)
    foreseen = foresee_correction(ws, here.entry, values["reason"], amount, day)
    return ("The corrected entry takes the place of this one, which stays on record.", *_foreseen(foreseen))


def _correct(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    amount, day = values["amount"] or None, _since(values, here)
    done = correct_entry(ws, here.entry, values["reason"], amount, day)
    return (_logged(done, shows_amount=bool(amount) or done.activity in activities_seen(ws)),)


def _foresee_void(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    done = void_entries(ws, here.marked or (here.entry,), values["reason"], dry_run=True)
    if not here.marked:
        return ("This entry counts no longer. It stays on record.", *_foreseen(done.foreseen))
    undo = "It is one decision: one undo takes all of it back."
    return (*_voided(done), *_foreseen(done.foreseen), undo)


def _foreseen(foreseen: Foreseen) -> Iterator[str]:
    """What becomes of points and places; of the first few where there are many."""
    yield from map(_points_foreseen, foreseen.people[:_MOST_NAMES])
    if len(foreseen.people) > _MOST_NAMES:
        yield f"And {count(len(foreseen.people) - _MOST_NAMES, 'more person', 'more people')}."
    yield from foreseen.remarks


def _points_foreseen(person: ForeseenPoints) -> str:
    """`Ana Bogdan: 120 → 108 points, place 3 → 5 on ‘People’.`"""
    board = f" on ‘{person.board}’"
    places = [place_of(row) if row is not None else "–" for row in (person.row, person.row_then)]
    words = [f"place {place}" if place != "–" else "no place" for place in places]
    if person.points == person.points_then and places[0] == places[1]:
        place = f", {words[0]}{board}" if person.board else ""
        return f"{person.name}: {count(person.points, 'point', 'points')}{place}, as before."
    points = f"{person.points:,} → {count(person.points_then, 'point', 'points')}"
    if person.points == person.points_then:
        points = f"{count(person.points, 'point', 'points')} as before"
    then = "" if places[0] == places[1] else f" → {places[1] if places[1] != '–' else words[1]}"
    return f"{person.name}: {points}{f', {words[0]}{then}{board}' if person.board else ''}."


def _voided(done: VoidedEntries) -> Iterator[str]:
    people = count(done.people, "person", "people")
    yield f"{count(done.entries, 'entry counts', 'entries count')} no longer, of {people}."
    yield from (f"Not: {reason}" for reason in done.left_out[:_MOST_NAMES])


def _void(ws: Workspace, here: Here, values: Values) -> tuple[str, ...]:
    if here.marked:
        return (
            *_voided(void_entries(ws, here.marked, values["reason"])),
            "The journal takes it back: g and j.",
        )
    done = void_entry(ws, here.entry, values["reason"])
    return (f"Void. {_logged(done, shows_amount=done.activity in activities_seen(ws))}",)


def _logged(done: LoggedEntry, *, shows_amount: bool) -> str:
    """Whose entry it was, of which day, what was done if it may be seen, and the points before and after."""
    points = ""
    if done.points_before is not None and done.points_after is not None:
        points = f" {done.points_before:,} → {done.points_after:,} points."
    what = f": {thousandths(done.amount)} {done.unit}, {done.label}" if shows_amount else ""
    return f"{done.name}, {week_day(done.day)}{what}.{points}"


PEOPLE_JOBS: Final[tuple[Job, ...]] = (
    Job(
        "join",
        lambda here: f"Sign {here.name or 'somebody'} up for {here.title}",
        ("challenge",),
        (
            replace(_WHO, hint="a name; @list.csv is a file"),
            _SINCE,
            JobField("team", "Team", "empty: none yet", may_be_empty=True),
        ),
        lambda ws, here, values: _sign_up(ws, here, values, dry_run=True),
        lambda ws, here, values: _sign_up(ws, here, values, dry_run=False),
        undoable=True,
    ),
    Job(
        "leave",
        lambda here: f"Sign {here.whom} off from {here.title}",
        ("challenge",),
        (_WHOM, _SINCE),
        lambda ws, here, values: _sign_off(ws, here, values, dry_run=True),
        lambda ws, here, values: _sign_off(ws, here, values, dry_run=False),
        for_marked=True,
        undoable=True,
    ),
    Job(
        "move",
        lambda here: f"Move {here.whom} into another team of {here.title}",
        ("challenge",),
        (_WHOM, JobField("team", "To team", "a name; a new one makes a team")),
        lambda ws, here, values: _move(ws, here, values, dry_run=True),
        lambda ws, here, values: _move(ws, here, values, dry_run=False),
        for_marked=True,
        undoable=True,
    ),
    Job(
        "pause",
        lambda here: f"Pause of {here.whom} in {here.title}",
        ("challenge",),
        (_WHOM, _from_today("first", "From"), _from_today("last", "To, included")),
        lambda ws, here, values: _pause(ws, here, values, dry_run=True),
        lambda ws, here, values: _pause(ws, here, values, dry_run=False),
        for_marked=True,
        undoable=True,
    ),
    Job(
        "resume",
        lambda here: f"End the pause of {here.whom} in {here.title}",
        ("challenge",),
        (_WHOM, _SINCE),
        lambda ws, here, values: _resume(ws, here, values, dry_run=True),
        lambda ws, here, values: _resume(ws, here, values, dry_run=False),
        for_marked=True,
        undoable=True,
    ),
    Job(
        "correct",
        lambda here: f"Correct {here.what}",
        ("entry",),
        (
            JobField("amount", "Amount", "12; empty: as it is", may_be_empty=True),
            JobField("day", "Day", "empty: as it is", may_be_empty=True),
            REASON,
        ),
        _foresee_correction,
        _correct,
        undoable=True,
    ),
    Job(
        "void",
        lambda here: f"Void {here.marked_in_words or here.what}",
        ("entry",),
        (REASON,),
        _foresee_void,
        _void,
        for_marked=True,
        undoable=True,
    ),
)
