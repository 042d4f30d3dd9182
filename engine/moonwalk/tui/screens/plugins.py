"""What is installed, and what does not work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.views import PluginRow
from moonwalk.tui.messages import RowOpened, TableChanged
from moonwalk.tui.screens.base_screen import TableFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import Headline, StatusLine
from moonwalk.tui.widgets.prose import TextPane
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.widgets.virtual_table import VirtualTable

GLYPHS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "active": ("✓", "table--up"),
        "disabled": ("–", "table--quiet"),
        "not allowed": ("!", "table--warning"),
        "broken": ("✗", "table--error"),
    }
)

COLUMNS: Final[tuple[Column[PluginRow], ...]] = (
    Column(
        "State",
        13,
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


class PluginsScreen(TableFrame):
    """One row a plugin; a plugin that does not work is a row with a reason."""

    def compose_body(self) -> Iterable[Widget]:
        """The list, and the plugin below it."""
        yield VirtualTable(
            COLUMNS,
            identity=lambda row: f"{row.name} {row.package}",
            searched=lambda row: f"{row.state} {row.name} {row.package} {' '.join(row.declares)}",
            empty="No plugin is installed, so no rule can be used. Install one with pip.",
        )
        yield StatusLine(("plugin", "plugins"))
        yield TextPane(Static("", id="detail-text", markup=False), id="detail")

    def load(self) -> None:
        """Read the list."""
        self.watch_answer("plugins", self.desk.list_plugins, self._show)

    def _show(self, plugins: tuple[PluginRow, ...]) -> None:
        active = sum(plugin.state == "active" for plugin in plugins)
        facts = [(f"{active} active", "$primary")]
        if active < len(plugins):
            facts.append((f"{len(plugins) - active} not", "$warning"))
        self.query_one(Headline).show(("Moonwalk", "Plugins"), facts)
        self.table.show(plugins)

    @on(TableChanged)
    def _read(self) -> None:
        """Show the plugin under the cursor."""
        plugin: PluginRow | None = self.table.current
        text = self.query_one("#detail-text", Static)
        if plugin is None:
            text.update(ui(""))
            return
        problems = "\n".join(f"✗ {problem}" for problem in plugin.problems)
        brings = ", ".join(plugin.declares) or "nothing"
        title = f"{plugin.name}  {plugin.package} {plugin.version}"
        text.update(
            ui((title, "bold"), "\n", (f"brings {brings}", "$text-muted"), "\n", ("\n" + problems, "$error"))
        )

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        """To the text, to scroll it."""
        message.stop()
        self.set_focus(self.query_one("#detail"))
