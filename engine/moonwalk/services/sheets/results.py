"""The results of a challenge that is final, for an audience: boards, prizes, what all did together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.amount_words import amount_text, figure_text
from moonwalk.api.language import Catalogue, long_day, plain_day, speaking
from moonwalk.scoring.calendar import Calendar, moment
from moonwalk.services.boards.views import PrizeRow, PrizeView
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NotScored, finality, launch_of, launched
from moonwalk.services.privacy.audience import EVERYONE, Audience, board_for, prizes_for
from moonwalk.services.score_cache import Launched
from moonwalk.services.sheets.layout import Page, folder_of, lay_out, write_pages
from moonwalk.services.sheets.pictures import BarPicture, bar_picture
from moonwalk.services.sheets.standing_words import shown_period, shown_reason
from moonwalk.services.translated import board_in_words, translated
from moonwalk.services.views import BoardRow, BoardView, CompanyProgressRow
from moonwalk.services.wording import last_moment
from moonwalk.services.workspace import Workspace
from moonwalk.store import closings, memberships, retention

_TEXTS: Final = Catalogue(__name__)

MOST_BARS = 8
"""So many rows of a board are drawn as bars."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A challenge of which nothing can change any more but by a correction; not even so once it is `closed`.

    `sha256` is the hash of its results, as it was frozen.
    """

    launch: Launched
    closed: date | None
    sha256: str

    @property
    def title(self) -> str:
        """The title of the challenge."""
        return self.launch.challenge.title

    @property
    def calendar(self) -> Calendar:
        """Its days."""
        return self.launch.plan.calendar


@dataclass(frozen=True, slots=True)
class ResultBoard:
    """A board with its rows in parts: one, or those of each value by which it is split."""

    view: BoardView
    parts: tuple[tuple[str, tuple[BoardRow, ...]], ...]
    picture: BarPicture | None


@dataclass(frozen=True, slots=True)
class Results:
    """What the page of results says."""

    ended: Ended
    company: str
    final_at: datetime
    boards: tuple[ResultBoard, ...]
    prizes: tuple[PrizeView, ...]
    together: tuple[CompanyProgressRow, ...]
    note: str = ""

    @property
    def first(self) -> tuple[str, ...]:
        """Who is first on the main board, where that is one board of teams or groups."""
        main = self.boards[0] if self.boards else None
        if main is None or main.view.ranks == "people" or len(main.parts) > 1:
            return ()
        return tuple(row.name for row in main.view.rows if row.place == 1)


def ended(ws: Workspace, name: str) -> Ended:
    """Return a challenge that is final, in the language that is spoken.

    Refused as long as something can still be logged for it.
    """
    with ws.database() as db:
        launch_of(db, name)
        try:
            launch = launched(ws, db, name, accepted=retention.of_challenge(db, name) is None)
        except NotScored as reason:
            raise PluginFailed(f"The results of '{name}' cannot be written: {reason}") from reason
        calendar = launch.plan.calendar
        if finality(calendar, ws.instant()) != "final":
            raise Refused(
                f"'{name}' is not final: until {last_moment(final_at(calendar))} something can still be "
                f"logged. Nothing was written. How it stands: moonwalk board {name}"
            )
        closing = closings.of_challenge(db, name)
    closed = None if closing is None else moment(closing.at).astimezone(ZoneInfo(calendar.zone)).date()
    return Ended(translated(launch), closed, "" if closing is None else closing.record["results"])


def final_at(calendar: Calendar) -> datetime:
    """Return until when something can be logged."""
    return moment(calendar.all_closed).astimezone(ZoneInfo(calendar.zone))


def results(ws: Workspace, name: str, audience: Audience) -> Results:
    """Return the results of a challenge as an audience may see them. Refused where it is not final."""
    end = ended(ws, name)
    boards = tuple(seen_boards(ws, end, audience))
    return Results(
        ended=end,
        company=ws.settings.name,
        final_at=final_at(end.calendar),
        boards=tuple(map(_board, boards)),
        prizes=won_prizes(ws, end, audience),
        together=next((board.together for board in boards if board.together), ()),
        note=_note(audience),
    )


def seen_boards(ws: Workspace, end: Ended, audience: Audience) -> Iterator[BoardView]:
    """The boards of a challenge that an audience sees, in the order of the file."""
    for name in end.launch.challenge.boards:
        try:
            view = board_for(ws, end.launch.challenge.name, name, audience)
        except PluginFailed:
            raise
        except Refused:
            # A board that is not for them.
            continue
        if view.rows:
            yield board_in_words(view, end.launch.challenge)


def won_prizes(ws: Workspace, end: Ended, audience: Audience) -> tuple[PrizeView, ...]:
    """The prizes of a challenge; once its entries are gone, those that teams had won at its closing."""
    name = end.launch.challenge.name
    with ws.database() as db:
        kept = retention.of_challenge(db, name) is not None
        closing = closings.of_challenge(db, name)
        names = {team.id: team.name for team in memberships.all_teams(db)}
    if not kept:
        return prizes_for(ws, name, audience).prizes
    won = {} if closing is None else closing.record["prizes"]
    return tuple(
        PrizeView(
            prize.name,
            prize.what,
            prize.given,
            "",
            "teams",
            tuple(PrizeRow(row, names[row]) for row in won.get(prize.name, ()) if row in names),
            state="final",
        )
        for prize in end.launch.challenge.prizes.values()
    )


def write_results(
    ws: Workspace, name: str, audience: Audience, to: Path | None = None, language: str = ""
) -> tuple[Path, ...]:
    """Write the results of a challenge as HTML and as text; the files.

    They are in a language (a code), or in that of the challenge.
    """
    # What is refused is said before, in the language of whoever asked.
    end = ended(ws, name)
    with speaking(language or end.launch.challenge.language):
        page = results(ws, name, audience)
        html = lay_out("results", {"page": page, "end": page.ended, "whose": whose})
        stem = file_stem("results", audience)
        pages = Page.of_text(f"{stem}.html", html), Page.of_text(f"{stem}.txt", results_text(page))
    return write_pages(folder_of(ws, name, to), *pages)


def file_stem(name: str, audience: Audience) -> str:
    """The name of a file for an audience. Only what is for everyone has a plain one, and may be put up."""
    if audience.name == EVERYONE:
        return name
    return f"{name}-{_NOT_IN_A_NAME.sub('_', audience.name)[:_LONGEST_NAME]}"


_NOT_IN_A_NAME: Final = re.compile(r"[^\w-]+")
_LONGEST_NAME: Final = 40


def _note(audience: Audience) -> str:
    """What is to be said above a page that is not for everyone."""
    if audience.name == EVERYONE:
        return ""
    if audience.is_organisers:
        return _TEXTS.gettext("For organisers only: here is what others may not see")
    return _TEXTS.gettext("For one participant only: here is what others may not see")


def _board(view: BoardView) -> ResultBoard:
    groups = dict.fromkeys(row.group for row in view.rows)
    parts = tuple((group, tuple(row for row in view.rows if row.group == group)) for group in groups)
    drawn = view.ranks != "people" and len(parts) == 1
    return ResultBoard(view, parts, _picture(view) if drawn else None)


def _picture(view: BoardView) -> BarPicture | None:
    """The first rows as bars, in proportion to the highest score; None where there is nothing to compare."""
    rows = [(row, score) for row in view.rows if (score := _number(row.score)) is not None and row.place]
    if len(rows) < 2 or min(score for _, score in rows) < 0 or not (most := max(score for _, score in rows)):
        return None
    bars = [
        (row.name, f"{figure_text(row.score)}{view.unit}", float(score / most))
        for row, score in rows[:MOST_BARS]
    ]
    title = _TEXTS.gettext("{board}: the first {count}").format(board=view.label, count=len(bars))
    return bar_picture(title, bars)


def _number(score: str) -> Fraction | None:
    try:
        return Fraction(score)
    except ValueError:
        return None


def whose(row: PrizeRow) -> str:
    """What stands behind the name of a winner: the part of a board, the place."""
    said = _TEXTS.gettext("shared place {place}") if row.tied else _TEXTS.gettext("place {place}")
    place = said.format(place=f"{row.place:g}") if row.place else ""
    return ", ".join(filter(None, (row.group, place)))


def place_text(row: BoardRow) -> str:
    """A place as people write it: `2`, `=2` where it is shared, `–` where there is none."""
    if row.place is None:
        return "–"
    return f"{'=' if row.tied else ''}{row.place:g}"


def results_text(page: Results) -> str:
    """Return the results as plain text."""
    end = page.ended
    title = _TEXTS.gettext("{title}: the results").format(title=end.title)
    lines = [
        title,
        "=" * len(title),
        "",
        *filter(None, (page.note,)),
        _TEXTS.gettext("{first} to {last}").format(
            first=long_day(end.calendar.starts), last=long_day(end.calendar.ends)
        ),
    ]
    for board in page.boards:
        lines += ["", board.view.label, "-" * len(board.view.label), board.view.sentence]
        for group, rows in board.parts:
            lines += [f"{group}:"] if group else []
            lines += [_row_text(row, board.view.unit) for row in rows]
        lines += board.view.remarks
    lines += [*_together_text(page), *_prizes_text(page)]
    if end.closed:
        frozen = _TEXTS.gettext("Frozen on {day}. SHA-256 of the results: {hash}")
        lines += ["", frozen.format(day=plain_day(end.closed), hash=end.sha256)]
    return "\n".join(lines)


def _together_text(page: Results) -> Iterator[str]:
    if page.together:
        yield from _titled(_TEXTS.gettext("Together"))
    for row in page.together:
        yield f"{row.label}: {amount_text(row.total, row.unit)} ({row.percent}%)"


def _prizes_text(page: Results) -> Iterator[str]:
    won = [prize for prize in page.prizes if prize.winners]
    if won:
        yield from _titled(_TEXTS.gettext("Prizes"))
    for prize in won:
        period = f" ({shown_period(prize.period)})" if prize.period else ""
        yield f"{prize.what}{period}: {'; '.join(row.name for row in prize.winners)}"


def _titled(title: str) -> tuple[str, ...]:
    return "", title, "-" * len(title)


def _row_text(row: BoardRow, unit: str) -> str:
    why = f" ({shown_reason(row.not_placed)})" if row.not_placed else ""
    return f"{place_text(row):>4}  {row.name}: {figure_text(row.score)}{unit}{why}"
