"""What is shown by a personal link. Nothing here stores anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from moonwalk.api.language import Catalogue
from moonwalk.page.visits import Visit
from moonwalk.services.checking_in.cheering import cheering, cheers_got
from moonwalk.services.checking_in.days import check_in, has_consented
from moonwalk.services.checking_in.links import DeadLink, Declined
from moonwalk.services.checking_in.own_files import readable_files
from moonwalk.services.checking_in.standing import (
    places_of,
    points_of,
    privacy_notes,
    push_address,
    title_of,
    week_notes,
)
from moonwalk.services.checking_in.subscribing import gets_messages, kinds_for
from moonwalk.services.checking_in.tokens import Purpose

_TEXTS: Final = Catalogue(__name__)

MOST_LISTED: Final = 150
"""Teams among which one is chosen from a list; of more the name is typed, so that the page stays small."""

ASKED: Final[frozenset[Purpose]] = frozenset({"log", "kiosk", "captain"})
"""By what links people are asked whether they agree to what is kept."""


@dataclass(frozen=True, slots=True)
class Slip:
    """An amount that was typed for an activity and could not be saved, and why."""

    activity: str
    typed: str
    reason: str


def slip_of(visit: Visit, activity: str, typed: str, reason: Declined) -> Slip:
    """What was typed, to stand in its form again; raises the reason where no form can be shown.

    That is so with a link that leads nowhere any more, and to whoever has not agreed to what is kept.
    """
    if isinstance(reason, DeadLink) or not has_consented(visit.ws, visit.visitor):
        raise reason
    return Slip(activity, typed, str(reason))


def day(visit: Visit, on: date | None = None, slip: Slip | None = None) -> Response:
    """A day with its activities, today by default; what is kept, to whoever has not agreed to it yet.

    `slip` is what was typed and not saved: it stands in its form again. The page has the status 400 then.
    """
    if visit.visitor.may_log and not has_consented(visit.ws, visit.visitor):
        return about(visit)
    named = visit.request.path_params.get("day")
    shown = check_in(visit.ws, visit.visitor, on if named is None else civil_day(named))
    points = points_of(visit.ws, visit.visitor)
    values = {
        "shown": shown,
        "points": points,
        "reasons": {entry.id: entry.reason for entry in points.uncounted},
        "week": week_notes(visit.ws, visit.visitor, shown.day.day if shown.day else None),
        "done": done_in_words(visit.request.query_params.get("done", "")),
        "got": cheers_got(visit.ws, visit.visitor),
        "slip": slip,
    }
    return visit.page("day", values, 400 if slip else 200)


def points(visit: Visit) -> Response:
    """Own points with their reasons, and the boards as far as they are for this participant."""
    own = points_of(visit.ws, visit.visitor)
    places = places_of(visit.ws, visit.visitor, own.team)
    return visit.page("points", {"points": own, "places": places, "title": title_of(visit.ws, visit.visitor)})


def about(visit: Visit) -> Response:
    """What is kept, who sees it, and what to take care of."""
    values = {
        "shown": check_in(visit.ws, visit.visitor),
        "asks": visit.visitor.purpose in ASKED and not has_consented(visit.ws, visit.visitor),
        "kept": privacy_notes(visit.ws, visit.visitor),
        "week": week_notes(visit.ws, visit.visitor),
    }
    return visit.page("about", {**values, "page": "about"})


def file(visit: Visit, trouble: str = "") -> Response:
    """Where to choose a file of one's own, and by which address a phone sends by itself.

    `trouble` says why a file that was sent cannot be used; the page has the status 400 then.
    """
    values = {
        "title": title_of(visit.ws, visit.visitor),
        "preview": None,
        "trouble": trouble,
        "readable": readable_files(visit.ws),
        "push": push_address(visit.ws, visit.visitor),
    }
    return visit.page("file", values, 400 if trouble else 200)


def cheers(visit: Visit) -> Response:
    """How often the own team was cheered for, and a form by which to cheer for another one."""
    values = {
        "title": title_of(visit.ws, visit.visitor),
        "cheering": cheering(visit.ws, visit.visitor),
        "most": MOST_LISTED,
        "done": done_in_words(visit.request.query_params.get("done", "")),
    }
    return visit.page("cheers", values)


def leaving(visit: Visit) -> Response:
    """Whether messages come, what it means to leave, and to be erased, with a form for each."""
    return visit.page("leaving", {"shown": check_in(visit.ws, visit.visitor), **_messages(visit)})


def messages(visit: Visit) -> Response:
    """Which messages the reader of one gets, with buttons that change it, and nothing else."""
    return visit.page("messages", {"title": title_of(visit.ws, visit.visitor), **_messages(visit)})


def _messages(visit: Visit) -> Mapping[str, object]:
    return {
        "messages": gets_messages(visit.ws, visit.visitor),
        "kinds": kinds_for(visit.ws, visit.visitor),
        "done": done_in_words(visit.request.query_params.get("done", "")),
    }


def done_in_words(what: str) -> str:
    """What has just been done, in a sentence; nothing for what nobody has done."""
    match what:
        case "saved":
            return _TEXTS.gettext("Saved.")
        case "undone":
            return _TEXTS.gettext("Taken back.")
        case "agreed":
            return _TEXTS.gettext("Thank you. You can log now.")
        case "nothing":
            return _TEXTS.gettext("That was taken back already.")
        case "cheered":
            return _TEXTS.gettext("Your cheer has arrived.")
        case "cheered before":
            return _TEXTS.gettext("You have cheered today already.")
        case _:
            return ""


def civil_day(text: str) -> date:
    """A day as it stands in an address or a form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Declined(_TEXTS.gettext("There is no such day. Nothing was changed.")) from None
