"""The lobby board of a challenge: what everyone may see, on a page that a screen in the hall shows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from moonwalk.api.language import Catalogue, long_day, speaking
from moonwalk.definitions import Challenge
from moonwalk.scoring.calendar import Calendar
from moonwalk.services.checking_in.cheering import cheers_of_week
from moonwalk.services.errors import Refused
from moonwalk.services.launched import NotScored, launched, outlined
from moonwalk.services.lookup import board_of
from moonwalk.services.privacy.audience import FOR_EVERYONE, board_for
from moonwalk.services.sheets.layout import lay_out
from moonwalk.services.translated import board_in_words, translated
from moonwalk.services.views import BoardView
from moonwalk.services.workspace import Workspace

_TEXTS: Final = Catalogue(__name__)

REFRESH: Final = 60
"""Seconds after which the screen in the hall asks for the page again."""

MOST_ROWS: Final = 20
"""What such a screen can show: nobody scrolls there."""


@dataclass(frozen=True, slots=True)
class Lobby:
    """What the page says. Without a board there are no figures for everyone at the moment.

    `cheers` are those that teams got this week, in the order of their names: nobody is ranked by them.
    """

    company: str
    title: str
    when: datetime
    part: str = ""
    theme: str = ""
    board: BoardView | None = None
    cheers: tuple[tuple[str, int], ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows of the board are not on the page."""
        return 0 if self.board is None else max(self.board.total - len(self.board.rows), 0)


def lobby(ws: Workspace, challenge: str) -> Lobby:
    """Return what everyone may see of a challenge: its team board, its journey, and the week's theme.

    Raise Refused where it has no board of teams that is for everyone, or is not scored now.
    """
    with ws.database() as db:
        try:
            launch = launched(ws, db, challenge)
        except NotScored as reason:
            raise Refused(f"'{challenge}' is not scored now, so nothing can be shown. {reason}") from reason
    launch = translated(launch)
    view = board_for(ws, challenge, _team_board(launch.challenge), FOR_EVERYONE)
    part, theme = _week(launch.challenge, launch.plan.calendar, ws.instant())
    return Lobby(
        company=ws.settings.name,
        title=launch.challenge.title,
        when=ws.now().astimezone(ws.zone),
        part=part,
        theme=theme,
        board=replace(board_in_words(view, launch.challenge), rows=view.rows[:MOST_ROWS]),
        cheers=cheers_of_week(ws, launch, launch.plan.calendar.today(ws.instant()))[:MOST_ROWS],
    )


def lobby_page(ws: Workspace, challenge: str, *, strict: bool = False) -> str:
    """Return the page, which asks for itself again after a minute.

    The screen in the hall cannot mend anything, so the page says only that there is nothing to show; if
    `strict`, Refused is raised, which tells the organiser why.
    """
    with speaking(_language(ws, challenge)):
        try:
            page = lobby(ws, challenge)
        except Refused:
            if strict:
                raise
            page = Lobby(ws.settings.name, "", ws.now().astimezone(ws.zone))
        return lay_out("lobby", {"page": page, "refresh": REFRESH})


def _language(ws: Workspace, challenge: str) -> str:
    """The language of a challenge; none where it cannot be read, which is told by whatever is asked next."""
    with suppress(Refused), ws.database() as db:
        outline = outlined(ws, db, challenge)
        return outline.challenge.language if outline else ""
    return ""


def _team_board(challenge: Challenge) -> str:
    """The main board where it is one of teams for everyone, or else the first that is."""
    names = [
        board.name
        for board in challenge.boards.values()
        if board.ranks == "teams" and board.seen_by == "everyone"
    ]
    if not names:
        raise Refused(
            f"'{challenge.name}' has no board of teams that everyone may see ('seen_by'), so there is "
            "nothing for a screen in the hall. Add one to 'boards'."
        )
    main = board_of(challenge, None)
    return main if main in names else names[0]


def _week(challenge: Challenge, calendar: Calendar, now: int) -> tuple[str, str]:
    """Where the challenge is, in words, and the theme of the week that it is in."""
    today = calendar.today(now)
    if today < calendar.starts:
        return _TEXTS.fill("Begins on {day}", day=long_day(calendar.starts)), ""
    if today > calendar.ends:
        return _TEXTS.fill("Ended on {day}", day=long_day(calendar.ends)), ""
    number = calendar.index(today) // 7 + 1
    theme = challenge.weeks[number].theme if number in challenge.weeks else ""
    return _TEXTS.fill("Week {number} of {all}", number=number, all=calendar.weeks), theme
