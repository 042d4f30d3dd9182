"""Cheers: once a day for another team. They bring no points, and no board ranks by them.

Who cheered for whom is shown to nobody; of a team it is shown how many cheers it got this week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.scoring.calendar import Calendar
from moonwalk.scoring.facts import NEVER
from moonwalk.services.checking_in.days import check_consented, readable, today_of
from moonwalk.services.checking_in.links import Declined, Visitor, person_behind
from moonwalk.services.score_cache import Launched
from moonwalk.services.workspace import Workspace
from moonwalk.store import cheers, memberships
from moonwalk.store.cheers import CheerRecord
from moonwalk.store.database import Database
from moonwalk.store.memberships import MembershipRecord

_TEXTS: Final = Catalogue(__name__)


@dataclass(frozen=True, slots=True)
class Got:
    """How many cheers a participant's own team got this week, with its name; none and "" without a team."""

    team: str = ""
    cheers: int = 0


@dataclass(frozen=True, slots=True)
class Cheering:
    """What a participant may do about cheers today, and how many their own team got.

    `teams` are those that they can cheer for, in the order of their names; `cheered` is the one for which
    they did.
    """

    got: Got
    teams: tuple[str, ...]
    cheered: str = ""


def cheers_got(ws: Workspace, visitor: Visitor) -> Got:
    """The cheers that a participant's own team got this week."""
    with ws.database() as db:
        person, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        today = today_of(ws, launch, person)
        return _got(db, visitor, launch, today) if _has_cheers(launch, today) else Got()


def cheering(ws: Workspace, visitor: Visitor) -> Cheering | None:
    """The cheers of a participant; None where the challenge has none, or does not run today."""
    with ws.database() as db:
        person, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        today = today_of(ws, launch, person)
        if not _has_cheers(launch, today):
            return None
        teams, own = _teams(db, visitor, today)
        done = cheers.team_on(db, visitor.challenge, visitor.no, today)
        named = {team.no: team.name for team in memberships.all_teams(db)}
        return Cheering(
            got=_got(db, visitor, launch, today),
            teams=tuple(sorted((named[no] for no in teams if no != own), key=str.casefold)),
            cheered="" if done is None else named[done],
        )


def cheer(ws: Workspace, visitor: Visitor, team: str) -> bool:
    """Cheer for a team today; False where this participant did so already, for whichever.

    Declined where there is no such team, it is their own, or the challenge has no cheers today.
    """
    if not visitor.may_decide:
        raise Declined(_TEXTS.gettext("With this link you cannot cheer. Nothing was changed."))
    with ws.database() as db:
        person, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        check_consented(db, visitor)
        today = today_of(ws, launch, person)
        if not _has_cheers(launch, today):
            raise Declined(_TEXTS.gettext("There are no cheers today. Nothing was changed."))
        teams, own = _teams(db, visitor, today)
        meant = memberships.find(db, team)
        if meant is None or meant.no not in teams or meant.no == own:
            raise Declined(
                _TEXTS.gettext(
                    "There is no other team of this name. Nothing was changed. Choose one of them."
                )
            )
        with db.write() as tx:
            # Asked under the lock: of two taps at once only one is a cheer.
            if cheers.team_on(tx, visitor.challenge, visitor.no, today) is not None:
                return False
            cheers.add(tx, CheerRecord(visitor.challenge, visitor.no, meant.no, today, ws.instant()))
            return True


def cheers_of_week(ws: Workspace, launch: Launched, today: date) -> tuple[tuple[str, int], ...]:
    """How many cheers teams got in the week of a day, by name; teams that got none are left out."""
    if not _has_cheers(launch, today):
        return ()
    with ws.database() as db:
        week = _week(launch.plan.calendar, today)
        counts = cheers.count_by_team(db, launch.record.challenge, *week)
        named = {team.no: team.name for team in memberships.all_teams(db)}
    return tuple(
        sorted(((named[no], count) for no, count in counts.items()), key=lambda each: each[0].casefold())
    )


def _has_cheers(launch: Launched, today: date) -> bool:
    teams, calendar = launch.challenge.teams, launch.plan.calendar
    return teams is not None and teams.cheers != "none" and calendar.starts <= today <= calendar.ends


def _got(db: Database, visitor: Visitor, launch: Launched, today: date) -> Got:
    # Of one person alone: it stands on every page.
    standing = memberships.current(db, visitor.challenge, NEVER, visitor.no)
    own = next((each.team for each in standing if each.team is not None and _is_on(each, today)), None)
    team = None if own is None else memberships.by_number(db, own)
    if team is None:
        return Got()
    week = _week(launch.plan.calendar, today)
    return Got(team.name, cheers.count_for(db, visitor.challenge, team.no, *week))


def _week(calendar: Calendar, today: date) -> tuple[date, date]:
    """The first and the last day of the challenge week of a day."""
    first = calendar.starts + timedelta(days=(today - calendar.starts).days // 7 * 7)
    return first, first + timedelta(days=6)


def _teams(db: Database, visitor: Visitor, today: date) -> tuple[frozenset[int], int]:
    """The teams that have a member on a day, and the one of the visitor; 0 where they have none."""
    members = {
        each.person: each.team
        for each in memberships.current(db, visitor.challenge, NEVER)
        if each.team is not None and _is_on(each, today)
    }
    return frozenset(members.values()), members.get(visitor.no, 0)


def _is_on(membership: MembershipRecord, day: date) -> bool:
    return membership.from_day <= day and (membership.to_day is None or day <= membership.to_day)
