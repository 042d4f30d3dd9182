"""The installed plugins, their state, and the panels they bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from moonwalk.api.panels import PanelText, Series, Table, View
from moonwalk.registry import PluginCode, PluginFailure, Registry, forget_strangers
from moonwalk.registry.discovery import FIRST_PARTY
from moonwalk.scoring.asking import RuleFailed
from moonwalk.scoring.teams import team_summaries
from moonwalk.services import scores
from moonwalk.services.boards.together import views_by_team
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, day_shown, names
from moonwalk.services.plugin_changes import ChangedCode, changed_challenges
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import PluginRow
from moonwalk.services.workspace import Workspace
from moonwalk.store import pins


def list_plugins(ws: Workspace) -> tuple[PluginRow, ...]:
    """Every plugin of a workspace, with a remark where a challenge is pinned to other code of it or lacks it.

    Those that are gone and that a challenge needs come last.
    """
    rows = plugin_rows(ws.plugins)
    changed: tuple[ChangedCode, ...] = ()
    missing: tuple[PluginRow, ...] = ()
    lacking: dict[str, tuple[str, ...]] = {}
    # What is installed can be told beside a database that is missing or damaged; what needs it says so.
    with suppress(Refused):
        changed = changed_challenges(ws)
        missing = _missing(ws, {row.name for row in rows})
        lacking = {row.name: needed_by(ws, row.name) for row in rows if row.state == "disabled"}
    remarked = (
        replace(
            row,
            remarks=(
                *(
                    each.sentence
                    for each in changed
                    if row.name in [change.plugin for change in each.changes]
                ),
                *([_lacked(row.name, lacking[row.name])] if lacking.get(row.name) else ()),
            ),
        )
        for row in rows
    )
    return (*remarked, *missing)


def needed_by(ws: Workspace, plugin: str) -> tuple[str, ...]:
    """The names of the challenges that were launched with a plugin."""
    with ws.database() as db:
        return tuple(name for name in names(db) if plugin in pins.of_challenge(db, name))


def _missing(ws: Workspace, installed: Container[str]) -> tuple[PluginRow, ...]:
    """The plugins with which a challenge was launched, and which are no longer installed."""
    needed: dict[str, PluginCode] = {}
    challenges: dict[str, list[str]] = defaultdict(list)
    with ws.database() as db:
        for name in names(db):
            for plugin, pin in pins.of_challenge(db, name).items():
                if plugin not in installed:
                    needed[plugin] = pin.code
                    challenges[plugin].append(name)
    return tuple(
        PluginRow(plugin, code.package, code.version, "missing", (), (_why_missing(code, uses),), 0.0)
        for plugin, code in sorted(needed.items())
        for uses in [challenges[plugin]]
    )


def _why_missing(code: PluginCode, challenges: Sequence[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in challenges)
    # A file in the workspace's own folder has no version.
    way_out = f'pip install "{code.package}=={code.version}"' if code.version else f"put {code.package} back"
    return (
        f"It is not installed, and {listed} cannot be scored without it. Entries are kept, and so is the "
        f"last good board. To have it again: {way_out}"
    )


def _lacked(plugin: str, challenges: Sequence[str]) -> str:
    names = " and ".join(f"'{name}'" for name in challenges)
    return (
        f"The plugin '{plugin}' is disabled, and {names} cannot be scored without it. Entries are kept, and "
        "so is the last good board. To use it again, take it off the list 'without' in the settings, or "
        "leave out --without."
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


def show_panel(ws: Workspace, challenge: str, name: str) -> Table | Series | PanelText:
    """What one panel shows of a challenge, by its full name. Refused where there is none of the name."""
    panels = {adapter.full_name: adapter for adapter in ws.plugins.panels().values()}
    if name not in panels:
        raise Refused(f"There is no panel '{name}'. There are: {', '.join(sorted(panels))}.")
    with ws.database() as db:
        scored_challenge = scores.current(ws, db, challenge)
    return panels[name].show(_view(ws, scored_challenge))


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
        points_per_day=tuple(map(plan.context.points, people.total[:, days].sum(axis=0).tolist())),
        teams=summaries.rows(),
        team_names=scored_challenge.team_names,
        company=scored_challenge.scored.progress(),
        company_by_team=views_by_team(scored_challenge),
    )
