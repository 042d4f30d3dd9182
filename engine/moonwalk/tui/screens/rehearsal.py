"""A challenge rehearsed with made-up people: points, rules, goals and winners, and what to think about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar, Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.drafts import draft_path
from moonwalk.services.simulation.behaviour import SCENARIOS
from moonwalk.services.simulation.plots import bar, sparkline
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.simulation.summary import BoardFigures, Rehearsal, RuleFigures
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import cell, ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.prose import TextPane
from moonwalk.tui.wording import count

ORDER: Final = tuple(SCENARIOS)
_LABEL: Final = 26
_BAR: Final = 20

Part = str | tuple[str, str]


def read_rehearsal(workspace: Workspace, challenge: str, scenario: str) -> Rehearsal:
    """The rehearsal of a challenge's file, in as many seasons as take a few seconds."""
    path = draft_path(workspace, challenge)
    return rehearse(path, workspace.plugins, workspace, Asked(seasons=None, scenario=scenario))


class RehearsalScreen(Frame):
    """What a challenge would be like; Tab turns to people who keep it up for longer, or for less long."""

    BINDINGS = bindings_of("rehearsal")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("rehearsal", "text", "everywhere")
    PLACE = "rehearsal"
    AUTO_FOCUS = "TextPane"

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._scenario = "typical"
        self._wanted = ""

    def compose_body(self) -> Iterable[Widget]:
        """The text."""
        yield TextPane(Static("", id="rehearsal", markup=False))

    def load(self) -> None:
        """Rehearse, unless this scenario has been: what others write changes nothing of it."""
        if self._wanted != self._scenario:
            self._wanted = self._scenario
            self._wait()
            question = partial(read_rehearsal, self.workspace, self._challenge, self._scenario)
            self.ask("rehearsal", question, self._show)

    def _wait(self) -> None:
        self.query_one(Headline).show(("Moonwalk", self._challenge, "Rehearsal"), ((self._scenario, "bold"),))
        self.query_one("#rehearsal", Static).update(ui(("The seasons are being played.", "$text-muted")))

    def tell_troubles(self) -> None:
        """Show what went wrong, and nothing below it that would look like an answer."""
        super().tell_troubles()
        if "rehearsal" in self.troubles:
            self.query_one("#rehearsal", Static).update(ui(""))

    def action_turn_scenario(self, step: int) -> None:
        """Turn to another scenario."""
        self._scenario = ORDER[(ORDER.index(self._scenario) + step) % len(ORDER)]
        self.load()

    def action_refresh_now(self) -> None:
        """Rehearse again, as the file may have changed."""
        self._wanted = ""
        super().action_refresh_now()

    def _show(self, rehearsal: Rehearsal) -> None:
        who = "people of the roster" if rehearsal.from_roster else "made-up people"
        facts = (
            (self._scenario, "bold"),
            (count(rehearsal.seasons, "season", "seasons"), ""),
            (f"{rehearsal.people} {who}", ""),
        )
        self.query_one(Headline).show(("Moonwalk", rehearsal.title, "Rehearsal"), facts)
        self.query_one("#rehearsal", Static).update(in_full(rehearsal))


def in_full(rehearsal: Rehearsal) -> Content:
    """Everything that a rehearsal says, what to think about first."""
    return ui(*_parts(rehearsal))


def _parts(rehearsal: Rehearsal) -> Iterator[Part]:
    yield ("What people do is made up; only the arithmetic is real.", "$text-muted")
    if rehearsal.remarks:
        yield from _heading("Think about")
        for remark in rehearsal.remarks:
            yield ("\n• ", "$warning")
            yield remark
    yield from _heading("Logging, by week")
    active = rehearsal.active_percent
    yield f"\n  {sparkline(active, 100)}  {_by_week(active)} of the people"
    entries = f"{rehearsal.entries:g} entries each; {rehearsal.late_percent:g}% too late, "
    yield (f"\n  {entries}{rehearsal.refused_percent:g}% refused as mistakes", "$text-muted")
    yield from _heading("Points")
    yield from _points(rehearsal)
    yield from _heading("Rules: share of the points, and of the differences between people")
    for rule in rehearsal.rules:
        yield from _rule(rule)
    if rehearsal.goals:
        yield from _heading("Goals, by week")
        for goal in rehearsal.goals:
            met = "of the days" if goal.each == "day" else "of the people"
            yield f"\n  {cell(goal.label, _LABEL)} {sparkline(goal.percent, 100)}  {_by_week(goal.percent)} "
            yield (met, "$text-muted")
    for board in rehearsal.boards:
        yield from _board(board)


def _heading(text: str) -> Iterator[Part]:
    yield "\n\n"
    yield (text, "bold $primary")


def _by_week(percent: tuple[float, ...]) -> str:
    return ", ".join(f"{share:g}%" for share in percent)


def _points(rehearsal: Rehearsal) -> Iterator[Part]:
    points = rehearsal.points
    top = max(points.counts, default=0.0)
    width = len(str(points.bins[-1][1]))
    for share, (low, high) in zip(points.counts, points.bins, strict=True):
        yield f"\n  {low!s:>{width}} to {high!s:>{width}}  {share:>5.1f}%  "
        yield (bar(share, top, _BAR), "$primary")


def _rule(rule: RuleFigures) -> Iterator[Part]:
    differences = "" if rule.differences_percent is None else f"{rule.differences_percent:g}%"
    yield f"\n  {cell(rule.label, _LABEL)} {rule.points_percent:>6g}% {differences:>7}  "
    yield (bar(max(rule.points_percent, 0.0), 100, _BAR), "$primary")
    if rule.limited_percent is not None:
        yield (f" limits {rule.limited_percent:g}% of the days", "$text-muted")


def _board(board: BoardFigures) -> Iterator[Part]:
    yield from _heading(board.label)
    lead = "" if board.lead_percent is None else f"is ahead by {board.lead_percent:g}% (median), and "
    yield f"\n  The first {lead}shares the place in {board.tied_percent:g}% of the seasons"
    if len(board.sizes) > 1:
        for size in board.sizes:
            yield (
                f"\n  {count(size.teams, 'team', 'teams')} of {size.size}: first in {size.wins_percent:g}% "
                f"of the seasons, by lot {size.by_lot_percent:g}%"
            )
