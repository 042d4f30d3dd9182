"""Personal links: made for the people of a challenge, checked when somebody comes by one, revoked.

A link says for what it is, for which challenge, for whom and until when, and is signed with a key that only
this workspace has. Whoever has it may do what it is for, and nothing in it says whose it is.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from moonwalk.api.language import Catalogue
from moonwalk.definitions import Challenge
from moonwalk.scoring.facts import NEVER
from moonwalk.services.checking_in.tokens import (
    PURPOSES,
    Purpose,
    claims_of,
    code_of,
    key_of,
    mark_of,
    signature_of,
    token_of,
)
from moonwalk.services.drafts import check_known
from moonwalk.services.dry_run import operator
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, names, outlined
from moonwalk.services.lookup import person_of
from moonwalk.services.roster.enrolment import Eligible
from moonwalk.services.score_cache import Launched
from moonwalk.services.wording import counted
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, memberships, people, personal_links
from moonwalk.store.database import Database, Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.people import PersonRecord

LOCAL: Final = "http://127.0.0.1:8710"
"""Where the page is reached as long as the settings name no address."""

PATH: Final = "/l/"
PUSH_PATH: Final = "/in/"
"""Where phones send to; such a link shows nothing."""

STOP_PATH: Final = "/u/"
"""Where messages are left; such a link shows that, and nothing else."""

CAPTAIN_PATH: Final = "/c/"
"""Where captains log for the members of their team."""

KIOSK_PATH: Final = "/k/"
"""Where a page is opened by a code at a shared device, for a few minutes."""

_MINUTE: Final = 60_000
_STOP_MINUTES: Final = 60 * 24 * 60
"""A message may be read, and its sender left, long after the last day is closed."""

_TEXTS: Final = Catalogue(__name__)


class Declined(Refused):
    """What a participant asked for cannot be done; the message is for them, and names nothing of ours."""


class DeadLink(Declined):
    """A link that was never made here, was changed, is over, or was revoked."""

    def __init__(self) -> None:
        # One answer to every link that is not good, so that nothing can be learnt from it.
        super().__init__(
            _TEXTS.gettext(
                "This link does not work, or not any longer. Nothing was changed. Ask whoever runs the "
                "challenge for a new one."
            )
        )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes by a link (a number of the store), into which challenge, and what the link is for."""

    challenge: str
    no: int
    purpose: Purpose = "log"

    @property
    def may_log(self) -> bool:
        """Whether they may log for themselves by it."""
        return self.purpose in ("log", "kiosk")

    @property
    def may_decide(self) -> bool:
        """Whether they may leave, be erased, or change what messages they get."""
        return self.purpose == "log"


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """A link to be handed to a person, and where to. A kiosk has one for all, and `code` is the person's."""

    id: str
    name: str
    email: str
    url: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class LinkList:
    """The links of a challenge. `revoked` are the ids of people who have none, since theirs was revoked.

    `local` says that they work on this computer only.
    """

    challenge: str
    title: str
    links: tuple[PersonalLink, ...]
    revoked: tuple[str, ...] = ()
    local: bool = False


def make_links(
    ws: Workspace,
    challenge: str,
    who: Sequence[str] = (),
    purpose: Purpose = "log",
    *,
    anew: bool = False,
) -> LinkList:
    """Everyone's link into a challenge, or those of some; whoever has none yet is given one.

    Those of captains are for captains only. Asked again, it answers with the same links. `anew` gives them
    new ones, and kills those that they had.
    Refused where the challenge is not launched, or over.
    """
    with ws.database() as db:
        launch, until = _open_until(ws, db, challenge)
        chosen = _members(ws, db, challenge, who)
        if purpose == "captain":
            chosen = _captains(db, launch.challenge, chosen, named=bool(who))
        numbers = give_numbers(ws, db, challenge, [person.no for person in chosen], anew=anew)
        key = key_of(ws, make=True)
        links = []
        for person in chosen:
            number = numbers[person.no]
            if number is not None:
                if purpose == "kiosk":
                    url = f"{ws.settings.page_url or LOCAL}/kiosk/{challenge}"
                    code = code_of(key, challenge, number)
                else:
                    url = _url(ws, purpose, token_of(key, purpose, challenge, number, until))
                    code = ""
                links.append(PersonalLink(person.id, person.name, person.email, url, code))
    dead = tuple(person.id for person in chosen if numbers[person.no] is None)
    return LinkList(challenge, launch.challenge.title, tuple(links), dead, not ws.settings.page_url)


def give_numbers(
    ws: Workspace, db: Database, challenge: str, persons: Sequence[int], *, anew: bool = False
) -> Mapping[int, int | None]:
    """What people's links into a challenge know them by, made for those who have none; None: revoked."""
    numbers = personal_links.in_force(db, challenge)
    missing = [person for person in persons if anew or person not in numbers]
    if not missing:
        return numbers
    at = ws.instant()
    only = missing[0] if len(missing) == 1 else None
    decided = Decision(at, operator(), "links", challenge, detail={"people": len(missing)}, person=only)
    with db.write() as tx:
        made = personal_links.add(tx, challenge, missing, at, decisions.record(tx, decided))
    return {**numbers, **made}


