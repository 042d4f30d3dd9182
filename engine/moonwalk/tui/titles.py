"""What a challenge is called on the screen, and how it is listed."""

from __future__ import annotations

from moonwalk.services.challenges import list_challenges
from moonwalk.services.views import ChallengeRow
from moonwalk.services.workspace import Workspace


def row_of(workspace: Workspace, challenge: str) -> ChallengeRow | None:
    """A challenge as it is listed; None where none has this name."""
    return next((row for row in list_challenges(workspace) if row.name == challenge), None)


def title_of(workspace: Workspace, challenge: str) -> str:
    """What a challenge is called on the screen: its title, or its name without one."""
    row = row_of(workspace, challenge)
    return (row.title if row is not None else "") or challenge
