"""Certificates of a challenge that is final: a page each, for whom an audience may know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from moonwalk.api.amount_words import figure_text
from moonwalk.api.language import Catalogue, speaking
from moonwalk.api.points import points_in
from moonwalk.services import scores
from moonwalk.services.boards.views import PrizeView
from moonwalk.services.errors import PluginFailed, Refused
from moonwalk.services.launched import NotScored
from moonwalk.services.lookup import person_of
from moonwalk.services.notice_context import languages_of
from moonwalk.services.privacy.audience import EVERYONE, Audience, shown_names
from moonwalk.services.score_cache import ScoredChallenge
from moonwalk.services.sheets.layout import Page, folder_of, lay_out, span_text, write_pages
from moonwalk.services.sheets.results import Ended, ended, file_stem, seen_boards, won_prizes
from moonwalk.services.sheets.standing_words import shown_period
from moonwalk.services.workspace import Workspace
from moonwalk.store import retention

FIRST_PLACES: Final = 3
"""On a board of teams or groups, so many places have a certificate."""

_TEXTS: Final = Catalogue(__name__)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate: to whom it is given, what for, and what more is to be said of it."""

    name: str
    reason: str
    lines: tuple[str, ...] = ()
    place: int | None = None


def certificates(ws: Workspace, name: str, audience: Audience) -> tuple[Certificate, ...]:
    """Return the certificates of a challenge that is final, as an audience may have them.

    Everyone: the first teams and groups of published boards, whoever won a prize that others may know of,
    and all who took part where `people_see` lets everyone see them. Organisers: all who took part, without
    their points. A participant: their own, with what they achieved.
    """
    end = ended(ws, name)
    own = audience.name != EVERYONE and not audience.is_organisers
    of_people = tuple(_people(ws, end, audience))
    if own:
        return of_people
    return (*_places(ws, end, audience), *_prizes(ws, end, audience), *of_people)


def write_certificates(
    ws: Workspace, name: str, audience: Audience, to: Path | None = None, language: str = ""
) -> tuple[Path, ...]:
    """Write the certificates as HTML, a page each, and as text; the files. Refused where there are none.

    They are in a language (a code); otherwise one person's own in the one that they read, and all others in
    that of the challenge.
    """
    # What is refused is said before, in the language of whoever asked.
    read = _language(ws, ended(ws, name), audience)
    with speaking(language or read):
        return _written(ws, name, audience, to)


def _language(ws: Workspace, end: Ended, audience: Audience) -> str:
    challenge = end.launch.challenge
    if audience.name == EVERYONE or audience.is_organisers:
        return challenge.language
    with ws.database() as db:
        person = person_of(db, audience.name)
        return languages_of(db, challenge).get(person.id, challenge.language)


def _written(ws: Workspace, name: str, audience: Audience, to: Path | None) -> tuple[Path, ...]:
    pages = certificates(ws, name, audience)
    if not pages:
        raise Refused(
            f"There is no certificate of '{name}' that everyone may see. Nothing was written. "
            "'--for organisers' writes one for everybody who took part; hand each to its person."
        )
    end = ended(ws, name)
    values = {"pages": pages, "end": end, "company": ws.settings.name}
    stem = file_stem("certificates", audience)
    return write_pages(
        folder_of(ws, name, to),
        Page.of_text(f"{stem}.html", lay_out("certificates", values)),
        Page.of_text(f"{stem}.txt", certificates_text(end, pages, ws.settings.name)),
    )


def certificates_text(end: Ended, pages: tuple[Certificate, ...], company: str) -> str:
    """Return the certificates as plain text, with a line between two of them."""
    days, heading = span_text(end.calendar.starts, end.calendar.ends), _TEXTS.gettext("Certificate")
    texts = [
        "\n".join((heading, "", page.name, page.reason, *page.lines, "", f"{end.title}, {days}", company))
        for page in pages
    ]
    return f"\n\n{'-' * 60}\n\n".join(texts)


def _places(ws: Workspace, end: Ended, audience: Audience) -> Iterator[Certificate]:
    """The first places of boards of teams and groups, as they are published."""
    for view in seen_boards(ws, end, audience):
        if view.ranks == "people":
            continue
        for row in view.rows:
            if row.place is not None and row.place <= FIRST_PLACES and row.place == int(row.place):
                reason = _place_text(int(row.place), tied=row.tied)
                board = ", ".join(filter(None, (view.label, shown_period(view.period))))
                lines = (*filter(None, (row.group,)), f"{board}: {figure_text(row.score)}{view.unit}")
                yield Certificate(row.name, reason, lines, int(row.place))


def _place_text(place: int, *, tied: bool) -> str:
    """One of the first places, as a certificate says it."""
    match place, tied:
        case 1, False:
            return _TEXTS.gettext("First place")
        case 1, True:
            return _TEXTS.gettext("Shared first place")
        case 2, False:
            return _TEXTS.gettext("Second place")
        case 2, True:
            return _TEXTS.gettext("Shared second place")
        case _, False:
            return _TEXTS.gettext("Third place")
        case _:
            return _TEXTS.gettext("Shared third place")


def _prizes(ws: Workspace, end: Ended, audience: Audience) -> Iterator[Certificate]:
    for prize in won_prizes(ws, end, audience):
        if prize.state == "final":
            winner = _TEXTS.gettext("Winner")
            yield from (Certificate(row.name, winner, _won(prize, row.group)) for row in prize.winners)


def _won(prize: PrizeView, group: str) -> tuple[str, ...]:
    return tuple(filter(None, (prize.what, shown_period(prize.period), group)))


def _people(ws: Workspace, end: Ended, audience: Audience) -> Iterator[Certificate]:
    """Certificates of people who logged something, or of one of them."""
    challenge = end.launch.challenge
    with ws.database() as db:
        if audience.name == EVERYONE and retention.of_challenge(db, challenge.name) is not None:
            # Who logged anything is not known any longer.
            return
        try:
            scored = scores.current(ws, db, challenge.name)
        except NotScored as reason:
            raise PluginFailed(f"'{challenge.name}' is not scored now. {reason}") from reason
        names = dict(zip(scored.person_ids, scored.person_names, strict=True))
        if audience.name == EVERYONE:
            if challenge.privacy.people_see != "everyone":
                return
            names = shown_names(db, challenge, names)
        elif not audience.is_organisers:
            person = person_of(db, audience.name)
            if person.id not in names:
                raise Refused(f"{person.name} ({person.id}) does not take part in '{challenge.name}'.")
            yield _of_person(scored, scored.person_ids.index(person.id), person.name, own=True)
            return
    rows = np.flatnonzero(scored.scored.people.logged.any(axis=1)).tolist()
    for row in sorted(rows, key=lambda row: (scored.person_names[row], scored.person_ids[row])):
        yield _of_person(scored, row, names[scored.person_ids[row]], own=False)


def _of_person(scored: ScoredChallenge, row: int, name: str, *, own: bool) -> Certificate:
    """The certificate of a person; points and days are on nobody's but their own."""
    people = scored.scored.people
    team = int(people.membership.team[row, -1])
    lines = [scored.team_names[team]] if team >= 0 else []
    if own:
        decimals = scored.challenge.points.decimals
        points = points_in(int(people.total[row].sum()), decimals)
        earned = _TEXTS.ngettext("{points} point", "{points} points", points)
        lines.append(earned.format(points=figure_text(str(points))))
        days = int(people.logged[row].sum())
        lines.append(_TEXTS.ngettext("logged on {days} day", "logged on {days} days", days).format(days=days))
    return Certificate(name, _TEXTS.gettext("Took part"), tuple(lines))
