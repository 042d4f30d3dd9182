"""Teams: drawn by lot into balanced sizes, formed by their members, and shown."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Final

from moonwalk.api.values import SizeRange
from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.scoring.roster_columns import value_key
from moonwalk.services.drafts import check_known, read_draft
from moonwalk.services.dry_run import operator, transaction
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.lookup import person_of
from moonwalk.services.planning import team_remarks
from moonwalk.services.roster.enrolment import Registrar
from moonwalk.services.roster.roster_change import RosterChange, decided, roster_change
from moonwalk.services.workspace import Workspace
from moonwalk.store import decisions, launches, memberships, people
from moonwalk.store import memberships as stored
from moonwalk.store.database import Database, Reader
from moonwalk.store.decisions import Decision
from moonwalk.store.memberships import MembershipRecord
from moonwalk.store.people import PersonRecord


def team_remedy(challenge: Challenge) -> str:
    """Return the command or step that gives people a team, in a challenge with teams."""
    formed = challenge.teams.formed if challenge.teams else "drawn"
    if formed == "drawn":
        return f"moonwalk teams draw {challenge.name}"
    if formed == "by the members":
        return f"moonwalk teams put {challenge.name} WHO TEAM"
    column = (challenge.teams.column if challenge.teams else None) or "team"
    return f"fill the roster's column '{column}' and import it again"


def members_from(db: Reader, challenge: str, day: date) -> tuple[MembershipRecord, ...]:
    """Who takes part on a day or later, each once, as their latest membership has it."""
    return latest_from(memberships.current(db, challenge, NEVER), day)


def latest_from(current: Iterable[MembershipRecord], day: date) -> tuple[MembershipRecord, ...]:
    """Of these memberships, those that hold on a day or later, for each person the latest."""
    latest: dict[int, MembershipRecord] = {}
    for membership in current:
        if membership.to_day is None or membership.to_day >= day:
            latest[membership.person] = max(
                membership, latest.get(membership.person, membership), key=lambda each: each.from_day
            )
    return tuple(latest.values())


NAMES: Final = (
    "Heron", "Wren", "Kestrel", "Plover", "Robin", "Swift", "Curlew", "Finch", "Magpie", "Osprey",
    "Lapwing", "Thrush", "Dunlin", "Linnet", "Merlin", "Puffin", "Redstart", "Siskin", "Teal", "Avocet",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of a challenge and who is in it now."""

    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """What a draw did. The same people and seed give the same teams; `remarks` say what that means."""

    challenge: str
    seed: str
    placed: int
    teams: tuple[TeamRow, ...]
    remarks: tuple[str, ...] = ()


def draw_teams(ws: Workspace, challenge: str, seed: str | None = None, *, dry_run: bool = False) -> Draw:
    """Puts everyone who has no team yet into teams of the size the challenge asks for, by lot.

    Teams that exist are filled first, the smallest first; nobody who has a team is moved. Refused where
    teams are not drawn, or the people cannot be split into teams of that size. A dry run takes the draw back,
    and says how many would be placed.
    """
    with ws.database() as db:
        definition = _definition(ws, db, challenge)
        section = definition.teams
        if section is None or section.formed != "drawn":
            formed = f"formed {section.formed}" if section else "not part of it"
            raise Refused(f"In '{challenge}' teams are {formed}, so none are drawn. Nothing was changed.")
        chosen = seed or f"{challenge}/{moment(ws.instant()):%Y-%m-%d}"
        placed = _draw(ws, db, definition, chosen, dry_run)
    teams = list_teams(ws, challenge)
    return Draw(challenge, chosen, placed, teams, tuple(team_remarks(ws, definition, len(teams))))


def list_teams(ws: Workspace, challenge: str) -> tuple[TeamRow, ...]:
    """The teams of a challenge with the names of those who are in them now, by name.

    Refused where there is no such challenge.
    """
    with ws.database() as db:
        check_known(ws, db, challenge)
        today = ws.today()
        named = {person.no: person.name for person in people.all_people(db)}
        members: dict[int, list[str]] = {}
        for membership in members_from(db, challenge, today):
            if membership.team is not None:
                members.setdefault(membership.team, []).append(named[membership.person])
        rows = [
            TeamRow(team.id, team.name, tuple(sorted(members[team.no])))
            for team in stored.all_teams(db)
            if team.no in members
        ]
        return tuple(sorted(rows, key=lambda row: row.name))


