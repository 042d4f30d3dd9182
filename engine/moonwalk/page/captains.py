"""What a captain sees and does by a captain's link: the own team, and a day of each member."""

from __future__ import annotations

from datetime import date
from typing import Final

from starlette.responses import RedirectResponse, Response

from moonwalk.page.shown import Slip, about, civil_day, done_in_words, slip_of
from moonwalk.page.taken import Form
from moonwalk.page.visits import Visit
from moonwalk.services.checking_in.captains import crew, log_for, member_day, take_back_for
from moonwalk.services.checking_in.days import has_consented
from moonwalk.services.checking_in.links import Declined
from moonwalk.services.checking_in.tokens import Purpose

PURPOSES: Final[tuple[Purpose, ...]] = ("captain",)
"""What a link is for that leads here."""


def team(visit: Visit) -> Response:
    """The members of the own team; what is kept, to a captain who has not agreed to it yet."""
    own = crew(visit.ws, visit.visitor)
    if not has_consented(visit.ws, visit.visitor):
        return about(visit)
    return visit.page("crew", {"crew": own, "done": _done(visit), "page": "day"})


def notes(visit: Visit) -> Response:
    """What is kept, who sees it, and what to take care of. DeadLink for who is no captain any more."""
    crew(visit.ws, visit.visitor)
    return about(visit)


def member(visit: Visit) -> Response:
    """A day of a member with what captains logged, the newest open one by default."""
    if not has_consented(visit.ws, visit.visitor):
        return team(visit)
    named = visit.request.path_params.get("day")
    return _member_on(visit, None if named is None else civil_day(named))


def log(visit: Visit, form: Form) -> Response:
    """Set the amount of an activity on a member's day; show it again, and why not, where it cannot be set."""
    mark, on = visit.request.path_params["mark"], civil_day(form.get("day", ""))
    activity, amount = form.get("activity", ""), form.get("amount", "").strip()
    try:
        log_for(visit.ws, visit.visitor, mark, activity, on, amount)
    except Declined as reason:
        return _member_on(visit, on, slip_of(visit, activity, amount, reason))
    return RedirectResponse(f"{_of_member(visit)}/day/{on}?done=saved", 303)


def undo(visit: Visit, form: Form) -> Response:
    """Take back what a captain logged for a member."""
    mark, on = visit.request.path_params["mark"], civil_day(form.get("day", ""))
    changed = take_back_for(visit.ws, visit.visitor, mark, form.get("entry", ""))
    return RedirectResponse(f"{_of_member(visit)}/day/{on}?done={'undone' if changed else 'nothing'}", 303)


def _member_on(visit: Visit, day: date | None, slip: Slip | None = None) -> Response:
    """A day of the member in the address; with what was typed and not saved, if anything."""
    shown = member_day(visit.ws, visit.visitor, visit.request.path_params["mark"], day)
    values = {"shown": shown, "member": _of_member(visit), "done": _done(visit), "slip": slip}
    return visit.page("member", values, 400 if slip else 200)


def _of_member(visit: Visit) -> str:
    return f"{visit.link}/m/{visit.request.path_params['mark']}"


def _done(visit: Visit) -> str:
    return done_in_words(visit.request.query_params.get("done", ""))
