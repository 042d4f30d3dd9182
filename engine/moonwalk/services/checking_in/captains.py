"""Captains: they log for the members of their own team, where the challenge lets them.

A captain sees the names of the members, as `privacy` shows them, and what captains logged; nothing that
anybody entered by another way. What is logged is an entry of the member, from a source of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.scoring.facts import NEVER
from moonwalk.services.checking_in.days import (
    BY_CAPTAIN,
    UNDONE_BY_CAPTAIN,
    CheckIn,
    check_consented,
    current_of,
    open_days,
    readable,
    today_of,
    view_of,
)
from moonwalk.services.checking_in.links import DeadLink, Declined, Visitor, captains_of, person_behind
from moonwalk.services.checking_in.taps import Hand, Logging, set_by, take_back_by
from moonwalk.services.checking_in.tokens import key_of, signature_of
from moonwalk.services.dry_run import CAPTAIN
from moonwalk.services.privacy.audience import shown_names
from moonwalk.services.score_cache import Launched
from moonwalk.services.workspace import Workspace
from moonwalk.store import entries, memberships, people
from moonwalk.store.database import Database
from moonwalk.store.memberships import MembershipRecord
from moonwalk.store.people import PersonRecord

_TEXTS: Final = Catalogue(__name__)
_CHANGED: Final = "changed by a captain"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a captain's team: the name as it may be shown, and the mark that stands in addresses."""

    mark: str
    name: str


@dataclass(frozen=True, slots=True)
class Crew:
    """A captain's own team and its members, in the order of their names. `name` is the captain's own."""

    title: str
    name: str
    team: str
    members: tuple[Member, ...]


def crew(ws: Workspace, visitor: Visitor) -> Crew:
    """The team of whoever comes by a captain's link. DeadLink for who is no captain, or in no team, now."""
    with ws.database() as db:
        led = _Led.read(ws, db, visitor)
        names = shown_names(
            db, led.launch.challenge, {each.id: each.name for each, _ in led.members.values()}
        )
    members = [Member(mark, names[each.id]) for mark, (each, _) in led.members.items()]
    ordered = tuple(sorted(members, key=lambda member: (member.name.casefold(), member.mark)))
    return Crew(led.launch.challenge.title, led.captain.name, led.team, ordered)


def member_day(ws: Workspace, visitor: Visitor, mark: str, day: date | None = None) -> CheckIn:
    """What a captain may log for a member on a day, the newest open one by default."""
    with ws.database() as db:
        led = _Led.read(ws, db, visitor)
        logging = led.logging(mark)
        person = logging.person
        (name,) = shown_names(db, led.launch.challenge, {person.id: person.name}).values()
        # Not what the member entered: that is theirs to show.
        logged = tuple(
            each for each in current_of(entries.of_person(db, person.no)) if each.source == BY_CAPTAIN
        )
    today = today_of(ws, led.launch, person)
    return view_of(led.launch, name, today, logging.days, logged, day, BY_CAPTAIN)


def log_for(ws: Workspace, visitor: Visitor, mark: str, activity: str, day: date, amount: str) -> str:
    """Set the amount of an activity on a day for a member of the captain's team; the id of the entry."""
    with ws.database() as db:
        led = _Led.read(ws, db, visitor)
        check_consented(db, visitor)
        return set_by(ws, db, led.hand(), led.logging(mark), activity, day, amount)


def take_back_for(ws: Workspace, visitor: Visitor, mark: str, entry: str) -> bool:
    """Undo what a captain logged for a member; whether anything changed: not the second time."""
    with ws.database() as db:
        led = _Led.read(ws, db, visitor)
        check_consented(db, visitor)
        return take_back_by(ws, db, led.hand(), led.logging(mark), entry, (BY_CAPTAIN,))


@dataclass(frozen=True)
class _Led:
    """A captain's team now: its members by mark, each with the memberships that lead into it."""

    ws: Workspace
    launch: Launched
    captain: PersonRecord
    team: str
    members: Mapping[str, tuple[PersonRecord, Sequence[MembershipRecord]]]

    @classmethod
    def read(cls, ws: Workspace, db: Database, visitor: Visitor) -> _Led:
        """The team of a visitor. DeadLink where they are no captain of one."""
        captain, launch = person_behind(db, visitor), readable(ws, db, visitor.challenge)
        standing = memberships.current(db, visitor.challenge, NEVER)
        own = next((each.team for each in standing if _is_now(ws, each, captain.no)), None)
        team = None if own is None else memberships.by_number(db, own)
        if (
            visitor.purpose != "captain"
            or team is None
            or captain.no not in captains_of(db, launch.challenge)
        ):
            raise DeadLink
        key, members = key_of(ws, make=False), {}
        for person in people.all_people(db):
            into = [each for each in standing if (each.person, each.team) == (person.no, own)]
            if person.no != captain.no and any(_is_now(ws, each, person.no) for each in into):
                said = f"member/{visitor.challenge}/{captain.no}/{person.no}".encode()
                members[signature_of(key, said)[:6].hex()] = (person, into)
        return cls(ws, launch, captain, team.name, members)

    def hand(self) -> Hand:
        """By whose hand entries are set."""
        return Hand(CAPTAIN, BY_CAPTAIN, _CHANGED, UNDONE_BY_CAPTAIN, {"captain": self.captain.no})

    def logging(self, mark: str) -> Logging:
        """What can be logged for the member with a mark: the open days on which they were in this team."""
        if mark not in self.members:
            raise Declined(
                _TEXTS.gettext("Nobody of your team is meant by this address. Nothing was changed.")
            )
        person, into = self.members[mark]
        days = open_days(self.ws, self.launch, today_of(self.ws, self.launch, person))
        within = [
            day
            for day in days
            if any(each.from_day <= day and (each.to_day is None or day <= each.to_day) for each in into)
        ]
        return Logging(person, self.launch, within)


def _is_now(ws: Workspace, membership: MembershipRecord, person: int) -> bool:
    """Whether a membership is one of a person that holds today."""
    today = ws.today()
    ends = membership.to_day
    return membership.person == person and membership.from_day <= today and (ends is None or today <= ends)
