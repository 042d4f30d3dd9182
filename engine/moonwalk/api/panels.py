"""Panels: a titled table, series or text for the screen, as data, never a widget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from moonwalk.api.rules import CompanyProgress, Component, Milestone
from moonwalk.api.teams import Summary

__all__ = [
    "CompanyView",
    "Panel",
    "PanelText",
    "Series",
    "Table",
    "View",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyView:
    """A rule of the company as people see it: its id and label, how far it is, and the steps reached."""

    rule: str
    label: str
    progress: CompanyProgress
    reached: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a panel may look at: sums over everyone, never a single person."""

    title: str
    starts: date
    as_of: date
    days: int
    active_per_day: tuple[int, ...]
    due_per_day: tuple[int, ...]
    points_per_day: tuple[int, ...]
    teams: tuple[Summary, ...]
    team_names: tuple[str, ...]
    company: tuple[CompanyView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns and rows of text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A number for each label, drawn as bars."""

    labels: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelText:
    """A few plain sentences."""

    text: str


class Panel(Component):
    """Something worth a place on the challenge screen."""

    def title(self) -> str:
        """The heading."""
        raise NotImplementedError

    def show(self, view: View) -> Table | Series | PanelText:
        """What stands under it."""
        raise NotImplementedError
