"""What the log bar needs of the desk, made for worker threads."""

from __future__ import annotations

from moonwalk.runs.errors import Refused
from moonwalk.runs.views import LoggedEntry
from moonwalk.tui.desk import Desk
from moonwalk.tui.messages import EntrySubmitted
from moonwalk.tui.name_index import NameIndex
from moonwalk.tui.widgets.picker import Choice, Choices


def offered_people(desk: Desk) -> Choices:
    """Everyone of the workspace, found by name, team and id."""
    people = desk.list_people()

    def choice(number: int) -> Choice:
        person = people[number]
        return Choice(person.id, person.name, person.team)

    return Choices(NameIndex(f"{person.name} {person.team} {person.id}" for person in people), choice)


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
