"""What a participant reads beside the form: own points with reasons, places as `privacy` allows, the week."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from moonwalk.api.amount_words import figure_text
from moonwalk.api.language import Catalogue, known_language
from moonwalk.definitions.rules_terms import safety_notes
from moonwalk.scoring.facts import NEVER
from moonwalk.services.checking_in.days import readable, today_of
from moonwalk.services.checking_in.links import Visitor, link_of, person_behind
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NotScored, launched, names
from moonwalk.services.privacy.audience import Audience, board_for
from moonwalk.services.privacy.statements import how_long, what_of_cheers, who_sees
from moonwalk.services.roster.named_columns import LANGUAGE
from moonwalk.services.score_cache import Launched
from moonwalk.services.translated import board_in_words
from moonwalk.services.views import BoardRow, BoardView, WhyAward, WhyEntry
from moonwalk.services.why.person import explain_in
from moonwalk.services.why.views import Why
from moonwalk.services.workspace import Workspace
from moonwalk.store import people

_MOST_AWARDS: Final = 30
_MOST_ROWS: Final = 20
_TEXTS: Final = Catalogue(__name__)
_SILENT: Final = ("counted", "superseded", "void", "baseline")
"""Verdicts on which nothing need be said: it counts, or its person changed it."""


@dataclass(frozen=True, slots=True)
class Points:
    """A participant's points with the newest reasons; None, and `trouble` says why, where there are none.

    `uncounted` are entries that do not count, each with the reason why not.
    """

    total: int | None
    team: str = ""
    awards: tuple[WhyAward, ...] = ()
    uncounted: tuple[WhyEntry, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row of a board as the participant may see it; `own` is that of themselves or of their team.

    `not_placed` says why it takes no place, where it takes none.
    """

    place: str
    name: str
    score: str
    own: bool
    not_placed: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """A board as the participant may see it, published at `since`; `rest` counts the rows left out."""

    label: str
    unit: str
    since: datetime | None
    rows: tuple[PlaceRow, ...]
    rest: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekNotes:
    """What a week is about, and what to take care of."""

    number: int
    theme: str
    message: str
    tips: tuple[str, ...]
    safety: tuple[tuple[str, tuple[str, ...]], ...]


def language_of(ws: Workspace, visitor: Visitor) -> str:
    """The language that a participant reads, by the roster; that of the challenge, where it names none."""
    with ws.database() as db:
        code = people.of_person(db, visitor.no, NEVER).get(LANGUAGE, "")
        return known_language(code) or readable(ws, db, visitor.challenge).challenge.language


def title_of(ws: Workspace, visitor: Visitor) -> str:
    """The title of the challenge."""
    with ws.database() as db:
        return readable(ws, db, visitor.challenge).challenge.title


def push_address(ws: Workspace, visitor: Visitor) -> str:
    """Where a participant's phone sends to; empty where the page is reached on this computer only."""
    if not visitor.may_log or not ws.settings.page_url:
        return ""
    with ws.database() as db, suppress(Refused):
        return link_of(ws, db, visitor.challenge, visitor.no, "push")
    return ""


def points_of(ws: Workspace, visitor: Visitor) -> Points:
    """Own points now, with reasons. Where they cannot be worked out, that is what it says."""
    with ws.database() as db:
        person = person_behind(db, visitor)
        try:
            why = explain_in(ws, db, launched(ws, db, visitor.challenge), person)
        except (NotScored, Refused):
            return Points(
                None, trouble=_TEXTS.gettext("Points are not worked out just now. What you log is saved.")
            )
    return _points(why)


def places_of(ws: Workspace, visitor: Visitor, team: str) -> tuple[Places, ...]:
    """The boards of a challenge, each as this participant may see it; one that is not for them is left out.

    `team` is the name of their team, whose row is marked.
    """
    with ws.database() as db:
        person = person_behind(db, visitor)
        challenge = readable(ws, db, visitor.challenge).challenge
    shown = []
    for board in challenge.boards.values():
        with suppress(Refused, PluginFailed):
            view = board_for(ws, visitor.challenge, board.name, Audience(person.id))
            view = board_in_words(view, challenge)
            own = person.id if view.ranks == "people" else team
            shown.append(_places(view, own))
    return tuple(shown)


def week_notes(ws: Workspace, visitor: Visitor, day: date | None = None) -> WeekNotes:
    """The theme, message and tips of the week of a day, today by default, and the safety notes."""
    with ws.database() as db:
        launch = readable(ws, db, visitor.challenge)
        today = today_of(ws, launch, person_behind(db, visitor))
    number = _week(launch, day or today)
    week = launch.challenge.weeks.get(number)
    safety = tuple(safety_notes(launch.challenge.safety))
    if week is None:
        return WeekNotes(number, "", "", (), safety)
    return WeekNotes(number, week.theme, week.message, week.tips, safety)


def title_at_kiosk(ws: Workspace, challenge: str) -> str:
    """The title of a challenge that is launched. Refused where it is not, or cannot be read."""
    with ws.database() as db:
        if challenge not in names(db):
            raise Refused(
                f"'{challenge}' is not launched, so there is no kiosk for it. Nothing was changed. Launch it "
                f"first: moonwalk launch {challenge} --start DATE"
            )
        return readable(ws, db, challenge).challenge.title


def privacy_notes(ws: Workspace, visitor: Visitor) -> tuple[str, ...]:
    """What is kept of what participants enter, who sees it, and how long: read before the first entry."""
    with ws.database() as db:
        challenge = readable(ws, db, visitor.challenge).challenge
    kept = _TEXTS.gettext(
        "What you enter on your page is kept, with its day and the time at which you entered it, beside your "
        "name, your address and your team as they are on the company's list. What you change or take back "
        "stays on record."
    )
    return (kept, *what_of_cheers(challenge), *who_sees(challenge), *how_long(challenge))


def _week(launch: Launched, day: date) -> int:
    calendar = launch.plan.calendar
    return min(max(calendar.index(day), 0) // 7 + 1, calendar.weeks)


def _points(why: Why) -> Points:
    newest = tuple(reversed(why.awards[-_MOST_AWARDS:]))
    stands = [entry for entry in why.entries if entry.verdict not in _SILENT]
    return Points(why.total, why.team, newest, tuple(reversed(stands[-_MOST_AWARDS:])))


def _places(view: BoardView, own: str) -> Places:
    mine = {at for at, row in enumerate(view.rows) if own and own in (row.id, row.name)}
    chosen = sorted({*range(min(len(view.rows), _MOST_ROWS)), *mine})
    rows = tuple(_place(view.rows[at], at in mine) for at in chosen)
    return Places(view.label, view.unit, view.published, rows, len(view.rows) - len(rows), view.remarks)


def _place(row: BoardRow, own: bool) -> PlaceRow:
    number = "–" if row.place is None else f"{row.place:g}"
    return PlaceRow(
        f"={number}" if row.tied else number, row.name, figure_text(row.score), own, row.not_placed
    )
