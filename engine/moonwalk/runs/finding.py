"""Who is meant: a person by id, e-mail address or full name."""

from __future__ import annotations

from moonwalk.api.cells import fold
from moonwalk.definitions import Challenge
from moonwalk.runs.errors import Refused
from moonwalk.store import people
from moonwalk.store.database import Reader
from moonwalk.store.identity import text_key
from moonwalk.store.people import PersonRecord


def board_of(challenge: Challenge, board: str | None) -> str:
    """The board meant by a name, the main one by none. Refused where there is no such board."""
    boards = tuple(challenge.boards)
    if not boards:
        raise Refused(f"'{challenge.name}' has no board. Add one under 'boards:' in its file.")
    if board is not None and board not in boards:
        raise Refused(f"'{challenge.name}' has no board '{board}'. It has: {', '.join(boards)}.")
    return board or boards[0]


def person_of(db: Reader, who: str) -> PersonRecord:
    """The one person meant by an id, an address or a full name. Refused where it is nobody, or several."""
    found = people.find(db, who)
    if found is not None:
        return found
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
