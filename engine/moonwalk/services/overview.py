"""A challenge today: who logs, team by team and day by day, who moved, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moonwalk.api.timeline import Status
from moonwalk.scoring.calendar import Calendar
from moonwalk.services import scores
from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.views import OvertakeView
from moonwalk.services.deadlines import next_deadline
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched
from moonwalk.services.roster.people import list_people
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import BoardView
from moonwalk.services.workspace import Workspace

QUIET_DAYS: Final = 5
"""Who was due on so many days and logged on none of them counts as quiet."""

MOST_MOVERS: Final = 3

MOST_RIVALS: Final = 4


@dataclass(frozen=True, slots=True)
class TeamActivity:
    """The share of a team that logged, day by day, in percent; None for days on which nobody was due."""

    name: str
    shares: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Mover:
    """Who gained or lost places on the main board since the last week that closed."""

    id: str
    name: str
    moved: int
    place: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is still to come: a day, or a moment on the clock of the challenge."""

    when: date | datetime
    what: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A challenge as an organiser looks at it in the morning.

    `everyone` and `teams` have a share for each of `days`, which end with today, or with the last day where
    it `is_over`. `logged` of the `due` people have logged something for that day; `paused` are those who
    take part and were not due, since they pause. `movers` are those of the board `board`, and `race` says who
    can still win it; None where that is not known.
    """

    challenge: str
    title: str
    days: tuple[date, ...]
    everyone: TeamActivity
    teams: tuple[TeamActivity, ...]
    logged: int
    due: int
    board: str
    movers: tuple[Mover, ...]
    events: tuple[Event, ...]
    not_scored: str = ""
    race: OvertakeView | None = None
    paused: int = 0
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a challenge, or who could be: with the last day that they logged for; None: there is none.

    `quiet` is on how many days since then they could have logged and did not, today left out: it is not over.
    `pauses` says that they pause today, `takes_part` whether they have signed up, where people do.
    """

    id: str
    name: str
    team: str
    last: date | None = None
    quiet: int = 0
    pauses: bool = False
    takes_part: bool = True


def overview(ws: Workspace, challenge: str) -> Overview:
    """Return how a challenge does today. Where it is not scored, that is said in `not_scored`."""
    with ws.opened() as held:
        return _overview(held, challenge)


def _overview(ws: Workspace, challenge: str) -> Overview:
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
        except NotScored as reason:
            nobody = TeamActivity("Everyone", ())
            return Overview(challenge, challenge, (), nobody, (), 0, 0, "", (), (), str(reason))
    calendar, now = scored_challenge.plan.calendar, ws.instant()
    until = _days_begun(calendar, now)
    logged, due = _logged_and_due(scored_challenge, until)
    status = scored_challenge.scored.people.membership.status[:, until - 1] if until else ()
    view = show_board(ws, challenge, top=None) if until else None
    return Overview(
        challenge=challenge,
        title=scored_challenge.challenge.title,
        days=calendar.dates[:until],
        everyone=TeamActivity("Everyone", _shares(logged.sum(axis=0), due.sum(axis=0))),
        teams=tuple(_teams(scored_challenge, logged, due)),
        logged=int(logged[:, -1].sum()) if until else 0,
        due=int(due[:, -1].sum()) if until else 0,
        board="" if view is None else view.board,
        movers=() if view is None else _movers(view),
        events=tuple(sorted(_events(scored_challenge, now), key=_day_of)),
        race=None if view is None or view.ranks != "teams" else _race(ws, view),
        paused=int(np.count_nonzero(np.equal(status, Status.PAUSED))),
        is_over=calendar.today(now) > calendar.ends,
    )


def participants(ws: Workspace, challenge: str) -> tuple[Participant, ...]:
    """Return everyone who takes part, with when they logged last; without that where it is not scored.

    Raise Refused where there is no such challenge.
    """
    people = list_people(ws, challenge)
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
        except NotScored:
            return tuple(Participant(person.id, person.name, person.team) for person in people)
    dates = scored_challenge.plan.calendar.dates
    until = _days_begun(scored_challenge.plan.calendar, ws.instant())
    last, quiet = _quiet(scored_challenge, until)
    status = scored_challenge.scored.people.membership.status
    pauses = status[:, until - 1] == Status.PAUSED if until else np.zeros(len(last), np.bool_)
    facts = zip(last.tolist(), quiet.tolist(), pauses.tolist(), strict=True)
    known = dict(zip(scored_challenge.person_ids, facts, strict=True))
    rows = ((person, *known.get(person.id, (-1, 0, False))) for person in people)
    return tuple(
        Participant(person.id, person.name, person.team, dates[day] if day >= 0 else None, days, is_away)
        for person, day, days, is_away in rows
    )


