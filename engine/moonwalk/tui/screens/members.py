"""The people of a challenge, or of one of its teams."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar, Final, Literal

from textual import on

from moonwalk.services.overview import QUIET_DAYS, Participant, could_sign_up, participants
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.messages import PersonOpened, ReasonsWanted, RowOpened, Subject
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.titles import title_of
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import count, week_day


def _quiet_in_words(person: Participant) -> str:
    """How long somebody has been quiet, or why nothing is expected of them; empty where all is as usual."""
    if not person.takes_part:
        return "not in"
    if person.pauses:
        return "pauses"
    return count(person.quiet, "day", "days") if person.quiet else ""


COLUMNS: tuple[Column[Participant], ...] = (
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
    Column(
        "Last entry",
        10,
        lambda person: "none yet" if person.last is None else week_day(person.last),
        lambda person: (person.last or date.min, -person.quiet),
        drops=4,
    ),
    Column(
        "Quiet",
        7,
        _quiet_in_words,
        lambda person: person.quiet,
        right=True,
        drops=3,
        style=lambda person: "table--warning" if person.quiet >= QUIET_DAYS else "",
        largest_first=True,
    ),
)
QUIET: Final = len(COLUMNS) - 1
"""The number of the column with how long people have been quiet."""


@dataclass(frozen=True, slots=True)
class MembersPage:
    """All that this screen shows."""

    title: str
    people: tuple[Participant, ...]


def read_members(workspace: Workspace, challenge: str, teams: tuple[Hashable, ...]) -> MembersPage:
    """The people of the challenge, or of the team called `teams`; of a challenge, then who could sign up."""
    people = tuple(
        person for person in participants(workspace, challenge) if not teams or person.team in teams
    )
    others = () if teams else could_sign_up(workspace, challenge)
    return MembersPage(title_of(workspace, challenge), (*people, *others))


class MembersScreen(TableFrame):
    """Names to choose from; Enter shows why a person has these points, `w` why the team has its score."""

    BINDINGS = bindings_of("person")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("person", "table", "everywhere")
    PLACE = "people"
    COLUMNS = COLUMNS
    NOUNS = ("person", "people")
    BEST_FIRST = True

    def __init__(
        self,
        workspace: Workspace,
        challenge: str = "",
        team: str = "",
        keys: tuple[Hashable, ...] = (),
        quiet_first: bool = False,
    ) -> None:
        super().__init__(workspace, challenge)
        self._quiet_first = quiet_first
        self._is_kept = not quiet_first
        self._title = ""
        self._team = team
        self._keys = keys

    @property
    def kept_as(self) -> str:
        """A filter is kept of everyone, not of one team, nor where the quiet ones come first."""
        return "" if self._team or not self._is_kept else super().kept_as

    @property
    def ordered_as(self) -> str:
        """The order is that of everyone, or of all teams, but not where the quiet ones come first."""
        return "" if not self._is_kept else f"{'team' if self._team else self.PLACE} {self._challenge}"

    def searched(self, person: Participant) -> str:
        """Name, team and id."""
        return f"{person.name} {person.team} {person.id}"

    @property
    def empty(self) -> str:
        """That a team or a challenge has nobody."""
        return "Nobody is in this team now." if self._team else "Nobody takes part yet."

    def load(self) -> None:
        """Read the people."""
        self.watch_answer(
            "people", partial(read_members, self.workspace, self._challenge, self._keys), self._show
        )

    def _show(self, page: MembersPage) -> None:
        self._title = page.title
        taking_part = sum(person.takes_part for person in page.people)
        facts = [("Enter shows why someone has these points", "")]
        if taking_part < len(page.people):
            facts = [(f"{taking_part:,} of {len(page.people):,} take part", ""), ("d j signs up", "")]
        self.query_one(Headline).show(("Moonwalk", page.title, self._team or "People"), facts)
        self.table.show(page.people)
        if self._quiet_first:
            self._quiet_first = False
            self.table.sort_by(QUIET)

    @property
    def marks_are(self) -> Literal["people"]:
        """People."""
        return "people"

    @property
    def challenge_title(self) -> str:
        """The title of the challenge."""
        return self._title or self._challenge

    @property
    def person_here(self) -> Choice | None:
        """The person under the cursor."""
        person: Participant | None = self.table.current
        return None if person is None else Choice(person.id, person.name, person.team)

    def action_why(self) -> None:
        """Show why the team stands where it does; among all people, why the one under the cursor does."""
        person: Participant | None = self.table.current
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
