"""What a captain sees and does by a captain's link: the own team, and a day of each member."""

from __future__ import annotations

from typing import Final

from starlette.responses import RedirectResponse, Response

from moonwalk.page.shown import about, civil_day, done_in_words
from moonwalk.page.taken import Form
from moonwalk.page.visits import Visit
from moonwalk.services.checking_in.captains import crew, log_for, member_day, take_back_for
from moonwalk.services.checking_in.days import has_consented
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
    mark, named = visit.request.path_params["mark"], visit.request.path_params.get("day")
    day = None if named is None else civil_day(named)
    shown = member_day(visit.ws, visit.visitor, mark, day)
    return visit.page("member", {"shown": shown, "member": _of_member(visit), "done": _done(visit)})


def log(visit: Visit, form: Form) -> Response:
    """Set the amount of an activity on a day for a member."""
    mark, on = visit.request.path_params["mark"], civil_day(form.get("day", ""))
    activity, amount = form.get("activity", ""), form.get("amount", "").strip()
    log_for(visit.ws, visit.visitor, mark, activity, on, amount)
    return RedirectResponse(f"{_of_member(visit)}/day/{on}?done=saved", 303)


def undo(visit: Visit, form: Form) -> Response:
    """Take back what a captain logged for a member."""
    mark, on = visit.request.path_params["mark"], civil_day(form.get("day", ""))
    changed = take_back_for(visit.ws, visit.visitor, mark, form.get("entry", ""))
    return RedirectResponse(f"{_of_member(visit)}/day/{on}?done={'undone' if changed else 'nothing'}", 303)


def _of_member(visit: Visit) -> str:
    return f"{visit.link}/m/{visit.request.path_params['mark']}"


def _done(visit: Visit) -> str:
    return done_in_words(visit.request.query_params.get("done", ""))
