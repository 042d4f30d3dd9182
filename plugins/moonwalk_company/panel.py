"""How far everyone is, for the screen."""

from __future__ import annotations

from typing import ClassVar

from moonwalk.api import CompanyView, Panel, PanelText, Table, View, show_amount


class EveryoneTogether(Panel):
    """What everyone has done together, and what that has reached."""

    name: ClassVar[str] = "together"

    def title(self) -> str:
        """The heading."""
        return "Everyone together"

    def show(self, view: View) -> Table | PanelText:
        """A line for each rule, and one for each step that was reached or comes next."""
        if not view.company:
            return PanelText("This challenge has no goal for everyone together.")
        return Table(("", "", ""), tuple(row for one in view.company for row in _rows(one)))


def _rows(one: CompanyView) -> list[tuple[str, str, str]]:
    together = one.together
    have = f"{show_amount(together.have, together.unit)} of {show_amount(together.goal, together.unit)}"
    rows = [(one.label, have, f"{together.percent}%")]
    rows += [("", step.text, f"{step.day}") for step in one.reached]
    return [*rows, ("", together.now, "")] if together.now else rows
