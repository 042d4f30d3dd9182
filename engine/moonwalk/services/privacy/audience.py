"""Boards for others than the organiser: what `privacy:` and `seen_by` leave of a view, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.cells import fold
from moonwalk.api.language import Catalogue
from moonwalk.definitions import NICKNAME, Board, Challenge
from moonwalk.scoring.attribution import team_on_day
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER, Int32Array
from moonwalk.scoring.roster_columns import RosterColumn
from moonwalk.services import scores
from moonwalk.services.boards.board import chosen_rows, make_board, show_board
from moonwalk.services.boards.kept_boards import result
from moonwalk.services.boards.prizes import show_prizes
from moonwalk.services.boards.views import PrizeRow, PrizesView, PrizeView
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NOW, AsOf, NotScored, When, cutoff_of, launched
from moonwalk.services.lookup import board_of, person_of
from moonwalk.services.privacy.publications import Publication, PublishedRow, next_publication, publications
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.views import BoardRow, BoardView, Range
from moonwalk.services.wording import MINUTE, long_moment
from moonwalk.services.workspace import Workspace
from moonwalk.store import people
from moonwalk.store.database import Database, Reader

_TEXTS: Final = Catalogue(__name__)

EVERYONE: Final = "everyone"
ORGANISERS: Final = "organisers"


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom something is shown: organisers, everyone, or one participant (an id, address or name)."""

    name: str

    @property
    def is_organisers(self) -> bool:
        """Whether everything may be shown."""
        return self.name == ORGANISERS


FOR_EVERYONE: Final = Audience(EVERYONE)
FOR_ORGANISERS: Final = Audience(ORGANISERS)


def display_name(name: str, form: str, nickname: str = "") -> str:
    """Return a name in the form that `names` asks for; who has no nickname is shown by initials.

    >>> display_name("Ada Bell", "first name"), display_name("Ada Bell", "initials")
    ('Ada', 'A. B.')
    """
    if form == "full":
        return name
    if form == "first name":
        return name.split(" ")[0]
    if form == NICKNAME and nickname.strip():
        return " ".join(nickname.split())
    return " ".join(f"{word[0]}." for word in name.split())


