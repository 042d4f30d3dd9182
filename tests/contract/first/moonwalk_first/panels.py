"""Panels of each form. Never edit this: see README.md."""

from __future__ import annotations

from typing import ClassVar

from moonwalk.api.panels import CompanyView, Panel, PanelText, Series, Table, View


class Everyone(Panel):
    """The teams in a table."""

    name: ClassVar[str] = "everyone"

    def title(self) -> str:
        """The heading."""
        return "First: everyone"

    def show(self, view: View) -> Table:
        """A row for each team."""
        teams = zip(view.team_names, view.teams, strict=True)
        rows = tuple((name, str(team.people), str(team.points)) for name, team in teams)
        return Table(columns=("Team", "Members", "Points"), rows=rows)


class Days(Panel):
    """The points of each day as bars."""

    name: ClassVar[str] = "days"

    def title(self) -> str:
        """The heading."""
        return "First: days"

    def show(self, view: View) -> Series:
        """A bar for each day."""
        labels = tuple(str(number) for number, _ in enumerate(view.points_per_day, 1))
        return Series(labels=labels, values=tuple(map(float, view.points_per_day)))


class Words(Panel):
    """How far everyone is, in words."""

    name: ClassVar[str] = "words"

    def title(self) -> str:
        """The heading."""
        return "First: words"

    def show(self, view: View) -> PanelText:
        """A sentence."""
        together: CompanyView = view.company[0]
        reached = ", ".join(milestone.text for milestone in together.reached) or "nothing yet"
        active = f"{sum(view.active_per_day)} of {sum(view.due_per_day)}"
        text = f"{view.title}, day {len(view.points_per_day)} of {view.days}: {active}, {reached}"
        return PanelText(
            text=f"{text}, {together.label} {together.progress.percent}%, {together.progress.note}"
        )
