"""What is installed, and in what state."""

from __future__ import annotations

from moonwalk.runs.views import PluginRow
from moonwalk.runs.workspace import Workspace


def list_plugins(ws: Workspace) -> tuple[PluginRow, ...]:
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
        for report in ws.plugins.reports
    )
