"""What there is to say at a launch: who has no team, where weeks close at night, what is to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.values import DaysLater
from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.services.boards.remarks import launch_remarks
from moonwalk.services.deadlines import closing_moment
from moonwalk.services.roster.enrolment import unknown_values
from moonwalk.services.roster.teams import team_remedy
from moonwalk.services.wording import counted
from moonwalk.store import memberships, people
from moonwalk.store.database import Transaction
from moonwalk.store.memberships import MembershipRecord

_SHOWN: Final = 5
"""Of many teams, so many are named."""

_MORNING: Final = 6


def remarks_at_launch(
    tx: Transaction,
    challenge: Challenge,
    calendar: Calendar,
    now: int,
    members: Sequence[MembershipRecord],
) -> Iterator[str]:
    """Everything that the organiser should know of a launch at an instant (ms)."""
    yield from _late(calendar, now)
    yield from _at_night(tx, calendar, members)
    yield from _remarks(tx, challenge, members)


def _late(calendar: Calendar, now: int) -> Iterator[str]:
    """What a launch after the first day means, which may also be a slip in the year."""
    today = calendar.today(now)
    if calendar.ends < today:
        yield f"It was over on {calendar.ends}, {(today - calendar.ends).days} days ago. Is the year right?"
    if calendar.starts < today:
        first = "day" if isinstance(calendar.log_until, DaysLater) else "week"
        until = closing_moment(calendar, calendar.starts)
        yield (
            f"It began on {calendar.starts}, {(today - calendar.starts).days} days ago. What was done since "
            f"can be logged, for its first {first} until {until}."
        )


def _at_night(tx: Transaction, calendar: Calendar, members: Sequence[MembershipRecord]) -> Iterator[str]:
    """Time zones of people in which the first week closes between midnight and six."""
    joined, closes = {member.person for member in members}, calendar.week_closes(1)
    by_zone = Counter(
        person.timezone for person in people.all_people(tx) if person.timezone and person.no in joined
    )
    for zone, count in sorted(by_zone.items()):
        local = moment(closes).astimezone(ZoneInfo(zone))
        if zone != calendar.zone and local.hour < _MORNING:
            yield (
                f"When week 1 closes, it is night in {zone}, {local:%H:%M}, where "
                f"{counted(count, 'person lives', 'people live')}."
            )


def _remarks(tx: Transaction, challenge: Challenge, members: Sequence[MembershipRecord]) -> Iterator[str]:
    section, name = challenge.people, challenge.name
    if not people.all_people(tx):
        yield "The roster is empty: moonwalk people import FILE."
    else:
        goals = (goal.only_where for goal in challenge.goals.values())
        for wanted in (section.only_where, *goals, *(rule.only_where for rule in challenge.rules)):
            yield from unknown_values(tx, wanted, "only_where")
        if challenge.teams is not None:
            yield from unknown_values(tx, challenge.teams.captains, "captains")
    if section.take_part == "those who sign up" and not members:
        yield f"Nobody has signed up yet: moonwalk people join {name} WHO"
    elif not members:
        yield "Nobody takes part yet. People added to the roster will take part."
    yield from launch_remarks(tx, challenge, (member.person for member in members))
    yield from _sizes(tx, challenge, members)


def _sizes(tx: Transaction, challenge: Challenge, members: Sequence[MembershipRecord]) -> Iterator[str]:
    """People without a team, and teams that are smaller or larger than the challenge wants."""
    if challenge.teams is None:
        return
    team_of = {member.person: member.team for member in members}
    without = sum(team is None for team in team_of.values())
    if without:
        yield f"{counted(without, 'person', 'people')} without a team yet: {team_remedy(challenge)}"
    size, sizes = challenge.teams.size, Counter(team for team in team_of.values() if team is not None)
    named = {team.no: team.name for team in memberships.all_teams(tx)}
    odd = sorted(
        f"{named[team]} has {count}"
        for team, count in sizes.items()
        if not size.smallest <= count <= size.largest and named[team] != challenge.teams.open_team
    )
    if odd:
        more = f", and {len(odd) - _SHOWN} others" if len(odd) > _SHOWN else ""
        yield f"The challenge asks for teams of {size}; {', '.join(odd[:_SHOWN])}{more}."
