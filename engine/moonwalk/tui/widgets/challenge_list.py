"""The challenges, a few lines each."""

from __future__ import annotations

from datetime import date
from typing import Final

from textual import on
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from moonwalk.services.views import ChallengeRow
from moonwalk.tui.actions import bindings_of
from moonwalk.tui.messages import ChallengeChosen, ChallengeOpened, FileOpened
from moonwalk.tui.text import cell, ui
from moonwalk.tui.wording import STATES, count, deadline_line, gauge, span

WIDE_CARD: Final = 66
"""Columns from which on what is said of a challenge stands under its title; below, further to the left."""


class ChallengeList(OptionList):
    """A challenge's state, title, dates, day and size; Enter opens it."""

    BINDINGS = bindings_of("list")

    def __init__(self) -> None:
        super().__init__(id="challenges", markup=False)
        self._rows: tuple[ChallengeRow, ...] = ()
        self._today = date.min
        self._wanted = ""
        self._awaited = ""

    def show(self, rows: tuple[ChallengeRow, ...], today: date) -> None:
        """Show these challenges; the cursor stays on its challenge."""
        kept = self.current
        self._rows, self._today = rows, today
        self._draw(kept)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(ChallengeChosen(self.current or ""))

    @property
    def current(self) -> str | None:
        """The name of the challenge under the cursor."""
        if self.highlighted is None or self.highlighted >= len(self._rows):
            return None
        return self._rows[self.highlighted].name

    @property
    def cards(self) -> tuple[Content, ...]:
        """The lines of each challenge, as they are drawn."""
        width = self.scrollable_content_region.width - 2
        return tuple(describe_challenge(row, self._today, width) for row in self._rows)

    def point_at(self, name: str) -> None:
        """Put the cursor on a challenge, now or once it is drawn; leave it where none has this name."""
        is_there = self._highlight(name)
        self._awaited = "" if is_there else name or self._awaited

    def _highlight(self, name: str) -> bool:
        """Put the cursor on a challenge that is there; whether it is."""
        places = [number for number, row in enumerate(self._rows) if row.name == name]
        self._wanted = name
        if places and self.option_count:
            self.highlighted = places[0]
        return bool(places)

    def on_resize(self, event: Resize) -> None:
        """Draw the challenges again for another width."""
        self._draw(self.current)

    def _draw(self, kept: str | None) -> None:
        width = self.scrollable_content_region.width
        if width < 10:
            return
        self.clear_options()
        cards = [Option(card) for card in self.cards]
        self.add_options([part for card in cards for part in (None, card)][1:])
        self.highlighted = 0 if self._rows else None
        if any(row.name == self._awaited for row in self._rows):
            self.point_at(self._awaited)
        else:  # what is awaited may still come: nothing but its coming ends that
            self._highlight(kept or self._wanted)

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = self._rows[event.option_index]
        # A draft has no board yet: what there is to be looked at is its file.
        opened = FileOpened(row.name) if row.state == "draft" else ChallengeOpened(row.name)
        self.post_message(opened)


def describe_challenge(row: ChallengeRow, today: date, width: int) -> Content:
    """A challenge in lines: state and title; dates, day and size; what can still be logged until when."""
    glyph, colour = STATES[row.state]
    title = row.title or row.name
    facts = [span(row.starts, row.ends, today)]
    if row.state in ("running", "closing") and row.day:
        facts.append(f"day {min(row.day, row.days)} of {row.days}")
    facts.append(count(row.people, "person", "people"))
    if row.teams:
        facts.append(count(row.teams, "team", "teams"))
    done, left = gauge(min(row.day, row.days), row.days, 14)
    line = 20 if width >= 76 and row.days else 0
    first = ui((f"{glyph} ", colour), (cell(row.state, 11), colour), (cell(title, width - 13 - line), "bold"))
    if line:
        first = Content.assemble(first, "  ", ui((done, "$primary"), (left, "$text-muted")))
    said = [" · ".join(facts), *([deadline_line(row.deadline, today)] if row.deadline is not None else [])]
    indent = 13 if width >= WIDE_CARD else 2
    lines = [part for line in said for part in ui((line, "$text-muted")).wrap(width - indent)]
    return Content("\n").join([first, *(Content.assemble(" " * indent, line) for line in lines)])
