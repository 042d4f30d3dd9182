"""The data-protection sheet of a challenge, for a works council or whoever has to agree to it.

Every statement follows from the challenge and the settings of the workspace as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from moonwalk.api.language import Catalogue, language, listed, long_day, speaking
from moonwalk.definitions import Challenge, in_language, read_file
from moonwalk.scoring.calendar import moment
from moonwalk.scoring.facts import NEVER
from moonwalk.services.drafts import draft_path
from moonwalk.services.errors import Refused
from moonwalk.services.launched import names, outlined
from moonwalk.services.planning import calendar_of
from moonwalk.services.privacy.statements import how_long, what_of_cheers, who_sees
from moonwalk.services.roster.named_columns import LANGUAGE, columns_by_challenge
from moonwalk.services.sheets.layout import Page, folder_of, lay_out, write_pages
from moonwalk.services.workspace import Workspace
from moonwalk.store import people

_TEXTS: Final = Catalogue(__name__)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A question of whoever has to agree, and the answers."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataProtectionSheet:
    """All that the sheet says, in its language. `draft` tells that the challenge may still change."""

    title: str
    heading: str
    language: str
    draft: str
    about: str
    chapters: tuple[Chapter, ...]


def data_protection_sheet(ws: Workspace, name: str, code: str = "") -> DataProtectionSheet:
    """Return the sheet of a challenge as it was launched, or of its file where it was not.

    It is in a language (a code), or in that of the challenge. Refused where there is none of this name, or
    it has errors.
    """
    challenge, is_draft = _read(ws, name)
    with ws.database() as db:
        columns = columns_by_challenge(ws, db).get(name, frozenset())
        has_languages = bool(people.column(db, LANGUAGE, NEVER))
    with speaking(code or challenge.language):
        challenge = in_language(challenge, language())
        chapters = (
            Chapter(_TEXTS.gettext("What is kept"), tuple(_kept(challenge, columns, has_languages))),
            Chapter(_TEXTS.gettext("Who takes part"), tuple(_part(ws, challenge))),
            Chapter(_TEXTS.gettext("Who sees it"), tuple(who_sees(challenge))),
            Chapter(_TEXTS.gettext("For how long"), tuple(_long(challenge))),
            Chapter(_TEXTS.gettext("Where it is, and where it goes"), tuple(_where(ws))),
            Chapter(_TEXTS.gettext("What people can do"), tuple(_rights(ws))),
        )
        return DataProtectionSheet(
            title=challenge.title,
            heading=_TEXTS.gettext("Data protection"),
            language=language(),
            draft=_TEXTS.gettext("This is a draft: it may still change.") if is_draft else "",
            about=_TEXTS.gettext(
                "This sheet was made from the settings of the challenge, and says what the program does."
            ),
            chapters=chapters,
        )


def write_data_protection(
    ws: Workspace, name: str, to: Path | None = None, code: str = ""
) -> tuple[Path, ...]:
    """Write the sheet as a page to print, in a language (a code) or in that of the challenge; the file."""
    sheet = data_protection_sheet(ws, name, code)
    with speaking(sheet.language):
        page = Page.of_text("data-protection.html", lay_out("data_protection", {"sheet": sheet}))
    return write_pages(folder_of(ws, name, to), page)


def _read(ws: Workspace, name: str) -> tuple[Challenge, bool]:
    """A challenge, and whether it is a draft. What rules pay is not asked, so no plugin has to be there."""
    with ws.database() as db:
        if name in names(db):
            outline = outlined(ws, db, name)
            if outline is None:
                raise Refused(f"'{name}' cannot be read as it was launched. Nothing was written.")
            return outline.challenge, False
    reading = read_file(draft_path(ws, name), ws.plugins)
    if reading.challenge is None:
        errors = tuple(problem for problem in reading.problems if problem.severity == "error")
        raise Refused(f"'{name}' has errors, so its sheet cannot be written. Fix them first:", errors)
    return reading.challenge, True


def _kept(challenge: Challenge, columns: frozenset[str], has_languages: bool) -> Iterator[str]:
    activities = tuple(f"{known.label} ({known.unit})" for known in challenge.activities.values())
    yield _TEXTS.gettext(
        "For each person and day, how much was done of: {activities}. With it the time at which it was "
        "entered, and by which way it came."
    ).format(activities=listed(activities))
    yield _TEXTS.gettext(
        "From the company's list: an id, a name, and where it has them an e-mail address and a time zone."
    )
    if columns:
        named = listed(tuple(sorted(columns)))
        yield _TEXTS.gettext("Columns of the list that this challenge makes use of: {columns}.").format(
            columns=named
        )
    if has_languages:
        yield _TEXTS.gettext("The language in which somebody is written to.")
    if challenge.teams is not None:
        yield _TEXTS.gettext("Who was in which team, from when to when.")
    yield from what_of_cheers(challenge)
    yield _TEXTS.gettext("The messages that were sent to people.")
    # Not what is left out: an activity may be anything, hours of sleep among others.
    yield _TEXTS.gettext(
        "Of files of trackers, and of what phones send, only the amounts of these activities are kept, and "
        "nothing else that they contain."
    )


def _part(ws: Workspace, challenge: Challenge) -> Iterator[str]:
    if challenge.people.take_part == "those who sign up":
        yield _TEXTS.gettext("Only those take part who sign up. Nobody is asked why they do not.")
    else:
        yield _TEXTS.gettext(
            "Everyone on the company's list is a member from the start, and appears on boards even if they "
            "log nothing. Whoever does not want that leaves; nobody is asked why."
        )
    if ws.settings.page_url:
        yield _TEXTS.gettext("On their own page, people agree to what is kept before their first entry.")


def _long(challenge: Challenge) -> Iterator[str]:
    yield from how_long(challenge)
    if challenge.schedule.starts is not None:
        calendar = calendar_of(challenge)
        last = moment(int(calendar.closes[-1])).astimezone(ZoneInfo(calendar.zone)).date()
        gone = last + timedelta(days=challenge.privacy.keep_entries)
        yield _TEXTS.gettext("Unless the challenge is made longer, that is on {day}.").format(
            day=long_day(gone)
        )
    yield _TEXTS.gettext("Backups made before are older copies; they have to be deleted by themselves.")


def _where(ws: Workspace) -> Iterator[str]:
    yield _TEXTS.gettext(
        "All of it is in one database, on the computer on which the program is run. The program sends "
        "nothing to anybody but the messages."
    )
    if ws.settings.page_url:
        yield _TEXTS.gettext(
            "People log at {url}, each by a personal link. The page has no script and no cookie, and links "
            "and addresses are in no log."
        ).format(url=ws.settings.page_url)
    channels = ws.channels
    if channels:
        yield _TEXTS.gettext(
            "Messages are sent by: {channels}. A service that delivers them sees what is in them."
        ).format(channels=listed(channels))
    else:
        yield _TEXTS.gettext("No messages are sent to people.")


def _rights(ws: Workspace) -> Iterator[str]:
    if ws.settings.page_url:
        yield _TEXTS.gettext(
            "On their page they have a copy of everything that is kept about them, leave the challenge, and "
            "have themselves erased. They need not ask anybody, and it holds at once."
        )
    yield _TEXTS.gettext(
        "Whoever asks the organisers gets a copy, leaves, or is erased from the database, from messages, and "
        "from all pages that the program wrote."
    )
    yield _TEXTS.gettext("People see each of their points with the reason, and what did not count and why.")
    yield _TEXTS.gettext("What is corrected or taken back stays on record, with who did it and why.")
