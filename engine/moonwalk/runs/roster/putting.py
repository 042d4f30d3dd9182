"""Teams that people form themselves: one person after the other is put into one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from moonwalk.definitions import Challenge
from moonwalk.runs.errors import Refused
from moonwalk.runs.finding import person_of
from moonwalk.runs.roster.challenge_desk import ChallengeDesk, decided, desk_for
from moonwalk.runs.roster.members import members_from
from moonwalk.runs.workspace import Workspace
from moonwalk.scoring.facts import NEVER
from moonwalk.store import memberships
from moonwalk.store import teams as stored
from moonwalk.store.identity import text_key


@dataclass(frozen=True, slots=True)
class Put:
    """Who is in which team now. `new` says that the team is new, `remarks` what is odd about it."""

    challenge: str
    person: str
    name: str
    team: str
    changed: bool
    new: bool
    remarks: tuple[str, ...] = ()


def put_in_team(ws: Workspace, challenge: str, who: str, team: str) -> Put:
    """Puts a member into a team by its name, which is new if there is none: from today on, or from day 1.

    Refused where teams come from the roster, and for who does not take part or no longer will.
    """
    with ws.database() as db:
        person = person_of(db, who)
    with desk_for(ws, challenge, decided(ws, "teams put", challenge, person=person.no)) as desk:
        check_named(desk.challenge)
        held = memberships.current(desk.tx, challenge, NEVER, person.no)
        if not any(
            membership.to_day is None or membership.to_day >= desk.registrar.today for membership in held
        ):
            raise Refused(f"{person.name} ({person.id}) does not take part in '{challenge}' now. {_NOTHING}")
        before = len(stored.all_teams(desk.tx))
        number = team_number(desk, team)
        changed = desk.registrar.put_in_team(person.no, number)
        record = stored.by_number(desk.tx, number)
        remark = too_large(desk, number)
        return Put(
            challenge=challenge,
            person=person.id,
            name=person.name,
            team=record.name if record else team,
            changed=changed,
            new=len(stored.all_teams(desk.tx)) > before,
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


def team_number(desk: ChallengeDesk, team: str) -> int:
    """The number of the team of this name, whatever its case; a new one where there is none."""
    wanted = " ".join(team.split())
    if not wanted or len(wanted) > _LONGEST or not wanted.isprintable():
        raise Refused(f"A team needs a name of at most {_LONGEST} characters. {_NOTHING}")
    known = {text_key(known_team.name): known_team.id for known_team in stored.all_teams(desk.tx)}
    return stored.number(desk.tx, known.get(text_key(wanted), wanted), desk.registrar.at)


def too_large(desk: ChallengeDesk, team: int | None) -> str:
    """What to say where a team has more members than the challenge wants; nothing otherwise."""
    section = desk.challenge.teams
    if section is None or team is None:
        return ""
    sizes = Counter(
        membership.team for membership in members_from(desk.tx, desk.challenge.name, desk.registrar.today)
    )
    if sizes[team] <= section.size.largest:
        return ""
    record = stored.by_number(desk.tx, team)
    name = record.name if record else ""
    return f"{name} now has {sizes[team]} members; '{desk.challenge.name}' asks for {section.size}."


_NOTHING = "Nothing was changed."
_LONGEST = 64
