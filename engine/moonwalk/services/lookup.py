"""Who is meant: a person by id, e-mail address or name, or a team by id or name."""

from __future__ import annotations

from typing import Literal

from moonwalk.api.cells import fold
from moonwalk.definitions import Challenge
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace
from moonwalk.store import memberships, people
from moonwalk.store.database import Reader
from moonwalk.store.ids import text_key
from moonwalk.store.memberships import TeamRecord
from moonwalk.store.people import PersonRecord

Kind = Literal["person", "team"]


def board_of(challenge: Challenge, board: str | None) -> str:
    """Return the board of this name, or the main one if none is given. Raise Refused if there is none."""
    boards = tuple(challenge.boards)
    if not boards:
        raise Refused(f"'{challenge.name}' has no board. Add one under 'boards:' in its file.")
    if board is not None and board not in boards:
        raise Refused(f"'{challenge.name}' has no board '{board}'. It has: {', '.join(boards)}.")
    return board or boards[0]


def person_of(db: Reader, who: str) -> PersonRecord:
    """Return the person with this id, address or full name. Raise Refused if none or several match."""
    person = people.find(db, who)
    if person is not None:
        return person
    wanted = fold(who)
    everyone = people.all_people(db)
    named = [person for person in everyone if fold(person.name) == wanted]
    named = named or [person for person in everyone if wanted and wanted in fold(person.name)]
    if len(named) == 1:
        return named[0]
    if named:
        some = ", ".join(f"{person.name} ({person.id})" for person in named[:5])
        more = f" and {len(named) - 5} more" if len(named) > 5 else ""
        raise Refused(f"'{who}' may be {some}{more}. Nothing was changed. Give the id.")
    raise Refused(
        f"There is nobody '{who}' on the roster. Nothing was changed. 'moonwalk people list' shows everyone."
    )


def known_names(db: Reader) -> dict[str, int]:
    """By what a file may know people: ids and addresses, and full names that only one person has.

    Look addresses and names up by `identity.text_key`.
    """
    by_name: dict[str, int] = {}
    shared: set[str] = set()
    for person in people.all_people(db):
        key = text_key(person.name)
        if by_name.setdefault(key, person.no) != person.no:
            shared.add(key)
    unique = {name: no for name, no in by_name.items() if name not in shared}
    return unique | dict(people.directory(db))


def kind_of(ws: Workspace, challenge: str, who: str, kind: Kind | None = None) -> Kind:
    """Return whether a person or a team of a challenge is meant. Raise Refused as `row_of` does."""
    with ws.database() as db:
        return "person" if isinstance(row_of(db, challenge, who, kind), PersonRecord) else "team"


def row_of(db: Reader, challenge: str, who: str, kind: Kind | None = None) -> PersonRecord | TeamRecord:
    """Return the person or team of a challenge that is meant. `kind` decides where a name is both.

    Refused where it is nobody, several, or a person and a team.
    """
    if kind == "person":
        return person_of(db, who)
    in_it = memberships.teams_of(db, challenge)
    known = [team for team in memberships.all_teams(db) if team.no in in_it]
    wanted = fold(who)
    exact = [team for team in known if wanted in (fold(team.id), fold(team.name))]
    if kind == "team":
        return _one_team(
            who, exact or [team for team in known if wanted and wanted in fold(team.name)], known
        )
    named = _named(db, who)
    if exact and named:
        raise Refused(
            f"'{who}' is a team and a person ({named[0].name}, {named[0].id}). "
            "Say which one is meant: --team or --person."
        )
    if exact:
        return _one_team(who, exact, known)
    near = [] if named else [team for team in known if wanted and wanted in fold(team.name)]
    like_a_person = any(wanted in fold(person.name) for person in people.all_people(db))
    if known and not (near or named or like_a_person):
        raise Refused(
            f"There is nobody '{who}' on the roster, and no such team in '{challenge}'. Nothing was changed. "
            f"'moonwalk people list' shows everyone, 'moonwalk teams list {challenge}' the teams."
        )
    if not near:
        return person_of(db, who)
    if like_a_person:
        raise Refused(
            f"'{who}' may be the team {near[0].name}, and it may be a person. "
            "Give the whole name, or say which one is meant: --team or --person."
        )
    return _one_team(who, near, known)


def _named(db: Reader, who: str) -> list[PersonRecord]:
    """The people with exactly this id, address or name."""
    person = people.find(db, who)
    if person is not None:
        return [person]
    return [person for person in people.all_people(db) if fold(person.name) == fold(who)]


def _one_team(who: str, matches: list[TeamRecord], known: list[TeamRecord]) -> TeamRecord:
    if len(matches) == 1:
        return matches[0]
    some = ", ".join(team.name for team in (matches or known)[:8])
    more = " and more" if len(matches or known) > 8 else ""
    if matches:
        raise Refused(f"'{who}' may be {some}{more}. Nothing was changed. Give the whole name.")
    there = f"It has {some}{more}." if known else "It has no teams."
    raise Refused(f"There is no team '{who}' in this challenge. Nothing was changed. {there}")
