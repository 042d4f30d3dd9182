"""What rules that compare teams say once the number of teams is known."""

from __future__ import annotations

from collections.abc import Iterator

from moonwalk.definitions import Challenge
from moonwalk.host import LeagueRuleAdapter, PluginFailure
from moonwalk.runs.plans import plan_of
from moonwalk.runs.workspace import Workspace


def team_remarks(ws: Workspace, challenge: Challenge, teams: int) -> Iterator[str]:
    """What the organiser should know; a rule that fails says so, and stops nothing."""
    if challenge.teams is None or not teams or challenge.schedule.starts is None:
        return
    context = plan_of(challenge, ws.plugins, 0).context
    for item in challenge.teams.rules:
        rule = ws.plugins.rule(item.full_name)
        if isinstance(rule, LeagueRuleAdapter):
            try:
                yield from rule.configured(item.config).remarks(teams, context)
            except PluginFailure as failure:
                yield str(failure)
