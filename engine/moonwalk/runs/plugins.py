"""What is installed, and in what state."""

from __future__ import annotations

from moonwalk.host import Plugins
from moonwalk.runs.views import PluginRow
from moonwalk.runs.workspace import Workspace


def list_plugins(ws: Workspace) -> tuple[PluginRow, ...]:
    """Every plugin of a workspace."""
    return plugin_rows(ws.plugins)


def plugin_rows(plugins: Plugins) -> tuple[PluginRow, ...]:
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
