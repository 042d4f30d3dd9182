"""The desk over a workspace: every question is a use case."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date

from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.boards.views import OvertakeView, PrizesView
from moonwalk.services.challenges import list_challenges
from moonwalk.services.entries import activity_choices, log_entry
from moonwalk.services.lookup import Kind
from moonwalk.services.notifications import list_messages
from moonwalk.services.plugins import PanelView, list_plugins, show_panels
from moonwalk.services.roster.people import list_people
from moonwalk.services.rules import rules_in_words
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
from moonwalk.services.why.changes import person_change
from moonwalk.services.why.gap import part
from moonwalk.services.why.person import explain
from moonwalk.services.why.team import explain_team
from moonwalk.services.why.team_changes import team_change
from moonwalk.services.why.views import Comparison, PersonChange, TeamChange, TeamWhy
from moonwalk.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceDesk:
    """Answers the screen's questions about one workspace."""

    workspace: Workspace

    def title(self) -> str:
        """What the settings call the workspace; its folder's name if they do not."""
        return self.workspace.settings.name or self.workspace.folder.resolve().name

    def today(self) -> date:
        """The civil day today."""
        return self.workspace.today()

    def pulse(self) -> Hashable:
        """A value that changes whenever any program has written."""
        return self.workspace.pulse()

    def list_challenges(self) -> tuple[ChallengeRow, ...]:
        """All challenges, with what needs attention."""
        return list_challenges(self.workspace)

    def show_board(self, challenge: str, board: str | None = None) -> BoardView:
        """All rows of a board."""
        return show_board(self.workspace, challenge, board)

    def explain(self, challenge: str, who: str) -> Why:
        """Every point of a person."""
        return explain(self.workspace, challenge, who)

    def overtake(self, challenge: str, board: str) -> OvertakeView:
        """Whether the first place of a board can still be overtaken."""
        return overtake(self.workspace, challenge, board)

    def show_prizes(self, challenge: str) -> PrizesView:
        """Who wins each prize."""
        return show_prizes(self.workspace, challenge)

    def explain_team(self, challenge: str, team: str, board: str | None = None) -> TeamWhy:
        """All that a team's score is made of."""
        return explain_team(self.workspace, challenge, team, board)

    def part(self, challenge: str, who: str, kind: Kind, board: str | None = None) -> Comparison:
        """What parts a row of a board from the one above it."""
        return part(self.workspace, challenge, who, kind=kind, board=board)

    def person_change(self, challenge: str, who: str, since: date) -> PersonChange:
        """What changed a person's points since the end of a day."""
        return person_change(self.workspace, challenge, who, since)

    def team_change(self, challenge: str, team: str, since: date, board: str | None = None) -> TeamChange:
        """What changed a team's score since the end of a day."""
        return team_change(self.workspace, challenge, team, since, board=board)

    def list_people(self, challenge: str | None = None) -> tuple[PersonRowView, ...]:
        """The people of a challenge, or of the workspace."""
        return list_people(self.workspace, challenge)

    def activity_choices(self) -> tuple[ActivityChoice, ...]:
        """What can be logged today."""
        return activity_choices(self.workspace)

    def log_entry(self, who: str, amount: str, activity: str, day: date) -> LoggedEntry:
        """Save one entry and say what became of it."""
        return log_entry(self.workspace, who, amount, activity, day)

    def list_messages(self) -> tuple[MessageRow, ...]:
        """The outbox, with times in the workspace's zone."""
        zone = self.workspace.zone
        return tuple(replace(row, due=row.due.astimezone(zone)) for row in list_messages(self.workspace))

    def list_plugins(self) -> tuple[PluginRow, ...]:
        """What is installed."""
        return list_plugins(self.workspace)

    def show_panels(self, challenge: str) -> tuple[PanelView, ...]:
        """The challenge's panels."""
        return show_panels(self.workspace, challenge)

    def rules_in_words(self, challenge: str) -> str:
        """The challenge's rules for people."""
        return rules_in_words(self.workspace, challenge)