def could_sign_up(ws: Workspace, challenge: str) -> tuple[Participant, ...]:
    """Return who is on the roster and takes no part in a challenge for which people sign up; else nobody."""
    with ws.database() as db:
        try:
            take_part = launched(ws, db, challenge).challenge.people.take_part
        except (NotScored, Refused):
            return ()
    if take_part != "those who sign up":
        return ()
    there = {person.id for person in list_people(ws, challenge)}
    others = (person for person in list_people(ws) if person.id not in there)
    return tuple(Participant(person.id, person.name, "", takes_part=False) for person in others)


def quiet_people(ws: Workspace, challenge: str, days: int = QUIET_DAYS) -> int:
    """Return how many could have logged on so many days since they last did; 0 where it is not scored."""
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
        except NotScored:
            return 0
    _, quiet = _quiet(scored_challenge, _days_begun(scored_challenge.plan.calendar, ws.instant()))
    return int((quiet >= days).sum())


def _days_begun(calendar: Calendar, now: int) -> int:
    """How many days of the challenge have begun."""
    return min(max(calendar.index(calendar.today(now)) + 1, 0), calendar.length)


def _logged_and_due(
    scored_challenge: ScoredChallenge, until: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who logged, of those who were due, and who was due; people by days that have begun."""
    people = scored_challenge.scored.people
    due = people.membership.countable[:, :until]
    return people.logged[:, :until] & due, due


def _teams(
    scored_challenge: ScoredChallenge, logged: NDArray[np.bool_], due: NDArray[np.bool_]
) -> Iterator[TeamActivity]:
    """Each team with those who were in it on each day: whoever has moved counts where they were."""
    count, days = len(scored_challenge.team_names), logged.shape[1]
    team = scored_challenge.scored.people.membership.team[:, :days]
    # One bin for each team and day; those without a team have the number -1 and are left out.
    bins = team * days + np.arange(days)
    sums = (
        np.bincount(bins[chosen & (team >= 0)], minlength=count * days).reshape(count, days)
        for chosen in (logged, due)
    )
    for name, active, members in zip(scored_challenge.team_names, *sums, strict=True):
        yield TeamActivity(name, _shares(active, members))


def _shares(active: NDArray[np.int_], due: NDArray[np.int_]) -> tuple[int | None, ...]:
    # Rounded half up.
    pairs = zip(active.tolist(), due.tolist(), strict=True)
    return tuple((200 * some + all_) // (2 * all_) if all_ else None for some, all_ in pairs)


def _movers(view: BoardView) -> tuple[Mover, ...]:
    """Those who gained most, then who lost most."""
    moved = sorted((row for row in view.rows if row.moved), key=lambda row: -(row.moved or 0))
    up = [row for row in moved if (row.moved or 0) > 0][:MOST_MOVERS]
    down = [row for row in reversed(moved) if (row.moved or 0) < 0][:MOST_MOVERS]
    return tuple(Mover(row.id, row.name, row.moved or 0, row.place) for row in (*up, *down))


def _race(ws: Workspace, view: BoardView) -> OvertakeView | None:
    """Who can still win a board, where that is known."""
    race = overtake(ws, view.challenge, view.board, most=MOST_RIVALS)
    return race if race.leader is not None else None


def _events(scored_challenge: ScoredChallenge, now: int) -> Iterator[Event]:
    """What is still to come: the first day, a deadline, a week, the last day."""
    calendar, weeks = scored_challenge.plan.calendar, scored_challenge.challenge.weeks
    today = calendar.today(now)
    if today < calendar.starts:
        yield Event(calendar.starts, "the first day")
    deadline = next_deadline(calendar, now)
    if deadline is not None:
        yield Event(deadline.closes, f"last chance to log {deadline.days}")
    begins = next((day for day in calendar.dates[7::7] if day > today), None)
    if begins is not None and today >= calendar.starts:
        number = calendar.index(begins) // 7 + 1
        theme = weeks[number].theme if number in weeks else ""
        yield Event(begins, f"week {number} begins: {theme}" if theme else f"week {number} begins")
    if calendar.starts <= today <= calendar.ends:
        yield Event(calendar.ends, "the last day")


def _day_of(event: Event) -> date:
    return event.when.date() if isinstance(event.when, datetime) else event.when


def _quiet(scored_challenge: ScoredChallenge, until: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """For everyone the number of the last day logged (-1: none), and of days due since, before today."""
    people = scored_challenge.scored.people
    logged, membership = people.logged[:, :until], people.membership
    if not until:
        nobody = np.full(len(logged), -1)
        return nobody, np.zeros_like(nobody)
    last = np.where(logged.any(axis=1), until - 1 - logged[:, ::-1].argmax(axis=1), -1)
    # Today is not over. Whoever has left or pauses today is not asked for anything.
    over = membership.countable[:, : until - 1]
    missed = (over & (np.arange(until - 1) > last[:, None])).sum(axis=1)
    away = np.isin(membership.status[:, until - 1], (Status.PAUSED, Status.ABSENT))
    return last, np.where(away, 0, missed)
