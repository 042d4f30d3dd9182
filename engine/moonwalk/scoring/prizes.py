"""Who wins a prize, and who would have won but for a reason that is given."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from moonwalk.api.field_words import ConditionKind
from moonwalk.api.timeline import Status
from moonwalk.api.values import ConditionValue
from moonwalk.scoring.eligibility import conditions_met
from moonwalk.scoring.facts import Int32Array, Int64Array
from moonwalk.scoring.people import PeopleScores
from moonwalk.scoring.plan import Numbering
from moonwalk.scoring.standings import Standings

_AWAY: Final = "no longer takes part"


@dataclass(frozen=True, slots=True)
class Winners:
    """Rows that win, in order, and those that would have won, each with the reason why they do not."""

    rows: tuple[int, ...] = ()
    missed: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnTicket:
    """A drawn ticket: the person's row, the ticket's number, and its lot as hexadecimal digits."""

    row: int
    ticket: int
    lot: str


def whole_places(numbering: Numbering) -> Numbering:
    """Return the numbering by which winners are found: equal rows share a place, whatever the board shows."""
    # Ordinal or fractional numbers would give a prize to one of two equals, or to neither.
    return "dense" if numbering == "dense" else "standard"


def by_place(standings: Standings, numbering: Numbering, places: int, barred: Sequence[str]) -> Winners:
    """Return the rows on the first places of a board that is numbered by `whole_places`.

    `barred` says of each row why it may not win, or "" ; its place falls to the next. Equal rows share a
    prize, and the first N places are that many rows, or that many places where numbering is dense. Nobody
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
            # A barred row counts as missed only if somebody on its place or behind it wins; held back
            # until that is known, since behind the last prize nobody has missed anything.
            (missed if place == last else held).append((row, reason))
            continue
        if place != last:
            # Asked at the start of a place, so that all who share the last one win.
            if (groups if dense else len(rows)) >= places:
                held = []
                break
            missed, held = missed + held, []
            groups, last = groups + 1, place
        rows.append(row)
    # With prizes left over, the barred rows at the end would have won too.
    full = (groups if dense else len(rows)) >= places
    return Winners(tuple(rows), tuple(missed if full else missed + held))


def by_goal(times: Int64Array, barred: Sequence[str]) -> Winners:
    """Return everyone who met a goal; `times` says of each row how often."""
    met = np.flatnonzero(times > 0).tolist()
    rows = tuple(row for row in met if not barred[row])
    return Winners(rows, tuple((row, barred[row]) for row in met if barred[row]))


def tickets(times: Int64Array, most: int | None) -> Int64Array:
    """Return how many tickets each row has: one for each time, at most `most`."""
    return times if most is None else np.minimum(times, most)


def draw(
    seed: int, prize: str, ids: Sequence[str], tickets: Int64Array, barred: Sequence[str]
) -> DrawnTicket | None:
    """Return the ticket with the highest lot among those of people who may win; None where there is none."""
    drawn_tickets = (
        DrawnTicket(row, number, lot(seed, prize, ids[row], number))
        for row in np.flatnonzero(tickets > 0).tolist()
        if not barred[row]
        for number in range(1, int(tickets[row]) + 1)
    )
    # The highest of independent lots, as in rendezvous hashing: no order of tickets has to be agreed on.
    # The id only settles equal lots, which SHA-256 will not produce.
    return max(drawn_tickets, key=lambda drawn: (drawn.lot, ids[drawn.row]), default=None)


def lot(seed: int, prize: str, person: str, ticket: int) -> str:
    """Return the lot of a ticket, which anyone can compute again: 64 hexadecimal digits."""
    # It depends on nothing but its own ticket, so one that comes or goes leaves all other lots as they
    # are.
    return hashlib.sha256(f"{seed}/{prize}/{person}/{ticket}".encode()).hexdigest()


def barred_people(
    people: PeopleScores, now: Int32Array, teams: int, needs: Sequence[ConditionValue], last_day: int
) -> list[str]:
    """Return why each person may not win a prize on a day, or "": they have left, or their team lacks a need.

    `now` is each person's team on that day, -1 for none.
    """
    day = min(max(last_day, 0), people.membership.status.shape[1] - 1)
    away = (people.membership.status[:, day] == Status.ABSENT).tolist()
    # The last element answers for people without a team, whose index is -1.
    of_team = [*barred_teams(people, now, teams, needs, last_day), "is in no team" if needs else ""]
    return [_AWAY if gone else of_team[team] for gone, team in zip(away, now.tolist(), strict=True)]


def barred_teams(
    people: PeopleScores, now: Int32Array, teams: int, needs: Sequence[ConditionValue], last_day: int
) -> list[str]:
    """Return why each team may not win a prize on a day, or "": the first condition that it does not meet."""
    reasons = [""] * teams
    for need, holds in zip(needs, conditions_met(needs, people, now, teams, last_day), strict=True):
        for team in np.flatnonzero(~holds).tolist():
            reasons[team] = reasons[team] or f"needs {ConditionKind().show(need)}"
    return reasons
