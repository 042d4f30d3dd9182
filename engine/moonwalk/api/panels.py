"""Panels: a titled table, series or text for the challenge screen, as data, never a widget."""

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
    """A company rule as people see it: its id, its label, how far it is, and the milestones reached."""

    rule: str
    label: str
    progress: CompanyProgress
    reached: tuple[Milestone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a panel may look at: sums over everyone, never a single person.

    `title`, `starts` and `days` (the length) are those of the challenge, `as_of` is the last day that is
    looked at. One number for each day up to it: `active_per_day` counts the people who logged something,
    `due_per_day` those who could, and `points_per_day` adds up everyone's points. `teams` has a summary of
    each team and `team_names` what people call it, in one order. `company` has the company rules, and
    `company_by_team` those that each team has by itself, a row of them for each team (since 0.2).
    """

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
    company_by_team: tuple[tuple[CompanyView, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of text: the names of its columns, and rows with a cell for each of them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A finite number for each label, drawn as bars.

    `most` is the number of a bar that takes all the room, such as 100 for percentages; without it, that is
    the largest of `values`.
    """

    labels: tuple[str, ...]
    values: tuple[float, ...]
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelText:
    """A few plain sentences, without markup."""

    text: str


class Panel(Component):
    """Something worth a place on the challenge screen. A subclass has `title` and `show`.

    >>> from moonwalk.api.panels import Panel, Series
    >>> class ActivePeople(Panel):
    ...     "How many people logged something, day by day."
    ...     name = "active_people"
    ...     def title(self):
    ...         return "Active people"
    ...     def show(self, view):
    ...         days = tuple(str(number) for number in range(1, len(view.active_per_day) + 1))
    ...         return Series(labels=days, values=tuple(map(float, view.active_per_day)))
    """

    def title(self) -> str:
        """The heading, in one line."""
        raise NotImplementedError

    def show(self, view: View) -> Table | Series | PanelText:
        """What stands under the heading; asked anew whenever the screen is drawn from new facts."""
        raise NotImplementedError
