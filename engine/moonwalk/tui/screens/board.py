"""A challenge's boards, with its panels beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, Literal

from textual import on
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from moonwalk.services.boards.alternatives import overtake
from moonwalk.services.boards.views import OvertakeView
from moonwalk.services.errors import Refused
from moonwalk.services.plugins import show_panels
from moonwalk.services.privacy.audience import Audience, board_for
from moonwalk.services.roster.people import list_people
from moonwalk.services.table_export import TableCopy
from moonwalk.services.views import BoardRow, BoardView, Range
from moonwalk.services.why.narrowed import ALL, Asked
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.jobs import Here
from moonwalk.tui.messages import (
    CourseWanted,
    PersonOpened,
    ReasonsWanted,
    RowOpened,
    Subject,
    TabChosen,
    TeamOpened,
)
from moonwalk.tui.screens.board_columns import BEFORE, columns_for, for_others, top_score
from moonwalk.tui.screens.board_page import NOUNS, BoardPage, Then, led_before, read_board
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.text import ui
from moonwalk.tui.widgets.headline import BoardTabs, Headline, Kind, StatusLine
from moonwalk.tui.widgets.panel_box import PanelBox
from moonwalk.tui.widgets.picker import Choice
from moonwalk.tui.widgets.virtual_table import VirtualTable
from moonwalk.tui.wording import STATES, day_in_words, deadline_line, moved_of, place_of, span


class BoardScreen(TableFrame):
    """Who stands where. Tab shows the next board, Enter the team or the person."""

    BINDINGS = bindings_of("board")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("board", "table", "everywhere")
    PLACE = "board"

    def __init__(self, workspace: Workspace, challenge: str = "") -> None:
        super().__init__(workspace, challenge)
        self._board: str | None = None
        self._page: BoardPage | None = None
        self._teams: Mapping[str, str] = {}
        self._panels: dict[bool, tuple[Any, ...]] = {}
        self._races: dict[tuple[str, Range | None], OvertakeView] = {}
        self._for_others = False
        self._days: Range | None = None
        self._then: Then | None = None
        self._newest: date | None = None
        self._by_period = False

    def compose_body(self) -> Iterable[Widget]:
        """The boards' names, the table, the panels."""
        yield BoardTabs()
        table: VirtualTable[BoardRow] = VirtualTable(
            BEFORE,
            identity=lambda row: row.id,
            searched=self._searched,
            empty="Nobody is on this board yet.",
        )
        yield Horizontal(
            Vertical(
                table,
                *(Static("", id=name, markup=False) for name in ("race", "deadline", "others")),
                StatusLine(("team", "teams")),
                id="ranking",
            ),
            VerticalScroll(id="panels"),
            id="columns",
        )

    def _searched(self, row: BoardRow) -> str:
        return f"{row.name} {row.id} {self._teams.get(row.id, '')} {row.group}"

    @property
    def awaits_rows(self) -> bool:
        """Whether the board that is wanted is not the one that is shown, and nothing is in its way."""
        shown = self._page.view.board if self._page is not None else self._board
        return super().awaits_rows or (shown != self._board and not self.troubles)

    @property
    def ordered_as(self) -> str:
        """The name of the board that is shown; empty before there is one."""
        return f"{self.kept_as} {self._page.view.board}" if self._page is not None else ""

    def on_mount(self) -> None:
        """Begin with the board that was seen last."""
        super().on_mount()
        self._board = self.views.boards.get(self._challenge)

    def tell_troubles(self) -> None:
        """Show troubles; a board that is no longer there is no trouble, the first one is shown."""
        if self._page is None and self._board is not None and self.troubles.pop("board", ""):
            self._board = None
            self.load()
        super().tell_troubles()

    # Loading.

    def load(self) -> None:
        """Read the board, who is in which team, and the panels."""
        self.watch_answer(
            "board",
            partial(
                read_board,
                self.workspace,
                self._challenge,
                self._board,
                self._for_others,
                self._days,
                self._then,
            ),
            self._show,
        )
        self.watch_answer("teams", self._read_teams, self._show_teams)
        # Those of strangers by themselves, so that nobody waits for one that does not answer.
        for isolated in (False, True):
            question = partial(show_panels, self.workspace, self._challenge, isolated)
            self.watch_answer(f"panels {isolated}", question, partial(self._show_panels, isolated))

    def _read_teams(self) -> dict[str, str]:
        return {person.id: person.team for person in list_people(self.workspace, self._challenge)}

    def _show(self, page: BoardPage) -> None:
        view, before = page.view, self._page
        self._page, self._board = page, view.board
        self.views.boards[self._challenge] = view.board
        if self._then is None:
            self._newest = view.as_of
        if self._days is None:
            self._by_period = bool(view.period)
        self._show_headline(page)
        self.query_one(BoardTabs).show(view.boards, view.board, view.sentence)
        self.query_one(StatusLine).nouns = NOUNS[view.ranks]
        if before is not None and before.view.board != view.board:
            self.table.start_over()
        self._show_rows()
        if before is None or before.view.board != view.board:
            self.restore_order()
        self._show_deadline(page)
        self._show_others(page)
        self._ask_race(view)
        self.tell_troubles()

    def _show_others(self, page: BoardPage) -> None:
        """Say what others see of this board, and since when; or that this is it."""
        key = "Press e for your own view." if self._for_others else "Press e to see what they see."
        said = "This is what everyone sees." if self._for_others else page.others
        line = self.query_one("#others", Static)
        line.display = bool(page.others)
        line.update(ui((f"{self.said(said)} {key}", "$text-muted")))

    def _show_rows(self) -> None:
        if self._page is not None:
            view = self._page.view
            columns = columns_for(view, self._page.top, self._teams, self._page.shared)
            if self._for_others:
                columns = for_others(columns)
            self.table.show(view.rows, columns)

    def _show_headline(self, page: BoardPage) -> None:
        view, row = page.view, page.row
        facts: list[tuple[str, str]] = []
        if row is not None:
            glyph, colour = STATES[row.state]
            facts.append((f"{glyph} {row.state}", colour))
            facts.append((span(row.starts, row.ends, self.today), ""))
            if row.state in ("running", "closing") and row.day and page.then is None:
                facts.append((f"day {min(row.day, row.days)} of {row.days}", ""))
        if view.period:
            facts.append((self.said(view.period), "bold"))
        if page.then is not None:
            facts.append((f"◀ {day_in_words(view.as_of, self.today)}, {page.then.in_words}", "bold $warning"))
        elif row is None or row.state != "announced":
            style = "bold" if view.state == "final" else ""
            facts.append((f"{view.state}, as of {day_in_words(view.as_of, self.today)}", style))
        self.query_one(Headline).show(("Moonwalk", view.title or view.challenge), facts)

    def _show_deadline(self, page: BoardPage) -> None:
        # Of the challenge and not of the board, which may be an earlier one.
        deadline = page.row.deadline if page.row is not None else None
        line = self.query_one("#deadline", Static)
        line.display = deadline is not None
        text = deadline_line(deadline, self.today) if deadline is not None else ""
        line.update(ui((text, "$text-muted")))

    def _show_teams(self, teams: dict[str, str]) -> None:
        self._teams = teams
        if self._page is not None and self._page.view.ranks == "people":
            self._show_rows()

    def _ask_race(self, view: BoardView) -> None:
        """Ask who can still be first, beside everything else: it may take a moment."""
        is_shown_now = not self._for_others and self._then is None
        if not is_shown_now or view.ranks != "teams" or view.state == "final" or view.stale:
            self._races.pop((view.board, self._days), None)
        else:
            question = partial(overtake, self.workspace, self._challenge, view.board, self._days, most=1)
            take = partial(self._take_race, view.board, self._days)
            self.watch_answer(f"race {view.board}", question, take)
        self._show_race()

    def _take_race(self, board: str, days: Range | None, race: OvertakeView) -> None:
        self._races[board, days] = race
        self._show_race()

    def _show_race(self) -> None:
        race = self._races.get((self._board or "", self._days))
        line = self.query_one("#race", Static)
        before = led_before(self._page.view) if self._page is not None else ""
        still = race.sentence if race is not None and race.leader is not None else ""
        line.display = bool(before or still)
        line.update(ui((self.said("\n".join(filter(None, (before, still)))), "$text-muted")))

    async def _fill_panels(self) -> None:
        box = self.query_one("#panels")
        async with box.batch():
            await box.remove_children()
            panels = [panel for _, part in sorted(self._panels.items()) for panel in part]
            await box.mount_all([PanelBox(panel.title, panel.content) for panel in panels])
        self.set_class(not panels, "-no-panels")

    def _show_panels(self, isolated: bool, panels: tuple[Any, ...]) -> None:
        self._panels[isolated] = panels
        self.call_later(self._fill_panels)

    @property
    def remarks(self) -> tuple[tuple[Kind, str], ...]:
        """Why the figures are not today's, who is not on the board, and of whom it says too much."""
        view = self._page.view if self._page is not None else None
        sentences = (view.stale, *view.remarks) if view is not None else ()
        return tuple(("warning", sentence) for sentence in sentences if sentence)

    # The row under the cursor.

    @property
    def challenge_title(self) -> str:
        """The title of the challenge."""
        return (self._page.view.title if self._page is not None else "") or self._challenge

    @property
    def marks_are(self) -> Literal["people", ""]:
        """People, on a board of people."""
        return "people" if self._page is not None and self._page.view.ranks == "people" else ""

    @property
    def here(self) -> Here:
        """A board is published, as far as others may see it."""
        return replace(super().here, is_published=True)

    def copy_for(self, audience: Audience) -> TableCopy:
        """The board as an audience may see it, filtered and sorted as it is shown."""
        if audience.is_organisers or self._page is None:
            return super().copy_for(audience)
        if self._then is not None:
            raise Refused("Others see the board of now. Press Esc to go back to it. Nothing was written.")
        view = board_for(self.workspace, self._challenge, self._board, audience, days=self._days)
        shown = for_others(columns_for(view, top_score(view.rows), self._teams))
        return replace(self.copied(view.rows, shown), remarks=view.remarks)

    @property
    def person_here(self) -> Choice | None:
        """The person under the cursor, on a board of people."""
        row: BoardRow | None = self.table.current
        if row is None or self._page is None or self._page.view.ranks != "people" or not row.id:
            return None
        return Choice(row.id, row.name, self._teams.get(row.id, ""))

    def note_on(self, row: BoardRow) -> str:
        """How a tie was broken, or why there is no place; of an earlier day, how many places were gained."""
        if row.not_placed:
            return f"no place: {row.not_placed}"
        then = self._page.then if self._page is not None else None
        if then is not None and row.moved is not None:
            return f"{moved_of(row)} {then.moved_since}" if row.moved else f"no move {then.moved_since}"
        if row.broken_by:
            return f"tie broken by {row.broken_by}"
        if self._page is not None and row.id in self._page.same_figure:
            return f"apart from {self._page.same_figure[row.id]} before rounding"
        return f"tied at {place_of(row)[1:]}" if row.tied else ""

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        message.stop()
        row: BoardRow = message.row
        view = self._page.view if self._page is not None else None
        ranks = view.ranks if view is not None else "people"
        if not row.id:
            return
        if self._then is not None:
            self.action_why()  # the team and the person have screens of now only
        elif ranks == "teams":
            self.post_message(TeamOpened(self._challenge, row.name, (row.id, row.name)))
        elif ranks == "people":
            # A board of some days leads to the points of these days.
            asked = Asked(view.board, self._days) if view is not None and view.period else ALL
            self.post_message(PersonOpened(self._challenge, row.id, asked))

    # The keys.

    def action_turn_board(self, step: int) -> None:
        """Show the next board."""
        names = [name for name, _ in self._page.view.boards] if self._page is not None else []
        if len(names) > 1 and self._board in names:
            self._turn_to(names[(names.index(self._board) + step) % len(names)])

    @on(TabChosen)
    def _choose_board(self, message: TabChosen) -> None:
        message.stop()
        self._turn_to(message.name)

    def _turn_to(self, board: str) -> None:
        self._board, self._days = board, None
        self.load()

    def action_turn_period(self, step: int) -> None:
        """Show the board of an earlier or later week or month; after the latest, as it is."""
        view = self._page.view if self._page is not None else None
        if view is None or not view.periods or self._for_others:
            return
        self._then = None
        days = [Range(first, last) for first, last in view.periods]
        # A board of the week is that of the latest one as it is; any other comes after its weeks.
        latest = len(days) - 1 if self._by_period else len(days)
        at = days.index(self._days) if self._days in days else latest
        at = min(max(at + step, 0), latest)
        self._days = None if at == latest else days[at]
        self.load()

    def action_turn_day(self, step: int) -> None:
        """Show the board of the day before or after; after the newest day, as it is."""
        row = self._page.row if self._page is not None else None
        if row is None or row.starts is None or self._newest is None or self._for_others:
            return
        day = (self._then.day if self._then is not None else self._newest) + timedelta(days=step)
        if day >= self._newest:
            self._then = None
        elif day >= row.starts:
            self._then = Then(day, self._then is not None and self._then.with_later)
        self._days = None
        self.load()

    def action_known_then(self) -> None:
        """Show an earlier day by what was known at its end, or also by what became known later."""
        if self._then is not None:
            self._then = replace(self._then, with_later=not self._then.with_later)
            self.load()

    def action_why(self) -> None:
        """Show why the row under the cursor stands where it does."""
        row: BoardRow | None = self.table.current
        ranks = self._page.view.ranks if self._page is not None else "people"
        if row is None or ranks == "roster column" or not row.id:
            return
        kind: Literal["team", "person"] = "team" if ranks == "teams" else "person"
        subject = Subject(self._challenge, kind, row.id, row.name, self._board, days=self._days)
        if self._then is not None:
            subject = replace(subject, as_of=self._then.day, with_later=self._then.with_later)
        self.post_message(ReasonsWanted(subject))

    def action_course(self) -> None:
        """Show how it went on this board; one of a roster column has no such picture."""
        ranks = self._page.view.ranks if self._page is not None else "roster column"
        if ranks != "roster column" and self._board is not None:
            self.post_message(CourseWanted(self._challenge, self._board, ranks == "people"))

    def action_others(self) -> None:
        """Show the board as everyone sees it, or as the organiser does."""
        self._for_others, self._days, self._then = not self._for_others, None, None
        self.load()

    def step_back(self) -> None:
        """Back to now from an earlier day, once nothing is marked or filtered; else go back."""
        if self._then is not None and not (self.table.marks or self.table.filter):
            self._then = None
            self.load()
        else:
            super().step_back()

    def action_toggle_panels(self) -> None:
        """Show or hide the panels; where the room is short, in place of the table."""
        self.toggle_class("-panels")
