"""How it went: the race of teams week by week, or how points are spread over people, each also as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from textual import on
from textual.widget import Widget

from moonwalk.services.boards.board import show_board
from moonwalk.services.boards.course import Bin, Course, CourseRow, course, spread
from moonwalk.services.workspace import Workspace
from moonwalk.tui.actions import Scope, bindings_of
from moonwalk.tui.messages import ReasonsWanted, RowOpened, Subject, TableChanged
from moonwalk.tui.screens.table_frame import TableFrame
from moonwalk.tui.widgets.headline import Headline
from moonwalk.tui.widgets.race_chart import RaceChart, range_of
from moonwalk.tui.widgets.table_columns import Column
from moonwalk.tui.wording import number_in, week_day


@dataclass(frozen=True, slots=True)
class SpreadPage:
    """How the scores of a board of people are spread."""

    title: str
    label: str
    bins: tuple[Bin, ...]


def read_spread(workspace: Workspace, challenge: str, board: str) -> SpreadPage:
    """How the scores of the people on a board are spread; who has none is not in it."""
    view = show_board(workspace, challenge, board)
    scores = [number_in(row.score) for row in view.rows if row.place is not None]
    label = dict(view.boards).get(view.board, view.board)
    return SpreadPage(view.title or challenge, label, spread(scores))


def _place(row: CourseRow, moment: int) -> str:
    place = row.places[moment]
    return "" if place is None else f"{place:g}"


def course_columns(course: Course) -> tuple[Column[Any], ...]:
    """The name, the place at each moment, and the score of now."""
    last = len(course.moments) - 1
    return (
        Column("Team", 16, lambda row: row.name, lambda row: row.name.casefold(), most=30, style=_strong),
        *(_column_at(course, number, last - number) for number in range(last + 1)),
        Column("Score", 9, lambda row: row.scores[-1], lambda row: number_in(row.scores[-1]), right=True),
    )


def _strong(_row: CourseRow) -> str:
    return "table--strong"


def _column_at(course: Course, moment: int, drops: int) -> Column[Any]:
    return Column(
        course.moments[moment],
        5,
        lambda row: _place(row, moment),
        lambda row: row.places[moment] or 10_000,
        right=True,
        drops=drops,
    )


SPREAD_COLUMNS: tuple[Column[Any], ...] = (
    Column("Points", 16, range_of, lambda each: each.low, right=True, style=lambda _: "table--strong"),
    Column("People", 8, lambda each: f"{each.people:,}", lambda each: each.people, right=True),
)


class CourseScreen(TableFrame):
    """The picture, and below it the same as a table; the row under the cursor stands out in the picture."""

    BINDINGS = bindings_of("course")
    SCOPES: ClassVar[tuple[Scope, ...]] = ("course", "table", "everywhere")
    NOUNS = ("row", "rows")

    def __init__(self, workspace: Workspace, challenge: str, board: str, of_people: bool) -> None:
        super().__init__(workspace, challenge)
        self._board = board
        self._of_people = of_people
        self._page: Course | SpreadPage | None = None

    def compose_body(self) -> Iterable[Widget]:
        """The picture above the table."""
        yield RaceChart()
        yield from super().compose_body()

    def on_mount(self) -> None:
        """A row of points leads nowhere."""
        super().on_mount()
        self.table.opens = not self._of_people

    def identity(self, row: CourseRow | Bin) -> str:
        """Its id, or where it begins."""
        return row.id if isinstance(row, CourseRow) else str(row.low)

    def searched(self, row: CourseRow | Bin) -> str:
        """The name, or the points."""
        return row.name if isinstance(row, CourseRow) else range_of(row)

    @property
    def empty(self) -> str:
        """That nothing was scored."""
        return "Nobody is on this board yet."

    def load(self) -> None:
        """Work it out again."""
        if self._of_people:
            question = partial(read_spread, self.workspace, self._challenge, self._board)
            self.watch_answer("spread", question, self._show_spread)
        else:
            self.watch_answer(
                "course", partial(course, self.workspace, self._challenge, self._board), self._show_course
            )

    def _show_course(self, page: Course) -> None:
        self._page = page
        weeks = f"places at the end of each week, and on {week_day(page.days[-1])}"
        self.query_one(Headline).show(("Moonwalk", page.title, f"{page.label}: the race"), ((weeks, ""),))
        self.table.show(page.rows, course_columns(page))
        self.describe_row()

    def _show_spread(self, page: SpreadPage) -> None:
        self._page = page
        people = sum(each.people for each in page.bins)
        self.query_one(Headline).show(
            ("Moonwalk", page.title, f"{page.label}: how it is spread"), ((f"{people:,} with a place", ""),)
        )
        self.table.show(page.bins, SPREAD_COLUMNS)
        self.describe_row()

    @on(TableChanged)
    def describe_row(self) -> None:
        """Let the row under the cursor stand out in the picture."""
        page = self._page
        if page is not None:
            shown = page if isinstance(page, Course) else page.bins
            self.query_one(RaceChart).show(shown, self.table.current_id or "")

    @property
    def challenge_title(self) -> str:
        """The title of the challenge."""
        return self._page.title if self._page is not None else self._challenge

    @on(RowOpened)
    def _open(self, message: RowOpened) -> None:
        """Show why the team is where it is."""
        message.stop()
        row: CourseRow | Bin = message.row
        if isinstance(row, CourseRow):
            self.post_message(ReasonsWanted(Subject(self._challenge, "team", row.id, row.name, self._board)))

    def action_toggle_picture(self) -> None:
        """Show the table alone, or the picture as well."""
        picture = self.query_one(RaceChart)
        picture.display = not picture.display
