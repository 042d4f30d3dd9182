"""Who wins a prize, and who would have but for something that is said.

A lot is the SHA-256 of "seed/prize/person/number", so it depends on nothing but its own ticket: a ticket
that comes or goes leaves every other lot as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moonwalk.api.field_words import ConditionKind
from moonwalk.api.timeline import Status
from moonwalk.api.values import Condition
from moonwalk.scoring.arrays import Int32Array, Int64Array
from moonwalk.scoring.eligibility import conditions_met
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Numbering
from moonwalk.scoring.standings import Standings

_AWAY: Final = "does not take part any more"


@dataclass(frozen=True, slots=True)
class Winners:
    """Rows that win, in order, and those that would have, each with the reason why they do not."""

    rows: tuple[int, ...] = ()
    missed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnTicket:
    """A drawn ticket: the person's row, the ticket's number, its lot in hexadecimal digits."""

    row: int
    ticket: int
    lot: str


def whole_places(numbering: Numbering) -> Numbering:
    """How a board is numbered to find winners: equal rows on one place, whatever it shows."""
    return "dense" if numbering == "dense" else "standard"


def by_place(standings: Standings, numbering: Numbering, places: int, barred: Sequence[str]) -> Winners:
    """The rows on the first places of a board that is numbered by `whole_places`.

    `unfit` says of each row why it may not win, or nothing; its place falls to the next. Equal rows
    share, and the first N places are as many rows, or as many places where numbering is dense. Nobody
    wins without points.
    """
    dense = numbering == "dense"
    rows: list[int] = []
    missed: list[tuple[int, str]] = []
    held: list[tuple[int, str]] = []
    groups, last = 0, np.nan
    for at in range(len(standings)):
        row, place = int(standings.order[at]), float(standings.place[at])
        if standings.shown[at] <= 0:
            break
        reason = standings.not_placed[row] or barred[row]
        if reason:
            (missed if place == last else held).append((row, reason))
            continue
        if place != last:
            if (groups if dense else len(rows)) >= places:
                held = []
                break
            missed, held = missed + held, []
            groups, last = groups + 1, place
        rows.append(row)
    full = (groups if dense else len(rows)) >= places
    return Winners(tuple(rows), tuple(missed if full else missed + held))


def by_goal(times: Int64Array, barred: Sequence[str]) -> Winners:
    """Everyone who met a goal; `times` says of each row how often."""
    met = np.flatnonzero(times > 0).tolist()
    rows = tuple(row for row in met if not barred[row])
    return Winners(rows, tuple((row, barred[row]) for row in met if barred[row]))


def tickets(times: Int64Array, most: int | None) -> Int64Array:
    """A ticket each time, at most so many."""
    return times if most is None else np.minimum(times, most)


def draw(
    seed: int, prize: str, ids: Sequence[str], tickets: Int64Array, barred: Sequence[str]
) -> DrawnTicket | None:
    """The ticket with the highest lot among those of people who may win; None where there is none."""
    lots = (
        DrawnTicket(row, number, lot(seed, prize, ids[row], number))
        for row in np.flatnonzero(tickets > 0).tolist()
        if not barred[row]
        for number in range(1, int(tickets[row]) + 1)
    )
    return max(lots, key=lambda drawn: (drawn.lot, ids[drawn.row]), default=None)


def lot(seed: int, prize: str, person: str, ticket: int) -> str:
    """The lot of a ticket, which anyone can compute again: 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}/{prize}/{person}/{ticket}".encode()).hexdigest()


def barred_people(
    people: PeopleScores, now: Int32Array, teams: int, needs: Sequence[Condition], last_day: int
) -> list[str]:
    """Why each person may not win a prize on a day, or nothing: who has left, or whose team lacks a need.

    `now` is each person's team on that day, -1 for none.
    """
    day = min(max(last_day, 0), people.membership.status.shape[1] - 1)
    away = (people.membership.status[:, day] == Status.ABSENT).tolist()
    # Team -1 is the last of the list.
    of_team = [*barred_teams(people, now, teams, needs, last_day), "is in no team" if needs else ""]
    return [_AWAY if gone else of_team[team] for gone, team in zip(away, now.tolist(), strict=True)]


def barred_teams(
    people: PeopleScores, now: Int32Array, teams: int, needs: Sequence[Condition], last_day: int
) -> list[str]:
    """Why each team may not win a prize on a day, or nothing: the first condition that it does not meet."""
    reasons = [""] * teams
    for need, holds in zip(needs, conditions_met(needs, people, now, teams, last_day), strict=True):
        for team in np.flatnonzero(~holds).tolist():
            reasons[team] = reasons[team] or f"needs {ConditionKind().show(need)}"
    return reasons
