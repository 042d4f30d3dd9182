"""What is installed, and what does not work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Final

from textual.content import Content

from moonwalk.services.plugins import by_urgency, list_plugins
from moonwalk.services.views import PluginRow
from moonwalk.tui.jobs import Here
from moonwalk.tui.messages import JobSubmitted
from moonwalk.tui.screens.detail_frame import DetailFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.table_columns import Column

GLYPHS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "active": ("✓", "table--up"),
        "disabled": ("–", "table--quiet"),
        "new": ("…", "table--quiet"),
        "not allowed": ("!", "table--warning"),
        "not approved": ("!", "table--warning"),
        "broken": ("✗", "table--error"),
        "missing": ("✗", "table--error"),
    }
)

COLUMNS: Final[tuple[Column[PluginRow], ...]] = (
    Column(
        "State",
        14,
        lambda row: f"{GLYPHS[row.state][0]} {row.state}",
        lambda row: row.state,
        style=lambda row: GLYPHS[row.state][1],
    ),
    Column(
        "Plugin",
        14,
        lambda row: row.name,
        lambda row: row.name.casefold(),
        most=20,
        style=lambda _: "table--strong",
    ),
    Column(
        "Package",
        14,
        lambda row: f"{row.package} {row.version}",
        lambda row: row.package,
        most=28,
        drops=1,
        style=lambda _: "table--quiet",
    ),
    Column("Brings", 10, lambda row: ", ".join(row.declares), most=60, drops=3),
    Column(
        "Load",
        8,
        lambda row: f"{row.milliseconds:.0f} ms",
        lambda row: row.milliseconds,
        right=True,
        drops=4,
        largest_first=True,
    ),
)


class PluginsScreen(DetailFrame):
    """One row a plugin; a plugin that does not work is a row with a reason."""

    PLACE = "plugins"
    HAS_STACK = True
    COLUMNS = COLUMNS
    NOUNS = ("plugin", "plugins")

    def identity(self, plugin: PluginRow) -> str:
        """Name and package: two packages may bring plugins of one name."""
        return f"{plugin.name} {plugin.package}"

    def searched(self, plugin: PluginRow) -> str:
        """State, name, package, and what it brings."""
        return f"{plugin.state} {plugin.name} {plugin.package} {' '.join(plugin.declares)}"

    @property
    def empty(self) -> str:
        """What having no plugin means."""
        return "No plugin is installed, so no rule can be used. Install one with pip."

    def load(self) -> None:
        """Read the list."""
        self.watch_answer("plugins", partial(list_plugins, self.workspace), self._show)

    def _show(self, plugins: tuple[PluginRow, ...]) -> None:
        self._tell(plugins)
        self.table.show(by_urgency(plugins))

    def _tell(self, plugins: Sequence[PluginRow]) -> None:
        """Say how many work, and which ones the next start leaves out or loads."""
        states = Counter(plugin.state for plugin in plugins)
        facts = [(f"{states.pop('active', 0)} active", "$primary")]
        facts += [(f"{number} {state}", "$warning") for state, number in sorted(states.items())]
        later = [f"{row.name} {becomes}" for row in plugins if (becomes := self._becomes(row))]
        if later:
            facts.append((f"from the next start {', '.join(later)}", "$warning"))
        self.query_one(Headline).show(("Moonwalk", "Plugins"), facts)

    def _becomes(self, plugin: PluginRow) -> str:
        """What becomes of a plugin at the next start by the settings as changed since this one."""
        was_out = plugin.name in self._opened_on.settings.without
        is_out = plugin.name in self.workspace.settings.without
        return "" if was_out == is_out else "left out" if is_out else "loaded"

    @property
    def here(self) -> Here:
        """The plugin under the cursor."""
        row: PluginRow | None = self.table.current
        return super().here if row is None else replace(super().here, plugin=row.name)

    def follow_up(self, done: JobSubmitted) -> None:
        """What was left out is known at once, though it is loaded until the next start."""
        self.app.take_settings()  # type: ignore[attr-defined]
        self._tell(self.table.rows)
        self.describe_row()

    def in_full(self, plugin: PluginRow) -> Content:
        """What it brings, and why it does not work."""
        becomes = self._becomes(plugin)
        when = f" · {becomes} from the next start on" if becomes else ""
        problems = "\n".join(f"✗ {self.said(problem)}" for problem in (*plugin.problems, *plugin.remarks))
        # Of one that is not loaded nobody knows what it brings.
        is_known = plugin.declares or plugin.state == "active"
        brings = f"brings {', '.join(plugin.declares) or 'nothing'}" if is_known else "not loaded"
        title = f"{plugin.name}  {plugin.package} {plugin.version}"
        return ui(
            (title, "bold"),
            (when, "$warning"),
            "\n",
            (brings, "$text-muted"),
            "\n",
            ("\n" + problems, "$error"),
        )
