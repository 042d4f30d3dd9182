"""The people of a challenge, or of one of its teams."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.widget import Widget

from moonwalk.services.views import PersonRowView
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.desk import Desk, title_of
from moonwalk.tui.messages import PersonOpened, ReasonsWanted, RowOpened, Subject
from moonwalk.tui.screens.base_screen import TableFrame
from moonwalk.tui.widgets.headline import Headline, StatusLine
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.widgets.virtual_table import VirtualTable

COLUMNS: tuple[Column[PersonRowView], ...] = (
    Column(
        "Name",
        20,
        lambda person: person.name,
        lambda person: person.name.casefold(),
        most=40,
        style=lambda _: "table--strong",
    ),
    Column("Team", 14, lambda person: person.team, lambda person: person.team.casefold(), most=28, drops=1),
    Column(
        "Id",
        10,
        lambda person: person.id,
        lambda person: person.id,
        most=24,
        drops=2,
        style=lambda _: "table--quiet",
    ),
)


@dataclass(frozen=True, slots=True)
class MembersPage:
    """All that this screen shows."""

    title: str
    people: tuple[PersonRowView, ...]


def read_members(desk: Desk, challenge: str, teams: tuple[Hashable, ...]) -> MembersPage:
    """The people of the challenge; only those of a team, if `teams` says what it is called."""
    people = tuple(person for person in desk.list_people(challenge) if not teams or person.team in teams)
    return MembersPage(title_of(desk, challenge), people)


class MembersScreen(TableFrame):
    """Names to choose from; Enter shows why a person has these points, `w` why the team has its score."""

    BINDINGS = bindings_of("person")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("table", "person", "everywhere")

    def __init__(self, desk: Desk, challenge: str, team: str, keys: tuple[Hashable, ...]) -> None:
        super().__init__(desk)
        self._challenge = challenge
        self._team = team
        self._keys = keys

    @property
    def challenge(self) -> str:
        """The challenge these people take part in."""
        return self._challenge

    def compose_body(self) -> Iterable[Widget]:
        """The table."""
        yield VirtualTable(
            COLUMNS,
            identity=lambda person: person.id,
            searched=lambda person: f"{person.name} {person.team} {person.id}",
            empty="Nobody is in this team now." if self._team else "Nobody takes part yet.",
        )
        yield StatusLine(("person", "people"))

    def load(self) -> None:
        """Read the people."""
        self.watch_answer("people", partial(read_members, self.desk, self._challenge, self._keys), self._show)

    def _show(self, page: MembersPage) -> None:
        facts = (("Enter shows why somebody has these points", ""),)
        self.query_one(Headline).show(("Moonwalk", page.title, self._team or "People"), facts)
        self.table.show(page.people)

    @property
    def person_here(self) -> Choice | None:
        """The person under the cursor."""
        person: PersonRowView | None = self.table.current
        return None if person is None else Choice(person.id, person.name, person.team)

    def action_why(self) -> None:
        """Show why the team stands where it does; among all people, why the one under the cursor does."""
        person: PersonRowView | None = self.table.current
        if self._keys:
            subject = Subject(self._challenge, "team", str(self._keys[0]), self._team)
            self.post_message(ReasonsWanted(subject))
        elif person is not None:
            subject = Subject(self._challenge, "person", person.id, person.name)
            self.post_message(ReasonsWanted(subject))

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        message.stop()
        self.post_message(PersonOpened(self._challenge, message.row.id))
