"""How far everyone is together, and each team by itself, by the rules that add up what people do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from moonwalk.api.panels import CompanyView
from moonwalk.scoring.asking import RuleFailed
from moonwalk.services.launched import NotScored
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import CompanyProgressRow

_FEW: Final = 2
"""What fewer people than these did in all is what one of them did."""


def company_progress(scored_challenge: ScoredChallenge) -> tuple[CompanyProgressRow, ...]:
    """Return everyone's joint progress by each company rule. Raise NotScored if one of them fails."""
    try:
        return tuple(map(_row, scored_challenge.scored.progress()))
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


def team_progress(scored_challenge: ScoredChallenge, teams: Sequence[int]) -> tuple[CompanyProgressRow, ...]:
    """Return how far each of some teams is, by index; those of one person are left out where nobody may look.

    NotScored if a rule fails.
    """
    scored = scored_challenge.scored
    if not scored.plan.team_totals:
        return ()
    shown = _shown(scored_challenge, teams)
    try:
        return tuple(row for team in shown for row in _rows_of_team(scored_challenge, team))
    except RuleFailed as failure:
        raise NotScored(f"{failure.at}: {failure}") from failure


def views_by_team(scored_challenge: ScoredChallenge) -> tuple[tuple[CompanyView, ...], ...]:
    """Return the same of every team as panels get it; nothing of one person where nobody may look.

    RuleFailed where a rule does not answer.
    """
    scored = scored_challenge.scored
    if not scored.plan.team_totals:
        return ()
    shown = set(_shown(scored_challenge, range(len(scored_challenge.team_ids))))
    return tuple(
        scored.progress_of(team) if team in shown else () for team in range(len(scored_challenge.team_ids))
    )


def _shown(scored_challenge: ScoredChallenge, teams: Sequence[int]) -> list[int]:
    looks = scored_challenge.challenge.privacy.organisers_see == "entries"
    return [team for team in teams if looks or scored_challenge.scored.teams.people[team] >= _FEW]


def _rows_of_team(scored_challenge: ScoredChallenge, team: int) -> Iterator[CompanyProgressRow]:
    id_of, name = scored_challenge.team_ids[team], scored_challenge.team_names[team]
    for view in scored_challenge.scored.progress_of(team):
        yield _row(view, id_of, f"{view.label}, {name}")


def _row(view: CompanyView, team: str = "", label: str = "") -> CompanyProgressRow:
    return CompanyProgressRow(
        rule=view.rule,
        label=label or view.label,
        total=view.progress.have,
        goal=view.progress.goal,
        unit=view.progress.unit,
        percent=view.progress.percent,
        now=view.progress.note,
        reached=view.reached,
        team=team,
    )