def split(people_count: int, size: SizeRange) -> list[int] | None:
    """Return team sizes within the range, as equal and as near its middle as possible, or None."""
    middle = (size.smallest + size.largest) / 2
    ways = [
        number
        for number in range(max(1, -(-people_count // size.largest)), people_count // size.smallest + 1)
        if number * size.smallest <= people_count <= number * size.largest
    ]
    if not ways:
        return None
    number = min(ways, key=lambda ways_number: abs(people_count / ways_number - middle))
    small, rest = divmod(people_count, number)
    return [small + 1] * rest + [small] * (number - rest)


def _definition(ws: Workspace, db: Reader, challenge: str) -> Challenge:
    if challenge not in names(db):
        return read_draft(ws, challenge)[0]
    try:
        return launched(ws, db, challenge).challenge
    except NotScored as reason:
        raise Refused(f"No teams can be drawn in '{challenge}'. Nothing was changed. {reason}") from reason


def _draw(ws: Workspace, db: Database, challenge: Challenge, seed: str, dry_run: bool) -> int:
    at = ws.instant()
    with transaction(db, dry_run) as tx:
        decided = Decision(at, operator(), "teams draw", challenge.name, detail={"seed": seed})
        launch = launches.newest(tx, challenge.name, NEVER)
        launched_at = None if launch is None else launch.launched_at
        registrar = Registrar(tx, challenge, at, decisions.record(tx, decided), launched_at)
        if launch is None:
            registrar.enrol()
        now = members_from(tx, challenge.name, registrar.today)
        ids = {person.no: person.id for person in people.all_people(tx)}
        sizes = Counter(membership.team for membership in now if membership.team is not None)
        waiting = sorted(
            (membership for membership in now if membership.team is None),
            key=lambda membership: _lot(seed, ids[membership.person]),
        )
        used = {value_key(team.name) for team in stored.all_teams(tx) if team.no in sizes}
        places = _places(challenge, sizes, used, len(waiting))
        numbers = stored.numbers(tx, dict.fromkeys(team for team in places if isinstance(team, str)), at)
        for membership, team in zip(waiting, places, strict=True):
            registrar.assign_to_team(membership.person, numbers[team] if isinstance(team, str) else team)
    return len(waiting)


def _places(challenge: Challenge, sizes: Counter[int], used: set[str], number: int) -> Sequence[int | str]:
    """A team for each of so many people: the number of one that exists, or the name of a new one."""
    size = challenge.teams.size if challenge.teams else SizeRange(smallest=1, largest=1)
    places: list[int | str] = []
    filled = Counter(sizes)
    while len(places) < number and filled and min(filled.values()) < size.largest:
        smallest = min(filled, key=lambda team: (filled[team], team))
        filled[smallest] += 1
        places.append(smallest)
    rest = number - len(places)
    if not rest:
        return places
    new_sizes = split(rest, size)
    if new_sizes is None:
        raise Refused(
            f"{rest} people cannot be split into teams of {size}. Nothing was changed. "
            f"Change 'size' under 'teams' in the file of '{challenge.name}', or the roster."
        )
    names_left = (name for name in _new_names() if value_key(name) not in used)
    new = list(zip(names_left, new_sizes, strict=False))
    # Dealt like cards, so that whoever comes first in the lot does not end up together.
    return [*places, *(name for turn in range(size.largest) for name, members in new if turn < members)]


def _new_names() -> Iterator[str]:
    yield from NAMES
    for turn in count(2):
        yield from (f"{name} {turn}" for name in NAMES)


def _lot(seed: str, person: str) -> bytes:
    return hashlib.sha256(f"{seed}/{person}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is in which team now. `new` says that the team is new, `remarks` what is odd about it."""

    challenge: str
    person: str
    name: str
    team: str
    changed: bool
    new: bool
    remarks: tuple[str, ...] = ()


def assign_to_team(
    ws: Workspace, challenge: str, who: str, team: str, *, dry_run: bool = False
) -> Assignment:
    """Puts a member into a team by its name, which is new if there is none: from today on, or from day 1.

    Refused where teams come from the roster, and for who does not take part or no longer will.
    """
    with ws.database() as db:
        person = person_of(db, who)
    decision = decided(ws, "teams put", challenge, person=person.no)
    with roster_change(ws, challenge, decision, dry_run) as change:
        return assign_at(change, person, team)


def assign_at(change: RosterChange, person: PersonRecord, team: str) -> Assignment:
    """Puts a member into a team, as `assign_to_team` does, in a transaction at hand."""
    challenge = change.challenge.name
    check_named(change.challenge)
    held = memberships.current(change.tx, challenge, NEVER, person.no)
    if not any(
        membership.to_day is None or membership.to_day >= change.registrar.today for membership in held
    ):
        raise Refused(f"{person.name} ({person.id}) does not take part in '{challenge}' now. {_NOTHING}")
    before = len(stored.all_teams(change.tx))
    number = team_number(change, team)
    changed = change.registrar.assign_to_team(person.no, number)
    record = stored.by_number(change.tx, number)
    remark = too_large(change, number)
    return Assignment(
        challenge=challenge,
        person=person.id,
        name=person.name,
        team=record.name if record else team,
        changed=changed,
        new=len(stored.all_teams(change.tx)) > before,
        remarks=(remark,) if remark else (),
    )


def check_named(challenge: Challenge) -> None:
    """Refused where somebody cannot be put into a team by its name."""
    if challenge.teams is None:
        raise Refused(f"'{challenge.name}' has no teams. {_NOTHING}")
    if challenge.teams.formed == "from the roster":
        raise Refused(
            f"In '{challenge.name}' teams come from the roster. {_NOTHING} Write the team into its column "
            f"'{challenge.teams.column or 'team'}' and import it again."
        )


def team_number(change: RosterChange, team: str) -> int:
    """The number of the team that this name means; a new one where there is none."""
    wanted = " ".join(team.split())
    if not wanted or len(wanted) > _LONGEST or not wanted.isprintable():
        raise Refused(f"A team needs a name of at most {_LONGEST} characters. {_NOTHING}")
    return stored.number(change.tx, wanted, change.registrar.at)


def too_large(change: RosterChange, team: int | None) -> str:
    """Return a remark if a team has more members than the challenge asks for, else nothing."""
    section = change.challenge.teams
    if section is None or team is None:
        return ""
    sizes = Counter(
        membership.team
        for membership in members_from(change.tx, change.challenge.name, change.registrar.today)
    )
    if sizes[team] <= section.size.largest:
        return ""
    record = stored.by_number(change.tx, team)
    name = record.name if record else ""
    return f"{name} now has {sizes[team]} members; '{change.challenge.name}' asks for {section.size}."


_NOTHING = "Nothing was changed."
_LONGEST = 64
