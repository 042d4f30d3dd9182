"""What triggers look at: a challenge's weeks, its people, and the time since the last tick."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from moonwalk.api.days import Status
from moonwalk.api.field_times import ClockTimeKind
from moonwalk.api.notices import Moment, PersonInfo, WeekInfo
from moonwalk.api.values import ClockTime
from moonwalk.runs.live import Reckoned
from moonwalk.runs.reckoning import codes_of, facts_of
from moonwalk.scoring.badges import score_badges
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.people import ask
from moonwalk.store import people
from moonwalk.store.database import Reader


def moment_of(db: Reader, reckoned: Reckoned, since: int, now: int, home: str) -> Moment:
    """A challenge between two instants (ms), for its triggers; `home` is the workspace's zone, if any."""
    challenge, calendar = reckoned.challenge, reckoned.plan.calendar
    return Moment(
        since=moment(since),
        now=moment(now),
        title=challenge.title,
        about=challenge.about,
        timezone=calendar.zone,
        weeks=tuple(_week(reckoned, number) for number in range(1, calendar.weeks + 1)),
        people=_people(db, reckoned, home),
    )


def parse_clock(text: str) -> ClockTime | None:
    """A trigger's own time of day; None where it has none."""
    return ClockTimeKind().parse(text) if text else None


def first_name(name: str) -> str:
    """What to call somebody in a message."""
    return name.split(" ")[0]


def _week(reckoned: Reckoned, number: int) -> WeekInfo:
    calendar, written = reckoned.plan.calendar, reckoned.challenge.weeks.get(number)
    first = calendar.dates[7 * (number - 1)]
    return WeekInfo(
        number=number,
        first=first,
        last=calendar.last_day_of_week(number),
        closes=moment(calendar.week_closes(number)),
        theme=written.theme if written else "",
        message=written.message if written else "",
    )


def _people(db: Reader, reckoned: Reckoned, home: str) -> tuple[PersonInfo, ...]:
    scored, calendar = reckoned.scored.people, reckoned.plan.calendar
    starts = range(0, calendar.length, 7)
    points = np.add.reduceat(scored.total, starts, axis=1).tolist()
    days = np.add.reduceat(scored.logged, starts, axis=1, dtype=np.int64).tolist()
    zones = {person.id: person.timezone for person in people.all_people(db)}
    last = min(max(reckoned.scored.last_day, 0), calendar.length - 1)
    badges = _badges(db, reckoned)
    teams = scored.frame.team[:, last].tolist()
    # Who has left hears no more of it, whatever is still to be told of their days.
    today = min(max(reckoned.scored.plan.today, 0), calendar.length - 1)
    stays = (scored.frame.status[:, today:] != Status.ABSENT).any(axis=1)
    return tuple(
        PersonInfo(
            id=identifier,
            first_name=first_name(name),
            team=reckoned.team_names[team] if team >= 0 else "",
            timezone=zones.get(identifier) or home or calendar.zone,
            points=MappingProxyType(dict(enumerate(person_points, 1))),
            days=MappingProxyType(dict(enumerate(person_days, 1))),
            badges=MappingProxyType({week: held[row] for week, held in badges.items()}),
        )
        for row, (identifier, name, team, person_points, person_days) in enumerate(
            zip(reckoned.person_ids, reckoned.person_names, teams, points, days, strict=True)
        )
        if stays[row]
    )


def _badges(db: Reader, reckoned: Reckoned) -> dict[int, list[tuple[str, ...]]]:
    """The badges everyone held at the end of each week, where rules give some."""
    plan, people_frame = reckoned.scored.plan, reckoned.scored.people.frame
    if not any(ask(rule, rule.adapter.badges) for rule in plan.person_rules):
        return {}
    facts, codes = facts_of(db, plan, NEVER), codes_of(db, plan)
    badges = score_badges(plan, people_frame, facts, codes, reckoned.scored.last_day)
    return {
        week: badges.names_held(plan.calendar.index(plan.calendar.last_day_of_week(week)))
        for week in range(1, plan.calendar.weeks + 1)
    }
