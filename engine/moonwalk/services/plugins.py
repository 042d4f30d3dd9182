"""The installed plugins, their state, and the panels they bring."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from moonwalk.api.panels import PanelText, Series, Table, View
from moonwalk.registry import PluginFailure, Registry, forget_strangers
from moonwalk.registry.discovery import FIRST_PARTY
from moonwalk.scoring.plan import RuleFailed
from moonwalk.scoring.teams import team_summaries
from moonwalk.services import scores
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, day_shown
from moonwalk.services.plugin_changes import ChangedCode, changed_challenges
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import PluginRow
from moonwalk.services.workspace import Workspace


def list_plugins(ws: Workspace) -> tuple[PluginRow, ...]:
    """Every plugin of a workspace, with a remark where a challenge is pinned to other code of it."""
    rows = plugin_rows(ws.plugins)
    changed: tuple[ChangedCode, ...] = ()
    # What is installed can be told beside a database that is missing or damaged; what needs it says so.
    with suppress(Refused):
        changed = changed_challenges(ws)
    return tuple(
        replace(
            row,
            remarks=tuple(
                each.sentence for each in changed if row.name in [change.plugin for change in each.changes]
            ),
        )
        for row in rows
    )


def plugin_rows(plugins: Registry) -> tuple[PluginRow, ...]:
    """Every plugin that was found, those that do not work with the reason."""
    return tuple(
        PluginRow(
            report.name,
            report.package,
            report.version,
            report.state,
            report.declares,
            report.problems,
            report.milliseconds,
        )
        for report in plugins.reports
    )


def by_urgency(plugins: Iterable[PluginRow]) -> tuple[PluginRow, ...]:
    """What asks for somebody first, then what somebody has installed, then what comes with Moonwalk."""

    def urgency(plugin: PluginRow) -> tuple[bool, bool, bool]:
        silent = not plugin.problems and not plugin.remarks
        return plugin.state == "active", silent, plugin.package == FIRST_PARTY

    return tuple(sorted(plugins, key=urgency))


def forget_looks(folder: Path | None) -> None:
    """Forgets what earlier looks at strangers' plugins have found, so that the next start looks again.

    Those of the workspace in `folder` are among them.
    """
    forget_strangers(folder)


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel's heading and its content."""

    title: str
    content: Table | Series | PanelText


def show_panels(ws: Workspace, challenge: str, isolated: bool | None = None) -> tuple[PanelView, ...]:
    """Every panel for a challenge. One that fails says so in its own place.

    With `isolated`, only those of strangers, which may take long, or only the others.
    """
    panels = {
        name: panel
        for name, panel in sorted(ws.plugins.panels().items())
        if isolated in (None, panel.is_isolated)
    }
    if isolated and not panels:
        return ()
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
        except NotScored as reason:
            return (PanelView("Not scored", PanelText(text=str(reason))),)
    try:
        view = _view(ws, scored_challenge)
    except RuleFailed as failure:
        return (PanelView("Not scored", PanelText(text=f"{failure.at}: {failure}")),)
    shown = []
    for name, panel in panels.items():
        try:
            shown.append(PanelView(panel.title(), panel.show(view)))
        except PluginFailure as failure:
            shown.append(PanelView(name, PanelText(text=str(failure))))
    return tuple(shown)


def _view(ws: Workspace, scored_challenge: ScoredChallenge) -> View:
    people, plan = scored_challenge.scored.people, scored_challenge.scored.plan
    calendar = plan.calendar
    today = day_shown(calendar, calendar.today(ws.instant()))
    days = slice(0, calendar.index(today) + 1)
    summaries = team_summaries(
        plan, scored_challenge.scored.teams, scored_challenge.scored.last_day, (), scored_challenge.team_ids
    )
    return View(
        title=scored_challenge.challenge.title,
        starts=calendar.starts,
        as_of=today,
        days=calendar.length,
        active_per_day=tuple((people.logged & people.membership.countable)[:, days].sum(axis=0).tolist()),
        due_per_day=tuple(people.membership.countable[:, days].sum(axis=0).tolist()),
        points_per_day=tuple(people.total[:, days].sum(axis=0).tolist()),
        teams=summaries.rows(),
        team_names=scored_challenge.team_names,
        company=scored_challenge.scored.progress(),
    )
