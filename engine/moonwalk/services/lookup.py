"""Who is meant: a person by id, e-mail address or name, or a team by id or name."""

from __future__ import annotations

from collections.abc import Callable
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
    exact, near = _people_meant(db, who)
    named = exact or (near if fold(who) else [])
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
    wanted = fold(who)
    exact = _teams(
        db, challenge, lambda identifier, name: wanted in {fold(each) for each in {identifier, name}}
    )
    if kind == "team":
        return _one_team(who, exact or _teams_like(db, challenge, wanted), db, challenge)
    named, like_people = _people_meant(db, who)
    if exact and named:
        raise Refused(
            f"'{who}' is a team and a person ({named[0].name}, {named[0].id}). "
            "Say which one is meant: --team or --person."
        )
    if exact:
        return _one_team(who, exact, db, challenge)
    if named:
        return person_of(db, who)
    near = _teams_like(db, challenge, wanted)
    if not (near or like_people) and memberships.teams_of(db, challenge):
        raise Refused(
            f"There is nobody '{who}' on the roster, and no such team in '{challenge}'. Nothing was changed. "
            f"'moonwalk people list' shows everyone, 'moonwalk teams list {challenge}' the teams."
        )
    if not near:
        return person_of(db, who)
    if like_people:
        raise Refused(
            f"'{who}' may be the team {near[0].name}, and it may be a person. "
            "Give the whole name, or say which one is meant: --team or --person."
        )
    return _one_team(who, near, db, challenge)


def _people_meant(db: Reader, who: str) -> tuple[list[PersonRecord], list[PersonRecord]]:
    """The people with exactly this id, address or name, and those whose name contains it, unless by id."""
    # Nearly always it is an id, for which nobody else has to be read.
    person = people.find(db, who)
    if person is not None:
        return [person], []
    wanted = fold(who)
    near = [person for person in people.all_people(db) if wanted in fold(person.name)]
    return [person for person in near if fold(person.name) == wanted], near


def _teams(db: Reader, challenge: str, is_meant: Callable[[str, str], bool]) -> list[TeamRecord]:
    """The teams that anybody was ever in, in a challenge, and whose id and name are meant."""
    # Most often none is, and there may be thousands.
    numbers = [no for no, labels in memberships.team_labels(db).items() if is_meant(*labels)]
    if not numbers:
        return []
    meant = memberships.teams_of(db, challenge).intersection(numbers)
    return [team for team in memberships.all_teams(db) if team.no in meant]


def _teams_like(db: Reader, challenge: str, wanted: str) -> list[TeamRecord]:
    """The teams of a challenge whose name contains a text; none for no text."""
    return _teams(db, challenge, lambda _, name: wanted in fold(name)) if wanted else []


def _one_team(who: str, matches: list[TeamRecord], db: Reader, challenge: str) -> TeamRecord:
    if len(matches) == 1:
        return matches[0]
    known = matches or _teams(db, challenge, lambda *_: True)
    some = ", ".join(team.name for team in known[:8])
    more = " and more" if len(known) > 8 else ""
    if matches:
        raise Refused(f"'{who}' may be {some}{more}. Nothing was changed. Give the whole name.")
    there = f"It has {some}{more}." if known else "It has no teams."
    raise Refused(f"There is no team '{who}' in this challenge. Nothing was changed. {there}")
