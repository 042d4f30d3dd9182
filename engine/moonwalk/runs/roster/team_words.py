"""What to say about people without a team."""

from __future__ import annotations

from moonwalk.definitions import Challenge


def team_remedy(challenge: Challenge) -> str:
    """What gives people a team in a challenge that has teams."""
    formed = challenge.teams.formed if challenge.teams else "drawn"
    if formed == "drawn":
        return f"moonwalk teams draw {challenge.name}"
    if formed == "by the members":
        return f"moonwalk teams put {challenge.name} WHO TEAM"
    column = (challenge.teams.column if challenge.teams else None) or "team"
    return f"fill the roster's column '{column}' and import it again"
