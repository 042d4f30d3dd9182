"""An organiser's routine jobs, from an empty folder to a closed challenge: the keys of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from moonwalk.services.challenges import list_challenges
from moonwalk.services.entries import list_entries
from moonwalk.services.imports.undo import list_imports
from moonwalk.services.journal import journal
from moonwalk.services.notifications import list_messages
from moonwalk.services.overview import participants
from moonwalk.services.roster.people import list_people
from moonwalk.services.workspace import Workspace
from moonwalk.store import pauses
from moonwalk.tui.actions import key_in_words

from ..workspaces import PEOPLE

CHALLENGE: Final = "walk-backward-2"
"""The name that is proposed where there is a challenge of the ready one's own name already."""
MONDAY: Final = date(2027, 1, 4)
LOGGED: Final = tuple(name[:2].lower() for _, name, _ in PEOPLE[:10])


def day(number: int, hour: int = 12) -> datetime:
    """A moment of a day of the challenge, counted from 1."""
    return datetime(MONDAY.year, MONDAY.month, MONDAY.day, hour, tzinfo=UTC) + timedelta(days=number - 1)


@dataclass(frozen=True, slots=True)
class Typed:
    """Text typed into a field, and what the guide calls it."""

    text: str
    shown: str


@dataclass
class State:
    """What a job has come to: the workspace, the folder of files beside it, the screen as text."""

    ws: Workspace
    files: Path
    frame: str = ""

    @property
    def done(self) -> str:
        """What the newest decision was."""
        rows = (row for row in journal(self.ws, 20, discreet=True) if row.id.isdecimal())
        return next(row.did for row in rows)

    @property
    def challenge(self) -> str:
        """The state of the challenge."""
        return next(row.state for row in list_challenges(self.ws) if row.name == CHALLENGE)

    def team_of(self, name: str) -> str:
        """The team of somebody now."""
        return next(person.team for person in participants(self.ws, CHALLENGE) if person.name == name)

    def entries(self, state: str = "current") -> int:
        """How many entries are in a state."""
        return sum(entry.state == state for entry in list_entries(self.ws, most=10_000))

    def messages(self, state: str) -> int:
        """How many messages are in a state."""
        return sum(message.state == state for message in list_messages(self.ws))


@dataclass(frozen=True, slots=True)
class Routine:
    """A job by the keys that do it, beginning where the one before ended or on the first screen.

    No more than `most` keys are promised, without what is typed into fields. `at` is the moment;
    `reached` says whether it is done.
    """

    name: str
    keys: tuple[str | Typed, ...]
    reached: Callable[[State], bool]
    at: datetime = field(default=day(-3))
    goes_on: bool = False
    shown: str = ""
    most: int = 10

    @property
    def pressed(self) -> tuple[str, ...]:
        """Every key, those of texts too."""
        return tuple(key for step in self.keys for key in (step.text if isinstance(step, Typed) else (step,)))

    @property
    def count(self) -> int:
        """How many keys are pressed, without the letters of texts."""
        return sum(not isinstance(step, Typed) for step in self.keys)

    @property
    def letters(self) -> int:
        """How many letters are typed into fields."""
        return len(self.pressed) - self.count

    @property
    def in_words(self) -> str:
        """The keys as the guide shows them."""
        steps = (
            f"*{step.shown}*" if isinstance(step, Typed) else f"`{key_in_words(step)}`" for step in self.keys
        )
        return self.shown or " ".join(steps)


def _find(name: str) -> tuple[str | Typed, ...]:
    """Filter a list by a name and go to it."""
    return "slash", Typed(name, "name"), "enter"


def _sure(text: str, shown: str = "") -> tuple[str | Typed, ...]:
    """Type a last field, look at what will happen, and do it."""
    return Typed(text, shown or text), "enter", "enter"


def _logging() -> Iterator[str | Typed]:
    yield "a"
    for name in LOGGED:
        yield from (Typed(name, "two letters"), "enter", Typed("12", "minutes"), "enter")


def paused(state: State) -> bool:
    """Whether somebody pauses."""
    with state.ws.database() as db:
        return bool(pauses.current(db, CHALLENGE, 2**62))


FIRST: Final = Routine(
    "make a workspace in an empty folder",
    ("enter",),
    lambda s: {path.name for path in s.ws.folder.iterdir()} >= {"moonwalk.yaml", "moonwalk.db", "challenges"},
)