def link_of(
    ws: Workspace, db: Database, challenge: str, person: int, purpose: Purpose = "log", *, make: bool = True
) -> str:
    """The link for a purpose of a person (by number). Refused, saying why, where there is none.

    Whoever has none yet is given one; without `make` nothing is stored, and dots stand for what is to come.
    """
    if not ws.settings.page_url:
        raise Refused("It has the reader's link, and moonwalk.yaml does not say where people reach the page.")
    _, until = _open_until(ws, db, challenge)
    if not _taking_part(ws, db, challenge, person):
        raise Refused("It has the reader's link, and this person has left the challenge.")
    if not personal_links.has_any(db, challenge, person):
        if not make:
            return _url(ws, purpose, "...")
        give_numbers(ws, db, challenge, [person])
    number = personal_links.number_of(db, challenge, person)
    if number is None:
        raise Refused("It has the reader's link, which was revoked.")
    return _url(ws, purpose, token_of(key_of(ws, make=True), purpose, challenge, number, until))


def stop_link_of(ws: Workspace, db: Database, challenge: str, person: int) -> str:
    """The link by which a person (by number) leaves all messages; it lasts 60 days longer than others.

    Empty where nobody could use it: without an address of the page, unlaunched, or once it was revoked.
    """
    launch = _as_launched(ws, db, challenge) if ws.settings.page_url and challenge in names(db) else None
    if launch is None:
        return ""
    if not personal_links.has_any(db, challenge, person):
        give_numbers(ws, db, challenge, [person])
    number = personal_links.number_of(db, challenge, person)
    if number is None:
        return ""
    until = -(-launch.plan.calendar.all_closed // _MINUTE) + _STOP_MINUTES
    return _url(ws, "stop", token_of(key_of(ws, make=True), "stop", challenge, number, until))


def seal(ws: Workspace, visitor: Visitor, text: str) -> str:
    """What proves that a text was made here for this visitor, and was not changed since."""
    said = f"{visitor.challenge}/{visitor.no}/{text}".encode()
    return urlsafe_b64encode(signature_of(key_of(ws, make=False), said)).decode()


def is_sealed(ws: Workspace, visitor: Visitor, text: str, proof: str) -> bool:
    """Whether a text has the proof that `seal` gave it."""
    return hmac.compare_digest(seal(ws, visitor, text).encode(), proof.encode(errors="replace"))


def revoke_links(ws: Workspace, challenge: str, who: Sequence[str], reason: str) -> int:
    """Kill the links of people into a challenge, for a reason, until new ones are made; how many people."""
    if not who or not reason.strip():
        raise Refused("Say whose links are revoked, and why. Nothing was changed.")
    with ws.database() as db:
        check_known(ws, db, challenge)
        numbers = [person_of(db, name).no for name in who]
        at = ws.instant()
        with db.write() as tx:
            only = numbers[0] if len(numbers) == 1 else None
            detail = {"people": len(numbers)}
            decided = Decision(at, operator(), "links revoke", challenge, reason.strip(), detail, only)
            personal_links.revoke(tx, challenge, numbers, at, decisions.record(tx, decided))
    return len(numbers)


def visitor_of(ws: Workspace, token: str, purposes: Sequence[Purpose] = ("log", "see")) -> Visitor:
    """Who comes by a link for one of these purposes; nothing is stored.

    DeadLink, in the same words, for any that is not good.
    """
    said = claims_of(ws, token)
    if said is None:
        raise DeadLink
    kind, mark, number, until = said
    purpose = next((each for each in purposes if PURPOSES[each] == kind), None)
    if purpose is None:
        raise DeadLink
    with ws.database() as db:
        challenge = next((name for name in names(db) if mark_of(name) == mark), None)
        if ws.instant() > until * _MINUTE or challenge is None:
            raise DeadLink
        person = personal_links.person_of(db, challenge, number)
        # Who has left a challenge may still have messages of it, and leave those.
        stays = purpose == "stop" or _taking_part(ws, db, challenge, person)
        if person is None or not stays:
            raise DeadLink
        return Visitor(challenge, person, purpose)


def numbers_of_members(ws: Workspace, db: Reader, challenge: str) -> Mapping[int, int]:
    """What the links of those who take part know them by, by the number of the person."""
    members, numbers = _taking_part(ws, db, challenge), personal_links.in_force(db, challenge)
    return {person: number for person, number in numbers.items() if number is not None and person in members}


def is_open(ws: Workspace, db: Database, challenge: str) -> bool:
    """Whether a challenge is launched, and some day of it can be logged now or later."""
    launch = _as_launched(ws, db, challenge) if challenge in names(db) else None
    return launch is not None and ws.instant() <= launch.plan.calendar.all_closed


def person_behind(db: Reader, visitor: Visitor) -> PersonRecord:
    """The person of a visitor. DeadLink for somebody who was forgotten in the meantime."""
    person = people.by_number(db, visitor.no)
    if person is None:
        raise DeadLink
    return person


def path_of(purpose: Purpose) -> str:
    """What stands before a link for a purpose, behind the address of the page."""
    return _PATHS.get(purpose, PATH)


_PATHS: Final[Mapping[Purpose, str]] = MappingProxyType(
    {"push": PUSH_PATH, "stop": STOP_PATH, "captain": CAPTAIN_PATH, "kiosk": KIOSK_PATH}
)


def describe(links: LinkList, *, on_cards: bool = False) -> tuple[str, ...]:
    """What is to be said beside the links; `on_cards` says that they are written on cards."""
    remarks = []
    if links.local:
        what = "codes" if any(link.code for link in links.links) else "links"
        remarks.append(
            f"These {what} work on this computer only. Say where people reach the page, in moonwalk.yaml: "
            f"page: {{url: https://moves.example.com}}. Until then it is {LOCAL}."
        )
    if links.revoked:
        few = ", ".join(links.revoked[:5])
        remarks.append(
            f"{counted(len(links.revoked), 'person has', 'people have')} no link, since theirs was revoked "
            f"({few}). To give them a new one: moonwalk links {links.challenge} --only ID --anew"
        )
    without = sum(not link.email for link in links.links)
    if without and not on_cards:
        remarks.append(
            f"{counted(without, 'person has', 'people have')} no e-mail address on the roster. Print cards "
            "for them: --cards FILE"
        )
    return tuple(remarks)


def captains_of(db: Reader, challenge: Challenge) -> frozenset[int]:
    """Who is a captain in a challenge, as the newest roster says (numbers of people); most have none."""
    wanted = challenge.teams.captains if challenge.teams else {}
    return (Eligible.read(db, wanted).people or frozenset()) if wanted else frozenset()


def _captains(
    db: Reader, challenge: Challenge, chosen: Sequence[PersonRecord], *, named: bool
) -> list[PersonRecord]:
    """Those who are captains. Refused where there are none, or somebody who was named is not one."""
    numbers = captains_of(db, challenge)
    captains = [person for person in chosen if person.no in numbers]
    if not captains or (named and len(captains) < len(chosen)):
        others = ", ".join(f"{each.name} ({each.id})" for each in chosen if each.no not in numbers)
        who = f"Not a captain in '{challenge.name}': {others}." if named else "Nobody who takes part is one."
        raise Refused(
            f"{who} Nothing was changed. The challenge says who captains are, with 'captains' under 'teams', "
            "such as 'captains: {role: [captain]}', and the roster has them in that column."
        )
    return captains


def _open_until(ws: Workspace, db: Database, challenge: str) -> tuple[Launched, int]:
    """A challenge as it was launched, and the last minute at which a day of it is open."""
    check_known(ws, db, challenge)
    launch = _as_launched(ws, db, challenge) if challenge in names(db) else None
    if launch is None:
        raise Refused(
            f"'{challenge}' is not launched, so nobody takes part yet. Nothing was changed. Launch it first: "
            f"moonwalk launch {challenge} --start DATE"
        )
    closed = launch.plan.calendar.all_closed
    if ws.instant() > closed:
        raise Refused(f"'{challenge}' is over: no day of it can be logged any more. Nothing was changed.")
    return launch, -(-closed // _MINUTE)


def _as_launched(ws: Workspace, db: Database, challenge: str) -> Launched | None:
    """A challenge as it was launched; what is read once is remembered, which an outline is not."""
    with suppress(NotScored):
        return launched(ws, db, challenge)
    return outlined(ws, db, challenge)


def _taking_part(ws: Workspace, db: Reader, challenge: str, person: int | None = None) -> set[int]:
    """Who takes part today or later, of all or of one person; whoever has left has no page any more."""
    today = ws.today()
    standing = memberships.current(db, challenge, NEVER, person)
    return {each.person for each in standing if each.to_day is None or each.to_day >= today}


def _members(ws: Workspace, db: Reader, challenge: str, who: Sequence[str]) -> list[PersonRecord]:
    """Those who take part, all or those who are named, in the order of the roster."""
    members = _taking_part(ws, db, challenge)
    if not who:
        return [person for person in people.all_people(db) if person.no in members]
    chosen = [person_of(db, name) for name in who]
    for person in chosen:
        if person.no not in members:
            raise Refused(
                f"{person.name} ({person.id}) does not take part in '{challenge}'. Nothing was changed."
            )
    return chosen


def _url(ws: Workspace, purpose: Purpose, token: str) -> str:
    return f"{ws.settings.page_url or LOCAL}{path_of(purpose)}{token}"
