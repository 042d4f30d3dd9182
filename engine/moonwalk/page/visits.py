"""A visit by a personal link: whose it is, in which language it is answered, and where its pages are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from moonwalk.api.language import Catalogue, speaking
from moonwalk.page.rendering import message, render
from moonwalk.services.checking_in.links import DeadLink, Declined, Visitor, path_of, visitor_of
from moonwalk.services.checking_in.standing import language_of
from moonwalk.services.checking_in.tokens import Purpose
from moonwalk.services.checking_in.without_link import SECONDS, renewed, visitor_at_kiosk
from moonwalk.services.errors import Refused
from moonwalk.services.workspace import Workspace

_TEXTS: Final = Catalogue(__name__)
_ALL_PAGES: Final = ("day", "points", "cheers", "file", "about", "leaving")
_FEW_PAGES: Final = ("day", "about")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at their page. `link` is by what they came; `ws` has one connection for all of the visit.

    `prefix` is what the address of the page has before our own paths.
    """

    ws: Workspace
    visitor: Visitor
    request: Request
    link: str
    prefix: str = ""

    def page(self, name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        """One of the pages of this link."""
        purpose = self.visitor.purpose
        seconds = READING_SECONDS if name == "about" else SECONDS
        here = {
            "link": self.link_for(seconds),
            "may_log": self.visitor.may_log,
            "page": name,
            "purpose": purpose,
            "pages": _FEW_PAGES if purpose in ("captain", "kiosk") else _ALL_PAGES,
            "kiosk": f"{self.prefix}/kiosk/{self.visitor.challenge}" if purpose == "kiosk" else "",
        }
        # Who walks away from a shared device leaves nothing on its screen.
        headers = {"Refresh": f"{seconds}; url={here['kiosk']}"} if purpose == "kiosk" else None
        return HTMLResponse(render(name, {**here, **values}), status, headers)

    def link_for(self, seconds: int = SECONDS) -> str:
        """Where the pages of this link begin; at a kiosk at an address that is good for so long."""
        if self.visitor.purpose != "kiosk":
            return self.link
        entrance, _, token = self.link.rpartition("/")
        return f"{entrance}/{renewed(self.ws, self.visitor, token, seconds)}"


READING_SECONDS: Final = 300
"""For so long a page at a kiosk is shown that is there to be read."""

FOR_PEOPLE: Final[Sequence[Purpose]] = ("log", "see")
"""What a link is for that leads to somebody's page."""

Act = Callable[[Visit], Response]
"""Answers a visit, or does what it asks for."""


def answer(
    ws: Workspace, request: Request, prefix: str, act: Act, purposes: Sequence[Purpose] = FOR_PEOPLE
) -> Response:
    """Whatever is done by a link, or in a sentence why not: that of a dead link is always the same."""
    token = request.path_params["token"]
    with speaking(preferred_language(request)):
        try:
            with ws.opened() as held:
                visitor = _visitor(held, token, purposes)
                visit = Visit(held, visitor, request, f"{prefix}{path_of(visitor.purpose)}{token}", prefix)
                with speaking(language_of(held, visitor)):
                    return _acted(visit, act)
        except DeadLink as reason:
            return message(str(reason), 404)
        except Refused:
            # Its message is for whoever runs this, and may name files.
            return message(not_now(), 503)


def _visitor(ws: Workspace, token: str, purposes: Sequence[Purpose]) -> Visitor:
    return visitor_at_kiosk(ws, token) if "kiosk" in purposes else visitor_of(ws, token, purposes)


def is_dead(ws: Workspace, token: str, purposes: Sequence[Purpose] = FOR_PEOPLE) -> bool:
    """Whether a link is good for none of these purposes: asked before much is read from whoever sends it."""
    try:
        visitor_of(ws, token, purposes)
    except DeadLink:
        return True
    except Refused:
        # What is wrong with the database is told by whatever is asked next.
        return False
    return False


def _acted(visit: Visit, act: Act) -> Response:
    try:
        return act(visit)
    except DeadLink:
        raise
    except Declined as reason:
        return visit.page("message", {"message": str(reason)}, 400)


def not_now() -> str:
    """What is said where the reason is none of the participant's."""
    return _TEXTS.gettext("This cannot be done just now. Nothing was changed. Try again later.")


def preferred_language(request: Request) -> str:
    """The language that a browser asks for first, of those that we have; for who is not known (yet)."""
    known = _TEXTS.languages()
    asked = _LANGUAGE.findall(request.headers.get("accept-language", "")[:60])
    return next((code.lower() for code in asked if code.lower() in known), "")