def routines(files: Path) -> tuple[Routine, ...]:
    """Every job in the order in which an organiser comes to it; `files` is where their files are."""
    roster, form, saved = (
        Typed(str(files / name), "file") for name in ("people.csv", "form.csv", "backup.zip")
    )
    return (
        Routine(
            "import the people",
            ("d", "r", roster, "enter", "enter"),
            lambda s: len(list_people(s.ws)) == 60,
        ),
        Routine(
            "start a challenge from a ready one",
            (
                "n",
                "slash",
                Typed("walk-b", "its name"),
                "enter",
                "enter",
                Typed("4 Jan", "first day"),
                "enter",
                "enter",
            ),
            lambda s: s.challenge == "draft",
        ),
        Routine(
            "then edit its text and save it",
            ("down", "down", "end", "left", Typed(" at Acme", "text"), "ctrl+s"),
            lambda s: (
                'Backward at Acme"\n' in (s.ws.challenges / f"{CHALLENGE}.yaml").read_text(encoding="utf-8")
            ),
            goes_on=True,
        ),
        Routine(
            "then launch it", ("f9", "enter", "enter"), lambda s: s.challenge == "announced", goes_on=True
        ),
        Routine("draw its teams", ("d", "d", "enter", "enter"), lambda s: bool(s.team_of("Ada Bell"))),
        Routine(
            "write the messages that are due",
            ("d", "s", "enter"),
            lambda s: s.messages("held") == 60,
            day(1),
        ),
        Routine(
            "approve messages",
            ("g", "o", "d", "g", "enter"),
            lambda s: s.messages("held") == 0 and s.messages("pending") == 60,
            day(1),
        ),
        Routine(
            "log ten people",
            tuple(_logging()),
            lambda s: s.entries() == 10,
            day(3),
            shown="`a`, then ten times: *two letters of a name* `Enter` *minutes* `Enter`",
            most=21,
        ),
        Routine(
            "correct an entry",
            (
                "g",
                "e",
                *_find("ada"),
                "d",
                "k",
                Typed("15", "amount"),
                "tab",
                "tab",
                Typed("typo", "reason"),
                "enter",
                "enter",
            ),
            lambda s: s.entries() == 10 and s.done == "entries correct",
            day(3),
        ),
        Routine(
            "void an entry",
            ("g", "e", *_find("ben"), "d", "v", Typed("twice", "reason"), "enter", "enter"),
            lambda s: s.entries() == 9 and s.done == "entries void",
            day(3),
        ),
        Routine(
            "then take that back",
            ("ctrl+z", "enter"),
            lambda s: s.entries() == 10 and s.done == "undo",
            day(3),
            goes_on=True,
        ),
        Routine(
            "move a member",
            ("g", "p", *_find("cleo"), "d", "m", Typed("Night shift", "team"), "enter", "enter"),
            lambda s: s.team_of("Cleo Dunn") == "Night shift",
            day(3),
        ),
        Routine(
            "pause somebody",
            ("g", "p", *_find("dev"), "d", "p", "tab", "tab", Typed("8 Jan", "last day"), "enter", "enter"),
            paused,
            day(3),
        ),
        Routine(
            "import a form of which two rows are bad",
            ("d", "i", form, "enter", "enter"),
            lambda s: s.entries() == 13 and "2 rejected" in s.frame,
            day(3),
        ),
        Routine(
            "undo an import",
            ("g", "i", "d", "u", Typed("last year's", "reason"), "enter", "enter"),
            lambda s: s.entries() == 10 and list_imports(s.ws)[0].state == "undone",
            day(3),
        ),
        Routine(
            "see why two teams differ",
            ("enter", "w", "tab"),
            lambda s: "Night shift is ahead of" in s.frame,
            day(3),
        ),
        Routine(
            "export the board as filtered",
            (
                "enter",
                "slash",
                Typed("night", "text"),
                "enter",
                "d",
                "y",
                "tab",
                Typed("organisers", "organisers"),
                "enter",
                "enter",
            ),
            lambda s: (
                [len(file.read_text().splitlines()) for file in s.ws.reports.glob("board-*.csv")] == [2]
            ),
            day(3),
        ),
        Routine(
            "announce something",
            (
                "d",
                "f",
                Typed("News", "subject"),
                "tab",
                Typed("We meet at noon.", "text"),
                "enter",
                "tab",
                "tab",
                Typed("60", "how many it goes to"),
                "enter",
                "enter",
            ),
            lambda s: sum(row.subject == "News" for row in list_messages(s.ws)) == 60,
            day(3),
        ),
        Routine(
            "back up",
            ("d", "b", saved, "enter", "enter"),
            lambda s: (s.files / "backup.zip").exists(),
            day(3),
        ),
        Routine(
            "see who has not logged for five days",
            ("tab", "end", "enter"),
            lambda s: "sorted by Quiet ▼" in s.frame and "60 people" in s.frame,
            day(12),
        ),
        Routine(
            "change the text of a challenge that runs",
            (
                "E",
                "down",
                "down",
                "end",
                "left",
                Typed(" again", "text"),
                "ctrl+s",
                "f9",
                "tab",
                Typed("asked for", "reason"),
                "enter",
                "enter",
            ),
            lambda s: s.done == "amend",
            day(12),
        ),
        Routine(
            "close a challenge that is over", ("d", "c", "enter"), lambda s: s.challenge == "closed", day(40)
        ),
    )


def roster() -> str:
    """Sixty people, the first twelve by their names."""
    rows = [f"{number},{name}" for number, name, _ in PEOPLE]
    return "\n".join(("id,name", *rows, *(f"x{number},Xaver No{number}" for number in range(48)))) + "\n"


def form() -> str:
    """Five answers, of which two cannot be used."""
    rows = ("p11,12", "p12,9", "x1,8", "nobody,9", "x2,lots")
    return (
        "\n".join(("id,minutes,date,activity", *(f"{row},2027-01-05,backward_walk" for row in rows))) + "\n"
    )
