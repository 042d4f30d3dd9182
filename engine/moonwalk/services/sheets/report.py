"""The report for management: who could take part, joined, logged in each week and stayed, as HTML and XLSX.

It has the same bytes whenever it is made of the same figures: those that were frozen at the closing, or those
of the last week that has closed. What changes with every entry is no figure to compare two reports by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from moonwalk.api.language import plain_day
from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.services.errors import PluginFailed
from moonwalk.services.launched import AsOf, NotScored, launch_of, launched
from moonwalk.services.scores import scored_as_of
from moonwalk.services.sheets.layout import Page, folder_of, lay_out, write_pages
from moonwalk.services.sheets.participation import BEGAN, participation_of, week_name
from moonwalk.services.sheets.pictures import BarPicture, bar_picture
from moonwalk.services.sheets.workbook import Sheet, workbook_bytes
from moonwalk.services.views import heading
from moonwalk.services.wording import long_moment
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings
from moonwalk.store.database import Database

Figure = int | str | None
"""A number of people, a limit in words, or nothing where it would tell about very few."""

HEADINGS: Final = (("could", "Could take part"), ("joined", "Joined"), ("began", "Logged at all"))


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A group of people, its figures, and the share of those who began that still logged in the last week."""

    label: str
    figures: tuple[Figure, ...]
    stayed: str


@dataclass(frozen=True, slots=True)
class ReportSection:
    """The groups of a roster column; so many more are `held` back."""

    label: str
    rows: tuple[ReportRow, ...]
    held: int


@dataclass(frozen=True, slots=True)
class Report:
    """The report on a challenge, as of a moment; `frozen` says whether that was its closing."""

    title: str
    company: str
    challenge: Challenge
    calendar: Calendar
    at: datetime
    frozen: bool
    weeks: int
    smallest: int
    headings: tuple[str, ...]
    everyone: ReportRow
    sections: tuple[ReportSection, ...]

    @property
    def picture(self) -> BarPicture | None:
        """Everyone's figures as bars; None where the number of those who could take part is not told."""
        whole = self.everyone.figures[0]
        if not isinstance(whole, int) or whole == 0:
            return None
        shares = [
            (name, _with_share(figure, whole), _least(figure) / whole)
            for name, figure in zip(self.headings, self.everyone.figures, strict=True)
        ]
        return bar_picture("People, from those who could take part to the last week", shares)

    @property
    def state(self) -> str:
        """Of when the figures are, as a sentence."""
        if self.frozen:
            return f"As frozen at the closing on {plain_day(self.at)}."
        if self.weeks:
            return f"As known on {long_moment(self.at)}, when week {self.weeks} had closed."
        return f"As known on {long_moment(self.at)}; no week had closed yet."


def _with_share(figure: Figure, whole: int) -> str:
    return f"{figure} ({100 * figure // whole}%)" if isinstance(figure, int) else str(figure)


def _least(figure: Figure) -> int:
    """How many people a figure is at least, where only a limit is told."""
    if isinstance(figure, str):
        limit, _, number = figure.rpartition(" ")
        return int(number) if limit == "more than" else 0
    return figure or 0


def report(ws: Workspace, name: str) -> Report:
    """Return the report on a launched challenge. Refused where there is none, or where it is not scored."""
    with ws.database() as db:
        launch_of(db, name)
        closing = closings.of_challenge(db, name)
        try:
            launch = launched(ws, db, name, accepted=closing is None)
            calendar = launch.plan.calendar
            if closing is not None and "participation" in closing.record:
                figures, at = dict(closing.record["participation"]), closing.at
            else:
                figures, at = _figures(ws, db, name, calendar)
        except NotScored as reason:
            raise PluginFailed(f"'{name}' is not scored, so there is no report. {reason}") from reason
    return _report(ws, launch.challenge, calendar, figures, at, frozen=closing is not None)


def write_report(ws: Workspace, name: str, to: Path | None = None) -> tuple[Path, ...]:
    """Write the report on a challenge as HTML and as XLSX; the files."""
    made = report(ws, name)
    pages = (
        Page.of_text("report.html", lay_out("report", {"report": made, "left_out": left_out})),
        Page("report.xlsx", workbook_bytes(made.title, tuple(_sheets(made)))),
    )
    return write_pages(folder_of(ws, name, to), *pages)


def _figures(ws: Workspace, db: Database, name: str, calendar: Calendar) -> tuple[dict[str, Any], int]:
    """The figures as of the last week that has closed, and that instant; without weeks, as of now."""
    weeks = [week for week in range(1, calendar.weeks + 1) if calendar.week_closes(week) < ws.instant()]
    if not weeks:
        return participation_of(db, scored_as_of(ws, db, name, AsOf()), ws.instant(), 0), ws.instant()
    # A millisecond after the deadline nothing of the week can be logged any more.
    at = calendar.week_closes(weeks[-1]) + 1
    query = AsOf(calendar.last_day_of_week(weeks[-1]), moment(at))
    return participation_of(db, scored_as_of(ws, db, name, query), at, weeks[-1]), at


def _report(
    ws: Workspace, challenge: Challenge, calendar: Calendar, figures: dict[str, Any], at: int, *, frozen: bool
) -> Report:
    names: list[str] = figures["names"]
    known = dict(HEADINGS)
    return Report(
        title=challenge.title,
        company=ws.settings.name,
        challenge=challenge,
        calendar=calendar,
        at=moment(at).astimezone(ZoneInfo(calendar.zone)),
        frozen=frozen,
        weeks=figures["weeks"],
        smallest=figures["smallest"],
        headings=tuple(known.get(name, name.capitalize()) for name in names),
        everyone=_row("Everyone", names, figures["everyone"]),
        sections=tuple(
            ReportSection(
                heading(column),
                tuple(_row(label, names, row) for label, *row in section["rows"]),
                section["held"],
            )
            for column, section in figures["columns"].items()
        ),
    )


def _row(label: str, names: Sequence[str], figures: Sequence[Figure]) -> ReportRow:
    of = dict(zip(names, figures, strict=True))
    weeks = len(names) - (3 if BEGAN in of else 2)
    began, last = of.get(BEGAN), of.get(week_name(weeks))
    # Hidden figures are no numbers, and of nobody no share can be told.
    stayed = f"{100 * last // began}%" if isinstance(began, int) and isinstance(last, int) and began else ""
    return ReportRow(label, tuple(figures), stayed)


def _sheets(made: Report) -> Iterator[Sheet]:
    """The pages of the workbook: what it is about, everybody, and each roster column."""
    days = f"{plain_day(made.calendar.starts)} to {plain_day(made.calendar.ends)}"
    about = [
        ("Challenge", made.title),
        ("Company", made.company),
        ("Days", days),
        ("As of", made.state),
        ("Figures", "Numbers of people"),
        ("Left out", left_out(made.smallest)),
    ]
    yield Sheet("About", (), tuple(about))
    columns = ("Group", *made.headings, *(("Stayed",) if made.weeks else ()))
    yield Sheet("Everyone", columns, (_cells(made, made.everyone),))
    for section in made.sections:
        yield Sheet(section.label, columns, tuple(_cells(made, row) for row in section.rows))


def _cells(made: Report, row: ReportRow) -> tuple[int | str, ...]:
    figures = ("–" if figure is None else figure for figure in row.figures)
    return (row.label, *figures, *((row.stayed or "–",) if made.weeks else ()))


def left_out(smallest: int) -> str:
    """Return why figures are missing, as a sentence."""
    about = f"would be about fewer than {smallest} people"
    return f"A dash stands where a figure, or the difference of two, {about}."
