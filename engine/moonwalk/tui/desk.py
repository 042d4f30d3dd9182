"""All that the screen asks of the rest of Moonwalk."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from moonwalk.services.boards.views import OvertakeView, PrizesView
from moonwalk.services.views import (
    ActivityChoice,
    BoardView,
    ChallengeRow,
    LoggedEntry,
    MessageRow,
    PersonRowView,
    PluginRow,
    Why,
)
from moonwalk.services.why.views import Comparison, PersonChange, TeamChange, TeamWhy

if TYPE_CHECKING:
    from moonwalk.services.lookup import Kind
    from moonwalk.services.plugins import PanelView


class Desk(Protocol):
    """Questions the screen asks, each from a thread of its own; every one may raise `Refused`."""

    def title(self) -> str:
        """What the workspace is called."""
        ...

    def today(self) -> date:
        """The civil day today."""
        ...

    def pulse(self) -> Hashable:
        """A value that changes whenever another program has written."""
        ...

    def list_challenges(self) -> tuple[ChallengeRow, ...]:
        """All challenges, with what needs attention."""
        ...

    def show_board(self, challenge: str, board: str | None = None) -> BoardView:
        """All rows of a board; of the challenge's first one if none is named."""
        ...

    def explain(self, challenge: str, who: str) -> Why:
        """Every point of a person."""
        ...

    def overtake(self, challenge: str, board: str) -> OvertakeView:
        """Whether the first place of a board of teams can still be overtaken."""
        ...

    def show_prizes(self, challenge: str) -> PrizesView:
        """Who wins each prize, today or in the end."""
        ...

    def explain_team(self, challenge: str, team: str, board: str | None = None) -> TeamWhy:
        """All that a team's score is made of."""
        ...

    def part(self, challenge: str, who: str, kind: Kind, board: str | None = None) -> Comparison:
        """What parts a row of a board from the one above it."""
        ...

    def person_change(self, challenge: str, who: str, since: date) -> PersonChange:
        """What changed a person's points since the end of a day."""
        ...

    def team_change(self, challenge: str, team: str, since: date, board: str | None = None) -> TeamChange:
        """What changed a team's score since the end of a day."""
        ...

    def list_people(self, challenge: str | None = None) -> tuple[PersonRowView, ...]:
        """The people of a challenge, or of the workspace."""
        ...

    def activity_choices(self) -> tuple[ActivityChoice, ...]:
        """What can be logged today."""
        ...

    def log_entry(self, who: str, amount: str, activity: str, day: date) -> LoggedEntry:
        """Save one entry and say what became of it."""
        ...

    def list_messages(self) -> tuple[MessageRow, ...]:
        """The outbox."""
        ...

    def list_plugins(self) -> tuple[PluginRow, ...]:
        """What is installed."""
        ...

    def show_panels(self, challenge: str) -> tuple[PanelView, ...]:
        """The challenge's panels."""
        ...

    def rules_in_words(self, challenge: str) -> str:
        """The challenge's rules for people, as lines of text."""
        ...


def title_of(desk: Desk, challenge: str) -> str:
    """What a challenge is called on the screen: its title, or its name without one."""
    titles = (row.title for row in desk.list_challenges() if row.name == challenge)
    return next(titles, "") or challenge
