"""Cheers: that a person cheered for a team on a day. Facts, of which there is one a day for each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from moonwalk.store.database import Reader, Transaction


@dataclass(frozen=True, slots=True)
class CheerRecord:
    """A cheer. Person and team are numbers, `day` is the civil day where the person is, `known_at` in ms."""

    challenge: str
    person: int
    team: int
    day: date
    known_at: int


def add(tx: Transaction, cheer: CheerRecord) -> None:
    """Add a cheer. The database refuses a second one of a person on a day in a challenge."""
    tx.add(
        "cheer",
        challenge=cheer.challenge,
        person=cheer.person,
        team=cheer.team,
        day=cheer.day.isoformat(),
        known_at=cheer.known_at,
    )


def team_on(db: Reader, challenge: str, person: int, day: date) -> int | None:
    """The number of the team for which a person cheered on a day; None where they did not."""
    sql = "SELECT team FROM cheer WHERE person = ? AND challenge = ? AND day = ?"
    team = db.value(sql, (person, challenge, day.isoformat()))
    return None if team is None else int(team)


def count_for(db: Reader, challenge: str, team: int, first: date, last: date) -> int:
    """How many cheers a team got on the days from `first` to `last`."""
    sql = "SELECT count(*) FROM cheer WHERE challenge = ? AND team = ? AND day BETWEEN ? AND ?"
    return int(db.value(sql, (challenge, team, first.isoformat(), last.isoformat())))


def count_by_team(db: Reader, challenge: str, first: date, last: date) -> Mapping[int, int]:
    """How many cheers teams got on the days from `first` to `last`, by the number of the team."""
    sql = "SELECT team, count(*) FROM cheer WHERE challenge = ? AND day BETWEEN ? AND ? GROUP BY team"
    return dict(db.rows(sql, (challenge, first.isoformat(), last.isoformat())))


def of_person(db: Reader, person: int) -> tuple[CheerRecord, ...]:
    """Every cheer of a person, in order."""
    sql = "SELECT challenge, person, team, day, known_at FROM cheer WHERE person = ? ORDER BY no"
    return tuple(
        CheerRecord(challenge, who, team, date.fromisoformat(day), at)
        for challenge, who, team, day, at in db.rows(sql, (person,))
    )
