"""A challenge today: who logs, team by team and day by day, who moved, what comes next, who can still win."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from moonwalk.services.boards.views import OvertakeView
from moonwalk.services.overview import Event, Mover, Overview
from moonwalk.tui.actions import ACTIONS
from moonwalk.tui.sentences import on_screen
from moonwalk.tui.text import cell, clean, ui
from moonwalk.tui.wording import count, day_in_words, gauge

LEVELS: Final = "▁▂▃▄▅▆▇█"
NOBODY: Final = "·"
LONGEST_NAME: Final = 16
MOST_TEAMS: Final = 12
LOW: Final = 10
"""So many lines there are where one of them may stay blank."""

LEAST_OF_PART: Final = 3
"""A part is shown where there is room for so much of it: its heading and what comes first."""

STEPS: Final = (
    ("jobs.open", "jobs.roster", "Import the people"),
    ("", "home.edit", "Edit its file, which Enter opens as well"),
    ("go.open", "go.rehearsal", "Rehearse it with made-up entries"),
    ("jobs.open", "jobs.launch", "Launch it"),
    ("jobs.open", "jobs.draw", "Draw teams for those who have none"),
)
"""What there is to do before a draft starts: the key before, the key, and what they do."""


class OverviewBox(Static):
    """Draws an overview in the room it has; nothing before there is one."""

    def __init__(self) -> None:
        super().__init__(id="overview", markup=False)
        self._overview: Overview | None = None
        self._today = date.min
        self._is_draft = False
        self._kept: Content | None = None

    def show_kept(self, lines: Content) -> None:
        """Show lines as they were drawn at another time, until there is an overview."""
        self._kept = lines
        self._draw()

    def lines_to_keep(self) -> Content:
        """What is shown, less what may name people."""
        known = self._overview and replace(self._overview, movers=(), race=None)
        width, height = self.content_size
        return Content("\n").join(describe_overview(known, self._today, max(20, width), height))

    def show(self, overview: Overview | None, today: date, *, is_draft: bool = False) -> None:
        """Show how a challenge does; of a draft, the steps to its first day; nothing where none is chosen."""
        shown = overview, today, is_draft
        if shown != (self._overview, self._today, self._is_draft) or self._kept is not None:
            self._kept = None
            self._overview, self._today, self._is_draft = shown
            self._draw()

    def on_resize(self, event: Resize) -> None:
        """Draw it again for another size."""
        self._draw()

    def _draw(self) -> None:
        width, height = self.content_size
        if self._kept is not None:
            self.update(self._kept)
        elif width >= 20 and self._is_draft:
            self.update(Content("\n").join(_steps()))
        elif width >= 20:
            self.update(Content("\n").join(describe_overview(self._overview, self._today, width, height)))


def _steps() -> Iterator[Content]:
    """From a draft to its first day, each step with its keys."""
    keys = {action.id: action.keys_in_words for action in ACTIONS}
    yield ui(("Before it starts", "bold"))
    for before, then, what in STEPS:
        yield ui((f"{f'{keys[before]} {keys[then]}' if before else keys[then]:<4}", "bold $primary"), what)


def describe_overview(overview: Overview | None, today: date, width: int, height: int) -> Iterator[Content]:
    """At most `height` lines: today, the strips, what comes next, who moved, who can still win.

    Teams that there is no room for are counted; what else has no room is left out by whole parts.
    """
    if overview is None:
        return
    if overview.not_scored:
        yield ui(("Not scored: ", "bold $error"), on_screen(overview.not_scored, today))
        return
    room = height
    for part in _parts(overview, today, width, height):
        if room < min(len(part), LEAST_OF_PART):
            return
        yield from part[:room]
        room -= len(part) + 1
        if room > 0:
            yield ui("")


def _parts(overview: Overview, today: date, width: int, height: int) -> Iterator[list[Content]]:
    if overview.days:
        # Where it is low, no line stays blank.
        apart = [ui("")] if height >= LOW else []
        first = [_logged_today(overview, width), *apart]
        yield [*first, *_strips(overview, width, height - len(first))]
    if overview.events:
        yield [ui(("Next", "bold")), *(_event(event, today, width) for event in overview.events)]
    if overview.movers:
        heading = ui(("Moved since the last week closed", "bold"))
        yield [heading, *(_mover(mover, width) for mover in overview.movers)]
    if overview.race is not None:
        yield list(_race(overview.race, width))


def _logged_today(overview: Overview, width: int) -> Content:
    if not overview.due:
        past, now = "Nobody was due to log anything on the last day.", "Nobody is due to log anything today."
        return ui((past if overview.is_over else now, "bold"))
    day = (
        f"the last day, {day_in_words(overview.days[-1], overview.days[-1])}" if overview.is_over else "today"
    )
    pausing = f"; {count(overview.paused, 'pauses', 'pause')}" if overview.paused else ""
    said = f"{overview.logged:,} of {overview.due:,} have logged for {day}{pausing}"
    done, left = gauge(overview.logged, overview.due, min(14, max(0, width - len(said) - 2)))
    return ui((said, "bold"), "  ", (done, "$primary"), (left, "$text-muted"))


def _strips(overview: Overview, width: int, height: int) -> Iterator[Content]:
    """A heading with the weeks, then everyone and each team: a column a day, as high as its share.

    Teams without room in `height` lines are counted, with the key that lists them all.
    """
    room = min(MOST_TEAMS, height - len(("weeks", "everyone")))
    shown_teams = overview.teams if len(overview.teams) <= room else overview.teams[: max(0, room - 1)]
    lines = (overview.everyone, *shown_teams)
    names = min(max(cell_len(clean(line.name)) for line in lines), LONGEST_NAME)
    shown = min(len(overview.days), max(1, width - names - len("  100%")))
    first = len(overview.days) - shown
    # The name of a week stands over its first day that is shown.
    weeks = groupby(range(first, len(overview.days)), key=lambda number: number // 7 + 1)
    heading = "".join(f"w{week}".ljust(7)[: len(tuple(days))] for week, days in weeks)
    yield ui((f"{'':{names}} {heading}", "$text-muted"))
    for line in lines:
        style = "bold" if line is overview.everyone else ""
        strip = "".join(map(level_of, line.shares[first:]))
        last = next((share for share in reversed(line.shares) if share is not None), None)
        share = "" if last is None else f"{last:>3}%"
        yield ui((cell(line.name, names), style), " ", (strip, "$primary"), " ", (share, "$text-muted"))
    hidden = len(overview.teams) - len(shown_teams)
    if hidden > 0:
        more = count(hidden, "team", "teams") if not shown_teams else f"{hidden:,} more"
        yield ui((f"and {more}: Enter shows the board", "$text-muted"))


def level_of(share: int | None) -> str:
    """A share in percent as a column of eighths; a dot for nobody, a blank where nobody was due."""
    if share is None:
        return " "
    return NOBODY if share <= 0 else LEVELS[min(7, (share * 8 - 1) // 100)]


def _event(event: Event, today: date, width: int) -> Content:
    if isinstance(event.when, datetime):
        when = f"{day_in_words(event.when.date(), today)} {event.when:%H:%M}"
    else:
        when = day_in_words(event.when, today)
    return ui((f"{when:17} ", "$text-muted"), event.what).truncate(width, ellipsis=True)


def _mover(mover: Mover, width: int) -> Content:
    glyph, style = ("▲", "$primary") if mover.moved > 0 else ("▼", "$warning")
    return ui((f"{glyph} {abs(mover.moved):<3} ", style), mover.name).truncate(width, ellipsis=True)


def _race(race: OvertakeView, width: int) -> Iterator[Content]:
    """The leader, and those who can still come level with it or pass it, if today's members stay."""
    if race.leader is None:
        return
    if not race.can:
        yield ui((race.sentence, "bold")).truncate(width, ellipsis=True)
        return
    yield ui(("Can still win, if today's members stay", "bold"))
    shown = (race.leader, *race.can)
    names = min(max(cell_len(clean(team.name)) for team in shown), LONGEST_NAME)
    for team in shown:
        reach = "leads, certain of" if team is race.leader else "can reach"
        yield ui(cell(team.name, names), (f"  {reach} {team.score}", "$text-muted"))
    if race.contenders > len(race.can):
        yield ui((f"and {race.contenders - len(race.can):,} more teams", "$text-muted"))