def shown_names(db: Reader, challenge: Challenge, names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of people, by id, as others see them in a challenge."""
    form, nicknames = challenge.privacy.names, {}
    if form == NICKNAME:
        numbers = {person.no: person.id for person in people.all_people(db)}
        column = people.column(db, NICKNAME, NEVER)
        nicknames = {numbers[no]: value for no, value in column.items() if no in numbers}
    return {who: display_name(name, form, nicknames.get(who, "")) for who, name in names.items()}


def board_for(
    ws: Workspace,
    challenge: str,
    board: str | None,
    audience: Audience,
    *,
    top: int | None = None,
    around: str | None = None,
    as_of: date | None = None,
    known_at: When | None = None,
    days: Range | None = None,
) -> BoardView:
    """Return a board as an audience may see it; what single days or weeks bring is for organisers.

    Others see figures of groups as they were published last (`privacy.publications`), people only as
    `people_see` says, and names as `names` says. Refused where the board is not for them.
    """
    if audience.is_organisers:
        return show_board(
            ws, challenge, board, top=top, around=around, as_of=as_of, known_at=known_at, days=days
        )
    if days is not None:
        raise Refused(
            "Only organisers see who led on days of their choice: from such figures, what one person did "
            f"could be worked out. {_WHOLE}"
        )
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
            view = _Seen(ws, db, scored_challenge, audience, AsOf(as_of, known_at)).board(board)
        except NotScored as reason:
            ended = result(db, challenge, board)
            if ended is None:
                raise PluginFailed(
                    f"'{challenge}' is not scored now, so nothing can be published. No entry is lost. "
                    f"{reason}"
                ) from reason
            view = _kept_as_published(ws, db, ended)
    return replace(view, rows=chosen_rows(view, top, around))


def _there(at: int, zone: str) -> datetime:
    """An instant (ms) at which something is published, in a challenge's zone."""
    return moment(at).astimezone(ZoneInfo(zone))


@dataclass(frozen=True, eq=False)
class _Seen:
    """What one audience sees of a challenge."""

    ws: Workspace
    db: Database
    scored_challenge: ScoredChallenge
    audience: Audience
    as_of: AsOf

    @property
    def _challenge(self) -> Challenge:
        return self.scored_challenge.challenge

    def board(self, name: str | None) -> BoardView:
        definition = self._challenge.boards[board_of(self._challenge, name)]
        if definition.seen_by == "organisers":
            raise Refused(f"The board '{definition.name}' is for organisers only ('seen_by'). {_WHOLE}")
        if definition.seen_by == "own row" and self.audience.name == EVERYONE:
            raise Refused(
                f"On the board '{definition.name}' people see only their own row ('seen_by'), so there is "
                f"nothing on it for everyone. '--for WHO' shows what one of them sees. {_WHOLE}"
            )
        if definition.ranks == "people":
            return self._people(definition)
        return self._groups(definition)

    def _publication(self) -> Publication | None:
        """The publication that was out at the moment that is asked for."""
        calendar = self.scored_challenge.scored.plan.calendar
        out = publications(self.ws, self.db, self._challenge.name)
        until = cutoff_of(self.ws, calendar, self.as_of).now
        return next((each for each in reversed(out) if each.at < until), None)

    def _empty(self, definition: Board, since: int | None) -> BoardView:
        view = make_board(self.ws, self.scored_challenge, definition.name)
        calendar = self.scored_challenge.scored.plan.calendar
        upcoming = next_publication(calendar, self.ws.instant())
        return replace(
            view,
            rows=(),
            total=0,
            remarks=(),
            together=(),
            published=None if since is None else _there(since, calendar.zone),
            next_published=None if upcoming is None else _there(upcoming, calendar.zone),
        )

    def _groups(self, definition: Board) -> BoardView:
        out, smallest = self._publication(), self._challenge.privacy.smallest_group
        if out is None:
            view = self._empty(definition, None)
            return replace(view, remarks=(_nothing_yet(view.next_published, smallest),))
        view = self._empty(definition, out.at)
        own = self._own_rows(definition) if definition.seen_by == "own row" else None
        return _as_published(view, self._row_names(definition), out, smallest, own)

    def _row_names(self, definition: Board) -> dict[str, str]:
        if definition.ranks == "teams":
            return dict(zip(self.scored_challenge.team_ids, self.scored_challenge.team_names, strict=True))
        column = self._column(definition)
        return dict(zip(column.keys, column.labels, strict=True))

    def _column(self, definition: Board) -> RosterColumn:
        scored = self.scored_challenge.scored
        return scored.people.membership.columns[scored.plan.board(definition.name).column]

    def _own_rows(self, definition: Board) -> set[str]:
        """The rows of a board of groups in which a participant is."""
        at = self._own_place()
        if definition.ranks == "teams":
            team = int(self._teams[at])
            return {self.scored_challenge.team_ids[team]} if team >= 0 else set()
        column = self._column(definition)
        value = int(column.of[at])
        return {column.keys[value]} if value >= 0 else set()

    @property
    def _teams(self) -> Int32Array:
        """Everyone's team on the last day that is scored; -1 for none."""
        scored = self.scored_challenge.scored
        return team_on_day(scored.plan, scored.people.membership, scored.last_day)

    def _own_place(self) -> int:
        person = person_of(self.db, self.audience.name)
        if person.id not in self.scored_challenge.person_ids:
            raise Refused(f"{person.name} ({person.id}) does not take part in '{self._challenge.name}'.")
        return self.scored_challenge.person_ids.index(person.id)

    def _people(self, definition: Board) -> BoardView:
        """A board of people. One's own points are one's own at any time; those of others as published."""
        view = self._empty(definition, None)
        sees = self._challenge.privacy.people_see
        if self.audience.name == EVERYONE and sees != "everyone":
            remark = _TEXTS.gettext(
                "Nobody sees the points of everyone by name here: 'people_see' says '{sees}'."
            )
            return replace(view, remarks=(remark.format(sees=sees),))
        if self.as_of != NOW:
            raise Refused("What people see of each other is only shown as it is now. Leave out the moment.")
        whole = show_board(self.ws, self._challenge.name, definition.name)
        allowed = self._people_seen(definition)
        own = "" if self.audience.name == EVERYONE else self._own_id()
        names = shown_names(self.db, self._challenge, {row.id: row.name for row in whole.rows})
        view = replace(view, period=whole.period, as_of=whole.as_of, state=whole.state)
        rows = tuple(
            replace(
                row,
                id=row.id if row.id == own else "",
                name=row.name if row.id == own else names[row.id],
                active=0,
                moved=row.moved if row.id == own else None,
                broken_by="",
                not_placed="",
            )
            for row in whole.rows
            if row.id in allowed
        )
        return replace(view, rows=rows, total=len(rows))

    def _own_id(self) -> str:
        return self.scored_challenge.person_ids[self._own_place()]

    def _people_seen(self, definition: Board) -> set[str]:
        """The ids of the people whose rows are seen."""
        ids, privacy = self.scored_challenge.person_ids, self._challenge.privacy
        if privacy.people_see == "everyone" and definition.seen_by == "everyone":
            return set(ids)
        own = self._own_place()
        if privacy.people_see == "own points" or definition.seen_by == "own row":
            return {ids[own]}
        teams = self._teams.tolist()
        return {who for who, team in zip(ids, teams, strict=True) if team == teams[own] >= 0} | {ids[own]}


def _as_published(
    view: BoardView, names: Mapping[str, str], out: Publication, smallest: int, own: Set[str] | None = None
) -> BoardView:
    """A board of groups with the rows of a publication, all or only those of one's own."""
    published = [row for row in out.boards.get(view.board, ()) if own is None or row.id in own]
    rows = [_row(row, names.get(row.id, row.id), out) for row in published]
    rows.sort(key=lambda row: (row.group, row.place is None, row.place or 0, row.name))
    held = sum(row.score == "-" for row in rows)
    remarks = [out.withheld, _held(held, smallest) if held else ""]
    return replace(
        view,
        as_of=out.as_of,
        rows=tuple(rows),
        total=len(rows),
        together=tuple(
            row
            for row in out.together
            if not row.team or (view.ranks == "teams" and (own is None or row.team in own))
        ),
        remarks=tuple(filter(None, remarks)),
    )


def _row(row: PublishedRow, name: str, out: Publication) -> BoardRow:
    why = row.not_placed
    if row.week == 0:
        why = _TEXTS.gettext("too few people")
    elif row.week != out.week:
        said = _TEXTS.gettext("as of week {week}: too few people with something new")
        why = said.format(week=row.week)
    return BoardRow(row.place, row.tied, row.id, name, row.score, row.members, 0, None, "", why, row.group)


def _kept_as_published(ws: Workspace, db: Database, view: BoardView) -> BoardView:
    """A board of a challenge whose entries are gone, as it was published last; of people nothing is kept."""
    challenge = launched(ws, db, view.challenge, accepted=False).challenge
    if challenge.boards[view.board].seen_by != "everyone":
        raise Refused(f"The board '{view.board}' is not for everyone ('seen_by'). {_WHOLE}")
    out = publications(ws, db, view.challenge)
    if view.ranks == "people" or not out:
        return replace(view, rows=(), total=0)
    names = {row.id: row.name for row in view.rows}
    bare = replace(view, published=_there(out[-1].at, challenge.schedule.timezone))
    return _as_published(bare, names, out[-1], challenge.privacy.smallest_group)


_WHOLE: Final = "'--for organisers' shows it whole."


def _nothing_yet(until: datetime | None, smallest: int) -> str:
    said = _TEXTS.gettext(
        "Nothing is published yet. Others see figures of groups as they are when a week has closed, and the "
        "same ones until the next has, so that nobody can work out from two looks what one person did."
    )
    if until is None:
        return said
    return f"{said} " + _TEXTS.fill_counted(
        "First time: {until}.",
        "First time, for groups of {smallest} people or more: {until}.",
        smallest,
        smallest=smallest,
        until=long_moment(until),
    )


def _held(count: int, smallest: int) -> str:
    return _TEXTS.gettext(
        "{count} without a figure: fewer than {smallest} people ('smallest_group') are behind it, or it "
        "could be worked out from the others."
    ).format(count=count, smallest=smallest)


def others_see(ws: Workspace, challenge: str, board: str) -> str:
    """Return in a sentence what others see of a board, and since when, for the organiser's screen."""
    with ws.database() as db:
        try:
            scored_challenge = scores.current(ws, db, challenge)
            out = publications(ws, db, challenge)
        except NotScored:
            return ""
    definition = scored_challenge.challenge.boards.get(board)
    if definition is None:
        return ""
    if definition.seen_by == "organisers":
        return "Others do not see this board."
    if definition.ranks == "people":
        sees = scored_challenge.challenge.privacy.people_see
        whole = sees == "everyone" and definition.seen_by == "everyone"
        return "Everyone sees this board." if whole else f"Others see on this board: {sees}."
    calendar = scored_challenge.scored.plan.calendar
    upcoming = next_publication(calendar, ws.instant())
    then = "" if upcoming is None else f" Next: {_there(upcoming, calendar.zone):{MINUTE}}."
    if not out:
        return f"Others see no figures yet.{then}"
    held = sum(row.week != out[-1].week for row in out[-1].boards.get(board, ()))
    some = f", {held} held back" if held else ""
    return f"Others see figures of {_there(out[-1].at, calendar.zone):{MINUTE}}{some}.{then}"


def audience_of(name: str | None, *, exported: bool) -> Audience:
    """Return the audience of that name; where none is named, what is exported is for everyone."""
    if not name:
        return Audience(EVERYONE if exported else ORGANISERS)
    return Audience(fold(name) if fold(name) in (EVERYONE, ORGANISERS) else name)


def prizes_for(ws: Workspace, challenge: str, audience: Audience, as_of: date | None = None) -> PrizesView:
    """Return the prizes of a challenge as an audience may see them.

    Others see who gets a final prize by place or by raffle; never who missed it, met a goal or has tickets.
    """
    view = show_prizes(ws, challenge, as_of)
    if audience.is_organisers:
        return view
    with ws.database() as db:
        try:
            definition = launched(ws, db, challenge, accepted=False).challenge
        except NotScored as reason:
            raise PluginFailed(f"'{challenge}' cannot be read now. No entry is lost. {reason}") from reason
        winners = [row for prize in view.prizes if prize.to == "people" for row in prize.winners]
        names = shown_names(db, definition, {row.id: row.name for row in winners})
    prizes = tuple(
        replace(
            prize,
            winners=tuple(_winner(prize, row, names) for row in prize.winners)
            if prize.state == "final" and prize.given in ("by place", "by raffle")
            else (),
            missed=(),
            tickets=(),
        )
        for prize in view.prizes
    )
    return replace(view, prizes=prizes, remarks=())


def _winner(prize: PrizeView, row: PrizeRow, names: Mapping[str, str]) -> PrizeRow:
    if prize.to != "people":
        return PrizeRow(row.id, row.name, place=row.place, tied=row.tied, group=row.group)
    return PrizeRow("", names[row.id], place=row.place, tied=row.tied, group=row.group, ticket=row.ticket)
