"""A challenge rehearsed with made-up people: points, rules, goals and winners, and what to think about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.drafts import draft_path
from moonwalk.services.simulation.behaviour import SCENARIOS
from moonwalk.services.simulation.correspondence import Correspondence
from moonwalk.services.simulation.past import past_challenges
from moonwalk.services.simulation.plots import bar, sparkline
from moonwalk.services.simulation.rehearsal import Asked, rehearse
from moonwalk.services.simulation.remarks import first_place, in_figures
from moonwalk.services.simulation.summary import BoardFigures, Rehearsal, RuleFigures
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.screens.base_screen import Frame
from moonwalk.tui.text import cell, ui
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.prose import TextPane
from moonwalk.tui.wording import count, week_day

ORDER: Final = tuple(SCENARIOS)
_LABEL: Final = 26
_BAR: Final = 20

Part = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Turned:
    """A rehearsal, and what Tab turns through: scenarios, then challenges whose entries can be played."""

    rehearsal: Rehearsal
    order: tuple[str, ...]


def read_rehearsal(workspace: Workspace, challenge: str, behaviour: str) -> Turned:
    """The rehearsal of a challenge's file, in as many seasons as take a few seconds.

    `behaviour` is a scenario, or the name of a challenge whose entries are played.
    """
    path = draft_path(workspace, challenge)
    past = past_challenges(workspace)
    asked = Asked(seasons=None, scenario=behaviour)
    if behaviour not in ORDER:
        asked = Asked(seasons=None, entries_of=behaviour)
    return Turned(rehearse(path, workspace.plugins, workspace, asked), (*ORDER, *past))


class RehearsalScreen(Frame):
    """What a challenge would be like.

    Tab turns to people who keep it up for longer, or for less long, and to what was done in other challenges.
    """

    BINDINGS = bindings_of("rehearsal")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("rehearsal", "text", "everywhere")
    PLACE = "rehearsal"
    AUTO_FOCUS = "TextPane"

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._scenario = "typical"
        self._order = ORDER
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
        """Turn to another scenario, or to the entries of another challenge."""
        self._scenario = self._order[(self._order.index(self._scenario) + step) % len(self._order)]
        self.load()

    def action_refresh_now(self) -> None:
        """Rehearse again, as the file may have changed."""
        self._wanted = ""
        super().action_refresh_now()

    def _show(self, turned: Turned) -> None:
        rehearsal, self._order = turned.rehearsal, turned.order
        who = "people of the roster" if rehearsal.from_roster else "made-up people"
        facts: tuple[tuple[str, str], ...] = (
            (self._scenario, "bold"),
            (count(rehearsal.seasons, "season", "seasons"), ""),
            (f"{rehearsal.people} {who}", ""),
        )
        if rehearsal.entries_of:
            facts = ((f"the entries of {rehearsal.entries_of}", "bold"), (f"{rehearsal.people} people", ""))
        self.query_one(Headline).show(("Moonwalk", rehearsal.title, "Rehearsal"), facts)
        self.query_one("#rehearsal", Static).update(in_full(rehearsal))


def in_full(rehearsal: Rehearsal) -> Content:
    """Everything that a rehearsal says, what to think about first."""
    return ui(*_parts(rehearsal))


def _parts(rehearsal: Rehearsal) -> Iterator[Part]:
    if rehearsal.entries_of:
        yield ("The entries are real, and moved to the days of this challenge.", "$text-muted")
    else:
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
        yield from _board(board, rehearsal.seasons)
    if rehearsal.correspondence:
        yield from _messages(rehearsal.correspondence)


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


def _board(board: BoardFigures, seasons: int) -> Iterator[Part]:
    yield from _heading(board.label)
    yield f"\n  The {first_place(board, seasons).removeprefix('the ')}"
    if seasons > 1 and len(board.sizes) > 1:
        for size in board.sizes:
            yield (
                f"\n  {count(size.teams, 'team', 'teams')} of {size.size}: first in {size.wins_percent:g}% "
                f"of the seasons, by lot {size.by_lot_percent:g}%"
            )


def _messages(letters: Correspondence) -> Iterator[Part]:
    yield from _heading("Messages")
    yield f"\n  {in_figures(letters)}"
    for notice in letters.notices:
        yield f"\n  {cell(notice.notice, _LABEL)} {notice.people_percent:>6g}% of the people, "
        yield f"{count(notice.messages, 'message', 'messages')}"
    for problem in letters.problems:
        yield (f"\n  {problem}", "$warning")
    yield from _heading(f"All that {letters.person} gets")
    for message in letters.messages:
        yield (f"\n\n  {week_day(message.due.date())} {message.due:%H:%M}  ", "$text-muted")
        yield (message.subject, "bold")
        for line in message.text.strip().splitlines():
            yield f"\n    {line}"
