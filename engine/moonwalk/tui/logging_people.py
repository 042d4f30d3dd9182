"""What the log bar needs of the desk, made for worker threads."""

from __future__ import annotations

from dataclasses import dataclass

from moonwalk.runs.errors import Refused
from moonwalk.runs.views import LoggedEntry
from moonwalk.tui.desk import Desk
from moonwalk.tui.folding import fold
from moonwalk.tui.messages import EntrySubmitted
from moonwalk.tui.widgets.picker import Choice


@dataclass(frozen=True, slots=True)
class OfferedPeople:
    """Everyone one may log for, with the folded text each is found by."""

    choices: tuple[Choice, ...]
    folded: tuple[str, ...]


def offered_people(desk: Desk) -> OfferedPeople:
    """Everyone of the workspace, found by name, team and id."""
    people = desk.list_people()
    return OfferedPeople(
        tuple(Choice(person.id, person.name, person.team) for person in people),
        tuple(fold(f"{person.name} {person.team} {person.id}") for person in people),
    )


def save_entry(desk: Desk, entry: EntrySubmitted) -> LoggedEntry:
    """Save an entry. A failure nobody foresaw leaves open whether it was saved, and says so."""
    try:
        return desk.log_entry(entry.person, entry.amount, entry.activity, entry.day)
    except Refused:
        raise
    except Exception as error:
        raise Refused(
            f"Something went wrong while saving ({type(error).__name__}). Look at the person's entries "
            "before you log it again."
        ) from error
